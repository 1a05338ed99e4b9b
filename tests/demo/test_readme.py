"""The examples of the README run as they are printed, against the demo."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.core.actor import SCOPES
from tests.conftest import copy_demo
from tests.serving import ROOT, Served, serving

PRINTED = "http://127.0.0.1:8000"
STRICTLY = 'set -euo pipefail\ncurl() { command curl --fail-with-body "$@"; }\n'
"""A refusal ends the script, which prints it."""


@pytest.fixture
def demo(demo_file: Path, scratch: Path) -> Iterator[Served]:
    path = scratch / "readme.db"
    copy_demo(demo_file, path)
    with serving(f"sqlite:///{path}") as served:
        yield served


def examples() -> str:
    [script] = re.findall(r"```sh\n(API=.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return str(script)


def test_the_examples_name_paths_filters_and_scopes_that_there_are(
    api_stack: tuple[FastAPI, ASGIApp],
) -> None:
    paths = api_stack[0].openapi()["paths"]
    addresses = re.findall(r'"\$API(/[^"]*)"', examples())
    assert len(addresses) > 10
    for path, _, query in (one.partition("?") for one in addresses):
        patterns = [one for one in paths if re.fullmatch(re.sub(r"{\w+}", "[^/]+", one), path)]
        assert patterns, path
        told = {one["name"] for one in paths[patterns[0]].get("get", {}).get("parameters", [])}
        assert {pair.partition("=")[0] for pair in query.split("&") if pair} <= told, path
    [scopes] = re.findall(r"SCOPES='(.*?)'", examples())
    assert set(json.loads(scopes)) <= set(SCOPES)


@pytest.mark.soak
def test_the_examples_for_other_systems_run_as_printed(demo: Served, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("not installed: curl")
    script = STRICTLY + examples().replace(PRINTED, demo.url)
    assert demo.url in script
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr}"
    assert '"status":"present"' in done.stdout
