"""Pages that visitors read often, rendered once for all that read the same: `docs/decisions/kept-pages.md`.

Special machinery for the page of an event, which has a floor.
"""

from collections.abc import Callable, Hashable

from starlette.requests import Request
from starlette.responses import Response

from app.site.forms import Form
from app.site.json_values import Json
from app.site.posted import ONCE, new_key
from app.site.render import answer, rendered, surroundings, wants_fragment
from app.site.session import FLASH_COOKIE, language_of, token_of

AT_MOST = 200
"""Pages of 15 KB or so; the oldest makes room."""
KEY_PLACE = "key-of-this-very-form"
"""In a kept page; each visitor gets a key of their own there, so that a form sent twice is done once."""


class KeptPages:
    """The bytes of pages by what they show. In memory of one process; nothing has to be forgotten in it."""

    def __init__(self) -> None:
        self._pages: dict[Hashable, bytes] = {}

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Hashable) -> bytes | None:
        return self._pages.get(key)

    def put(self, key: Hashable, body: bytes) -> None:
        if len(self._pages) >= AT_MOST:
            self._pages.pop(next(iter(self._pages)), None)
        self._pages[key] = body


def page_for_visitors(
    request: Request, template: str, sees: Hashable, context: Callable[[Form], Json]
) -> Response:
    """The page with a new form. It is kept by its address, language and `sees`, all else that it depends on.

    So `sees` holds the marks of the API's answers and whatever else moves, such as what the clock decides.
    """
    kept: KeptPages = request.app.state.kept_pages
    key = (template, language_of(request), request.url.path, sees)
    body = kept.get(key)
    if body is None:
        form = Form(typed={ONCE: KEY_PLACE})
        shown = {**surroundings(request), "flash": None, "problem": {}, **context(form)}
        body = rendered(request, template, shown)
        kept.put(key, body)
    return answer(request, body.replace(KEY_PLACE.encode(), new_key().encode()))


def is_plain_visit(request: Request) -> bool:
    """Whether the reader is unknown, brings no message and asks for the plain address as a whole page."""
    own = token_of(request) or request.url.query or FLASH_COOKIE in request.cookies
    return not (own or wants_fragment(request) or getattr(request.state, "restored", False))
