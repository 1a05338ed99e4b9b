"""Backup of the whole database to a file, and restore: SQLite by itself, PostgreSQL with its own tools.

The attachments are kept beside the database, and their archive beside the backup: `FILE.files.tar`.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from app.core import clock
from app.core.database.engine import prepare_file
from app.core.database.migrate import upgrade
from app.core.files import store
from app.core.settings import Settings
from app.privacy import restored


class BackupError(Exception):
    """Nothing was saved, or nothing was restored."""


def backup_whole(settings: Settings, file: Path) -> None:
    """The database first: files are added before their rows, so all that it names are in the archive."""
    backup(settings.database_url, file)
    store.save(settings.files_path, archive_of(file))


def archive_of(file: Path) -> Path:
    """Where the attachments of a backup are."""
    return file.with_name(f"{file.name}.files.tar")


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


def restore(url: str, file: Path) -> Path | None:
    """Replace everything in the database. A file that is not a backup changes nothing.

    What was there is saved first, beside an SQLite database or else beside the file. Returns where, or None
    when there was no database.
    """
    if not file.is_file():
        raise BackupError(f"there is no file {file}")
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _restore_sqlite(parsed, file)
    saved = file.with_name(f"{parsed.database}{_as_of_now()}.dump")
    _run("pg_restore", parsed, "--list", str(file))
    backup(url, saved)
    _run("pg_restore", parsed, "--clean", "--if-exists", "--no-owner", "--single-transaction", str(file))
    return saved


def restore_whole(settings: Settings, file: Path) -> tuple[Path | None, int]:
    """Restore, migrate, and erase again the people who were erased since; returns how many they are too.

    Attachments that were there are saved beside what was there, those of the backup come back to them.
    Erasing needs the declarations of all rooms (`app.subscriptions`).
    """
    erasures = restored.erasures_at(settings.database_url)
    archive = archive_of(file)
    kept = restore(settings.database_url, file)
    if kept is not None:
        store.save(settings.files_path, archive_of(kept))
    if archive.is_file():
        store.bring_back(settings.files_path, archive)
    upgrade(settings.database_url)
    return kept, restored.repeat_at(settings, erasures)


def _restore_sqlite(url: URL, file: Path) -> Path | None:
    """Under the lock of the database: a running server sees the old or the new data, never a mix."""
    target = Path(url.database or "")
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source:
        _check(source, file)
        saved = _keep(url, target) if target.exists() else None
        prepare_file(target)
        with closing(_sqlite(target)) as database:
            source.backup(database)
    return saved


def _keep(url: URL, target: Path) -> Path:
    """Save a copy, because a running server has the file open; what is damaged has no copy and is moved."""
    saved = target.with_name(f"{target.stem}{_as_of_now()}{target.suffix}")
    try:
        backup(url.render_as_string(), saved)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        target.replace(saved)
    return saved


def _check(source: sqlite3.Connection, file: Path) -> None:
    try:
        sound = source.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        ours = source.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[
            0
        ]
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{file} is no backup: {error}") from error
    if not (sound and ours):
        raise BackupError(f"{file} is damaged, or a backup of something else")


def _as_of_now() -> str:
    return f"-before-restore-{clock.now():%Y%m%d-%H%M%S-%f}"


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
