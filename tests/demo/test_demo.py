"""The demo tells the reference programme with the figures of its sources."""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app import demo
from app.attendance.models import Attendance, AttendanceStatus
from app.core import clock
from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.events.models import Event, EventChange, EventSession, EventStatus
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from app.registrations.models import Registration, RegistrationSource, RegistrationStatus
from tests import machines
from tests.clients import Api

REFERENCE = "Nastavení systémové podpory rodin v Libereckém kraji"
GOOD_PRACTICE = "Dvoudenní seminář dobré praxe 2017"


def the_project(client: Api, title: str = REFERENCE) -> dict[str, Any]:
    rows = client.get("/projects", params={"q": title}).json()["results"]
    [found] = [row for row in rows if row["title"] == title]
    return dict(found)


def activity_ids(client: Api, project: dict[str, Any]) -> dict[str, int]:
    rows = client.rows(f"/projects/{project['id']}/activities")
    return {row["code"]: row["id"] for row in rows}


def tables(client: Api) -> list[dict[str, Any]]:
    return client.rows(f"/round-tables?project={the_project(client)['id']}&limit=200")


def days(event: dict[str, Any]) -> list[str]:
    found = [clock.day_of(datetime.fromisoformat(sitting["starts_at"])) for sitting in event["sessions"]]
    return [f"{day.day}. {day.month}. {day.year}" for day in found]


def test_the_budget_is_shared_to_the_heller(api: Api) -> None:
    project = the_project(api)
    assert project["total_budget"] == "7025696.25"
    assert (project["starts_on"], project["ends_on"]) == ("2016-10-01", "2019-09-30")
    shares = [(share["percent"], share["amount"]) for share in project["funding"]]
    assert shares == [(85, "5971841.81"), (10, "702569.63"), (5, "351284.81")]


def test_the_activities_are_those_of_the_presentation(admin: Api) -> None:
    assert sorted(activity_ids(admin, the_project(admin))) == [
        "1",
        "1A",
        "1B",
        "1C",
        "2",
        "2A",
        "2B",
        "2C",
        "2D",
        "3",
        "3a",
        "3b",
        "3c",
        "4",
    ]


def test_there_are_42_round_tables_in_two_series(admin: Api) -> None:
    found = tables(admin)
    assert len(found) == 42
    assert Counter(event["level"] for event in found) == {"local": 40, "regional": 2}
    assert sorted(Counter(event["series_id"] for event in found).values()) == [2, 40]
    assert {len(event["facilitators"]) for event in found} == {2}
    assert Counter(event["round"] for event in found if event["level"] == "local") == dict.fromkeys(
        range(1, 5), 10
    )


def test_the_first_round_is_dated_as_it_was(admin: Api) -> None:
    first = {event["title"]: event for event in tables(admin) if event["round"] == 1}
    dated = {
        title.split(",")[0].removeprefix("Kulatý stůl "): days(event)[0] for title, event in first.items()
    }
    assert dated.pop("Liberecký kraj") == "30. 11. 2017"
    known = {
        "Frýdlant": "8. 6. 2017",
        "Jablonec nad Nisou": "15. 6. 2017",
        "Semily": "12. 9. 2017",
        "Liberec": "22. 9. 2017",
        "Tanvald": "10. 10. 2017",
        "Železný Brod": "19. 10. 2017",
    }
    assert {place: dated.pop(place) for place in known} == known
    early = [event for event in first.values() if event["sessions"][0]["starts_at"] < "2017-05-24"]
    assert len(early) == len(dated) == 4
    assert {event["status"] for event in first.values()} == {"held"}


def test_later_rounds_are_planned_for_a_period(admin: Api) -> None:
    later = [event for event in tables(admin) if event["round"] != 1]
    assert len(later) == 31
    assert {event["status"] for event in later} == {"planned"}
    assert all(event["planned_to"] and not event["sessions"] for event in later)
    second = {(event["planned_from"], event["planned_to"]) for event in later if event["round"] == 2}
    assert ("2018-01-01", "2018-06-30") in second


