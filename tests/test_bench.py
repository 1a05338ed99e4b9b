"""The benchmarks run; whether their floors are reached is for `make bench` on a quiet machine."""

import subprocess
import sys

import pytest

from bench.__main__ import PARTS
from tests.serving import ROOT


@pytest.mark.soak
@pytest.mark.parametrize("part", PARTS)
def test_the_benchmarks_run_on_little_data(part: str) -> None:
    command = [sys.executable, "-m", "bench", "--quick", "--rounds", "1", "--seconds", "0.5", "--only", part]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "reached" in done.stdout
