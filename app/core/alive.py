"""Whether a connection to PostgreSQL still lives, asked only when there is reason to doubt: it is a journey.

There is when the connection has rested, and when any other one was found lost since it was last used, as all
are after a restart. So a restart costs each process hardly more than one answer.
"""

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine

REST = 5.0
"""Seconds."""


class Doubt:
    """Watches over the connections of several engines to one database."""

    def __init__(self, *engines: Engine) -> None:
        self._lost_at = float("-inf")
        for engine in engines:
            event.listen(engine, "checkin", _note_the_end)
            event.listen(engine, "invalidate", self._note_a_loss)
            event.listen(engine, "checkout", self._look)

    def _note_a_loss(self, *_: Any) -> None:
        self._lost_at = time.monotonic()

    def _look(self, driver: Any, record: Any, _: Any) -> None:
        now = time.monotonic()
        used_at = record.info.get("used_at", now)
        if now - used_at < REST and used_at > self._lost_at:
            return
        try:
            driver.execute("SELECT 1")
            driver.rollback()
        except Exception as error:
            raise sa.exc.DisconnectionError from error


def _note_the_end(_: Any, record: Any) -> None:
    record.info["used_at"] = time.monotonic()
