"""Rate limits: sliding windows in the memory of a process.

Each process counts for itself. The limits protect a server from floods and passwords from guessing; they are
no exact quota. How many letters one mailbox gets is counted in the database (`app/core/mail/outbox.py`).
"""

import threading
import time
from collections import OrderedDict, deque

from app.core.errors import TooMany

MOST_KEYS = 20_000


class RateLimit:
    """At most `limit` events per key within `seconds`.

    Of more than `MOST_KEYS` keys the one that was silent longest is forgotten. So a key that is being
    refused stays known, however many others come.
    """

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self.seconds = seconds
        self._events: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, key: str) -> None:
        """Refuse when the limit is reached. Does not count the event."""
        with self._lock:
            events = self._recent(key)
            if len(events) >= self.limit:
                raise TooMany(max(1, int(events[0] + self.seconds - time.monotonic()) + 1))

    def count(self, key: str) -> None:
        with self._lock:
            events = self._recent(key)
            events.append(time.monotonic())
            self._events[key] = events
            if len(self._events) > MOST_KEYS:
                self._events.popitem(last=False)

    def take(self, key: str) -> None:
        self.check(key)
        self.count(key)

    def _recent(self, key: str) -> deque[float]:
        """The events of a key within the window; the key was used last now."""
        events = self._events.get(key)
        if events is None:
            return deque()
        self._events.move_to_end(key)
        edge = time.monotonic() - self.seconds
        while events and events[0] <= edge:
            events.popleft()
        return events
