"""What happened: the security log, who looked at whom, and what changed in the records."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request

from app.core.text import Translator, msgid
from app.site.field_words import words_of
from app.site.fields import Field
from app.site.json_values import Json, Record
from app.site.labels import choices, label
from app.site.pages import NavItem
from app.site.pages.staff_figures import Figures
from app.site.records import PARTNERSHIP_COLUMN, Cell, Column, Resource, table
from app.site.session import translator_of

EVENT_KINDS = choices("security_event")
ACTIONS = choices("access_action")
TYPES = choices("record_type")
CHANGES = (("created", msgid("Added")), ("updated", msgid("Changed")), ("deleted", msgid("Deleted")))
LOGS = (
    ("/staff/security", msgid("Security log")),
    ("/staff/access-log", msgid("Who looked at whom")),
    ("/staff/history", msgid("History of changes")),
)
SINCE = Field("since", msgid("Since"), "time")

SECURITY = Resource(
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
        Column(msgid("By whom"), "user_name", sort="-"),
        Column(msgid("Whose account"), "about_user_name", sort="-"),
        Column(msgid("From"), "network", sort="-"),
        Column(msgid("Details"), "details", sort="-"),
        replace(PARTNERSHIP_COLUMN, sort="-"),
    ),
    filters=(Field("kind", msgid("What happened"), "choice", choices=EVENT_KINDS, empty=msgid("All")), SINCE),
    keeps=("user",),
    list_links=LOGS[1:],
    detailed=False,
)
ACCESS = Resource(
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
        Column(msgid("Who"), "user_name", sort="-"),
        Column(msgid("How"), "action", "choice", ACTIONS),
        Column(msgid("People"), "people", "number"),
        Column(msgid("What was opened"), "path", sort="-"),
        replace(PARTNERSHIP_COLUMN, sort="-"),
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
        Column(msgid("Number"), "record_id", sort="-"),
        Column(msgid("What happened"), "action", "choice", CHANGES, sort="-"),
        Column(msgid("What changed"), "details", sort="-"),
        Column(msgid("By whom"), "user_name", sort="-"),
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


class Log(Figures):
    """A list with a column `details`, in words."""

    def rows(self, request: Request, found: Sequence[Record], columns: Sequence[Column]) -> list[list[Cell]]:
        words = translator_of(request)
        return table(request, columns, [{**row, "details": details(row, words)} for row in found])


def details(row: Record, words: Translator) -> str:
    """The facts of a security event, or the fields that changed with their values before and after."""
    if "fields" in row:
        return "; ".join(_change(one, words) for one in row["fields"])
    return ", ".join(_fact(name, value, words) for name, value in (row.get("facts") or {}).items())


def _change(one: Json, words: Translator) -> str:
    name = words_of(one["name"], words)
    if not one["known"]:
        return name
    empty = words.gettext("empty")
    return f"{name}: {one['before'] or empty} → {one['after'] or empty}"


def _fact(name: str, value: object, words: Translator) -> str:
    if name == "role":
        return words.gettext(label(str(value), "role"))
    if name == "people":
        return words.gettext("Shown people: %(count)s") % {"count": value}
    if name == "fields" and isinstance(value, list):
        return ", ".join(words_of(str(one), words) for one in value)
    return str(value)


nav = [NavItem(msgid("Security log"), "/staff/security", 97, staff=True, needs="audit")]
routes = [
    *Log(SECURITY).routes(),
    *Figures(ACCESS).routes(),
    *Log(HISTORY).routes(),
]
