"""Backup of the whole database to a file, and restore: SQLite by itself, PostgreSQL with its own tools."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url


class BackupError(Exception):
    """Nothing was saved, or nothing was restored."""


def backup(url: str, file: Path) -> None:
    """The file appears when it is complete. Only its owner can read it. It replaces an older one."""
    parsed = make_url(url)
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        if parsed.get_backend_name() == "sqlite":
            with closing(_sqlite(_existing(parsed))) as source:
                source.execute("VACUUM INTO ?", (str(part),))
        else:
            _run("pg_dump", parsed, "--format=custom", "--no-owner", f"--file={part}")
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def restore(url: str, file: Path) -> None:
    """Replace everything in the database. A file that is not a backup changes nothing."""
    if not file.is_file():
        raise BackupError(f"there is no file {file}")
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        _restore_sqlite(parsed, file)
    else:
        _run("pg_restore", parsed, "--clean", "--if-exists", "--no-owner", "--single-transaction", str(file))


def _restore_sqlite(url: URL, file: Path) -> None:
    """Under the lock of the database: a running server sees the old or the new data, never a mix."""
    target = Path(url.database or "")
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source:
        try:
            sound = source.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            ours = source.execute(
                "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
            ).fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise BackupError(f"{file} is no backup: {error}") from error
        if not (sound and ours):
            raise BackupError(f"{file} is damaged, or a backup of something else")
        with closing(_sqlite(target)) as database:
            source.backup(database)


def _existing(url: URL) -> Path:
    path = Path(url.database or "")
    if not path.is_file():
        raise BackupError(f"there is no database {path}")
    return path


def _sqlite(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=30, isolation_level=None)


def _run(tool: str, url: URL, *arguments: str) -> None:
    """Pass the password in the environment, because any user of the machine can read the arguments."""
    found = shutil.which(tool)
    if found is None:
        raise BackupError(f"{tool} is not installed; it comes with the client of PostgreSQL")
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    done = subprocess.run(  # noqa: S603
        [found, f"--dbname={address}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{tool}: {' '.join(done.stderr.split()) or 'failed'}")