def test_there_are_20_trainings_of_56_hours_in_each_district(admin: Api) -> None:
    project = the_project(admin)
    found = admin.rows(f"/trainings?project={project['id']}&limit=200")
    assert len(found) == 20
    hours: Counter[int] = Counter()
    for event in found:
        hours[event["territory_id"]] += sum(sitting["hours"] for sitting in event["sessions"])
        assert event["capacity"] >= 20
        assert "2017-09" <= event["sessions"][0]["starts_at"][:7] <= "2019-09"
        assert event["course"]["accreditation"]
        assert len({sitting["starts_at"][:10] for sitting in event["sessions"]}) == len(event["sessions"])
    assert set(hours.values()) == {56}
    assert len(hours) == 4


def test_each_september_had_two_days_of_good_practice(admin: Api) -> None:
    first, *later = admin.rows(f"/events?kind=seminar&project={the_project(admin)['id']}")
    assert first["title"] == GOOD_PRACTICE
    assert days(first) == ["14. 9. 2017", "15. 9. 2017"]
    assert [event["title"][-4:] for event in later] == ["2018", "2019"]
    assert {(len(event["sessions"]), event["sessions"][0]["starts_at"][5:7]) for event in later} == {
        (2, "09")
    }


def test_the_grids_are_filled_as_far_as_it_is_known(admin: Api) -> None:
    dashboard = admin.get(f"/dashboards/projects/{the_project(admin)['id']}").json()
    states = {
        grid["title"]: [grid[name] for name in ("cells", "held", "planned", "cancelled", "missing")]
        for grid in dashboard["grids"]
    }
    assert states == {
        "Místní kulaté stoly": [40, 10, 30, 0, 0],
        "Krajské kulaté stoly": [2, 1, 1, 0, 0],
        "Vzdělávací semináře pro pracovníky s rodinou": [20, 20, 0, 0, 0],
    }


def test_some_people_are_supported_beyond_the_trivial(admin: Api) -> None:
    supported = admin.get(
        f"/projects/{the_project(admin)['id']}/supported-persons?over=true&limit=200"
    ).json()
    assert supported["results"]
    assert all(row["hours"] >= 40 and row["threshold"] == 40 for row in supported["results"])


def test_the_march_meeting_on_housing_was_moved_to_room_210(admin: Api) -> None:
    [event] = admin.rows("/meetings?q=skupiny bydleni&to=2017-03-31&from=2017-03-01")
    [change] = event["changes"]
    assert (change["what"], change["from"], change["to"]) == (
        "venue",
        "radnice, místnost 11",
        "radnice, místnost 210",
    )
    assert event["sessions"][0]["venue"]["room"] == "místnost 210"


def test_the_group_for_foreigners_met_eleven_and_meets_again(admin: Api) -> None:
    held, following = admin.rows("/meetings?q=pro cizince")
    assert (days(held), days(following)) == (["11. 11. 2019"], ["13. 1. 2020"])
    assert len(held["agenda"]) == 3
    assert held["counts"]["attended"] == 11
    assert held["next_meeting_id"] == following["id"]


def test_the_chart_of_the_transformation_is_another_after_the_decisions(admin: Api) -> None:
    rows = admin.get("/partnerships", params={"q": "Transformace"}).json()["results"]
    [partnership] = [row["id"] for row in rows]
    charts = [
        admin.get(f"/partnerships/{partnership}/chart", params={"on": day}).text
        for day in ("2014-03-11", "2014-03-12")
    ]
    assert charts[0] != charts[1]


def test_three_hundred_invented_people_live_at_example(database: Database) -> None:
    with database.reading() as session:
        people = session.scalars(sa.select(Person)).all()
        organisations = session.scalars(sa.select(Organisation)).all()
    assert len(people) == 300
    assert len({(one.first_name, one.last_name) for one in people}) == 300
    addresses = [one.email for one in [*people, *organisations] if one.email]
    assert all(address.endswith(".example") for address in addresses)
    assert {one.ico for one in organisations} == {None}


