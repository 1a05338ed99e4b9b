"""Who sends a request, as services see it: made by `accounts`, used by every room."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal, NamedTuple

from app.core import clock
from app.core.errors import Forbidden, Problem

Permission = Literal["read", "write", "attend"]
Guard = Literal["confirm", "export"]
"""Asked of a session: to have proved lately who it is. An API key needs the scope `export` for an export."""

ANY_KEY = "any"
"""The scope of routes that every API key may use."""


class NamingPeople(NamedTuple):
    """The scopes of records that name people: a key needs that of the records and that of the people."""

    records: str
    people: str


KeyScope = str | NamingPeople
"""What an API key needs."""


def scopes_of(needed: KeyScope | None) -> tuple[str, ...]:
    """Each of the scopes, that of the records first."""
    if needed is None:
        return ()
    return (needed,) if isinstance(needed, str) else needed


class RoleName(StrEnum):
    """What a user may do in a partnership, or in all of them."""

    ADMIN = "admin"
    COORDINATOR = "coordinator"
    FACILITATOR = "facilitator"
    MEMBER = "member"
    AUDITOR = "auditor"
    DATA_PROTECTION_OFFICER = "data_protection_officer"


NO_ROLES: frozenset[str] = frozenset()
READING = {"admin", "coordinator", "auditor"}
WRITING = {"admin", "coordinator"}
OVERSEEING = {"admin", "auditor", "data_protection_officer"}
"""Who may read who looked at whom."""


@dataclass(frozen=True)
class Actor:
    """A user or an API key with its roles. `roles[None]` are the roles held in all partnerships.

    `scopes` is None for a person who signed in. A key may do only what its scopes allow; one that is
    `narrowed` to a partnership writes nothing that is shared. `only_reads` is set while a key reads that
    could not write the same: then `allowed` offers it nothing that it is refused.
    """

    user_id: int | None = None
    person_ids: frozenset[int] = frozenset()
    roles: dict[int | None, frozenset[str]] = field(default_factory=dict)
    scopes: frozenset[str] | None = None
    api_key_id: int | None = None
    session_id: int | None = None
    narrowed: bool = False
    only_reads: bool = False
    confirmed_until: datetime | None = None
    must_set_up_totp: bool = False

    @property
    def known(self) -> bool:
        return self.user_id is not None

    @property
    def is_admin(self) -> bool:
        return "admin" in self.roles.get(None, ())

    def roles_in(self, partnership_id: int | None) -> frozenset[str]:
        everywhere, here = self.roles.get(None, NO_ROLES), self.roles.get(partnership_id, NO_ROLES)
        return everywhere | here if everywhere and here else everywhere or here

    def reads(self, partnership_id: int | None) -> bool:
        """May see everything of this partnership."""
        return not READING.isdisjoint(self.roles_in(partnership_id))

    def works_in(self, partnership_id: int | None) -> bool:
        """Holds a role that writes: some lists are for those alone, also for their keys that only read."""
        return not WRITING.isdisjoint(self.roles_in(partnership_id))

    def writes(self, partnership_id: int | None) -> bool:
        return not self.only_reads and self.works_in(partnership_id)

    @property
    def writes_somewhere(self) -> bool:
        """Coordinators may add to what all partnerships share (organisations, courses)."""
        return not self.only_reads and any(held & WRITING for held in self.roles.values())

    @property
    def adds_shared(self) -> bool:
        """May add to what all partnerships share, and propose changes of it."""
        return self.writes_somewhere and not self.narrowed

    def owns(self, partnership_id: int | None) -> bool:
        """May change a shared record of this partnership; one without an owner belongs to the admins."""
        return not self.narrowed and self.writes(partnership_id)

    @property
    def home(self) -> int | None:
        """The partnership that owns what the actor adds: the first one they write in; None for admins."""
        return min(self.partnerships(WRITING) or (), default=None)

    @property
    def reads_somewhere(self) -> bool:
        return any(held & READING for held in self.roles.values())

    def partnerships(self, wanted: set[str] = READING) -> set[int] | None:
        """Ids of the partnerships where the actor holds one of the `wanted` roles; None means all."""
        if self.roles.get(None, frozenset()) & wanted:
            return None
        return {place for place, held in self.roles.items() if place is not None and held & wanted}

    def check_guard(self, guard: Guard) -> None:
        """Refuse a session whose user has not proved lately who they are, and a key without the right."""
        if self.api_key_id is not None:
            if guard == "export" and not self.may_use(EXPORT):
                raise Forbidden()
        elif self.confirmed_until is None or self.confirmed_until <= clock.now():
            raise Problem("confirm_needed")

    def may_use(self, scope: KeyScope) -> bool:
        """Whether the actor has what this needs. A person has each scope."""
        return self.scopes is None or scope == ANY_KEY or self.scopes.issuperset(scopes_of(scope))

    def may_read(self, room: str) -> bool:
        """Whether the inside of a room is for the actor: a key that changes it has to see what it changes."""
        return self.may_use(f"{room}:read") or self.may_use(f"{room}:write")

    def reading_by(self, scope: KeyScope | None) -> "Actor":
        """The actor in a request that changes nothing and needs this scope."""
        room, _, verb = next(iter(scopes_of(scope)), "").partition(":")
        other = f"{room}:write"
        return replace(self, only_reads=verb == "read" and other in SCOPES and not self.may_use(other))


PEOPLE = "people:read"
"""The scope for names of people, beside that of the records in which they stand."""
READ_INSIDE = NamingPeople("partnerships:read", PEOPLE)
WRITE_INSIDE = NamingPeople("partnerships:write", PEOPLE)
"""The scopes of what names people inside a partnership: members, applications, tasks, talks, suggestions."""
EXPORT = "export"
"""The scope for files with people, beside that of their list."""
SCOPES = (
    "schedule:read",
    "events:read",
    "events:write",
    "registrations:read",
    "registrations:write",
    "participant-needs:read",
    "attendance:read",
    "attendance:write",
    PEOPLE,
    "people:write",
    "organisations:read",
    "organisations:write",
    "partnerships:read",
    "partnerships:write",
    "projects:read",
    "projects:write",
    "dashboards:read",
    "changes:read",
    "metrics:read",
    EXPORT,
)
"""The scopes that an API key can have. A route without a scope refuses keys."""

PUBLIC = Actor()
SYSTEM = Actor(roles={None: frozenset({"admin"})})
