"""Engine, sessions and lanes of one process.

The code is synchronous. Each process has lanes of threads: reading, writing, slow work (dashboards,
exports, PDF) and passwords, whose hashes take 50 ms by intention; so a reader never waits for a writer, and
nobody for a login. On SQLite the reading and the writing lane have one thread each: more of them only fight
for the interpreter and for the file's lock.
"""

import asyncio
import contextvars
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Engine, make_url
from sqlmodel import Session

T = TypeVar("T")
Lane = Literal["read", "write", "slow", "password"]
SQLITE_LANES: dict[str, int] = {"read": 1, "write": 1, "slow": 1, "password": 2}
POSTGRES_LANES: dict[str, int] = {"read": 4, "write": 4, "slow": 2, "password": 2}

AT_END = "at_end"


class Database:
    """The only holder of connections in a process."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.url = parsed
        self.dialect = parsed.get_backend_name()
        self.sqlite = self.dialect == "sqlite"
        lanes = SQLITE_LANES if self.sqlite else POSTGRES_LANES
        self.engine = _sqlite(parsed) if self.sqlite else _postgresql(parsed, sum(lanes.values()) + 3)
        self._reader, self._writer = _reader_and_writer(self.engine, self.sqlite)
        self._lanes = {
            name: ThreadPoolExecutor(count, thread_name_prefix=f"{name}-lane")
            for name, count in lanes.items()
        }

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self._reader, autoflush=False, expire_on_commit=False) as session:
            session.info["database"] = self
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, committed when the block ends well; what hangs on the commit runs after it."""
        with _Writing(self._writer, expire_on_commit=False) as session:
            session.info["database"] = self
            session.begin_now()
            yield session
            session.finish()
            for callback in session.info.get("after_commit", ()):
                callback()

    def read_connection(self) -> sa.Connection:
        """For whoever asks the same all the time and keeps it; each statement stands alone on PostgreSQL."""
        return self._reader.connect()

    async def run(self, lane: Lane, work: Callable[[], T]) -> T:
        """Carry `work` out on a thread of the lane: one hop, everything of the request inside it."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._lanes[lane], context.run, work)

    def soon(self, lane: Lane, work: Callable[[], object]) -> None:
        """Carry `work` out some time later; nobody waits for it and nobody is told when it fails."""
        self._lanes[lane].submit(work)

    def close(self) -> None:
        for pool in self._lanes.values():
            pool.shutdown(wait=True, cancel_futures=True)
        self.engine.dispose()


class _Writing(Session):
    """One transaction on one connection, kept at hand: looking it up anew costs as much as a statement."""

    _own: sa.Connection | None = None

    def begin_now(self) -> None:
        self._own = super().connection()

    def finish(self) -> None:
        """Write what was left for the end, and commit."""
        self.flush()
        if left := self.info.pop(AT_END, None):
            _write_left(self.connection(), left)
        self.commit()

    def connection(self, *arguments: Any, **options: Any) -> sa.Connection:
        if self._own is None or self._own.closed or arguments or options:
            return super().connection(*arguments, **options)
        return self._own


def after_commit(session: Session, callback: Callable[[], None]) -> None:
    session.info.setdefault("after_commit", []).append(callback)


def at_end(session: Session, statement: Any, row: dict[str, Any]) -> None:
    """Leave a statement whose outcome nobody waits for to the end of the transaction.

    All rows of one statement are sent together, so it has to be the same object each time. An INSERT has to
    be `inline()`, else SQLAlchemy asks for the key that the database gave.
    """
    session.info.setdefault(AT_END, {}).setdefault(statement, []).append(row)


def is_sqlite(session: Session) -> bool:
    return bool(session.info["database"].sqlite)


def _write_left(connection: sa.Connection, left: dict[Any, list[dict[str, Any]]]) -> None:
    """PostgreSQL is sent all of it at once and the commit with it: each alone would be a journey."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        for statement, rows in left.items():
            connection.execute(statement, rows)
        return
    try:
        with driver.pipeline():
            for statement, rows in left.items():
                connection.execute(statement, rows)
            driver.commit()
    except connection.dialect.loaded_dbapi.Error as error:
        raise sa.exc.DBAPIError.instance(
            "COMMIT", None, error, connection.dialect.loaded_dbapi.Error
        ) from error


def _reader_and_writer(engine: Engine, sqlite: bool) -> tuple[Engine, Engine]:
    if sqlite:
        return engine, engine.execution_options(sqlite_begin="IMMEDIATE")
    return engine.execution_options(isolation_level="AUTOCOMMIT"), engine


def _postgresql(url: URL, size: int) -> Engine:
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    return sa.create_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": "-c timezone=UTC"},
    )


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    options: dict[str, Any] = {"pool_size": 8, "max_overflow": 0, "connect_args": {"timeout": 10}}
    engine = sa.create_engine(url, hide_parameters=True, **options)
    event.listen(engine, "connect", _open_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "mmap_size=268435456",
        "cache_size=-8000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'DEFERRED')}")
