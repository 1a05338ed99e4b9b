"""Until when one may cancel without it counting as late: told in letters and by the link."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.core.mail.rendering import render
from app.core.settings import Settings
from app.core.text import moment
from app.events.models import MoveUp
from app.registrations.models import Registration, RegistrationStatus
from app.registrations.remind import remind_at
from app.worker import tick
from tests import factories
from tests.api.registering import Opened, SignUp, letters, token_of
from tests.clients import Api

DEADLINE = clock.now().replace(microsecond=0) + timedelta(days=2)
START = DEADLINE + timedelta(days=3)
AFTER = DEADLINE + timedelta(hours=1)


@pytest.fixture
def a_seat(event: Opened) -> Any:
    """The id of an event with a single seat and the deadline."""

    def make(**fields: Any) -> int:
        return event(**{"capacity": 1, "starts_at": START, "cancel_until": DEADLINE, **fields})

    return make


def told(database: Database, kind: str, lang: str = "en") -> bool:
    """Whether the newest letter of the kind names the deadline."""
    data = [letter.data for letter in letters(database) if letter.kind == kind][-1]
    return f"Until {moment(DEADLINE, lang)} you may cancel" in render(kind, lang, data).text


@pytest.mark.parametrize(
    ("move_up", "kind"),
    [(MoveUp.AUTO, "registration_moved_up"), (MoveUp.OFFER, "registration_offered")],
)
def test_letters_of_a_seat_tell_the_deadline_while_it_lies_ahead(
    api: Api, database: Database, a_seat: Opened, sign_up: SignUp, move_up: MoveUp, kind: str
) -> None:
    event_id = a_seat(move_up=move_up)
    first = sign_up(event_id)
    assert told(database, "registration_confirmed")
    sign_up(event_id)
    api.post(f"/my/registrations/{token_of(first)}/cancel")
    assert told(database, kind)
    with time_machine.travel(AFTER):
        sign_up(a_seat())
    assert not told(database, "registration_confirmed")


def test_the_deadline_is_told_in_czech(database: Database, a_seat: Opened, sign_up: SignUp) -> None:
    sign_up(a_seat())
    text = render("registration_confirmed", "cs", letters(database)[-1].data).text.replace("\u00a0", " ")
    said = moment(DEADLINE).replace("\u00a0", " ")
    assert f"Odhlásíte-li se do {said} hodin, nepočítá se to jako pozdní odhlášení." in text


@pytest.mark.parametrize(("ahead", "tells"), [(timedelta(hours=-1), True), (timedelta(hours=1), False)])
def test_a_reminder_tells_the_deadline_unless_it_has_passed(
    database: Database,
    settings: Settings,
    event: Opened,
    sign_up: SignUp,
    ahead: timedelta,
    tells: bool,
) -> None:
    start = clock.at(clock.today() + timedelta(days=9), 9)
    reminded = remind_at(start, 7)
    sign_up(event(starts_at=start, cancel_until=reminded - ahead))
    table = factories.table(Registration)
    with database.writing() as session:
        long_ago = sa.update(table).values(created_at=clock.now() - timedelta(days=30))
        session.connection().execute(long_ago)
    with time_machine.travel(reminded, tick=False):
        tick(database, settings)
    [reminder] = [letter for letter in letters(database) if letter.kind == "event_reminder"]
    text = render("event_reminder", "en", reminder.data).text
    assert ("without it counting as late" in text) is tells


def test_an_office_that_signs_several_up_is_told_once(api: Api, database: Database, a_seat: Opened) -> None:
    people = [{"first_name": "Jan", "last_name": name} for name in ("Malý", "Velký")]
    form = {"email": "urad@mesto.example", "people": people}
    assert api.post(f"/events/{a_seat(capacity=2)}/registrations/group", json=form).status_code == 201
    assert told(database, "registrations_made")


def test_the_link_says_whether_cancelling_now_counts(api: Api, a_seat: Opened, sign_up: SignUp) -> None:
    event_id = a_seat()
    seated, waiting = (token_of(sign_up(event_id)) for _ in range(2))
    assert late(api, seated, DEADLINE - timedelta(minutes=1)) is False
    assert late(api, seated, AFTER) is True
    assert late(api, waiting, AFTER) is False


def test_an_offer_let_go_is_never_late(api: Api, database: Database, a_seat: Opened, sign_up: SignUp) -> None:
    event_id = a_seat(move_up=MoveUp.OFFER)
    seated, waiting = (sign_up(event_id) for _ in range(2))
    with time_machine.travel(AFTER):
        api.post(f"/my/registrations/{token_of(seated)}/cancel")
    assert late(api, token_of(waiting), AFTER) is False
    with time_machine.travel(AFTER):
        api.post(f"/my/registrations/{token_of(waiting)}/cancel")
    with database.reading() as session:
        rows = {one.id: one for one in session.scalars(sa.select(Registration))}
    noted = [rows[one["id"]].cancelled_late for one in (seated, waiting)]
    assert noted == [True, False]
    assert rows[waiting["id"]].status == RegistrationStatus.CANCELLED


def late(api: Api, token: str, now: datetime) -> bool:
    with time_machine.travel(now, tick=False):
        seen = api.get(f"/my/registrations/{token}").json()
    assert seen["cancel_until"] == DEADLINE.isoformat().replace("+00:00", "Z")
    return bool(seen["late_to_cancel"])


def test_own_words_may_name_the_deadline_and_lose_the_line_when_it_has_passed(
    coordinator: Api, partnership: Any
) -> None:
    path = f"/partnerships/{partnership.id}/letter-words/registration_confirmed/cs"
    lead = "Přihlášku máme.\nZrušit ji můžete do {cancel_until}."
    shown = coordinator.post(f"{path}/preview", json={"subject": "Potvrzeno", "lead": lead})
    assert "Zrušit ji můžete do " in shown.json()["text"]
    assert "cancel_until" in coordinator.get(path).json()["placeholders"]
    assert "{cancel_until}" in coordinator.get(path).json()["default"]["lead"]
    elsewhere = path.replace("confirmed", "waiting")
    refused = coordinator.post(f"{elsewhere}/preview", json={"subject": "Čekáte", "lead": lead})
    assert refused.json()["errors"][0]["code"] == "unknown_placeholder"
