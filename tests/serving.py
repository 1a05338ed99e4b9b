"""The program as it is run by others: real processes, a real socket, its own port."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import httpx

from tests.postgres import end_with_parent

ROOT = Path(__file__).parents[1]
SECRET_KEY = "a-key-for-tests-that-protects-nobody-at-all"


class Served:
    """A running server. `log()` is what it printed, `process` its first process."""

    def __init__(self, url: str, process: subprocess.Popen[bytes], output: IO[bytes]) -> None:
        self.url = url
        self.process = process
        self._output = output

    def client(self, token: str | None = None) -> httpx.Client:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=30, trust_env=False)

    def log(self) -> str:
        self._output.seek(0)
        return self._output.read().decode(errors="replace")


@contextmanager
def serving(
    database_url: str, workers: int = 1, only: str | None = None, port: int | None = None, **settings: str
) -> Iterator[Served]:
    """`settings` are further environment variables, in lower case: `smtp_url=...`."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET_KEY,
        "PUBLIC_URL": url,
        "REGISTRATION_LIMIT": "1000000",
        "SIGN_IN_LIMIT": "1000",
        "LINK_LIMIT": "1000000",
        "MAILBOX_LIMIT": "1000000",
        **{name.upper(): value for name, value in settings.items()},
    }
    command = [sys.executable, "-m", "app", "serve", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(workers)] + (["--only", only] if only else [])
    with TemporaryFile("a+b") as output:  # appended to: reading what was printed must not move where it goes
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, preexec_fn=end_with_parent
        )
        served = Served(url, process, output)
        try:
            wait_until_it_answers(served, "/" if only == "site" else "/api/v1/healthz")
            yield served
        finally:
            stop(process)


@contextmanager
def two_processes(database_url: str, **settings: str) -> Iterator[tuple[Served, Served]]:
    """The API alone, and a site alone that reaches it over a socket. Links in letters lead to the site."""
    port = free_port()
    public_url = f"http://127.0.0.1:{port}"
    with (
        serving(database_url, only="api", public_url=public_url, **settings) as api,
        serving("sqlite:////no/database.db", only="site", port=port, api_url=api.url) as site,
    ):
        yield api, site


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until_it_answers(served: Served, path: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    with httpx.Client(timeout=5, trust_env=False) as client:
        while time.monotonic() < deadline and served.process.poll() is None:
            try:
                client.get(served.url + path)
                return
            except httpx.TransportError:
                time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{served.log()[-4000:]}")


def stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
