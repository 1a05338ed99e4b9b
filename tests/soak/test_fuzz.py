"""Every parser of bytes from outside, for thousands of runs each; `python -m tests.fuzz NAME` goes on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS
from tests.serving import ROOT

pytestmark = pytest.mark.soak

RUNS = 20_000
SLOW = {"posted_form": 3_000, "calendar": 3_000, "svg": 10_000}


@pytest.mark.parametrize("name", TARGETS)
def test_no_bytes_are_an_error_of_ours(name: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris is made for Linux alone")
    runs = f"-runs={SLOW.get(name, RUNS)}"
    command = [
        sys.executable,
        "-m",
        "tests.fuzz",
        name,
        runs,
        "-max_len=400",
        "-max_total_time=60",
        "-seed=1",
    ]
    told = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert told.returncode == 0, f"{told.stdout[-3000:]}\n{told.stderr[-3000:]}"
