"""Group commit: short writes that would wait for one another share a transaction and one durable commit.

A commit writes every touched page and waits for the disk. On SQLite all writes wait for the one writer; on
PostgreSQL those that lock the same record wait until its holder has committed. So they run one after the
other in one transaction, each behind a savepoint: a refused write leaves nothing. No request is answered
before the commit; when the commit fails, all of its writes fail.
"""

import asyncio
import contextvars
import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy.engine import Connection, Engine

from app.core.database import prepared
from app.core.errors import Problem

MAX_WRITES = 16
"""At most so many writes share a commit: the first of them waits for all."""


@dataclass
class Job:
    """A write that waits for its turn, and its result."""

    work: Callable[[], Any]
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    context: contextvars.Context = field(default_factory=contextvars.copy_context)
    result: Any = None
    error: Exception | None = None

    def __post_init__(self) -> None:
        self.future = self.loop.create_future()

    def run(self) -> None:
        try:
            self.result = self.context.run(self.work)
        except Exception as error:
            self.error = error

    def resolve(self) -> None:
        if self.future.done():  # the request was cancelled
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class SharedTransaction:
    """An open transaction in which several writes run one after the other, each behind a savepoint."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.after_commit: list[Callable[[], None]] = []
        self.is_lost = False
        self._driver = cast(Any, connection.connection.driver_connection)
        with prepared.pipeline(connection, "SAVEPOINT write"):
            self._driver.execute("SAVEPOINT write")

    @contextmanager
    def savepoint(self) -> Iterator[Connection]:
        """One write, all or nothing. Some failures, such as a full disk, end the whole transaction."""
        self.check()
        try:
            yield self.connection
        except BaseException:
            self._rollback()
            raise

    def release_savepoint(self) -> None:
        """Keep what the write did, and open the savepoint of the next one."""
        self._driver.execute("RELEASE SAVEPOINT write")
        self._driver.execute("SAVEPOINT write")

    def _rollback(self) -> None:
        try:
            self._driver.execute("ROLLBACK TO SAVEPOINT write")
        except self.connection.dialect.loaded_dbapi.Error:
            self.is_lost = True

    def check(self) -> None:
        if self.is_lost:
            raise Problem("busy", headers={"Retry-After": "1"})


class GroupCommit:
    """Queues writes by what they wait for, and runs them on the write lane."""

    def __init__(self, lane: Executor, engine: Engine) -> None:
        self._lane = lane
        self._engine = engine
        self._waiting: dict[Hashable, deque[Job]] = {}
        self._busy: set[Hashable] = set()
        self._lock = threading.Lock()
        self._local = threading.local()

    @property
    def shared(self) -> SharedTransaction | None:
        """The transaction that this thread runs a write in."""
        return getattr(self._local, "shared", None)

    async def run(self, key: Hashable, work: Callable[[], Any]) -> Any:
        job = Job(work)
        with self._lock:
            self._waiting.setdefault(key, deque()).append(job)
        self._lane.submit(self._run_waiting, key)
        return await job.future

    def _run_waiting(self, key: Hashable) -> None:
        """Run all that waits under this key, unless another thread does so already."""
        with self._lock:
            if key in self._busy or key not in self._waiting:
                return
            self._busy.add(key)
        jobs: list[Job] = []
        try:
            self._commit(key, jobs)
        except Exception as error:
            jobs = jobs or self._take_all(key)  # no transaction could be opened
            for job in jobs:
                job.error = error
        _resolve_on_loops(jobs)
        with self._lock:
            self._busy.remove(key)
            if key in self._waiting:
                self._lane.submit(self._run_waiting, key)

    def _commit(self, key: Hashable, jobs: list[Job]) -> None:
        """Run what waits, and what arrives meanwhile, and commit. Adds to `jobs` those that were started."""
        with self._engine.connect() as connection, connection.begin():
            shared = self._local.shared = SharedTransaction(connection)
            try:
                while len(jobs) < MAX_WRITES and (job := self._take_next(key)):
                    jobs.append(job)
                    job.run()
            finally:
                self._local.shared = None
            shared.check()
        for callback in shared.after_commit:
            callback()

    def _take_all(self, key: Hashable) -> list[Job]:
        """Remove all waiting writes: without a database they fail at once."""
        with self._lock:
            return list(self._waiting.pop(key, ()))

    def _take_next(self, key: Hashable) -> Job | None:
        with self._lock:
            waiting = self._waiting.get(key)
            if waiting is None:
                return None
            job = waiting.popleft()
            if not waiting:
                del self._waiting[key]
            return job


def _resolve_on_loops(jobs: list[Job]) -> None:
    """On the event loop of each, which is the same one in a server. Ignores closed event loops."""
    for loop in {job.loop for job in jobs}:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_resolve_all, [job for job in jobs if job.loop is loop])


def _resolve_all(jobs: list[Job]) -> None:
    for job in jobs:
        job.resolve()
