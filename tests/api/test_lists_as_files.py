"""A list of the API as a file: all its rows, with its filters and its order."""

import csv
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api


def table(client: Api, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_a_file_has_all_rows_of_its_list_in_the_same_order(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        for number in range(205):
            factories.a_person(session, partnership, last_name=f"Nová {number}")
        factories.a_person(session, partnership, last_name="Jiná")
    for filters in ("?sort=-name", "?q=nova&sort=email", ""):
        rows = table(coordinator, f"/people.csv{filters}")
        glue = "&" if filters else "?"
        assert [int(row["id"]) for row in rows] == [
            row["id"] for row in coordinator.rows(f"/people{filters}{glue}limit=200")
        ]
    assert coordinator.get("/people.csv?shoe_size=43").status_code == 422


def test_the_parts_of_a_row_are_columns_and_a_formula_stays_a_text(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        factories.an_event(session, partnership, title="=1+1", capacity=7)
    [row] = table(coordinator, "/events.csv?status=open&status=planned")
    assert (row["title"], row["capacity"], row["counts.confirmed"]) == ("'=1+1", "7", "0")
    book = coordinator.get("/events.xlsx")
    assert book.headers["content-disposition"] == "attachment; filename*=UTF-8''events.xlsx"
    assert "=1+1" in ZipFile(BytesIO(book.content)).read("xl/sharedStrings.xml").decode()
    assert "<f>" not in ZipFile(BytesIO(book.content)).read("xl/worksheets/sheet1.xml").decode()


def test_a_public_list_is_a_public_file_with_the_same_rows(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        factories.an_event(session, partnership, title="Veřejná")
        factories.an_event(session, partnership, title="Vnitřní", visibility="internal")
    assert [row["title"] for row in table(api, "/events.csv")] == ["Veřejná"]
    assert [row["title"] for row in table(coordinator, "/events.csv?sort=title")] == ["Veřejná", "Vnitřní"]
    assert api.get("/people.csv").status_code == 401
