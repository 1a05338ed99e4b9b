"""Who looked at whom: each request that reads personal data is noted, and the notes are written in batches.

A handler marked `@reads(personal=...)` answers with people; their ids, or those of their registrations, are
read from the answer. A service that makes a file calls `seen` instead. The notes of
about a second share one transaction, so that reading does not cost a commit. A note that repeats one of the
last ten minutes is left out: a page that asks again and again looks once.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Literal, NamedTuple

import structlog
from pydantic import BaseModel
from sqlmodel import Session

from app.core import reactions
from app.core.database.engine import Database

log = structlog.get_logger("access")
WRITTEN_AFTER = 1.0
REPEATED_WITHIN = 600.0
"""Seconds."""
KEPT_IN_MEMORY = 5_000
"""Notes that wait while the database cannot be written to, and recent notes to compare with."""


class AccessAction(StrEnum):
    """How people were looked at."""

    DETAIL = "detail"
    LIST = "list"
    SEARCH = "search"
    EXPORT = "export"


class Access(NamedTuple):
    """One request. `path` has no query, because words that were searched for can be a name."""

    at: datetime
    user_id: int
    api_key_id: int | None
    request_id: str | None
    action: AccessAction
    path: str
    of: Literal["person", "registration"]
    ids: tuple[int, ...]


class Recent:
    """What was noted in the last ten minutes."""

    def __init__(self) -> None:
        self._since: OrderedDict[tuple[object, ...], float] = OrderedDict()
        self._lock = threading.Lock()

    def is_repeated(self, key: tuple[object, ...]) -> bool:
        """Whether it was noted already; if not, it is from now on."""
        now = time.monotonic()
        with self._lock:
            since = self._since.get(key)
            if since is not None and now - since < REPEATED_WITHIN:
                return True
            self._since[key] = now
            self._since.move_to_end(key)
            if len(self._since) > KEPT_IN_MEMORY:
                self._since.popitem(last=False)
            return False


class AccessLog:
    """The notes of one process that are not written yet; `refusals` are those in the security log."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.refusals = Recent()
        self._recent = Recent()
        self._waiting: list[Access] = []
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def note(self, access: Access) -> None:
        if not access.ids or self._recent.is_repeated((*access[1:3], *access[4:])):
            return
        with self._lock:
            self._waiting.append(access)
            if self._timer is None:
                self._timer = threading.Timer(WRITTEN_AFTER, self.flush)
                self._timer.daemon = True
                self._timer.start()

    def flush(self) -> None:
        """Write what waits. When that fails it waits for the next flush."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        if not waiting:
            return
        try:
            with self.database.writing() as session:
                reactions.announce("people_seen", session=session, accesses=waiting)
        except Exception:
            log.exception("reading of personal data was not written yet", requests=len(waiting))
            with self._lock:
                self._waiting = (waiting + self._waiting)[:KEPT_IN_MEMORY]


def seen(session: Session, people: Iterable[int]) -> None:
    """Tell the log of whom a file or a mixed answer of this request speaks."""
    session.info.setdefault("people_seen", set()).update(people)


def ids_in(answer: object, field: str) -> Iterator[int]:
    """The values of this field anywhere in an answer: in its rows, and in lists inside them."""
    if isinstance(answer, (list, tuple)):
        for row in answer:
            yield from ids_in(row, field)
        return
    if not isinstance(answer, (BaseModel, dict)):
        return
    fields = answer if isinstance(answer, dict) else vars(answer)
    if "deleted" in fields:  # a tombstone names no person
        return
    for name, value in fields.items():
        if name == field and isinstance(value, int):
            yield value
        elif isinstance(value, (list, tuple, dict, BaseModel)):
            yield from ids_in(value, field)
