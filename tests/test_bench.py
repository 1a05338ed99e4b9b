"""The benchmarks run; whether their floors are reached is for `make bench` on a quiet machine."""

import re
import subprocess
import sys

import pytest

from bench.__main__ import PARTS
from tests.serving import ROOT

FLOOR = re.compile(r"^(.+?)  +[\d.]+( \w+)?  +[<>]= [\d.]+( \w+)?  (?:ok|NOT REACHED)$", re.MULTILINE)


@pytest.mark.soak
@pytest.mark.parametrize("part", PARTS)
def test_the_benchmarks_run_on_little_data(part: str) -> None:
    """Their floors hold on a slow machine too: none is a time or a rate, only sizes have a unit."""
    command = [sys.executable, "-m", "bench", "--quick", "--rounds", "1", "--seconds", "0.5", "--only", part]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    floors = FLOOR.findall(done.stdout)
    assert floors
    assert {unit for _, *units in floors for unit in units} <= {"", " KB", " MB"}
