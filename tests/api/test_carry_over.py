"""Moving, swapping and passing a seat on: what fits comes along, what does not is told."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.core.mail import rendering
from app.courses.models import EventKind
from app.courses.series import topics_of
from app.partnerships.models import Partnership
from app.registrations.models import Registration
from tests import factories
from tests.api.registering import Opened, SignUp, body, code_of, letters, token_of
from tests.clients import Api

RIDE = {"name": "ride_1", "label": "Jak přijedete?", "kind": "choice", "options": ["vlak", "auto"]}
PLATE = {"name": "plate_2", "label": "Značka vozu", "shown_if": {"field": "ride_1", "equals": "auto"}}
SIZE = {"name": "size_3", "label": "Velikost trička", "kind": "choice", "options": ["S", "L"]}
NIGHTS = [(clock.today() + timedelta(days=days)).isoformat() for days in (14, 15)]
HERE = [RIDE, PLATE, SIZE]
THERE = [
    {**RIDE, "name": "ride_4", "options": ["auto"]},
    {**PLATE, "name": "plate_5", "shown_if": {"field": "ride_4", "equals": "auto"}},
    {**SIZE, "options": ["M"], "required": True},
]
SAID = {"ride_1": "auto", "plate_2": "1L2 3456", "size_3": "L"}


def test_answers_and_stay_that_fit_the_other_event_come_along(
    api: Api, coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    here = event(form_fields=HERE, sessions=2, stay=offer("lunch", "dinner", nights=NIGHTS))
    there = event(form_fields=THERE, sessions=2, stay=offer("dinner", nights=NIGHTS[:1]))
    stay = {"lodging": NIGHTS, "meals": ["lunch", "dinner"]}
    consents = {"photos": True, "newsletter": False}
    receipt = sign_up(here, answers=SAID, stay=stay, consents=consents, needs={"diet": "vegan"})
    noted = {"json": {"staff_note": "vozík"}, "headers": {"If-Match": "*"}}
    assert coordinator.patch(f"/registrations/{receipt['id']}", **noted).status_code == 200
    moved = coordinator.post(f"/registrations/{receipt['id']}/move", json={"event_id": there})
    assert moved.status_code == 201, moved.text
    seen = coordinator.get(f"/registrations/{moved.json()['id']}").json()
    assert seen["answers"] == {"ride_4": "auto", "plate_5": "1L2 3456"}
    assert seen["stay"] == {"lodging": NIGHTS[:1], "meals": ["dinner"]}
    assert (seen["consents"], seen["staff_note"]) == (consents, "vozík")
    [need] = coordinator.get(f"/events/{there}/needs").json()["results"]
    assert (need["registration_id"], need["diet"]) == (seen["id"], "vegan")
    missing = [(one["what"], one["name"]) for one in moved.json()["missing"]]
    assert missing == [("answer", "size_3"), ("lodging", NIGHTS[1]), ("meal", "lunch")]
    assert [one["name"] for one in seen["missing"]] == ["size_3"]
    own = api.get(f"/my/registrations/{token_of(moved.json())}").json()
    assert [one["label"] for one in own["missing"]] == ["Velikost trička"]
    told = rendering.render("registration_confirmed", "cs", letters(database)[-1].data).text
    assert "Doplňte prosím, co ještě chybí: Velikost trička;" in told.replace("\u00a0", " ")


def test_an_answer_to_a_removed_question_comes_along_and_one_that_is_hidden_there_does_not(
    coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    asked_before = {"name": "from_7", "label": "Odkud jedete?", "kind": "text"}
    by_train = [{**THERE[0], "options": ["auto", "vlak"]}, THERE[1]]
    here = event(form_fields=[RIDE, PLATE], past_fields=[asked_before])
    there = event(form_fields=[*by_train, {**asked_before, "name": "from_8"}])
    receipt = sign_up(here)
    with database.writing() as session:
        answered = {"ride_1": "vlak", "plate_2": "1L2 3456", "from_7": "Semily"}
        session.get_one(Registration, receipt["id"]).answers = answered
    moved = coordinator.post(f"/registrations/{receipt['id']}/move", json={"event_id": there})
    assert moved.status_code == 201, moved.text
    seen = coordinator.get(f"/registrations/{moved.json()['id']}").json()
    assert seen["answers"] == {"ride_4": "vlak", "from_8": "Semily"}


@pytest.mark.parametrize("way", ["move", "swap", "bulk", "own"])
def test_a_registration_that_moves_is_told_in_one_letter(
    api: Api,
    coordinator: Api,
    database: Database,
    partnership: Partnership,
    event: Opened,
    sign_up: SignUp,
    way: str,
) -> None:
    with database.writing() as session:
        series = factories.a_series(session, partnership, topics=1)
        [topic] = topics_of(session, [series.id or 0])[series.id or 0]
        placed = {"series_id": series.id, "topic_id": topic.id, "kind": EventKind.ROUND_TABLE}
    here, there = (event(title=f"Kulatý stůl {town}", **placed) for town in ("Semily", "Turnov"))
    receipt = sign_up(here)
    before = len(letters(database))
    path, body_of = {
        "move": (f"/registrations/{receipt['id']}/move", {"event_id": there}),
        "swap": (f"/registrations/{receipt['id']}/swap", {"event_id": there}),
        "own": (f"/my/registrations/{token_of(receipt)}/swap", {"event_id": there}),
        "bulk": (
            f"/events/{here}/registrations/bulk",
            {"ids": [receipt["id"]], "action": "move", "event_id": there},
        ),
    }[way]
    moved = (api if way == "own" else coordinator).post(path, json=body_of)
    assert moved.status_code in (200, 201), moved.text
    [letter] = letters(database)[before:]
    mail = rendering.render(letter.kind, "cs", letter.data)
    assert mail.subject == "Přihláška přesunuta: Kulatý stůl Turnov"
    for form in (mail.text, mail.html):
        assert "z jiné akce, kde už neplatí: Kulatý stůl Semily," in plain(form)
    new, old = letter.data["entries"]
    assert (new["status"], new["summary"]) != ("cancelled", old["summary"])
    assert (old["status"], old["sequence"]) == ("cancelled", 1)
    assert f"registration-{receipt['id']}@" in old["uid"]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def offer(*meals: str, nights: list[str]) -> dict[str, Any]:
    served = [{"name": name, "label": name.title(), "date": NIGHTS[0]} for name in meals]
    return {"lodging": nights, "meals": served}


def test_a_substitute_keeps_the_answers_that_are_not_given_anew(
    api: Api, coordinator: Api, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(form_fields=[{**RIDE, "required": True}, PLATE, SIZE])
    receipt = sign_up(event_id, answers=SAID, consents={"photos": True, "newsletter": True})
    path = f"/my/registrations/{token_of(receipt)}/substitute"
    taken = api.post(path, json=body(answers={"size_3": "S"}))
    assert taken.status_code == 201, taken.text
    assert taken.json()["missing"] == []
    seen = coordinator.get(f"/registrations/{taken.json()['id']}").json()
    assert seen["answers"] == {**SAID, "size_3": "S"}
    assert seen["consents"] == {"photos": False, "newsletter": False}


def test_a_substitute_whose_answers_are_left_empty_is_asked(
    coordinator: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    receipt = sign_up(event(form_fields=[{**SIZE, "required": True}]), answers={"size_3": "S"})
    sent = body(answers={"size_3": None})
    taken = coordinator.post(f"/registrations/{receipt['id']}/substitute", json=sent)
    assert [one["label"] for one in taken.json()["missing"]] == ["Velikost trička"]
    assert letters(database)[-1].data["missing"] == ["Velikost trička"]


@pytest.mark.parametrize(("lang", "words"), [("cs", "Tento člověk"), ("en", "This person")])
def test_a_refused_move_promises_no_letter(
    coordinator: Api,
    database: Database,
    event: Opened,
    sign_up: SignUp,
    lang: str,
    words: str,
) -> None:
    here, there = event(), event()
    person = body()
    receipt = sign_up(here, **person)
    sign_up(there, **person)
    before = len(letters(database))
    refused = coordinator.post(
        f"/registrations/{receipt['id']}/move",
        json={"event_id": there},
        headers={"Accept-Language": lang},
    )
    assert code_of(refused) == (409, "already_registered")
    assert "mail" not in refused.json()["detail"]
    assert words in refused.json()["detail"]
    assert len(letters(database)) == before


def test_a_repeated_sign_up_says_that_the_link_was_sent(
    api: Api, database: Database, event: Opened, sign_up: SignUp
) -> None:
    event_id, person = event(), body()
    sign_up(event_id, **person)
    refused = api.post(f"/events/{event_id}/registrations", json=person)
    assert "sent by e-mail again" in refused.json()["detail"] or "znovu" in refused.json()["detail"]
    assert letters(database)[-1].kind == "registration_link"
