"""The servers of the benchmark: all with one process, uvloop, httptools and no log of requests."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from tests.postgres import end_with_parent
from tests.serving import ROOT, Served, free_port, serving, stop, wait_until_it_answers

NO_LIMITS = {
    "registration_limit": "100000000",
    "sign_in_limit": "1000000",
    "key_limit": "100000000",
    "link_limit": "100000000",
}


def application(database_url: str, workers: int = 1) -> AbstractContextManager[Served]:
    return serving(database_url, workers, log_level="WARNING", **NO_LIMITS)


@contextmanager
def bare_starlette(answer: bytes, headers: dict[str, str], folder: Path) -> Iterator[Served]:
    body = folder / "answer.json"
    body.write_bytes(answer)
    with _uvicorn("bare", BENCH_ANSWER=str(body), BENCH_HEADERS=json.dumps(headers)) as served:
        yield served


def one_commit(database_url: str) -> AbstractContextManager[Served]:
    return _uvicorn("one_commit", DATABASE_URL=database_url)


@contextmanager
def _uvicorn(factory: str, **environment: str) -> Iterator[Served]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        f"bench.reference:{factory}",
        "--factory",
        "--port",
        str(port),
    ]
    command += ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    with TemporaryFile() as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | environment,
            stdout=output,
            stderr=output,
            preexec_fn=end_with_parent,
        )
        served = Served(f"http://127.0.0.1:{port}", process, output)
        try:
            wait_until_it_answers(served, "/")
            yield served
        finally:
            stop(process)
