"""What `allowed` of a registration says is what its verbs answer, over all states of event and person."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any, NamedTuple

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.database.engine import Database
from app.core.settings import Settings
from app.events.models import Event, EventStatus
from app.partnerships.models import Partnership
from app.registrations import links
from app.registrations.models import DEALING_REASON, UNCONFIRMED_REASON, RegistrationStatus
from tests import factories
from tests.api.registering import body
from tests.clients import Api

DAY = timedelta(days=1)
FULL = "full"


class Case(NamedTuple):
    """One registration, with the event that it could be moved to."""

    id: int
    token: str
    there: int


Situation = dict[str, Any]


def situations() -> dict[str, Situation]:
    now = clock.now()
    return {
        "free": {"capacity": 20},
        FULL: {},
        f"{FULL} without a waiting list": {"waiting_list": False},
        "begun": {"status": EventStatus.CLOSED, "starts_at": now - DAY, "sessions": 3},
        "last day begun": {"status": EventStatus.CLOSED, "starts_at": now - timedelta(hours=1)},
        "over": {"status": EventStatus.CLOSED, "starts_at": now - 9 * DAY},
        "to be dealt": {"undealt": True, "deals_at": now + DAY},
    }


def people() -> dict[str, dict[str, Any]]:
    later = clock.now() + DAY
    states: dict[str, dict[str, Any]] = {status.value: {"status": status} for status in RegistrationStatus}
    states["offered"]["offer_expires_at"] = later
    return states | {
        "lapsed offer": {**states["offered"], "offer_expires_at": clock.now() - DAY},
        "walk-in": {"walk_in": True},
        "present": {},
        "waiting for the dealing": {"status": RegistrationStatus.PENDING, "reason": DEALING_REASON},
        "unconfirmed": {"status": RegistrationStatus.PENDING, "reason": UNCONFIRMED_REASON},
        "without an address": {},
    }


@pytest.fixture
def made(database: Database, settings: Settings, partnership: Partnership) -> Callable[[str, str], Case]:
    """Somebody in this state at an event in that situation."""

    def make(where: str, who: str) -> Case:
        with database.writing() as session:
            event = factories.an_event(session, partnership, **situations()[where])
            number = registered(session, partnership, event, who, people()[who])
            if where.startswith(FULL):
                factories.a_registration(session, event)
                event.capacity = event.taken
            there = factories.an_event(session, partnership).id or 0
            return Case(number, links.manage_token(settings, number, 0), there)

    return make


def registered(
    session: Session, partnership: Partnership, event: Event, who: str, person: dict[str, Any]
) -> int:
    address = {"email": None} if who == "without an address" else {}
    somebody = factories.a_person(session, partnership, **address)
    made = factories.a_registration(session, event, somebody, **person)
    if who == "present":
        factories.an_attendance(session, made, factories.sessions_of(session, event)[0])
    return made.id


BODIES: dict[str, Callable[[Case], Any]] = {
    "move": lambda case: {"event_id": case.there},
    "substitute": lambda case: body(),
    "move_up": lambda case: {"reason": "z vážného důvodu"},
}
STAFF = ("cancel", "decline", "confirm", "offer", "move_up", "substitute", "move", "link")
OWN = ("edit", "cancel", "accept", "substitute", "confirm_address")


def tried(client: Api, path: str, verb: str, case: Case) -> bool:
    """Whether the verb does something. A repeated call that changes nothing is answered, and not offered."""
    if verb == "edit":
        return client.patch(path, json={"note": "nová"}, headers={"If-Match": "*"}).status_code == 200
    before = client.get(path).json()
    sent = BODIES.get(verb, lambda case: None)(case)
    answer = client.post(f"{path}/{verb.replace('_', '-')}", json=sent)
    assert answer.status_code in (200, 201, 409), answer.text
    unchanged = answer.status_code == 200 and answer.json()["version"] == before["version"]
    return answer.status_code < 300 and not unchanged


EACH = [pytest.param(6, id="each sixth pair"), pytest.param(1, id="every pair", marks=pytest.mark.soak)]


def pairs(each: int) -> Iterator[tuple[str, str]]:
    """Situations and people; when not all are wanted, each situation meets other people than the next one."""
    for (row, where), (column, who) in product(enumerate(situations()), enumerate(people())):
        if (row + column) % each == 0:
            yield where, who


def mistakes(
    client: Api,
    made: Callable[[str, str], Case],
    path: Callable[[Case], str],
    verbs: tuple[str, ...],
    each: int,
) -> list[str]:
    """Verbs that are refused come first, because they leave the registration as it was."""
    wrong = []
    for where, who in pairs(each):
        case = made(where, who)
        allowed = client.get(path(case)).json()["allowed"]
        for verb in sorted(verbs, key=allowed.__contains__):
            done = tried(client, path(case), verb, case)
            if done != (verb in allowed):
                wrong.append(f"{verb}, {who} at an event {where}: {'not offered' if done else 'refused'}")
            case = made(where, who) if done else case
    return wrong


@pytest.mark.parametrize("each", EACH)
def test_the_staff_are_offered_what_is_done(
    coordinator: Api, made: Callable[[str, str], Case], each: int
) -> None:
    assert mistakes(coordinator, made, lambda case: f"/registrations/{case.id}", STAFF, each) == []


@pytest.mark.parametrize("each", EACH)
def test_the_own_link_offers_what_is_done(api: Api, made: Callable[[str, str], Case], each: int) -> None:
    assert mistakes(api, made, lambda case: f"/my/registrations/{case.token}", OWN, each) == []
