"""Personal calendars and calendars of groups: what is in them, whose they are, and how they end."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.accounts.models import User, UserPerson
from app.accounts.sign_in import open_session
from app.core import clock
from app.core.database.engine import Database
from app.courses.models import EventKind
from app.events.models import Event, EventPerson, EventRole, Visibility
from app.partnerships.models import Partnership
from app.registrations.models import RegistrationStatus
from tests import factories
from tests.clients import Api

pytestmark = pytest.mark.both_databases


def titles(api: Api, url: str) -> set[str]:
    answer = api.get(url.removeprefix(url.split("/api/v1")[0]))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    lines = answer.text.replace("\r\n ", "").splitlines()
    return {line.partition(":")[2] for line in lines if line.startswith("SUMMARY")}


def test_a_member_sees_own_events_in_a_calendar_that_only_they_have(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        user = factories.a_user(session, "member", partnership)
        person = factories.a_person(session, partnership)
        other = factories.a_person(session, partnership, last_name="Cizí")
        session.add(UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=person.id))
        group = factories.a_group(session, partnership)
        strangers = factories.a_group(session, partnership)
        membership = factories.a_group_member(session, group, person).id
        factories.a_group_member(session, group, other)

        def event(title: str, **fields: object) -> Event:
            return factories.an_event(session, partnership, title=title, **fields)

        meeting = event("Jednání", kind=EventKind.MEETING, group_id=group.id, visibility=Visibility.MEMBERS)
        event("Cizí jednání", kind=EventKind.MEETING, group_id=strangers.id, visibility=Visibility.MEMBERS)
        event("Vnitřní jednání", kind=EventKind.MEETING, group_id=group.id, visibility=Visibility.INTERNAL)
        event("Veřejné bez přihlášky")
        coming = event("Školení")
        factories.a_registration(session, coming, person)
        factories.a_registration(session, coming, other)
        left = event("Odhlášené")
        factories.a_registration(session, left, person, status=RegistrationStatus.CANCELLED)
        led = event("Vedu", visibility=Visibility.INTERNAL)
        session.add(
            EventPerson(
                event_id=led.id,
                partnership_id=partnership.id,
                user_id=user.id,
                name="Já",
                role=EventRole.FACILITATOR,
            )
        )
        token = open_session(session, user.id or 0).token
        user_id, group_id, meeting_id = user.id, group.id, meeting.id
    mine = api.signed_in(token)
    assert mine.get("/me/calendar").json() == {"created_at": None}
    assert mine.delete("/me/calendar").status_code == 204
    url = mine.post("/me/calendar").json()["url"]
    assert titles(api, url) == {"Jednání", "Školení", "Vedu"}
    assert "Cizí" not in api.get("/" + url.split("/", 3)[3]).text
    of_group = mine.post(f"/working-groups/{group_id}/calendar").json()["url"]
    assert titles(api, of_group) == {"Jednání"}

    newer = mine.post("/me/calendar").json()["url"]
    path = url[url.index("/api/v1") :]
    assert newer != url and api.get(path).status_code == 404
    assert api.get(path, headers={"authorization": "Bearer x"}).status_code == 401
    assert titles(api, of_group) == {"Jednání"}, "another address is not ended by that"
    secret = newer.rpartition("/")[2].removesuffix(".ics")
    assert api.get("/me", headers={"authorization": f"Bearer {secret}"}).status_code == 401
    assert api.post(f"/my/registrations/{secret}/cancel").status_code == 404
    unchanged = api.get(newer[newer.index("/api/v1") :])
    again = api.get(newer[newer.index("/api/v1") :], headers={"if-none-match": unchanged.headers["etag"]})
    assert again.status_code == 304

    cancelled = coordinator.post(f"/events/{meeting_id}/cancel", json={"reason": "Nemoc"})
    assert cancelled.status_code == 200, cancelled.text
    assert "STATUS:CANCELLED" in api.get(newer[newer.index("/api/v1") :]).text

    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    path_of_member = f"/working-groups/{group_id}/members/{membership}"
    left_group = coordinator.patch(path_of_member, json={"until": yesterday}, headers={"if-match": "*"})
    assert left_group.status_code == 200, left_group.text
    assert titles(api, newer) == {"Školení", "Vedu"}
    assert api.get(of_group[of_group.index("/api/v1") :]).status_code == 404
    assert mine.delete("/me/calendar").status_code == 204
    assert api.get(newer[newer.index("/api/v1") :]).status_code == 404

    last = mine.post("/me/calendar").json()["url"]
    with database.writing() as session:
        session.get_one(User, user_id).active = False
    assert api.get(last[last.index("/api/v1") :]).status_code == 404


def test_only_those_inside_get_the_calendar_of_a_group(
    api: Api, coordinator: Api, signed_in: Callable[..., Api], database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership).id
        factories.an_event(session, partnership, title="Porada", group_id=group)
    path = f"/working-groups/{group}/calendar"
    assert api.post(path).status_code == 401
    assert signed_in("member", partnership).post(path).status_code == 403
    made = coordinator.post(path)
    assert made.status_code == 201 and made.headers["cache-control"] == "no-store"
    assert titles(api, made.json()["url"]) == {"Porada"}
    assert coordinator.get(path).json()["created_at"]
    assert coordinator.delete(path).status_code == 204
    assert coordinator.get(path).json() == {"created_at": None}
    assert api.get("/calendar/kc_nothing.ics").status_code == 404
