"""People recorded as present in two places at once, with links to correct the sheets."""

from collections.abc import Sequence

from starlette.requests import Request

from app.core import text
from app.core.text import msgid
from app.site.fields import Field
from app.site.json_values import Json, Record
from app.site.lookups import READ_PARTNERSHIPS
from app.site.record_pages import RecordPages
from app.site.records import Cell, Column, Resource, table
from app.site.session import language_of

LIST = Resource(
    people=True,
    pages="/staff/attendance-conflicts",
    under=(("/staff/events", msgid("Events")),),
    api="/attendance-conflicts",
    one=msgid("Person"),
    many=msgid("People in two places at once"),
    add="",
    none_yet=msgid("Nobody is written down as present in two places at once."),
    fields=(),
    columns=(
        Column(msgid("Person"), "name", href="/staff/people/{person_id}"),
        Column(msgid("When"), "both", sort="starts_at"),
        Column(
            msgid("Present here"),
            "first-title",
            href="/staff/sessions/{first_session}/sheet?event={first_event}",
            sort="first",
        ),
        Column(
            msgid("and here"),
            "second-title",
            href="/staff/sessions/{second_session}/sheet?event={second_event}",
            sort="second",
        ),
    ),
    filters=(
        Field("partnership", msgid("Partnership"), "pick", source=READ_PARTNERSHIPS, empty=msgid("All")),
        Field("from", msgid("From the day"), "date"),
        Field("to", msgid("Until the day"), "date"),
    ),
    detailed=False,
)


class ConflictPages(RecordPages):
    """Pairs of sittings; each leads to its sheet."""

    async def around(self, request: Request) -> Json:
        """Conflicts are found, not added, so there is no form for a new one."""
        return {"new": None}

    def rows(self, request: Request, found: Sequence[Record], columns: Sequence[Column]) -> list[list[Cell]]:
        lang = language_of(request)
        both = [text.when(row["starts_at"], row["ends_at"], lang) for row in found]
        shown = [{**row, **flat(row), "both": when} for row, when in zip(found, both, strict=True)]
        return table(request, columns, shown)


def flat(row: Record) -> Json:
    """What the links need by one name."""
    sides = ("first", "second")
    sessions = {f"{side}_session": row[side]["session_id"] for side in sides}
    return sessions | {f"{side}_event": row[side]["event_id"] for side in sides}


routes = ConflictPages(LIST).list_routes()
