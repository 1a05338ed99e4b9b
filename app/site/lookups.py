"""Lists of the API from which a form lets people choose."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.core.text import Language, day, msgid, sort_key, translator
from app.site.client import Api
from app.site.json_values import Record

Row = Record
Option = tuple[str, str]
Title = Callable[[Row, Language], str]
"""How a row is called in a choice, in the reader's language."""
NEEDED = re.compile(r"{(\w+)")
MOST = 200
FOUND = 12
"""The most matches that are shown; for others people type another letter."""


@dataclass(frozen=True)
class Source:
    """A list of the API. `within` are its filters and the fields they follow: `{"group": "group_id"}`."""

    path: str
    title: Title
    params: Record = field(default_factory=dict)
    within: Mapping[str, str] = field(default_factory=dict)
    key: Callable[[Row], str] = lambda row: str(row["id"])
    needs: str = ""
    """A field without which nothing is offered."""

    async def options(self, api: Api, around: Record, **more: object) -> list[Option]:
        """At most `MOST` in Czech order; none of a list that the reader may not see, or not known yet."""
        needed = [*NEEDED.findall(self.path), *([self.needs] if self.needs else [])]
        if any(not around.get(name) for name in needed):
            return []
        narrowed = {name: around.get(other) for name, other in self.within.items()}
        reply = await api.get(
            filled_in(self.path, around),
            {"limit": MOST, **self.params, **narrowed, **more},
            accept=(403, 404, 422),
        )
        if not reply.ok:
            return []
        rows = sorted(reply.results, key=lambda row: sort_key(called(row)))
        places = await self.places_of(api, rows)
        return [
            (self.key(row), self.title(row, api.lang) + places.get(row.get("partnership_id"), ""))
            for row in rows
        ]

    async def places_of(self, api: Api, rows: Sequence[Row]) -> dict[object, str]:
        """What is added to the words of a choice where the choices are of several partnerships."""
        several = "partnership" in self.within and len({row.get("partnership_id") for row in rows}) > 1
        if not several:
            return {}
        known = await api.reference("/partnerships", {"limit": MOST})
        return {one["id"]: f" – {one['name']}" for one in known.results}

    async def found(self, api: Api, around: Record, q: str) -> list[Option]:
        if len(q.strip()) < 2:
            return []
        return await self.options(api, around, q=q.strip(), limit=FOUND)

    async def name_of(self, api: Api, record_id: object, around: Record) -> str:
        """Empty for a record that the reader may not see."""
        reply = await api.get(f"{filled_in(self.path, around)}/{record_id}", accept=(403, 404))
        return self.title(reply.data, api.lang) if reply.ok else ""


def filled_in(pattern: str, values: Record) -> str:
    """`/staff/people/{id}` with a record's or a path's own values."""
    return re.sub(r"{(\w+)(?::int)?}", lambda found: str(values.get(found[1])), pattern)


# --- what is called how ----------------------------------------------------------------------------------


def name(row: Row) -> str:
    return str(row.get("name") or row.get("title") or row.get("id"))


def called(row: Row) -> str:
    """What a list of choices is sorted by: people by their last name, all else by the name alone."""
    return f"{row['last_name']} {row['first_name']}" if row.get("last_name") else name(row)


HAS_LOGIN = msgid("has an account")


def named(row: Row, lang: Language) -> str:
    """The same in every language."""
    return name(row)


def person_name(row: Row, lang: Language) -> str:
    """With titles, and with the e-mail or organisation that tells two people of one name apart."""
    login = translator(lang).gettext(HAS_LOGIN) if row.get("has_login") else ""
    more = [row.get("organisation_name") or row.get("email"), login]
    known = ", ".join(one for one in more if one)
    return f"{name(row)} ({known})" if known else name(row)


def event_name(row: Row, lang: Language) -> str:
    """With its day, which tells two meetings of one title apart."""
    return f"{name(row)} ({day(row['starts_at'], lang)})" if row.get("starts_at") else name(row)


LEVELS = {
    "region": msgid("region"),
    "district": msgid("district"),
    "orp": msgid("ORP"),
    "municipality": msgid("municipality"),
}
"""Names repeat between the levels (Liberec is a district, an ORP and a town), so choices carry theirs."""


def territory_name(row: Row, lang: Language) -> str:
    level, plain = LEVELS.get(str(row.get("level"))), str(row["name"])
    said = translator(lang).gettext(level) if level else ""
    return plain if not said or said in plain else f"{plain} ({said})"


ORGANISATIONS = Source("/organisations", named)
PEOPLE = Source("/people", person_name, within={"partnership": "partnership_id"})
PARTNERSHIPS = Source("/partnerships", named)
OWN_PARTNERSHIPS = Source("/partnerships", named, params={"allowed": "edit"})
"""For forms: those in which the reader may write."""
READ_PARTNERSHIPS = Source("/partnerships", named, params={"allowed": "see_people"})
"""For filters of lists that are open to the staff of a partnership alone."""
GROUPS = Source("/working-groups", named, within={"partnership": "partnership_id"})
OWN_GROUPS = replace(GROUPS, params={"allowed": "edit"})
"""For forms: those in whose partnership the reader may write."""
READ_GROUPS = replace(GROUPS, params={"allowed": "see_members"})
"""For filters of lists that only the staff and the members of a group may read."""
EVENTS = Source("/events", event_name, within={"partnership": "partnership_id"})
NEEDS = Source("/needs", named, within={"partnership": "partnership_id"})
PROJECTS = Source("/projects", named, within={"partnership": "partnership_id"})
SERIES = Source("/series", named, within={"partnership": "partnership_id"})
COURSES = Source("/courses", named)
PROGRAMMES = Source("/funding-programmes", named)
USERS = Source("/users", lambda row, lang: str(row.get("name") or row.get("email")))
TERRITORIES = Source("/territories", territory_name)
