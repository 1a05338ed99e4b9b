"""Minutes that were written elsewhere, read into a proposal: as text, as a file, and with people to match."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from app.core.database.engine import Database
from app.organisations.people_models import PersonAlias
from app.partnerships.models import Partnership
from tests import factories
from tests.api.attaching import office
from tests.clients import Api

SHAPES = Path(__file__).parents[1] / "minutes_shapes"
TEXT = (SHAPES / "community_group.txt").read_text("utf-8")


def values(rows: list[dict[str, Any]]) -> list[str]:
    return [row["value"] for row in rows]


def upload(client: Api, content: bytes, name: str = "zapis.docx", **fields: str) -> Any:
    return client.post("/minutes/parse", data=fields, files={"file": (name, content)})


def test_minutes_are_pasted_and_come_out_with_places(coordinator: Api, api: Api) -> None:
    answer = coordinator.post("/minutes/parse", json={"text": TEXT})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["text"] == TEXT
    assert found["date"]["value"] == "2019-11-11" and found["starts"]["value"] == "15:00"
    assert found["ends"] is None and found["guests"] == [] and found["tasks"] == []
    assert len(found["present"]) == 11 and len(found["agenda"]) == 3
    assert found["present"][0]["match"] is None
    assert found["next_meeting"]["starts_at"] == "2020-01-13T15:00:00+01:00"
    [deadline] = found["deadlines"]
    assert deadline["due"] == "2019-11-30"
    start, end = deadline["span"]
    assert TEXT[start:end] == deadline["text"]
    voted = coordinator.post(
        "/minutes/parse", json={"text": (SHAPES / "formal.txt").read_text("utf-8")}
    ).json()
    assert voted["decisions"][0]["votes"] == {"for": 9, "against": 0, "abstained": 0}
    assert voted["tasks"][0]["owner"] == "vedoucí odboru sociálních věcí"
    assert voted["next_meeting"] is None
    assert api.post("/minutes/parse", json={"text": TEXT}).status_code == 401


def test_names_are_matched_to_people_of_the_partnership_and_nobody_is_added(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        first = factories.a_person(session, partnership, first_name="Matěj", last_name="Smrčka").id
        second = factories.a_person(session, partnership, first_name="Petr", last_name="Lendr").id
        other = factories.a_person(
            session, factories.a_partnership(session), first_name="Ota", last_name="Havelka"
        )
        alias = PersonAlias(
            partnership_id=partnership.id, person_id=second, name="Dita Řádková", folded_name="dita radkova"
        )
        session.add(alias)
        assert other.id
    before = coordinator.get("/people", params={"count": True}).json()["total"]
    body = {"text": TEXT, "partnership_id": partnership.id}
    found = coordinator.post("/minutes/parse", json=body).json()
    matches = {row["value"]: row["match"] for row in found["present"]}
    assert matches["Matěj Smrček"]["person_id"] == first and 0.8 <= matches["Matěj Smrček"]["score"] < 1
    assert matches["Petr Lendr"] == {"person_id": second, "score": 1.0}
    assert matches["Dita Řádková"] == {"person_id": second, "score": 1.0}
    assert matches["Ota Havelka"] is None
    assert found["minute_taker"]["match"]["person_id"] == first
    assert coordinator.get("/people", params={"count": True}).json()["total"] == before


def test_a_document_of_word_is_read_with_its_tables_and_lists(coordinator: Api) -> None:
    document = Document()
    document.add_heading("Zápis z jednání pracovní skupiny Bydlení", 0)
    facts = document.add_table(rows=3, cols=2)
    facts.style = "Table Grid"
    for row, cells in enumerate(
        (("Datum konání:", "22. 5. 2017"), ("Čas:", "9:00–11:30"), ("Místo:", "Radnice, místnost 210"))
    ):
        for column, words in enumerate(cells):
            facts.cell(row, column).text = words
    document.add_paragraph("Přítomni:")
    for name in ("Mgr. Ondřej Lipka", "Dana Krásná, Charita Javor"):
        document.add_paragraph(name, style="List Bullet")
    document.add_paragraph("Program:")
    for point in ("Stav bytového fondu", "Různé"):
        document.add_paragraph(point, style="List Number")
    document.add_paragraph("")
    tasks = document.add_table(rows=2, cols=3)
    for row, three in enumerate(
        (("Úkol", "Zodpovídá", "Termín"), ("Připravit seznam bytů", "Krásná", "15. 6. 2017"))
    ):
        for column, words in enumerate(three):
            tasks.cell(row, column).text = words
    document.add_paragraph("Zapsal: Mgr. Ondřej Lipka")
    made = BytesIO()
    document.save(made)
    answer = upload(coordinator, made.getvalue())
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["date"]["value"], found["starts"]["value"], found["ends"]["value"]) == (
        "2017-05-22",
        "09:00",
        "11:30",
    )
    assert found["place"]["value"] == "Radnice, místnost 210"
    assert values(found["present"]) == ["Mgr. Ondřej Lipka", "Dana Krásná"]
    assert values(found["agenda"]) == ["Stav bytového fondu", "Různé"]
    [task] = found["tasks"]
    assert (task["text"], task["owner"], task["due"]) == ("Připravit seznam bytů", "Krásná", "2017-06-15")
    for row in (*found["present"], *found["agenda"], found["minute_taker"]):
        assert found["text"][slice(*row["span"])] == row["value"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
def test_plain_text_is_read_in_the_encodings_of_offices(coordinator: Api, encoding: str) -> None:
    text = TEXT.replace("\u2013", "-")
    found = upload(coordinator, text.encode(encoding), "zapis.txt").json()
    assert len(found["present"]) == 11 and found["text"].lstrip("\ufeff") == text


def test_what_is_no_minutes_is_refused_and_unpacks_nothing(
    coordinator: Api, partnership: Partnership
) -> None:
    assert upload(coordinator, b"\x89PNG\r\n\x1a\n" + b"0" * 50).status_code == 415
    assert upload(coordinator, office()).status_code == 415
    assert upload(coordinator, b"PK\x03\x04" + b"nonsense" * 20).status_code == 415
    bomb = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(office())) as source,
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        target.writestr("[Content_Types].xml", source.read("[Content_Types].xml"))
        target.writestr("word/document.xml", b"<w>" + b" " * 90_000_000)
    assert upload(coordinator, bomb.getvalue()).status_code == 413
    too_long = coordinator.post("/minutes/parse", json={"text": "a"})
    assert too_long.status_code == 200
    assert upload(coordinator, b"a" * 1_000_001, "a.txt").json()["errors"][0]["code"] == "too_long"
    for body, code in (
        ({}, "required"),
        ({"text": 5}, "wrong_type"),
        ({"text": "a", "x": 1}, "unknown_field"),
    ):
        refused = coordinator.post("/minutes/parse", json=body)
        assert refused.status_code == 422 and refused.json()["errors"][0]["code"] == code, refused.text
    assert (
        coordinator.post("/minutes/parse", data={"partnership_id": "1"}, files={"x": b"a"}).status_code == 422
    )
    assert upload(coordinator, b"a", partnership_id="x").status_code == 422
    assert (
        coordinator.post(
            "/minutes/parse", content=b"{", headers={"content-type": "application/json"}
        ).status_code
        == 422
    )


def test_only_readers_of_people_get_matches(
    signed_in: Callable[..., Api], coordinator: Api, partnership: Partnership
) -> None:
    member = signed_in("member", partnership)
    body = {"text": TEXT, "partnership_id": partnership.id}
    assert member.post("/minutes/parse", json={"text": TEXT}).status_code == 200
    assert member.post("/minutes/parse", json=body).status_code == 403
    assert coordinator.post("/minutes/parse", json=body).status_code == 200
