"""What happened: the security log, who looked at whom, and what changed in the records."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request

from app.core import text
from app.core.text import Translator, msgid
from app.site.field_words import words_of
from app.site.fields import Field
from app.site.json_values import Json, Record
from app.site.labels import choices, label
from app.site.pages import NavItem
from app.site.pages.staff_figures import Figures
from app.site.records import PARTNERSHIP_COLUMN, Cell, Column, Resource, may, table
from app.site.session import language_of, translator_of
from app.site.values import in_words, record_in_words

EVENT_KINDS = choices("security_event")
ACTIONS = choices("access_action")
TYPES = choices("record_type")
CHANGES = (("created", msgid("Added")), ("updated", msgid("Changed")), ("deleted", msgid("Deleted")))
LOGS = (
    ("/staff/security", msgid("Security log")),
    ("/staff/access-log", msgid("Who looked at whom")),
    ("/staff/history", msgid("History of changes")),
)
PLACES = {
    "event": "/staff/events",
    "organisation": "/staff/organisations",
    "partnership": "/staff/partnerships",
    "person": "/staff/people",
    "project": "/staff/projects",
    "user": "/staff/users",
    "working_group": "/staff/groups",
}
"""Where records have a page of their own."""
SINCE = Field("since", msgid("Since"), "date")

SECURITY = Resource(
    people=True,
    pages="/staff/security",
    api="/security-events",
    one=msgid("Security event"),
    many=msgid("Security log"),
    add="",
    none_yet=msgid("Nothing has happened yet."),
    fields=(),
    order="-at",
    columns=(
        Column(msgid("When"), "at", "time"),
        Column(msgid("What happened"), "kind", "choice", EVENT_KINDS),
        Column(msgid("By whom"), "user_name"),
        Column(msgid("Whose account"), "about_user_name"),
        Column(msgid("From where"), "network"),
        Column(msgid("Details"), "details", sort="-"),
        PARTNERSHIP_COLUMN,
    ),
    filters=(Field("kind", msgid("What happened"), "choice", choices=EVENT_KINDS, empty=msgid("All")), SINCE),
    keeps=("user",),
    list_links=LOGS[1:],
    detailed=False,
)
ACCESS = Resource(
    people=True,
    pages="/staff/access-log",
    api="/access-log",
    under=LOGS[:1],
    one=msgid("Access"),
    many=msgid("Who looked at whom"),
    add="",
    none_yet=msgid("Nobody has looked at people's data yet."),
    fields=(),
    order="-at",
    columns=(
        Column(msgid("When"), "at", "time"),
        Column(msgid("Who"), "user_name"),
        Column(msgid("How"), "action", "choice", ACTIONS),
        Column(msgid("People"), "people", "number"),
        Column(msgid("What was opened"), "path"),
        PARTNERSHIP_COLUMN,
    ),
    filters=(
        Field("action", msgid("How"), "choice", choices=ACTIONS, empty=msgid("All")),
        Field("person_id", msgid("Number of the person"), "number"),
        SINCE,
    ),
    keeps=("user",),
    detailed=False,
)
HISTORY = Resource(
    people=True,
    pages="/staff/history",
    api="/history",
    under=LOGS[:1],
    one=msgid("Change"),
    many=msgid("History of changes"),
    add="",
    none_yet=msgid("Nothing has changed yet."),
    fields=(),
    order="-at",
    columns=(
        Column(msgid("When"), "at", "time"),
        Column(msgid("Record"), "type", "choice", TYPES),
        Column(msgid("Number"), "record_id"),
        Column(msgid("What happened"), "action", "choice", CHANGES),
        Column(msgid("What changed"), "details", sort="-"),
        Column(msgid("By whom"), "user_name"),
    ),
    filters=(
        Field("type", msgid("Record"), "choice", choices=TYPES, empty=msgid("All")),
        Field("id", msgid("Number of the record"), "number"),
        Field("person_id", msgid("Number of the person"), "number"),
        SINCE,
    ),
    keeps=("user",),
    detailed=False,
)


NEEDS = {"/staff/access-log": ("audit",), "/staff/history": ("audit", "people")}
"""One of these words opens the log."""


class Log(Figures):
    """A list with a column `details`, in words."""

    async def around(self, request: Request) -> Json:
        _ = translator_of(request).gettext
        links = [
            (href, _(words))
            for href, words in self.of.list_links
            if any(may(request, word) for word in NEEDS[href])
        ]
        return await super().around(request) | {"links": links}

    def rows(self, request: Request, found: Sequence[Record], columns: Sequence[Column]) -> list[list[Cell]]:
        words, lang = translator_of(request), language_of(request)
        return table(request, columns, [{**row, "details": details(row, words, lang)} for row in found])


class History(Log):
    """A change of a record that has a page leads there."""

    def rows(self, request: Request, found: Sequence[Record], columns: Sequence[Column]) -> list[list[Cell]]:
        places = [{**row, "place": PLACES.get(row["type"])} for row in found]
        cells = super().rows(request, places, columns)
        at = next((n for n, column in enumerate(columns) if column.name == "record_id"), None)
        if at is None:
            return cells
        for row, shown in zip(places, cells, strict=True):
            if row["place"] and row["action"] != "deleted":
                shown[at] = replace(shown[at], href=f"{row['place']}/{row['record_id']}")
        return cells


def details(row: Record, words: Translator, lang: text.Language) -> str:
    """The facts of a security event, or the fields that changed with their values before and after."""
    if "fields" in row:
        return "; ".join(_change(row["type"], one, words, lang) for one in row["fields"])
    return ", ".join(_fact(name, value, words) for name, value in (row.get("facts") or {}).items())


def _change(of_type: str, one: Json, words: Translator, lang: text.Language) -> str:
    name = words_of(one["name"], words)
    if not one["known"]:
        return name
    before, after = (
        record_in_words(one["refers_to"], one[side], one[f"{side}_name"], words)
        if one["refers_to"]
        else in_words(of_type, one["name"], one[side], words, lang)
        for side in ("before", "after")
    )
    return f"{name}: {before} → {after}"


def _fact(name: str, value: object, words: Translator) -> str:
    if name == "role":
        return words.gettext(label(str(value), "role"))
    if name == "people":
        return words.gettext("Shown people: %(count)s") % {"count": value}
    if name == "fields" and isinstance(value, list):
        return ", ".join(words_of(str(one), words) for one in value)
    return str(value)


nav = [NavItem(msgid("Oversight"), "/staff/security", 97, staff=True, needs="audit")]
routes = [
    *Log(SECURITY).routes(),
    *Figures(ACCESS).routes(),
    *History(HISTORY).routes(),
]
