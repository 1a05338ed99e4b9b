"""What is not for everybody stands in no answer to a reader who has not signed in."""

from typing import Any

import pytest

from app.accounts.models import UserPerson
from app.accounts.sign_in import open_session
from app.core.database.engine import Database
from app.events.models import Event
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made
from tests.api.events import changed, published, sitting
from tests.api.registering import body, confirmed, leaving, letters, mailed_token
from tests.clients import Api, Browser
from tests.public_addresses import holds, told

LINK = "https://porady.example/tajna-mistnost"
OTHER = "https://porady.example/jina-mistnost"


@pytest.fixture
def online(coordinator: Api, partnership: Partnership) -> dict[str, Any]:
    """A published event with one seat, in the room and online, whose link has changed once."""
    venue = {"name": "Porada na radnici", "online_url": LINK}
    event = published(coordinator, partnership, title="Porada", capacity=1, sessions=[sitting(venue=venue)])
    day = {"id": event["sessions"][0]["id"], "venue": {**venue, "online_url": OTHER}}
    return changed(coordinator, event, sessions=[day])


def signed_up(api: Api, event: dict[str, Any]) -> int:
    answer = api.post(f"/events/{event['id']}/registrations", json=body())
    assert answer.status_code == 201, answer.text
    return int(confirmed(api, answer.json())["id"])


def tokens_of(api: Api, registration_id: int) -> list[str]:
    """Of the registration and of its calendar."""
    manage = mailed_token(registration_id)
    calendar = api.get(f"/my/registrations/{manage}").json()["calendar_url"]
    return [manage, calendar.split("/")[-2]]


def test_an_online_link_is_in_no_public_answer(
    site: Browser, api: Api, online: dict[str, Any], coordinator: Api
) -> None:
    signed_up(api, online)
    waiting = signed_up(api, online)
    found, seen = told(site, [LINK, OTHER], tokens_of(api, waiting))
    assert (sorted(found), seen > 60) == ([], True)


def test_it_is_published_where_the_organiser_wants_it(
    site: Browser, online: dict[str, Any], coordinator: Api
) -> None:
    changed(coordinator, online, online_public=True)
    places = (
        "/api/v1/schedule",
        "/api/v1/schedule.ics",
        "/api/v1/schedule.jsonld",
        "/api/v1/events",
        "/events/1",
    )
    assert [place for place in places if not holds(site.get(place), [OTHER.encode()])] == []


def test_those_with_a_seat_get_the_link_and_those_who_wait_do_not(
    api: Api, database: Database, online: dict[str, Any], coordinator: Api
) -> None:
    seated, waiting = signed_up(api, online), signed_up(api, online)
    for number, expected in ((seated, True), (waiting, False)):
        own = mailed_token(number)
        assert (OTHER in api.get(f"/my/registrations/{own}").text) is expected
        calendar = tokens_of(api, number)[1]
        ics = api.get(f"/my/registrations/{calendar}/calendar.ics")
        assert (OTHER.split("//")[1] in ics.text.replace("\r\n ", "")) is expected
    day = {"id": online["sessions"][0]["id"], "venue": {"name": "Porada na radnici", "online_url": LINK}}
    changed(coordinator, online, sessions=[day])
    about = [
        (letter.kind, letter.data["registration_id"], LINK in str(letter.data))
        for letter in letters(database)
    ]
    assert ("event_changed", seated, True) in about
    assert {kind for kind, number, _ in about if number == waiting} == {"registration_waiting"}
    moved = coordinator.post(f"/registrations/{seated}/cancel")
    assert moved.status_code == 200, moved.text
    last = [letter for letter in letters(database) if letter.data["registration_id"] == waiting][-1]
    assert (last.kind, LINK in str(leaving(database, last))) == ("registration_moved_up", True)


def test_invited_members_see_it(
    api: Api, database: Database, partnership: Partnership, online: dict[str, Any], coordinator: Api
) -> None:
    """Those whose group holds it, who are invited by name or have a seat; another member does not."""
    path = f"/events/{online['id']}"
    members = {who: a_member(api, database, partnership) for who in ("none", "group", "invited", "seated")}
    with database.writing() as session:
        group = factories.a_group(session, partnership)
        factories.a_group_member(session, group, session.get_one(Person, members["group"][1]))
        seated = session.get_one(Person, members["seated"][1])
        factories.a_registration(session, session.get_one(Event, online["id"]), seated)
    changed(coordinator, online, group_id=group.id)
    made(coordinator, f"{path}/invitations", people=[members["invited"][1]])
    sees = {who for who, (client, _) in members.items() if OTHER in client.get(path).text}
    assert sees == {"group", "invited", "seated"}
    assert OTHER in coordinator.get(path).text


