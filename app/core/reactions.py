"""A lower room announces what happened; the higher rooms that registered a handler react.

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