def test_the_counters_are_what_the_records_say(database: Database) -> None:
    """As if everybody had signed up and been ticked off through the services. Members take no seats."""
    confirmed = sa.and_(
        Registration.event_id == Event.id,
        Registration.status == RegistrationStatus.CONFIRMED,
        Registration.source != RegistrationSource.MEMBER,
    )
    present = sa.and_(Attendance.event_id == Event.id, Attendance.status == AttendanceStatus.PRESENT)
    with database.reading() as session:
        seats = sa.select(sa.func.count()).where(confirmed).scalar_subquery()
        came = (
            sa.select(sa.func.count(Attendance.registration_id.distinct())).where(present).scalar_subquery()
        )
        rows = session.execute(sa.select(Event.taken, Event.confirmed, seats, Event.attended, came)).all()
        sittings = session.execute(
            sa.select(EventSession.recorded, sa.func.count(Attendance.id))
            .outerjoin(Attendance, Attendance.session_id == EventSession.id)
            .group_by(EventSession.id, EventSession.recorded)
        ).all()
    assert all(taken == counted == real for taken, counted, real, _, _ in rows)
    assert all(attended == really for *_, attended, really in rows)
    assert all(recorded == real for recorded, real in sittings)
    assert sum(attended for *_, attended, _ in rows) > 500


def test_no_letter_goes_out_for_what_is_told(database: Database) -> None:
    with database.reading() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(Letter)).scalar() == 0


def test_the_follow_up_has_something_in_every_state(database: Database) -> None:
    with database.reading() as session:
        now = clock.now()
        coming = session.scalars(sa.select(Event).where(Event.starts_at > now)).all()
        moved = session.scalars(
            sa.select(EventChange).where(EventChange.event_id.in_([e.id for e in coming]))
        )
        assert [one.what for one in moved] == ["venue"]
    assert any(one.status == EventStatus.CANCELLED and one.cancel_reason for one in coming)
    assert any(one.capacity == one.taken and one.waiting for one in coming)
    assert any(one.capacity and one.taken < one.capacity for one in coming)
    assert any(one.pending for one in coming)


def test_the_printed_logins_open(api: Api) -> None:
    for login in demo.LOGINS:
        answer = api.post("/auth/login", json={"email": login.email, "password": login.password})
        assert answer.status_code == 201, login
        roles = api.signed_in(answer.json()["token"]).get("/me").json()["roles"]
        assert {role["role"] for role in roles} == {login.role}


def test_a_database_with_data_is_left_alone(database: Database, settings: Settings) -> None:
    with database.reading() as session:
        before = session.execute(sa.select(sa.func.count()).select_from(Partnership)).scalar()
    with pytest.raises(demo.NotEmptyError):
        demo.load(database, settings, progress=lambda line: None)
    with database.reading() as session:
        assert demo.is_loaded(session)
        assert not demo.is_empty(session)
        assert session.execute(sa.select(sa.func.count()).select_from(Partnership)).scalar() == before


def test_attendance_is_of_people_with_a_seat_and_no_deadline_outlives_its_event(database: Database) -> None:
    with database.reading() as session:
        without = sa.select(Attendance.id).join(Registration, Registration.id == Attendance.registration_id)
        seated = Registration.status == RegistrationStatus.CONFIRMED
        assert session.scalars(without.where(~seated)).all() == []
        coming = sa.select(Event).where(Event.published_at.is_not(None), Event.starts_at.is_not(None))
        for event in session.scalars(coming):
            deadlines = (event.registration_closes_at, event.cancel_until)
            assert all(one <= event.ends_at for one in deadlines if one is not None), event.title


def test_attendance_is_of_people_with_a_seat(database: Database) -> None:
    with database.reading() as session:
        assert machines.without_a_seat(session) == []