def a_member(api: Api, database: Database, partnership: Partnership) -> tuple[Api, int]:
    """Somebody who is signed in as a person of the partnership, and the person's id."""
    with database.writing() as session:
        person = factories.a_person(session, partnership)
        user = factories.a_user(session, "member", partnership)
        factories.stored(
            session, UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=person.id)
        )
        return api.signed_in(open_session(session, user.id or 0).token), person.id or 0


SECRET = "Poradna Utajena"


@pytest.fixture
def hidden(admin: Api, coordinator: Api, partnership: Partnership) -> dict[str, Any]:
    """An organisation that is not public, in every part that an organisation can have."""
    office = made(admin, "/organisations", name=SECRET, public=False, email="poradna@utajena.example")
    own = {"organisation_id": office["id"]}
    place = f"/partnerships/{partnership.id}"
    answer = admin.patch(place, json={"members": [own]}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    project = made(
        coordinator,
        "/projects",
        title="Projekt",
        partnership_id=partnership.id,
        starts_on="2026-01-01",
        ends_on="2027-12-31",
        applicant_id=office["id"],
        partners=[{**own, "role": "partner"}],
    )
    group = made(coordinator, "/working-groups", name="Skupina", partnership_id=partnership.id)
    made(coordinator, f"/working-groups/{group['id']}/members", **own)
    more = {"organiser_id": office["id"], "project_id": project["id"], "group_id": group["id"]}
    published(coordinator, partnership, "/round-tables", invited=[own], capacity=9, **more)
    event = published(coordinator, partnership, **more)
    return {**office, "event_id": event["id"]}


def test_the_name_of_an_organisation_that_is_not_public_is_in_no_public_answer(
    site: Browser, api: Api, hidden: dict[str, Any], coordinator: Api
) -> None:
    own = signed_up(api, {"id": hidden["event_id"]})
    found, seen = told(site, [SECRET, "utajena.example"], tokens_of(api, own))
    assert (sorted(found), seen > 60) == ([], True)
    event = coordinator.get(f"/events/{hidden['event_id']}").json()
    assert event["organiser"] == {"id": hidden["id"], "name": SECRET}
    assert SECRET in coordinator.get("/round-tables").text and SECRET in coordinator.get("/projects").text


def test_nobody_learns_the_name_by_signing_up_for_it(
    api: Api, hidden: dict[str, Any], database: Database, coordinator: Api
) -> None:
    path = f"/events/{hidden['event_id']}/registrations"
    refused = api.post(path, json=body(organisation_id=hidden["id"]))
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not_found")
    made(coordinator, path, **body(organisation_id=hidden["id"]))
    signed_up(api, {"id": hidden["event_id"]})
    assert SECRET not in str([letter.data for letter in letters(database)])


NO_ORGANISATION = 987_654


def test_every_form_of_the_public_answers_the_same_as_for_an_organisation_that_does_not_exist(
    api: Api, hidden: dict[str, Any], coordinator: Api, database: Database, partnership: Partnership
) -> None:
    """Also with another mistake beside it, which could tell the two apart."""
    event = f"/events/{hidden['event_id']}"
    with database.writing() as session:
        guest = factories.a_person(session, partnership)
        group = factories.a_group(session, partnership, open_to_new_members=True)
    own = mailed_token(signed_up(api, {"id": hidden["event_id"]}))
    [invited] = made(coordinator, f"{event}/invitations", people=[guest.id])["added"]
    link = coordinator.get(f"/invitations/{invited['id']}").json()["url"].rpartition("/")[2]
    doors: list[tuple[str, dict[str, Any]]] = [
        (f"{event}/registrations", body()),
        (f"{event}/registrations/group", {"people": [body()]}),
        (f"/my/registrations/{own}/substitute", body()),
        (f"/my/invitations/{link}/accept", {}),
        (f"/working-groups/{group.id}/applications", body()),
    ]
    for path, form in doors:
        for wrong in ({}, {"answers": {"no_such_question": 1}}):
            for number in (hidden["id"], NO_ORGANISATION):
                answer = api.post(path, json={**form, **wrong, "organisation_id": number})
                told = answer.json()
                assert answer.status_code == 422, (path, told)
                if number == hidden["id"]:
                    first = {name: told[name] for name in ("title", "code", "errors")}
                assert first == {name: told[name] for name in ("title", "code", "errors")}, path
            assert "not_found" in str(first) or wrong, path
