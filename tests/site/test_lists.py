"""Lists of the work area: sorted by their headings, paged both ways, counted, and taken along as files."""

import csv
import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from io import BytesIO, StringIO
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk

SignedIn = Callable[..., Api]
LAST_NAMES = ("Cibulka", "Chalupa", "Hora", "Čapek", "Zíma", "Adam")
IN_CZECH = ["Adam", "Cibulka", "Čapek", "Hora", "Chalupa", "Zíma"]


def people(database: Database, partnership: Partnership, *names: str) -> None:
    with database.writing() as session:
        for name in names:
            factories.a_person(session, partnership, first_name="Jana", last_name=name)


def shown(page: str) -> list[str]:
    """The last names in the rows of a list."""
    return re.findall(r'<th scope="row"><a [^>]*>Jana\s(\S+)</a>', unescape(page).replace("\n", ""))


def table(office: Browser, path: str) -> list[list[str]]:
    answer = office.get(path)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_people_are_in_czech_order_and_a_heading_turns_it_round(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    people(database, partnership, *LAST_NAMES)
    page = office.get("/staff/people").text
    assert shown(page) == IN_CZECH
    [head] = re.findall(r'<th scope="col" aria-sort="ascending">\s*<a href="([^"]+)">Jméno', page)
    turned = office.get(unescape(head)).text
    assert shown(turned) == IN_CZECH[::-1]
    assert 'aria-sort="descending"' in turned
    assert "Celkem: 6" in page.replace("\xa0", " ")


def test_pages_lead_on_and_back_with_their_filters(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    people(database, partnership, *(f"Nováček {number:02}" for number in range(30)), "Jiná")
    first = office.get("/staff/people?q=Nováček&sort=-name").text
    [following] = re.findall(r'rel="next" href="([^"]+)"', first)
    second = office.get(unescape(following)).text
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in second
    [preceding] = re.findall(r'rel="prev" href="([^"]+)"', second)
    again = office.get(unescape(preceding)).text
    assert re.findall(r"Nováček\s\d\d", again) == re.findall(r"Nováček\s\d\d", first)
    assert "Celkem: 30" in second.replace("\xa0", " ")


def test_a_list_is_taken_along_as_it_is_filtered_and_sorted(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    people(database, partnership, *LAST_NAMES, *(f"Dlouhý {number:03}" for number in range(230)))
    assert len(table(office, "/staff/people.csv")) == 237
    found = table(office, "/staff/people.csv?q=a&sort=-name")
    assert found[0][:3] == ["Jméno a příjmení", "Organizace", "Pracovní pozice"]
    names = [row[0].split()[1] for row in found[1:] if "Dlouhý" not in row[0]]
    assert names == IN_CZECH[::-1]
    page = office.get("/staff/people?q=a&sort=-name").text
    assert "/staff/people.xlsx?q=a&amp;sort=-name" in page
    book = office.get("/staff/people.xlsx?q=Chalupa")
    assert "filename*=UTF-8''osoby.xlsx" in book.headers["content-disposition"]
    strings = ZipFile(BytesIO(book.content)).read("xl/sharedStrings.xml").decode()
    assert "Jana Chalupa" in strings
    assert "Hora" not in strings


def test_figures_and_days_of_a_list_are_no_texts_in_its_workbook(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        factories.a_course(session, "Kurz o dluzích", hours=8)
        factories.an_event(session, partnership, title="Stůl")
    for path, kinds in (("courses", {float}), ("events", {datetime})):
        content = BytesIO(office.get(f"/staff/{path}.xlsx").content)
        [_, row] = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
        assert kinds <= {type(cell) for cell in row}, row


def test_a_name_that_looks_like_a_formula_stays_a_name(office: Browser, database: Database) -> None:
    with database.writing() as session:
        factories.an_organisation(session, '=HYPERLINK("http://zlo.example","Klikněte")')
    [_, row] = table(office, "/staff/organisations.csv")
    assert row[0].startswith("'=HYPERLINK")


def test_a_file_holds_what_its_reader_may_see(
    site: Browser, signed_in: SignedIn, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
        factories.a_person(session, elsewhere, last_name="Cizí")
    people(database, partnership, "Vlastní")
    desk = at_a_desk(site, signed_in("auditor", partnership))
    assert [row[0] for row in table(desk, "/staff/people.csv")[1:]] == ["Jana Vlastní"]
    assert desk.get("/staff/users.csv").status_code == 403
    assert site.beside(Browser(site.app)).get("/staff/people.csv").status_code == 303


def test_groups_of_one_name_are_told_apart(office: Browser, database: Database) -> None:
    with database.writing() as session:
        for name in ("Partnerství Liberec", "Partnerství Semily"):
            place = factories.a_partnership(session, name)
            factories.a_group(session, place, name="Řídící skupina")
    rows = table(office, "/staff/groups.csv?q=řídící&sort=partnership")
    assert [row[:2] for row in rows[1:]] == [
        ["Řídící skupina", "Partnerství Liberec"],
        ["Řídící skupina", "Partnerství Semily"],
    ]


def test_a_wrong_filter_comes_back_in_its_field(office: Browser) -> None:
    refused = office.get("/staff/events?from=2026-02-30&q=porada")
    page = refused.text.partition("<main")[2]
    assert refused.status_code == 422
    assert 'value="2026-02-30"' in page and 'value="porada"' in page and 'id="from-error"' in page
    assert "Ode dne: Musí to být datum nebo čas." in page.replace("\xa0", " ")
    assert 'href="/staff/events?from="' in page
    for part in ("sort", "cursor"):
        told = office.get(f"/staff/people?{part}=nonsense")
        assert told.status_code == 422 and f"{part}:" not in told.text.partition("<main")[2]
        assert 'href="/staff/people"' in told.text.partition("<main")[2]
