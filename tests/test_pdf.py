"""Printed sheets, read back as a screen reader and a funder's office would."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from app.core.text import PRAGUE
from app.documents.attendance_pdf import AttendanceSheet, SheetPerson, SheetSession, attendance_sheet

PEOPLE = (
    SheetPerson("Mgr. Žofie Řeháková, DiS.", "Městský úřad Frýdlant, odbor sociálních věcí"),
    SheetPerson("Ľubomír Ďáblický-Třebízský, Ph.D.", "Nízkoprahový klub Zázemí, z. s."),
    SheetPerson("Nguyễn Thị Ánh"),
)


def sessions(count: int) -> tuple[SheetSession, ...]:
    start = datetime(2017, 9, 14, 9, tzinfo=PRAGUE)
    return tuple(
        SheetSession(
            start + timedelta(days=n), start + timedelta(days=n, hours=7), Decimal("8.0"), "Sál č. 2"
        )
        for n in range(count)
    )


SHEET = AttendanceSheet(
    title="Kulatý stůl: Frýdlant",
    activity="2B – kulaté stoly",
    project="Podpora rodin",
    registration_number="CZ.03.2.63/0.0/0.0/15_007/0000000",
    funding="Financováno z Evropského sociálního fondu",
    sessions=sessions(1),
    people=PEOPLE,
    organiser="Liberecký kraj",
    facilitators=("Mgr. Jan Dvořák", "Bc. Eva Malá"),
    notice="Osobní údaje se zpracovávají k doložení účasti.",
)


def read(sheet: AttendanceSheet, lang: str = "cs") -> PdfReader:
    return PdfReader(BytesIO(attendance_sheet(sheet, lang)))


def text(sheet: AttendanceSheet, lang: str = "cs") -> str:
    pages = (page.extract_text() for page in read(sheet, lang).pages)
    return " ".join(" ".join(pages).replace("\u00a0", " ").split())


def people(*names: str) -> Sequence[SheetPerson]:
    return [SheetPerson(name) for name in names]


def test_a_sheet_says_everything_a_funder_asks_for():
    shown = text(SHEET)
    for words in (
        "Prezenční listina",
        "Financováno z Evropského sociálního fondu",
        "Registrační číslo: CZ.03.2.63/0.0/0.0/15_007/0000000",
        "Kulatý stůl: Frýdlant",
        "2B – kulaté stoly",
        "14. 9. 2017",
        "9.00–16.00",
        "Počet hodin 8",
        "Sál č. 2",
        "Liberecký kraj",
        "Facilitátoři Mgr. Jan Dvořák, Bc. Eva Malá",
        "Příchozí bez přihlášky",
        "Strana 1 / 1",
    ):
        assert words in shown


def test_names_are_written_in_right_czech_with_their_titles():
    shown = text(SHEET)
    for person in PEOPLE:
        assert person.name in shown


def test_an_english_sheet_speaks_english():
    shown = text(SHEET, "en")
    assert "Attendance sheet" in shown
    assert "14 September 2017" in shown
    assert read(SHEET, "en").root_object["/Lang"] == "en-GB"


def test_a_sheet_declares_itself_accessible_and_is_tagged():
    reader = read(SHEET)
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "cs-CZ"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata is not None
    assert reader.metadata.title == "Prezenční listina: Kulatý stůl: Frýdlant"
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_the_header_of_the_table_is_tagged_as_one():
    tags = tag_names(read(SHEET).root_object["/StructTreeRoot"])
    assert {"/Table", "/THead", "/TH", "/TBody", "/TD", "/H1"} <= tags


def tag_names(node: Any) -> set[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return set().union(*(tag_names(kid) for kid in node))
    if not isinstance(node, dict):
        return set()
    return (
        {str(node["/S"])} | tag_names(node.get("/K", [])) if "/S" in node else tag_names(node.get("/K", []))
    )


def test_every_font_travels_with_the_file():
    reader = read(SHEET)
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile3" in descriptor or "/FontFile2" in descriptor


@pytest.mark.parametrize(
    "name", ["#panic()", "*tučně* _kurzíva_ $x^2$", "<a> @ref `kód`", "\\ // /* */ #{ ]", '"']
)
def test_markup_in_a_name_is_only_letters(name: str):
    assert name in text(replace(SHEET, people=people(name)))


def test_the_header_is_repeated_and_the_pages_are_counted():
    many = people(*(f"Jana Nováková {n}" for n in range(1, 81)))
    reader = read(replace(SHEET, people=many))
    count = len(reader.pages)
    assert count > 2
    for number, page in enumerate(reader.pages, start=1):
        shown = page.extract_text().replace("\u00a0", " ")
        assert "Organizace" in shown
        assert f"Strana {number} / {count}" in " ".join(shown.split())
    assert "Jana Nováková 80" in text(replace(SHEET, people=many))


@pytest.mark.parametrize(("count", "upright"), [(1, True), (3, True), (4, False), (5, False)])
def test_more_than_three_sessions_turn_the_page(count: int, upright: bool):
    box = read(replace(SHEET, sessions=sessions(count))).pages[0].mediabox
    assert (box.height > box.width) is upright


def test_every_session_has_its_box_to_sign():
    shown = text(replace(SHEET, sessions=sessions(5)))
    for day in range(14, 19):
        assert f"{day}. 9. 2017 9.00–16.00 8 h" in shown
    assert "14.–18. 9. 2017" in shown
    assert "Počet hodin 40" in shown


def test_a_long_course_is_printed_in_parts_of_six_with_everybody_in_each():
    reader = read(replace(SHEET, sessions=sessions(9)))
    shown = [page.extract_text().replace("\u00a0", " ") for page in reader.pages]
    assert len(shown) == 2
    assert all("Žofie Řeháková" in page for page in shown)
    assert "22. 9. 2017" not in shown[0].split("Jméno")[1]
    assert "22. 9. 2017" in shown[1]


def test_a_name_without_a_space_stays_inside_its_column():
    reader = read(replace(SHEET, sessions=sessions(3), people=people("W" * 90)))
    right = 0.0

    def note(text: str, cm: Any, tm: list[float], font: Any, size: float) -> None:
        nonlocal right
        if text.startswith("WWW"):
            right = max(right, tm[4] * cm[0] + cm[4] + len(text.strip()) * size)

    reader.pages[0].extract_text(visitor_text=note)
    assert 0 < right < 300


def test_blank_lines_wait_for_walk_ins():
    shown = text(replace(SHEET, blank_lines=7))
    assert "10." in shown
    assert "11." not in shown
    assert "Příchozí" not in text(replace(SHEET, blank_lines=0))


def test_an_event_without_dates_people_and_project_still_has_a_sheet():
    shown = text(AttendanceSheet(title="Kulatý stůl", sessions=(), people=()))
    assert "Podpis" in shown
    assert "Registrační" not in shown
    assert "None" not in shown


def test_a_letter_that_no_font_has_costs_the_claim_but_not_the_sheet():
    reader = read(replace(SHEET, people=people("李明", "Jana Nováková")))
    assert "Jana Nováková" in reader.pages[0].extract_text()
    assert "pdfuaid" not in reader.root_object["/Metadata"].get_data().decode()
    assert reader.root_object["/MarkInfo"]["/Marked"].value is True


def test_the_same_sheet_is_the_same_bytes_from_many_threads():
    sheets = [replace(SHEET, title=f"Stůl {n}") for n in range(12)]
    alone = [attendance_sheet(sheet) for sheet in sheets]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(attendance_sheet, sheets)) == alone
