"""Existing minutes on the page: pasted or uploaded, each field beside its source, and what they become."""

from datetime import date, timedelta
from pathlib import Path

from app.core import clock
from app.core.database.engine import Database
from app.core.text import day as written
from app.partnerships.models import Partnership
from tests import factories
from tests.api.minuting import a_meeting
from tests.clients import Api, Browser
from tests.site.desk import OURS, fields

SHAPES = Path(__file__).parents[1] / "minutes_shapes"
TEXT = (SHAPES / "community_group.txt").read_text("utf-8")
FORMAL = (SHAPES / "formal.txt").read_text("utf-8")
PAGE = "/staff/minutes/parse"


def test_minutes_are_pasted_or_uploaded_and_shown_beside_their_source(office: Browser) -> None:
    assert 'href="/staff/minutes/parse"' in office.get("/staff/minutes").text
    shown = office.post(PAGE, data={"text": TEXT, "partnership_id": ""}, headers=OURS)
    assert shown.status_code == 200
    page = shown.text.replace("\u00a0", " ")
    assert "11. 11. 2019" in page and "13. 1. 2020, 15.00" in page
    assert "<mark>Je možné ještě připomínkovat do konce listopadu.</mark>" in shown.text
    assert shown.text.count("<mark>") == 11 + 3 + 1 + 6
    assert "Omluveni" in page
    files = {"file": ("zapis.txt", TEXT.encode("cp1250", "replace"))}
    assert office.post(PAGE, data={"text": ""}, files=files, headers=OURS).text.count("<mark>") == 21
    nothing = office.post(PAGE, data={"text": "Ahoj <b>světe</b>"}, headers=OURS)
    assert nothing.status_code == 200 and "<mark>" not in nothing.text and "&lt;b&gt;" in nothing.text
    refused = office.post(PAGE, files={"file": ("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)}, headers=OURS)
    assert refused.status_code == 415 and "DOCX" in refused.text and "PDF" not in refused.text
    empty = office.post(PAGE, data={"text": " "}, headers=OURS)
    assert empty.status_code == 422 and 'id="text-error"' in empty.text and 'id="make"' not in empty.text


def test_minutes_are_made_of_what_was_read(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        day = clock.at(clock.today().replace(2019, 11, 11), 15)
        met = a_meeting(session, partnership, title="Setkání skupiny", starts_at=day)
    shown = office.post(PAGE, data={"text": TEXT, "partnership_id": ""}).text
    choice = f"{met.event_id}|Setkání skupiny ({written(day)})"
    assert f'value="{choice}"' in shown, "the event of that day is offered"
    unchosen = office.post(PAGE, data=_sent(shown) | {"act": "create"})
    assert unchosen.status_code == 422 and "Vyberte akci." in unchosen.text
    searched = office.post(
        PAGE, data=_sent(unchosen.text) | {"event_id.q": "setkání", "act": "find:event_id"}
    )
    made = office.post(PAGE, data=_sent(searched.text) | {"event_id": choice, "act": "create"})
    assert made.status_code == 200 and f'href="/staff/events/{met.event_id}/minutes"' in made.text
    minutes = coordinator.get(met.minutes).json()
    assert minutes["minute_taker"] == {"person_id": None, "name": "Matěj Smrček"}
    items = minutes["items"]
    assert [one["title"] for one in items] == [
        "Informace z ŘPS",
        "Informace k projektům města Doubrava",
        "Informace k financování sociálních služeb",
    ]
    assert "Metodik a 3 terénní pracovníky." in items[0]["text"] and items[1]["text"] == ""
    assert not any(one["discussion"] for one in items)
    again = office.post(PAGE, data=_sent(shown) | {"event_id": choice, "act": "create"})
    assert again.status_code == 409 and "Tato akce už zápis má" in again.text
    assert "Metodik a 3 terénní pracovníky." in _sent(again.text)["text"], "the text is kept"
    assert coordinator.get(met.minutes).json()["version"] == minutes["version"]


AD = """Zápis z jednání pracovní skupiny dne 3. 10. 2018
Program:
1. Zahájení
2. Bydlení
3. Doprava
4. Různé

Ad 1) Zahájení
Předsedkyně přivítala členy.
Ad 2) Chybí deset bytů.
Město je hledá.
Ad 4) Nic.
"""


def test_text_below_the_numbers_of_points_goes_to_those_points(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        day = clock.at(clock.today().replace(2018, 10, 3), 13)
        met = a_meeting(session, partnership, starts_at=day)
    made = office.post(PAGE, data={"event_id": f"{met.event_id}|", "text": AD, "act": "create"})
    assert made.status_code == 200, made.text
    items = coordinator.get(met.minutes).json()["items"]
    assert [(one["title"], one["text"]) for one in items] == [
        ("Zahájení", "Předsedkyně přivítala členy."),
        ("Bydlení", "Chybí deset bytů.\nMěsto je hledá."),
        ("Doprava", ""),
        ("Různé", "Nic."),
    ]


def test_decisions_and_tasks_are_made_by_a_button_each(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    ours = FORMAL.replace("vedoucí odboru sociálních věcí", "Jana Smyšlená")
    with database.writing() as session:
        day = clock.at(clock.today().replace(2018, 10, 3), 13)
        met = a_meeting(session, partnership, starts_at=day, title="Řídící skupina")
        person = factories.a_person(session, partnership, first_name="Jana", last_name="Smyšlená")
    choice = {"event_id": f"{met.event_id}|Řídící skupina", "text": ours, "act": "create"}
    made = office.post(PAGE, data=choice)
    items = coordinator.get(met.minutes).json()["items"]
    assert len(items) == 3 and "schvaluje" in items[1]["text"] and "schvaluje" not in items[0]["text"]
    of_event = f"?event={met.event_id}"
    assert coordinator.rows(f"/decisions{of_event}") == coordinator.rows(f"/tasks{of_event}") == []
    decided = office.post(PAGE, data=_sent(made.text) | {"act": "decision:0"})
    assert decided.status_code == 200, decided.text
    [decision] = coordinator.rows(f"/decisions{of_event}")
    assert decision["title"] == "Řídící skupina schvaluje akční plán na rok 2019."
    assert decision["state"] == "proposed" and decision["group_id"] == met.group_id
    assert f'href="/staff/decisions/{decision["id"]}"' in decided.text
    asked = _sent(decided.text)
    assert asked["owner_0"] == "", "nobody is chosen beforehand"
    for _twice in range(2):
        office.post(PAGE, data=asked | {"owner_0": str(person.id), "act": "task:0"})
    [task] = coordinator.rows(f"/tasks{of_event}")
    assert (task["title"], task["due"]) == ("Předložit akční plán radě města", "2018-10-31")
    assert task["owner_id"] == person.id
    with database.writing() as session:
        table = factories.an_event(session, partnership, starts_at=day, title="Kulatý stůl")
    of_none = office.post(PAGE, data=choice | {"event_id": f"{table.id}|"})
    refused = office.post(PAGE, data=_sent(of_none.text) | {"act": "decision:0"})
    assert refused.status_code == 422 and 'id="group_id-error"' in refused.text, "the event has no group"
    chosen = _sent(refused.text) | {"group_id": str(met.group_id), "act": "decision:0"}
    assert office.post(PAGE, data=chosen).status_code == 200
    [decision] = coordinator.rows(f"/decisions?event={table.id}")
    assert decision["group_id"] == met.group_id


def test_minutes_of_another_day_than_the_event_are_asked_about_once_more(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        other, third = (
            a_meeting(session, partnership, starts_at=clock.at(date(year, 5, 3), 13)) for year in (2017, 2016)
        )
    asked = office.post(PAGE, data={"event_id": f"{other.event_id}|", "text": TEXT, "act": "create"})
    assert asked.status_code == 200
    assert "Zápis je z 11. 11. 2019, jednání je 3. 5. 2017." in asked.text.replace("\u00a0", " ")
    assert coordinator.get(other.minutes).status_code == 404, "nothing is saved"
    another = _sent(asked.text) | {"event_id": f"{third.event_id}|", "act": "create"}
    assert "jednání je 3. 5. 2016" in office.post(PAGE, data=another).text.replace("\u00a0", " ")
    made = office.post(PAGE, data=_sent(asked.text) | {"act": "create"})
    assert coordinator.get(other.minutes).status_code == 200
    assert "jednání je" not in made.text and coordinator.get(third.minutes).status_code == 404


def test_minutes_of_what_is_still_to_come_are_asked_about_once_more(
    office: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        ahead = a_meeting(session, partnership, starts_at=clock.now() + timedelta(days=9))
        begun = a_meeting(session, partnership, starts_at=clock.now() - timedelta(minutes=9))
    told = "Zápis jde připravit už teď."
    path = "/staff/events/{}/minutes"
    assert told in office.get(path.format(ahead.event_id)).text.replace("\u00a0", " ")
    assert told not in office.get(path.format(begun.event_id)).text.replace("\u00a0", " ")
    text = "Program:\n1. Bydlení\n2. Různé\n"
    asked = office.post(PAGE, data={"event_id": f"{ahead.event_id}|", "text": text, "act": "create"})
    assert "jednání teprve bude" in asked.text.replace("\u00a0", " ").lower()
    assert coordinator.get(ahead.minutes).status_code == 404, "nothing is saved"
    office.post(PAGE, data=_sent(asked.text) | {"act": "create"})
    assert coordinator.get(ahead.minutes).status_code == 200
    office.post(PAGE, data={"event_id": f"{begun.event_id}|", "text": text, "act": "create"})
    assert coordinator.get(begun.minutes).status_code == 200


def _sent(page: str) -> dict[str, str]:
    """The fields of the form that makes something; the one that reads a text stands last."""
    return fields(page.partition(' enctype="')[0])
