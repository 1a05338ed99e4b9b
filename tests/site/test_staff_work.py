"""Events, their registrations and the door, as a browser without scripts sees them."""

from datetime import timedelta

from app.core import clock
from app.core.database.engine import Database
from app.partnerships.models import Partnership
from app.registrations.models import RegistrationStatus
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import a_round_table, fields, soon

# --- events ----------------------------------------------------------------------------------------------


def test_another_session_is_added_without_losing_what_was_typed(
    office: Browser, partnership: Partnership
) -> None:
    here = f"/staff/events/new?kind=seminar&partnership_id={partnership.id}"
    form = fields(office.get(here).text) | {"title": "Seminář", **soon(), "act": "add:sessions"}
    page = office.post(here, data=form)
    assert page.status_code == 200
    assert fields(page.text)["title"] == "Seminář"
    assert fields(page.text)["sessions-0-starts_at"] == form["sessions-0-starts_at"]
    assert "sessions-1-starts_at" in fields(page.text)


def test_a_draft_is_published_and_cancelled_with_a_reason(office: Browser, partnership: Partnership) -> None:
    here = a_round_table(office, partnership)
    assert "/do/publish" in office.get(here).text
    assert office.post(f"{here}/do/publish").headers["location"] == here
    assert "/do/publish" not in office.get(here).text
    assert office.post(f"{here}/do/cancel", data={"reason": "Lektor onemocněl."}).status_code == 303
    assert "Lektor onemocněl." in office.get(here).text


def test_a_move_that_is_no_longer_possible_is_refused_on_its_page(
    office: Browser, partnership: Partnership
) -> None:
    here = a_round_table(office, partnership)
    office.post(f"{here}/do/cancel", data={"reason": "Poprvé."})
    again = office.post(f"{here}/do/cancel", data={"reason": "Podruhé."})
    assert again.status_code == 409
    assert "Podruhé." in again.text


