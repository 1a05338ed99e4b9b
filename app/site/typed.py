"""What was typed, in plain fields to be sent again, where the form itself cannot be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.core.text import Translator
from app.site.field_words import words_of
from app.site.forms import READER
from app.site.posted import ONCE, posted

NEVER_KEPT = "*password*"
LEFT_OUT = ("act", "*.q", "*.searched")
UNSEEN = (READER, "etag", ONCE, "next", "offered", "id", "*_id", "*-id", "*-was", "*.instant")
LONG = 60

Pair = tuple[str, str]


@dataclass(frozen=True)
class Typed:
    """One posted field. `kind` is `text`, `area`, `box` or `hidden`."""

    name: str
    label: str
    value: str
    kind: str


async def typed_in(request: Request) -> list[Pair]:
    """The posted texts in their order; passwords and files are never kept."""
    if request.method == "GET":
        return []
    try:
        form = await posted(request)
    except HTTPException:
        return []
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and not fnmatchcase(name, NEVER_KEPT)
    ]


async def has_password(request: Request) -> bool:
    """Whether a password was typed, which `typed_in` leaves out."""
    form = await posted(request)
    return any(value and fnmatchcase(name, NEVER_KEPT) for name, value in form.multi_items())


def as_fields(pairs: Iterable[Pair], words: Translator) -> list[Typed]:
    """The fields of a plain form; none when nothing in them was typed or chosen by a person."""
    shown = [pair for pair in pairs if not _is(pair[0], LEFT_OUT)]
    fields = [Typed(name, words_of(name, words), value, _kind(name, value)) for name, value in shown]
    return fields if any(one.kind != "hidden" and one.value.strip() for one in fields) else []


def _kind(name: str, value: str) -> str:
    if _is(name, UNSEEN):
        return "hidden"
    if value == "on":
        return "box"
    return "area" if "\n" in value or len(value) > LONG else "text"


def _is(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
