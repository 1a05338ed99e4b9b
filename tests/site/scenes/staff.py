"""Forms of the work area: series, events, invitations, minutes, decisions, newsletters, groups."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.courses.models import EventKind
from app.courses.series import topics_of
from app.partnerships.group_models import GroupRole
from tests import factories
from tests.api.enrolling import Grid, dealt_later, enrolled
from tests.api.inviting import OFFICE, invite
from tests.api.minuting import Met, a_meeting, item, write
from tests.api.registering import body
from tests.site.scenes.stage import HTMX, Shown, Stage, read, scene

# --- whole series ----------------------------------------------------------------------------------------


def laid_out(stage: Stage, towns: tuple[str, ...] = ("Semily",), **rule: Any) -> Grid:
    """A series of two topics, whose events are ahead."""
    with stage.writing() as session:
        places = [factories.a_territory(session, town) for town in towns]
        series = factories.a_series(session, stage.partnership, 2, places, EventKind.SEMINAR, **rule)
        number, events = series.id or 0, {}
        for place in places:
            cells = [
                factories.an_event(
                    session,
                    stage.partnership,
                    capacity=2,
                    series_id=number,
                    topic_id=topic.id,
                    territory_id=place.id,
                    undealt=series.undealt,
                    deals_at=series.allocates_at if series.undealt else None,
                )
                for topic in topics_of(session, [number])[number]
            ]
            events[place.id or 0] = [one.id or 0 for one in cells]
        return Grid(number, list(events), events)


@scene("/series/{id:int}/enrol")
def a_series_that_can_be_taken_as_a_whole(stage: Stage) -> Shown:
    grid = laid_out(stage)
    path = f"/series/{grid.id}/enrolments"
    return Shown(
        stage.nobody,
        f"/series/{grid.id}/enrol",
        lambda: read(stage.admin, path)["results"],
        typed={"email": body()["email"]},
    )


@scene("/series/{series:int}/enrolments/{id:int}/cancel")
def an_enrolment(stage: Stage) -> Shown:
    grid = laid_out(stage)
    enrolled(stage.nobody, grid)
    path = f"/series/{grid.id}/enrolments"
    return Shown(stage.coordinator, path, lambda: read(stage.admin, path)["results"][0]["cancelled_at"])


@scene("/series/{id:int}/deal")
def seats_to_deal(stage: Stage) -> Shown:
    grid = laid_out(stage, **dealt_later())
    enrolled(stage.nobody, grid)
    path = f"/series/{grid.id}"
    return Shown(stage.coordinator, f"{path}/deal", lambda: read(stage.admin, path)["dealt_at"])


# --- events ----------------------------------------------------------------------------------------------


def soon(hours: int = 0) -> str:
    return (clock.start_of(clock.today() + timedelta(days=20)) + timedelta(hours=9 + hours)).isoformat()


@scene("/staff/events/{event:int}/seat-blocks/{id:int}/release")
def kept_seats(stage: Stage) -> Shown:
    path = f"/events/{stage.event(capacity=2)}/seat-blocks"
    with stage.writing() as session:
        organisation = factories.an_organisation(session).id
    until = (clock.now() + timedelta(days=3)).isoformat()
    block = stage.told(stage.coordinator, path, organisation_id=organisation, seats=1, until=until)["id"]
    released = f"/seat-blocks/{block}"
    here = f"/staff{path}/{block}/release"
    return Shown(stage.coordinator, here, lambda: read(stage.admin, released)["released_at"])


@scene("/staff/events/{event:int}/slots/{id:int}/delete")
def a_time_that_nobody_booked(stage: Stage) -> Shown:
    start = clock.start_of(clock.today() + timedelta(days=20)) + timedelta(hours=9)
    path = f"/events/{stage.event(kind=EventKind.CONSULTATION, starts_at=start)}/slots"
    slot = stage.told(stage.coordinator, path, starts_at=soon(), ends_at=soon(1))["id"]
    return Shown(
        stage.coordinator, f"/staff{path}/{slot}/delete", lambda: not read(stage.admin, path)["results"]
    )


@scene("/staff/events/{event:int}/messages/preview", answer=200, sent=HTMX)
def a_message_that_is_being_typed(stage: Stage) -> Shown:
    here = f"/staff/events/{stage.event()}/messages/new"
    return Shown(stage.coordinator, here, says="Sejdeme se dříve", typed={"subject": "Sejdeme se dříve"})


@scene("/staff/events/{event:int}/result/take-over")
def what_the_last_table_planned(stage: Stage) -> Shown:
    with stage.writing() as session:
        town = factories.a_territory(session, "Semily")
        series = factories.a_series(session, stage.partnership, 2, [town])
        rounds = topics_of(session, [series.id])[series.id]
        cell: Any = {"series_id": series.id, "territory_id": town.id, "kind": EventKind.ROUND_TABLE}
        then = clock.now() - timedelta(days=40)
        first, second = (
            factories.an_event(session, stage.partnership, topic_id=topic.id, **at, **cell).id
            for topic, at in zip(rounds, ({"starts_at": then}, {}), strict=True)
        )
    path = f"/round-tables/{first}/result"
    etag = stage.coordinator.get(path).headers["ETag"]
    planned = {"next_programme": ["Dluhy"]}
    assert stage.coordinator.put(path, json=planned, headers={"If-Match": etag}).status_code == 200
    here, event = f"/staff/events/{second}/result", f"/events/{second}"
    return Shown(stage.coordinator, here, lambda: read(stage.admin, event)["description"].count("Dluhy") == 1)


# --- invitations -----------------------------------------------------------------------------------------


@scene("/staff/events/{event:int}/invitations/{id:int}/withdraw")
def an_invitation(stage: Stage) -> Shown:
    event = stage.event()
    [invited] = invite(stage.coordinator, event, offices=[OFFICE])
    here, path = f"/staff/events/{event}/invitations/{invited['id']}", f"/invitations/{invited['id']}"
    return Shown(
        stage.coordinator, f"{here}/withdraw", lambda: read(stage.admin, path)["status"] == "withdrawn"
    )


@scene("/staff/events/{event:int}/invitations/{id:int}/accept-address")
def an_invitation_whose_address_was_changed(stage: Stage) -> Shown:
    """The office was invited; then its owner accepted what another partnership proposed."""
    office = stage.told(stage.coordinator, "/organisations", name="Krajský úřad", email="stara@kraj.example")
    event = stage.event()
    [invited] = invite(stage.coordinator, event, organisations=[{"organisation_id": office["id"]}])
    with stage.writing() as session:
        other = factories.a_user(session, "coordinator", factories.a_partnership(session)).id or 0
    change = {"email": "nova@kraj.example"}
    path = f"/organisations/{office['id']}"
    proposal = stage.signed_in(other).patch(path, json=change, headers={"If-Match": "*"}).json()["id"]
    stage.told(stage.coordinator, f"/organisation-proposals/{proposal}/accept")
    here, found = f"/staff/events/{event}/invitations/{invited['id']}", f"/invitations/{invited['id']}"
    return Shown(
        stage.coordinator, here, lambda: "accept_address" not in read(stage.coordinator, found)["allowed"]
    )


# --- groups, minutes and decisions -----------------------------------------------------------------------


def met(stage: Stage) -> Met:
    with stage.writing() as session:
        return a_meeting(session, stage.partnership)


@scene("/staff/groups/{parent:int}/members/{id:int}/promote")
def a_guest_of_a_group(stage: Stage) -> Shown:
    with stage.writing() as session:
        group = factories.a_group(session, stage.partnership)
        person = factories.a_person(session, stage.partnership)
        factories.a_group_member(session, group, person, role=GroupRole.GUEST)
    path = f"/working-groups/{group.id}/members"

    def is_member() -> bool:
        return "member" in [one["role"] for one in read(stage.admin, path)["results"]]

    return Shown(stage.coordinator, f"/staff/groups/{group.id}", is_member)


@scene("/staff/events/{event:int}/minutes", sent=(False, True))
def minutes_that_are_being_written(stage: Stage) -> Shown:
    meeting = met(stage)
    [point] = write(stage.coordinator, meeting, item(title="Bydlení"))["items"]
    typed = {f"i{point['id']}-text": "Dohodnuto."}
    path = meeting.minutes

    def is_written() -> bool:
        return read(stage.coordinator, path)["items"][0]["text"] == "Dohodnuto."

    return Shown(stage.coordinator, f"/staff{path}", is_written, typed=typed)


@scene("/staff/events/{event:int}/minutes/promises/{entry:int}")
def a_promise_in_minutes(stage: Stage) -> Shown:
    meeting = met(stage)
    said = [{"speaker": "Ludmila", "text": "Pošlu přehled.", "follow_up": "pošle přehled"}]
    write(stage.coordinator, meeting, item(title="Bydlení", discussion=said))
    return Shown(
        stage.coordinator,
        f"/staff{meeting.minutes}",
        lambda: len(read(stage.admin, "/tasks")["results"]) == 1,
    )


@scene("/staff/events/{id:int}/minutes/attachments")
def a_paper_of_minutes(stage: Stage) -> Shown:
    meeting = met(stage)
    minutes = write(stage.coordinator, meeting, item(title="Bydlení"))["id"]
    path = f"/attachments?about_type=minutes&about_id={minutes}"
    here = f"/staff{meeting.minutes}/attachments"
    return Shown(stage.coordinator, here, lambda: len(read(stage.coordinator, path)["results"]) == 1)


def a_decision(stage: Stage, group: int) -> int:
    asked = {"group_id": group, "title": "Pravidla", "mode": "per_rollam"}
    return int(stage.told(stage.coordinator, "/decisions", **asked)["id"])


@scene("/staff/decisions/{id:int}/attachments")
def a_paper_of_a_decision(stage: Stage) -> Shown:
    decision = a_decision(stage, met(stage).group_id)
    path = f"/attachments?about_type=decision&about_id={decision}"
    here = f"/staff/decisions/{decision}/attachments"
    return Shown(stage.coordinator, here, lambda: len(read(stage.coordinator, path)["results"]) == 1)


@scene("/staff/decisions/{id:int}/vote")
def a_vote(stage: Stage) -> Shown:
    meeting = met(stage)
    decision = a_decision(stage, meeting.group_id)
    member = stage.nobody.signed_in(meeting.member)
    path = f"/decisions/{decision}"
    return Shown(member, f"/staff{path}", lambda: read(member, path)["my_vote"])


@scene("/staff/newsletters/{id:int}/send")
def a_newsletter(stage: Stage) -> Shown:
    made = stage.told(stage.coordinator, "/newsletters", partnership_id=stage.place, since="2026-01-01")
    path = f"/newsletters/{made['id']}"
    return Shown(stage.coordinator, f"/staff{path}/send", lambda: read(stage.coordinator, path)["sent_at"])
