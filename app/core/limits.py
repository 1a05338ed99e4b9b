"""Rate limits: sliding windows in the memory of a process.

Each process counts for itself. The limits protect a server from floods and passwords from guessing; they are
no exact quota.
"""

import threading
import time
from collections import defaultdict, deque

from app.core.errors import TooMany


class RateLimit:
    """At most `limit` events per key within `seconds`."""

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self.seconds = seconds
        self._events: dict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def check(self, key: str) -> None:
        """Refuse when the limit is reached. Does not count the event."""
        with self._lock:
            events = self._recent(key)
            if len(events) >= self.limit:
                raise TooMany(max(1, int(events[0] + self.seconds - time.monotonic()) + 1))

    def count(self, key: str) -> None:
        with self._lock:
            self._recent(key).append(time.monotonic())

    def take(self, key: str) -> None:
        self.check(key)
        self.count(key)

    def _recent(self, key: str) -> deque[float]:
        if len(self._events) > 20_000:
            self._events.clear()
        events = self._events[key]
        edge = time.monotonic() - self.seconds
        while events and events[0] <= edge:
            events.popleft()
        return events
