"""Files beside the database: written before the commit, never changed, named so that no name can be guessed.

What a transaction wrote that then fails is removed. What a killed process leaves behind is found by a sweep.
"""

import errno
import os
import re
import secrets
import tarfile
from collections.abc import Collection, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import time

from sqlmodel import Session

from app.core.database.engine import after_commit, after_rollback
from app.core.settings import Settings

NAME = re.compile("[0-9a-f]{32}")
LONGEST_UPLOAD = timedelta(days=1)
"""A file that no row names may belong to a transaction that is not committed yet, for so long at most."""


def folder_of(session: Session) -> Path:
    settings: Settings = session.info["settings"]
    return settings.files_path


def path_of(folder: Path, name: str) -> Path:
    if not NAME.fullmatch(name):
        raise ValueError("no name of a stored file")
    return folder / name[:2] / name


def write(session: Session, content: bytes) -> str:
    """Store a file and return its name. It is removed again when the transaction is rolled back."""
    name = secrets.token_hex(16)
    path = path_of(folder_of(session), name)
    after_rollback(session, partial(path.unlink, missing_ok=True))
    write_file(path, content)
    return name


def write_file(path: Path, content: bytes) -> None:
    """Whole or not at all, on the disk, and readable for the owner alone."""
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read(folder: Path, name: str) -> bytes | None:
    """None when the file is not there."""
    try:
        return path_of(folder, name).read_bytes()
    except FileNotFoundError:
        return None


def remove_at_commit(session: Session, names: Collection[str]) -> None:
    for name in names:
        after_commit(session, partial(path_of(folder_of(session), name).unlink, missing_ok=True))


def old_files(folder: Path) -> Iterator[Path]:
    """What was written longer ago than any upload takes, also the beginnings of files."""
    edge = time() - LONGEST_UPLOAD.total_seconds()
    for path in folder.glob("[0-9a-f][0-9a-f]/*"):
        if NAME.fullmatch(path.stem) and path.stat().st_mtime < edge:
            yield path


# --- backups ---------------------------------------------------------------------------------------------


def save(folder: Path, file: Path) -> None:
    """Write all files into one archive, which appears when it is complete; none where there are no files."""
    paths = [path for path in sorted(folder.glob("[0-9a-f][0-9a-f]/*")) if NAME.fullmatch(path.name)]
    if not paths:
        file.unlink(missing_ok=True)
        return
    part = file.with_name(f"{file.name}.part")
    try:
        with (
            os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened,
            tarfile.open(fileobj=opened, mode="w") as archive,
        ):
            for path in paths:
                _add(archive, path)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _add(archive: tarfile.TarFile, path: Path) -> None:
    """One that is deleted meanwhile is left out."""
    try:
        archive.add(path, arcname=path.name, recursive=False)
    except FileNotFoundError:
        return


def bring_back(folder: Path, file: Path) -> None:
    """Add the files of an archive to those that are there. Other entries than our files are passed over."""
    with tarfile.open(file, mode="r:") as archive:
        for entry in archive:
            content = archive.extractfile(entry) if entry.isfile() and NAME.fullmatch(entry.name) else None
            if content is not None and not path_of(folder, entry.name).exists():
                write_file(path_of(folder, entry.name), content.read())


def prepare_folder(folder: Path) -> None:
    """Fail when the server starts and not at the first upload. OSError with the name of the folder."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))
