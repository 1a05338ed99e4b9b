"""A group that meets, its members with logins, and short words for what is done with minutes."""

from datetime import timedelta
from typing import Any, NamedTuple

from sqlmodel import Session

from app.accounts.models import UserPerson
from app.accounts.sign_in import open_session
from app.core import clock
from app.courses.models import EventKind
from app.events.agenda_models import AgendaItem
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api


class Met(NamedTuple):
    """A meeting that took place; `member` is in its group, `outsider` only in the partnership."""

    event_id: int
    group_id: int
    person_id: int
    member: str
    outsider: str

    @property
    def minutes(self) -> str:
        return f"/events/{self.event_id}/minutes"


def a_meeting(session: Session, partnership: Partnership, **fields: Any) -> Met:
    """With an agenda of two points."""
    group = factories.a_group(session, partnership, rules={"minutes_approved_by": "vedoucí skupiny"})
    start = clock.at(clock.today() - timedelta(days=3), 9)
    fields = {"kind": EventKind.MEETING, "group_id": group.id, "starts_at": start, **fields}
    event = factories.an_event(session, partnership, **fields)
    for place, title in enumerate(("Informace z řídící skupiny", "Projekty města")):
        session.add(AgendaItem(partnership_id=partnership.id, event_id=event.id, position=place, title=title))
    member, outsider = (factories.a_user(session, "member", partnership) for _ in range(2))
    person = factories.a_person(session, partnership, first_name="Ludmila", last_name="Vymyšlená")
    factories.a_group_member(session, group, person)
    session.add(UserPerson(user_id=member.id, partnership_id=partnership.id, person_id=person.id))
    session.flush()
    tokens = [open_session(session, user.id).token for user in (member, outsider)]
    return Met(event.id, group.id, person.id, *tokens)


def item(**fields: Any) -> dict[str, Any]:
    return {"title": "", "text": "", "internal": False, "discussion": [], **fields}


def write(client: Api, met: Met, *items: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The first save."""
    answer = client.put(met.minutes, json={"items": list(items), **fields})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def move(client: Api, met: Met, verb: str, **body: Any) -> tuple[int, str]:
    """The status, and the state or the code of the refusal."""
    answer = client.post(f"{met.minutes}/{verb}", json=body)
    found = answer.json()
    return answer.status_code, found["state"] if answer.status_code == 200 else found["code"]


def publish(client: Api, met: Met) -> None:
    for verb, body in (
        ("submit", {"comment_until": "2199-01-01"}),
        ("approve", {}),
        ("publish", {"checked_for_names": True}),
    ):
        assert move(client, met, verb, **body)[0] == 200
