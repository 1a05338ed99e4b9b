"""Exports as an office opens them."""

import csv
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from app.core.files.spreadsheets import FORMULA, MAX_CELL, Column, csv_bytes, xlsx

PAYLOADS = [
    "=1+1",
    "+1+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "\x00=1+1",
    "＝1+1",
    "+420 601 000 001",
]


def workbook(rows: list[list[Any]], columns: list[Column | str] | None = None) -> list[list[Any]]:
    content = xlsx(columns or ["a"], rows, "Účastníci")
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def table(rows: list[list[Any]]) -> list[list[str]]:
    text = csv_bytes(["a"], rows).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))[1:]


def unescaped(text: str) -> str:
    """The text as it was before it was protected: `'+420 …` is `+420 …` again."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def test_a_workbook_holds_czech_names_and_real_values():
    rows = [
        ["Žofie Řeháková", date(2017, 5, 24), datetime(2017, 5, 24, 7, 0, tzinfo=UTC), Decimal("7.5"), None]
    ]
    read = workbook(rows, ["Jméno", "Den", "Začátek", "Hodiny", "Poznámka"])
    assert read[0] == ["Jméno", "Den", "Začátek", "Hodiny", "Poznámka"]
    assert read[1][:4] == ["Žofie Řeháková", date(2017, 5, 24), datetime(2017, 5, 24, 9, 0), 7.5]


def test_a_workbook_keeps_winter_and_summer_time():
    read = workbook([[datetime(2026, 3, 28, 8, tzinfo=UTC)], [datetime(2026, 3, 30, 7, tzinfo=UTC)]])
    assert [row[0].hour for row in read[1:]] == [9, 9]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_workbook_stores_no_formula_and_no_link(payload: str):
    content = xlsx(["a"], [[payload], ["https://a.example/"], ["mailto:a@b.example"]], "x")
    with ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "<hyperlink" not in sheet
        assert "xl/worksheets/_rels/sheet1.xml.rels" not in archive.namelist()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_of_a_csv_begins_a_formula(payload: str):
    cell = table([[payload]])[0][0]
    assert cell.startswith("'")
    assert cell[1:].strip() == payload.strip("\t\r\x00 ")


def test_a_phone_number_stays_readable():
    assert table([["+420 601 000 001"]]) == [["'+420 601 000 001"]]
    assert workbook([["+420 601 000 001"]])[1] == ["+420 601 000 001"]


def test_a_csv_opens_in_czech_excel():
    content = csv_bytes(
        ["Jméno", "Hodiny", "Den", "Od", "Úspora", "Ano"],
        [["Řehoř", Decimal("12.50"), date(2017, 5, 24), datetime(2017, 5, 24, 7, tzinfo=UTC), -3, True]],
    )
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n") == [
        "Jméno;Hodiny;Den;Od;Úspora;Ano",
        "Řehoř;12,50;2017-05-24;2017-05-24 09:00;-3;1",
        "",
    ]


def test_control_characters_disappear_and_lines_stay():
    dirty = "a\x00b\x07c\x1b\ud800\ufffe\r\nd\x85e"
    assert workbook([[dirty]])[1] == ["abc\nd\ne"]
    assert table([[dirty]]) == [["abc\nd\ne"]]


def test_a_cell_is_cut_where_excel_would_refuse_the_file():
    assert workbook([["ž" * 40_000]])[1] == ["ž" * MAX_CELL]
    assert workbook([["😀" * 20_000]])[1] == ["😀" * (MAX_CELL // 2)]


def test_figures_that_excel_would_round_are_kept_as_text():
    assert workbook([[12345678901234567890], [float("nan")]])[1:] == [["12345678901234567890"], ["nan"]]


def test_days_before_excels_calendar_are_text():
    assert workbook([[date(1899, 12, 31)], [datetime(1850, 1, 1, 8, 0)]])[1:] == [
        ["1899-12-31"],
        ["1850-01-01 08:00"],
    ]


def test_a_time_of_day_and_a_flag_are_their_own_kinds():
    assert workbook([[time(9, 30)], [True]])[1:] == [[time(9, 30)], [True]]


@pytest.mark.parametrize("title", ["Školení [1/2]: a*b?", "x" * 60, "'", "", "History", "😀" * 20])
def test_any_title_makes_a_sheet_name_that_excel_takes(title: str):
    names = CalamineWorkbook.from_filelike(BytesIO(xlsx(["a"], [], title))).sheet_names
    assert 1 <= len(names[0].encode("utf-16-le")) // 2 <= 31
    assert not set(names[0]) & set("[]:*?/\\")
    assert names != ["History"]


def test_a_workbook_carries_its_title_and_a_frozen_header():
    with ZipFile(BytesIO(xlsx(["a", "b"], [[1, 2]], "Účastníci & hosté"))) as archive:
        assert "<dc:title>Účastníci &amp; hosté</dc:title>" in archive.read("docProps/core.xml").decode()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:B2"/>' in sheet


def test_the_same_rows_give_the_same_bytes():
    assert xlsx(["a", "b"], [["c", 1]], "t") == xlsx(["a", "b"], [["c", 1]], "t")


def test_a_column_may_bring_its_number_format_and_width():
    content = xlsx([Column("Částka", format='#,##0.00 "Kč"', width=20)], [[Decimal("7025696.25")]], "t")
    with ZipFile(BytesIO(content)) as archive:
        assert "#,##0.00 &quot;Kč&quot;" in archive.read("xl/styles.xml").decode()
        assert 'width="20.7109375"' in archive.read("xl/worksheets/sheet1.xml").decode()


def test_a_table_wider_than_a_sheet_is_refused():
    with pytest.raises(ValueError, match="16384"):
        xlsx(["a"] * 16_385, [], "t")
