"""How a low room causes something in a higher one: it announces, the higher room has subscribed.

Handlers run at once, in the same transaction, in the order of registration.
"""

from collections.abc import Callable
from typing import Any

Handler = Callable[..., None]
_handlers: dict[str, list[Handler]] = {}


def on(announcement: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        handlers = _handlers.setdefault(announcement, [])
        if handler not in handlers:
            handlers.append(handler)
        return handler

    return register


def announce(announcement: str, **facts: Any) -> None:
    for handler in _handlers.get(announcement, ()):
        handler(**facts)
