"""Times of a consultation in words, and to choose from."""

from collections.abc import Iterable
from dataclasses import replace

from starlette.requests import Request

from app.core import text
from app.core.text import Language, msgid
from app.site.client import api_of
from app.site.fields import Field
from app.site.json_values import Json, Record
from app.site.session import language_of

SLOT_FIELD = Field("slot_id", msgid("Which time"), "choice", required=True)
"""For the staff; `with_free_times` fills it."""


def slot_options(slots: Iterable[Record], lang: Language) -> list[tuple[str, str]]:
    """The ids of slots, to choose from, with their times and places."""
    return [(str(one["id"]), in_words(one["starts_at"], one["ends_at"], one["place"], lang)) for one in slots]


def in_words(starts_at: str, ends_at: str, place: str, lang: Language) -> str:
    """`středa 3. 2. 2027, 9.00–9.30, přepážka 2`."""
    words = text.when(starts_at, ends_at, lang)
    return f"{words}, {place}" if place else words


def by_time(rows: Iterable[Json]) -> list[Json]:
    """People at a consultation in the order in which they come; those without a time stay last."""
    return sorted(
        rows,
        key=lambda one: (not one["slot_starts_at"], one["slot_starts_at"] or "", one["slot_place"] or ""),
    )


async def with_free_times(request: Request, registration_id: int | None = None) -> Field:
    """The field with the slots of the event that nobody holds, or only this registration.

    Staff may also book a time that has begun.
    """
    path = f"/events/{request.path_params['event']}/slots"
    found = (await api_of(request).get(path, {"sort": "starts_at", "limit": 200})).results
    open_to_all = [one for one in found if one["registration_id"] in (None, registration_id)]
    return replace(SLOT_FIELD, choices=slot_options(open_to_all, language_of(request)))
