"""One form for several people: all of them or nobody, each with a registration and a link of their own."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import time_machine

from app.core import clock
from app.core.database.engine import Database
from app.core.mail import rendering
from app.core.mail.outbox import Letter
from app.events.models import RegistrationPolicy
from app.organisations.people_models import Person
from tests import factories
from tests.api.registering import Opened, SignUp, code_of, confirmed, counters, leaving, letters, token_of
from tests.clients import Api

OFFICE = "socialni@mesto.example"


def people(*names: str, **fields: Any) -> list[dict[str, Any]]:
    return [{"first_name": "Jana", "last_name": name, **fields} for name in names]


def send(client: Api, event_id: int, who: list[dict[str, Any]], **shared: Any) -> Any:
    return client.post(f"/events/{event_id}/registrations/group", json={"people": who, **shared})


def wrong(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(one["pointer"], one["code"]) for one in answer.json()["errors"]]


def test_an_office_signs_up_three_from_one_mailbox(
    api: Api, coordinator: Api, database: Database, event: Opened
) -> None:
    event_id = event(capacity=2)
    shared = {
        "email": OFFICE,
        "organisation_name": "Město",
        "phone": "485 000 000",
        "note": "Přijedeme vlakem",
    }
    told = send(api, event_id, people("Malá", "Velká", "Střední", position="referentka"), **shared)
    assert told.status_code == 201, told.text
    made = told.json()["results"]
    assert [(one["status"], one["waiting_position"]) for one in made] == [
        ("confirmed", None),
        ("confirmed", None),
        ("waiting", 1),
    ]
    mine = [api.get(f"/my/registrations/{token_of(one)}").json() for one in made]
    assert [one["last_name"] for one in mine] == ["Malá", "Velká", "Střední"]
    assert {(one["organisation_name"], one["email"], one["note"]) for one in mine} == {
        ("Město", OFFICE, "Přijedeme vlakem")
    }
    assert counters(database, event_id)["taken"] == 2


def test_a_mailbox_gets_one_letter_and_who_has_an_own_one_gets_an_own(
    api: Api, database: Database, event: Opened
) -> None:
    who = [
        *people("Malá"),
        *people("Velká", email=OFFICE.upper()),
        *people("Vlastní", email="vlastni@mesto.example"),
    ]
    made = send(api, event(), who, email=OFFICE).json()["results"]
    together, alone = letters(database)
    assert (together.kind, together.receiver) == ("registrations_made", OFFICE)
    assert (alone.kind, alone.receiver) == ("registration_confirmed", "vlastni@mesto.example")
    told = rendering.render(together.kind, "cs", leaving(database, together)).text
    assert [token_of(one) in told for one in made] == [True, True, False]
    assert ("Jana Malá" in told, "Jana Vlastní" in told) == (True, False)
    assert [entry["attendee"] for entry in together.data["entries"]] == ["Jana Malá", "Jana Velká"]
    assert len({entry["uid"] for entry in together.data["entries"]}) == 2


def test_staff_sign_up_several_on_the_phone_without_any_email(
    coordinator: Api, api: Api, database: Database, event: Opened
) -> None:
    event_id = event()
    assert wrong(send(api, event_id, people("Malá", "Velká"))) == [("#/email", "required")]
    told = send(coordinator, event_id, people("Malá", "Velká"))
    assert told.status_code == 201
    assert letters(database) == []
    rows = coordinator.get(f"/events/{event_id}/registrations").json()["results"]
    assert [(one["source"], one["email"]) for one in rows] == [("staff", None)] * 2


def test_what_is_wrong_is_told_at_the_row_and_nothing_is_half_written(
    api: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    fields = [{"name": "role", "label": "Role", "kind": "text", "required": True, "options": [], "help": ""}]
    event_id = event(form_fields=fields)
    sign_up(event_id, first_name="Jana", last_name="Známá", email=OFFICE, answers={"role": "x"})
    before = counters(database, event_id)
    who = [*people("Nová", "Známá", answers={"role": "host"}), *people("Zapomnětlivá")]
    refused = send(api, event_id, who, email=OFFICE)
    assert wrong(refused) == [
        ("#/people/1", "already_registered"),
        ("#/people/2/answers/role", "required"),
    ]
    assert counters(database, event_id) == before
    assert letters(database)[-1].kind == "registration_link"
    with database.reading() as session:
        known = sa.select(Person.last_name).where(Person.folded_email == OFFICE)
        assert list(session.scalars(known)) == ["Známá"]


def test_somebody_twice_in_one_form_is_a_slip(api: Api, coordinator: Api, event: Opened) -> None:
    event_id = event()
    twice = people("Malá", "Velká", " mala ")
    assert wrong(send(api, event_id, twice, email=OFFICE)) == [("#/people/2", "duplicate")]
    assert wrong(send(coordinator, event_id, twice)) == [("#/people/2", "duplicate")]


def test_where_not_all_find_room_nobody_is_signed_up(api: Api, database: Database, event: Opened) -> None:
    event_id = event(capacity=2, waiting_list=False)
    assert code_of(send(api, event_id, people("A", "B", "C"), email=OFFICE)) == (409, "full")
    assert counters(database, event_id)["taken"] == 0
    assert send(api, event_id, people("A", "B"), email=OFFICE).status_code == 201


def test_the_rules_of_the_event_hold_for_each_of_them(
    api: Api, database: Database, event: Opened, partnership: Any
) -> None:
    by_invitation = event(registration_policy=RegistrationPolicy.INVITATION)
    assert code_of(send(api, by_invitation, people("Malá"), email=OFFICE)) == (409, "not_invited")
    approved = event(registration_policy=RegistrationPolicy.APPROVAL)
    [one] = send(api, approved, people("Malá"), email=OFFICE).json()["results"]
    assert (one["status"], one["reason"]) == ("pending", "approval")
    with database.writing() as session:
        member = factories.a_person(session, partnership, first_name="Jana", last_name="Členka", email=OFFICE)
        factories.a_group_member(session, factories.a_group(session, partnership), member)
    for_members = event(registration_policy=RegistrationPolicy.MEMBERS)
    both = send(api, for_members, people("Členka", "Cizí"), email=OFFICE).json()["results"]
    assert [one["reason"] for one in both] == ["confirm_address"] * 2
    assert [confirmed(api, one)["status"] for one in both] == ["confirmed", "declined"]


def test_each_says_their_own_needs_and_nights(api: Api, coordinator: Api, event: Opened) -> None:
    event_id = event()
    who = [*people("Malá", needs={"diet": "vegan"}), *people("Velká", needs={"diet": "Vegan"})]
    send(api, event_id, who, email=OFFICE)
    diets = coordinator.get(f"/events/{event_id}/needs").json()["diets"]
    assert diets == [{"diet": "vegan", "count": 2}]


def test_a_form_has_somebody_in_it_and_at_most_thirty(api: Api, event: Opened) -> None:
    event_id = event()
    assert wrong(send(api, event_id, [], email=OFFICE)) == [("#/people", "required")]
    many = people(*(f"Č. {number}" for number in range(31)))
    assert wrong(send(api, event_id, many, email=OFFICE)) == [("#/people", "too_many")]


def test_the_limit_of_an_organisation_holds_for_the_whole_form(
    api: Api, database: Database, event: Opened
) -> None:
    event_id = event(organisation_limit=2)
    who = people("Malá", "Velká")
    assert wrong(send(api, event_id, who, email=OFFICE)) == [("#/organisation_name", "required")]
    office = {"email": OFFICE, "organisation_name": "Město"}
    too_many = send(api, event_id, [*who, *people("Třetí")], **office)
    assert code_of(too_many) == (409, "organisation_limit")
    assert counters(database, event_id)["taken"] == 0
    assert send(api, event_id, who, **office).status_code == 201


def confirmation(database: Database, letter: Letter) -> str:
    """The path of the link in the one letter that confirms all of them."""
    return "/my/sign-ups/" + str(leaving(database, letter)["confirm_url"]).rpartition("/")[2]


def test_one_button_confirms_everybody_with_the_same_mailbox_and_says_what_became_of_each(
    api: Api, coordinator: Api, database: Database, event: Opened
) -> None:
    """One is corrected to another address, one is cancelled, one finds no seat: the others count."""
    event_id = event(capacity=2, waiting_list=False, confirm_address=True)
    names = ("Malá", "Velká", "Zrušená", "Jinde", "Poslední")
    who = [*people(*names), *people("Vlastní", email="vlastni@mesto.example")]
    made = send(api, event_id, who, email=OFFICE).json()["results"]
    together, alone = letters(database)
    assert (together.kind, alone.kind) == ("registrations_made", "registration_unconfirmed")
    text = rendering.render(together.kind, "cs", leaving(database, together)).text
    path = confirmation(database, together)
    assert text.count(path) == 1 and text.count("/my/registrations/") == 5
    moved = coordinator.get(f"/registrations/{made[3]['id']}").json()["person_id"]
    person = {"email": "jinde@mesto.example"}
    assert coordinator.patch(f"/people/{moved}", json=person, headers={"If-Match": "*"}).status_code == 200
    api.post(f"/my/registrations/{token_of(made[2])}/cancel")
    seen = api.get(path).json()
    assert [one["last_name"] for one in seen["people"]] == ["Malá", "Velká", "Zrušená", "Poslední"]
    assert (seen["allowed"], counters(database, event_id)["taken"]) == (["confirm_address"], 0)
    assert api.get(f"{path}/confirm-address").status_code == 405
    for _ in range(2):
        done = api.post(f"{path}/confirm-address").json()
        assert [(one["status"], one["reason"], one["refusal"]) for one in done["people"]] == [
            ("confirmed", None, None),
            ("confirmed", None, None),
            ("cancelled", None, None),
            ("pending", "confirm_address", "full"),
        ]
        assert (done["allowed"], counters(database, event_id)["taken"]) == ([], 2)
    mine = [api.get(f"/my/registrations/{token_of(one)}") for one in made]
    assert [one.status_code for one in mine] == [200, 200, 200, 404, 200, 200]
    assert [mine[place].json()["status"] for place in (0, 4, 5)] == ["confirmed", "pending", "pending"]


def test_the_link_that_confirms_several_opens_nothing_else_and_cannot_be_made_up(
    api: Api, database: Database, event: Opened
) -> None:
    event_id = event(confirm_address=True)
    made = send(api, event_id, people("Malá", "Velká"), email=OFFICE).json()["results"]
    other = send(api, event_id, people("Cizí"), email="cizi@mesto.example").json()["results"][0]
    token = confirmation(database, letters(database)[0]).rpartition("/")[2]
    assert api.get(f"/my/registrations/{token}").status_code == 404
    start, day, signature = token.split("-", 2)
    forged = [
        f"{start}.{other['id']}_0-{day}-{signature}",
        f"{start}-{int(day) + 1}-{signature}",
        token_of(made[0]),
        f"{made[0]['id']}_x-{day}-{signature}",
        "1",
    ]
    for wrong in forged:
        assert api.get(f"/my/sign-ups/{wrong}").status_code == 404
        assert api.post(f"/my/sign-ups/{wrong}/confirm-address").status_code == 404
    with time_machine.travel(clock.now() + timedelta(hours=49)):
        late = api.post(f"/my/sign-ups/{token}/confirm-address").json()
        assert [one["refusal"] for one in late["people"]] == ["confirmation_expired"] * 2
    with time_machine.travel(clock.now() + timedelta(days=400)):
        assert code_of(api.get(f"/my/sign-ups/{token}")) == (410, "link_expired")
