"""What facilitators and members find on their first page, and a whole sheet at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.models import UserPerson
from app.core import clock
from app.core.database.engine import Database
from app.events.models import EventPerson, EventRole, EventStatus
from app.minutes.models import Minutes, MinutesState
from app.partnerships.models import Partnership
from app.registrations.models import Registration
from tests import factories
from tests.api.asking import made
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk, fields

A_DAY = timedelta(days=1)


@pytest.fixture
def facilitator(
    site: Browser, signed_in: Callable[..., Api], database: Database, partnership: Partnership
) -> Browser:
    """Leads an event of yesterday with one of two recorded, one of last week, and one to come."""
    somebody = signed_in("facilitator", partnership)
    user_id = somebody.get("/me").json()["user"]["id"]
    with database.writing() as session:
        for title, days, status in (
            ("Včerejší", -1, EventStatus.HELD),
            ("Minulá", -7, EventStatus.HELD),
            ("Příští", 7, EventStatus.OPEN),
        ):
            start = clock.at(clock.today() + days * A_DAY, 9)
            event = factories.an_event(session, partnership, title=title, starts_at=start, status=status)
            named = {"partnership_id": partnership.id, "name": "Já", "role": EventRole.FACILITATOR}
            session.add(EventPerson(event_id=event.id, user_id=user_id, **named))
            [sitting] = factories.sessions_of(session, event)
            first, _ = factories.a_registration(session, event), factories.a_registration(session, event)
            if title == "Včerejší":
                factories.an_attendance(session, first, sitting)
            if title == "Minulá":
                sitting.headcount = 12
        yesterday = {"starts_at": clock.now() - A_DAY, "status": EventStatus.HELD}
        factories.a_registration(session, factories.an_event(session, partnership, title="Cizí", **yesterday))
    return at_a_desk(site, somebody)


def test_yesterdays_event_stays_until_its_attendance_is_complete(facilitator: Browser) -> None:
    page = facilitator.get("/dashboard").text
    open_ones, _, rest = page.partition("Akce, které vedete")
    assert "Včerejší" in open_ones
    assert "Cizí" not in page
    assert "/sheet?event=" in open_ones
    coming, _, past = rest.partition("Vaše minulé akce")
    assert "Příští" in coming
    assert "Minulá" in past
    assert "Včerejší" not in rest


def test_a_whole_sheet_begins_with_all_present_and_saves_what_was_looked_at(facilitator: Browser) -> None:
    page = facilitator.get("/dashboard").text
    sheet = page.partition("Včerejší")[2].partition('href="')[2].partition('"')[0]
    untouched = fields(facilitator.get(sheet).text)
    shown = facilitator.post(sheet, data=untouched | {"act": "everybody"})
    assert shown.status_code == 200
    typed = fields(shown.text)
    names = [name for name in typed if name.endswith("-status")]
    assert [typed[name] for name in names] == ["present", "present"]
    [open_one] = [name for name in names if untouched[name] != "present"]
    kept = facilitator.post(sheet, data=untouched | {open_one: "excused", "act": "everybody"})
    assert fields(kept.text)[open_one] == "excused"
    assert "Včerejší" in facilitator.get("/dashboard").text.partition("Akce, které vedete")[0]
    assert facilitator.post(sheet, data=typed).status_code == 303
    assert "Včerejší" not in facilitator.get("/dashboard").text.partition("Akce, které vedete")[0]


def test_members_find_their_groups_and_the_next_meetings(
    site: Browser, signed_in: Callable[..., Api], database: Database, partnership: Partnership
) -> None:
    somebody = signed_in("member", partnership)
    user_id = somebody.get("/me").json()["user"]["id"]
    with database.writing() as session:
        person = factories.a_person(session, partnership)
        session.add(UserPerson(user_id=user_id, partnership_id=partnership.id, person_id=person.id))
        group = factories.a_group(session, partnership, name="Bydlení")
        factories.a_group(session, partnership, name="Cizí skupina")
        factories.a_group_member(session, group, person)
        factories.an_event(session, partnership, title="Jednání v lednu", group_id=group.id)
    page = at_a_desk(site, somebody).get("/dashboard").text.replace("\xa0", " ")
    for words in ("Vaše skupiny", "Bydlení", "Jednání v lednu"):
        assert words in page
    assert "Cizí skupina" not in page
    assert 'href="/staff/account/calendar"' in page
    assert "OPERATOR" not in page, "the settings are for those who can change them"


def test_a_member_answers_the_next_meeting_from_the_first_page(
    site: Browser,
    signed_in: Callable[..., Api],
    coordinator: Api,
    database: Database,
    partnership: Partnership,
) -> None:
    somebody = signed_in("member", partnership)
    user_id = somebody.get("/me").json()["user"]["id"]
    with database.writing() as session:
        person = factories.a_person(session, partnership)
        session.add(UserPerson(user_id=user_id, partnership_id=partnership.id, person_id=person.id))
        group = factories.a_group(session, partnership, name="Bydlení")
        factories.a_group_member(session, group, person)
        past = {"starts_at": clock.now() - A_DAY, "status": EventStatus.HELD}
        held = factories.an_event(session, partnership, group_id=group.id, **past)
        until = clock.now() + A_DAY
        kept = {"partnership_id": partnership.id, "event_id": held.id, "comment_until": until}
        session.add(Minutes(**kept, state=MinutesState.COMMENT))
        group_id, person_id, held_id = group.id, person.id, held.id
    times = {"starts_at": "2199-03-01T09:00:00Z", "ends_at": "2199-03-01T11:00:00Z"}
    asked = {"partnership_id": partnership.id, "title": "Jednání v březnu", "sessions": [times]}
    meeting = made(coordinator, "/meetings", **asked, group_id=group_id)
    assert coordinator.post(f"/events/{meeting['id']}/publish").status_code == 200
    made(coordinator, "/tasks", partnership_id=partnership.id, title="Sehnat sál", owner_id=person_id)
    home, here = at_a_desk(site, somebody), f"/meetings/{meeting['id']}/mine"
    page = home.get("/dashboard").text
    for words in (
        f'action="{here}/accept"',
        f'href="{here}/apologise?instead=on"',
        f'action="{here}/apologise"',
        "Sehnat sál",
    ):
        assert words in page
    told = home.get(f"/events/{meeting['id']}").text
    assert f'href="{here}"' in told and 'id="register"' not in told, "a member answers and does not sign up"
    assert home.post(f"{here}/apologise", data={}).status_code == 303
    page = home.get("/dashboard").text.replace("\u00a0", " ")
    assert "omluven" in page
    assert f'href="/events/{held_id}/minutes"' in page.partition("Zápisy, které čekají")[2]
    assert f'action="{here}/apologise"' not in page
    assert home.post(f"{here}/accept", data={}).status_code == 303
    assert f'action="{here}/accept"' not in home.get("/dashboard").text


def test_a_registration_leads_a_facilitator_to_no_record_of_the_person(
    facilitator: Browser, database: Database
) -> None:
    with database.reading() as session:
        one = session.exec(select(Registration)).first()
    assert one is not None
    page = facilitator.get(f"/staff/events/{one.event_id}/registrations/{one.id}")
    assert page.status_code == 200
    assert "/staff/people/" not in page.text