def test_the_missing_cells_of_a_series_are_planned(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        series = factories.a_series(session, partnership, topics=3)
    here = f"/series/{series.id}"
    assert office.get(here).text.count('class="missing"') == 3
    assert office.get(f"{here}/plan").status_code == 200
    assert office.post(f"{here}/plan").headers["location"] == here
    assert office.get(here).text.count('class="planned"') == 3


def test_a_round_is_planned_like_the_one_that_is_named(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        series = factories.a_series(session, partnership, topics=2)
        session.refresh(series, ["topics"])
        first, second = (topic.id for topic in series.topics)
    here = f"/series/{series.id}"
    office.post(f"{here}/plan", data={"topic_id": str(first)})
    assert office.get(here).text.count('class="planned"') == 1
    office.post(f"{here}/plan", data={"topic_id": str(second), "from_topic_id": str(first)})
    assert office.get(here).text.count('class="planned"') == 2


def test_a_copy_takes_place_and_hours_and_only_asks_for_the_date(
    office: Browser, partnership: Partnership
) -> None:
    here = a_round_table(office, partnership, **{"sessions-0-venue-name": "Radnice", "capacity": "25"})
    form = {k: v for k, v in fields(office.get(f"{here}/copy").text).items() if k != "once"}
    assert (form["sessions-0-venue-name"], form["sessions-0-starts_at"]) == ("Radnice", "")
    undated = office.post(f"{here}/copy", data=form | {"title": "Podruhé"}).headers["location"]
    assert "Podruhé" in office.get(undated).text
    dated = office.post(f"{here}/copy", data=form | soon()).headers["location"]
    assert "Radnice" in office.get(dated).text
    assert len({here, undated, dated}) == 3
    wrong = {"sessions-0-starts_at": "2030-01-02T10:00", "sessions-0-ends_at": "2030-01-02T09:00"}
    refused = office.post(f"{here}/copy", data=form | wrong)
    assert (refused.status_code, 'value="2030-01-02T09:00"' in refused.text) == (422, True)


def test_a_copy_for_another_territory_leaves_the_place_and_names_the_new_one(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.reading() as session:
        old, new = (factories.a_territory(session, name) for name in ("Semily", "Železný Brod"))
    place = {"sessions-0-venue-name": "Městský úřad Semily", "territory_id": str(old.id)}
    here = a_round_table(office, partnership, title="Kulatý stůl Semily", **place)
    form = fields(office.get(f"{here}/copy").text) | {"territory_id": str(new.id), **soon()}

    def copied(**typed: str) -> tuple[str, str | None]:
        sent = {name: value for name, value in form.items() if name != "once"} | typed
        number = office.post(f"{here}/copy", data=sent).headers["location"].rpartition("/")[2]
        event = coordinator.get(f"/events/{number}").json()
        [only] = event["sessions"]
        return event["title"], only["venue"] and only["venue"]["name"]

    assert copied() == ("Kulatý stůl Železný Brod", None)
    assert copied(**{"sessions-0-venue-name": "Zámek"}) == ("Kulatý stůl Železný Brod", "Zámek")
    assert copied(title="Druhý stůl") == ("Druhý stůl", None)
    assert copied(territory_id=str(old.id)) == ("Kulatý stůl Semily", "Městský úřad Semily")


def test_a_hint_about_fields_below_stands_only_where_they_are(
    office: Browser, partnership: Partnership
) -> None:
    here = a_round_table(office, partnership)
    office.post(f"{here}/do/publish")
    for page in ("copy", "edit?kind=round_table", "do/postpone", "do/took_place"):
        shown = office.get(f"{here}/{page}", follow_redirects=True).text
        assert ("(níže)" in shown) == ('name="planned_from"' in shown), page


# --- registrations and the door --------------------------------------------------------------------------


def test_somebody_is_signed_up_by_telephone_and_the_next_one_waits(
    office: Browser, partnership: Partnership
) -> None:
    here = a_round_table(office, partnership, capacity="1")
    office.post(f"{here}/do/publish")
    for last_name in ("Prvá", "Druhá"):
        typed = {"first_name": "Jana", "last_name": last_name}
        assert office.post(f"{here}/registrations/new", data=typed).status_code == 303
    everybody = office.get(f"{here}/registrations").text
    assert "Jana Prvá" in everybody
    waiting = office.get(f"{here}/registrations?status=waiting").text
    assert "Jana Druhá" in waiting
    assert "Jana Prvá" not in waiting


def test_people_are_checked_in_and_back_out(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, starts_at=clock.now() + timedelta(hours=1))
        registration = factories.a_registration(session, event)
        sitting = factories.sessions_of(session, event)[0]
        waiting = factories.a_registration(session, event, status=RegistrationStatus.WAITING)
    door = f"/staff/sessions/{sitting.id}"
    here = f"{door}/check-in?event={event.id}"
    page = office.get(here).text
    assert f'id="r{registration.id}"' in page
    assert f'id="r{waiting.id}"' not in page
    row = f"{door}/check-in/{registration.id}?event={event.id}"
    assert office.post(row, data={"status": "present"}).status_code == 303
    counted = office.get(f"{door}/count?event={event.id}", headers={"HX-Request": "true"})
    assert "<strong>1</strong>" in counted.text
    unchanged = {"HX-Request": "true", "If-None-Match": counted.headers["etag"]}
    assert office.get(f"{door}/count?event={event.id}", headers=unchanged).status_code == 304
    office.post(row, data={"status": "unknown"})
    assert office.get(f"{door}/count?event={event.id}", headers=unchanged).status_code == 200


def test_a_walk_in_takes_a_name_and_no_more(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, starts_at=clock.now() + timedelta(hours=1))
        sitting = factories.sessions_of(session, event)[0]
    here = f"/staff/sessions/{sitting.id}/check-in?event={event.id}"
    typed = {"first_name": "Nečekaná", "last_name": "Hostka"}
    assert office.post(here.replace("check-in", "walk-ins"), data=typed).headers["location"] == here
    assert "Nečekaná Hostka" in office.get(here).text


def test_a_paper_sheet_is_copied_at_once(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, starts_at=clock.now() + timedelta(hours=1))
        ids = [factories.a_registration(session, event).id for _ in range(3)]
        sitting = factories.sessions_of(session, event)[0]
    here = f"/staff/sessions/{sitting.id}/sheet?event={event.id}"
    form = fields(office.get(here).text)
    statuses = {f"rows-{number}-status": "present" for number in ids[:2]} | {
        f"rows-{ids[2]}-status": "excused"
    }
    assert office.post(here, data=form | statuses).status_code == 303
    kept = fields(office.get(here).text)
    assert [kept[f"rows-{number}-status"] for number in ids] == ["present", "present", "excused"]


def test_looking_at_a_ticket_changes_nothing(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, starts_at=clock.now() + timedelta(hours=1))
        registration = factories.a_registration(session, event)
        sitting = factories.sessions_of(session, event)[0]
    manage = coordinator.get(f"/registrations/{registration.id}").json()["manage_url"].rpartition("/")[2]
    code = coordinator.get(f"/my/registrations/{manage}").json()["ticket_code"]
    assert office.get(f"/check-in/{code}").status_code == 200
    [line] = coordinator.get(f"/sessions/{sitting.id}/attendance").json()["results"]
    assert line["status"] == "unknown"
    assert office.post(f"/check-in/{code}", data={"session_id": str(sitting.id)}).status_code == 200
    [line] = coordinator.get(f"/sessions/{sitting.id}/attendance").json()["results"]
    assert (line["status"], line["method"]) == ("present", "qr")
    assert office.post(f"/check-in/{code}x", data={"session_id": str(sitting.id)}).status_code == 404
