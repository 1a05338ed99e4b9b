"""Files for the office and for the door: who is on them, what they are called, who may have them."""

import re
import struct
import zlib
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZipFile

from httpx import Response
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from app.core.database.engine import Database
from app.core.files.print_header import SIGNATURE, at_print_size
from app.events.models import Event, EventPerson, EventRole
from app.partnerships.models import Partnership
from app.projects.models import Emblem, FundingProgramme, Project
from tests import factories
from tests.api.registering import Opened, Roles, SignUp, Sittings
from tests.clients import Api


def name_of(answer: Response) -> str:
    return unquote(answer.headers["content-disposition"]).rpartition("''")[2]


def text_of(content: bytes) -> str:
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_sheet_names_everybody_with_a_seat_and_who_leads_the_event(
    coordinator: Api, database: Database, partnership: Partnership, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(title="Kulatý stůl Frýdlant", capacity=2)
    for name in ("Šimková", "Čermák", "Náhradník"):
        sign_up(event_id, last_name=name, organisation_name="Městský úřad")
    with database.writing() as session:
        at = {"event_id": event_id, "partnership_id": partnership.id}
        session.add(EventPerson(**at, name="Mgr. Ema Vedoucí", role=EventRole.FACILITATOR))
    answer = coordinator.get(f"/events/{event_id}/attendance-sheet.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert name_of(answer).startswith("prezencni-listina-kulaty-stul-frydlant-20")
    text = text_of(answer.content)
    assert text.index("Čermák") < text.index("Šimková")
    assert "Mgr. Ema Vedoucí" in text
    assert "Městský úřad" in text
    assert "Náhradník" not in text


def test_the_table_holds_people_with_their_attendance_and_hours(
    coordinator: Api, sittings: Sittings, sign_up: SignUp
) -> None:
    event_id, [first, second] = sittings(2, title="Školení")
    told = sign_up(event_id, first_name="=A1+1", last_name="Vzorcová", phone="+420 485 000 000")
    coordinator.put(f"/sessions/{first}/attendance/{told['id']}", json={"status": "present"})
    coordinator.put(f"/sessions/{second}/attendance/{told['id']}", json={"status": "present", "minutes": 210})
    answer = coordinator.get(f"/events/{event_id}/participants.xlsx")
    assert name_of(answer).startswith("ucastnici-skoleni-")
    head, row = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert head[:3] == ["Titul před jménem", "Jméno", "Příjmení"]
    assert row[1:3] == ["=A1+1", "Vzorcová"]
    assert row[9:12] == ["účast", "účast", 12.0]


def test_the_table_holds_answers_consents_and_the_place_in_the_queue(
    coordinator: Api, event: Opened, sign_up: SignUp
) -> None:
    ride = {"name": "ride", "label": "Jak přijedete?", "kind": "choice", "options": ["vlak"]}
    days = {"name": "days", "label": "Dny", "kind": "choices", "options": ["první", "druhý"]}
    event_id = event(capacity=1, form_fields=[ride, days, {"name": "car", "label": "Auto", "kind": "yes_no"}])
    said = {"ride": "vlak", "days": ["první", "druhý"], "car": True}
    sits = sign_up(event_id, last_name="Sedící", answers=said, consents={"photos": True, "newsletter": False})
    waits = sign_up(event_id, last_name="Čekající")
    kept = {"registration": {"fields": [ride]}}
    coordinator.patch(f"/events/{event_id}", json=kept, headers={"If-Match": "*"})
    head, waiting, sitting = table(coordinator, f"/events/{event_id}/participants.xlsx")
    assert head[-6:-2] == ["Místo v pořadí", "Jak přijedete?", "Dny", "Auto"]
    assert (waiting[-6:], sitting[-6:]) == (
        [1.0, "", "", "", "ne", "ne"],
        ["", "vlak", "první, druhý", "ano", "ano", "ne"],
    )
    coordinator.post(f"/registrations/{sits['id']}/decline")
    chosen = f"/events/{event_id}/participants.xlsx?ids={sits['id']}&ids={waits['id']}"
    assert len(table(coordinator, chosen)) == 3
    assert len(table(coordinator, f"/events/{event_id}/participants.xlsx?ids={waits['id']}")) == 2


def table(client: Api, path: str) -> list[list[object]]:
    content = client.get(path).content
    return [
        list(row)
        for row in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    ]


def test_the_table_prints_one_page_wide(coordinator: Api, event: Opened) -> None:
    book = ZipFile(BytesIO(coordinator.get(f"/events/{event()}/participants.xlsx").content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert '<pageSetUpPr fitToPage="1"/>' in sheet
    assert "_xlnm.Print_Titles" in book.read("xl/workbook.xml").decode(), "the headings stand on each page"
    assert (
        'orientation="landscape" fitToHeight="0"' in sheet
        or 'fitToHeight="0" orientation="landscape"' in sheet
    )


def test_the_table_prints_with_who_pays(
    coordinator: Api, database: Database, partnership: Partnership, event: Opened
) -> None:
    """Outside the cells: the first row stays that of the headings, and CSV holds nothing but the rows."""
    event_id = event()
    with database.writing() as session:
        sentence = "Podpořeno z ESF & státního rozpočtu."
        programme = factories.stored(
            session, FundingProgramme(code="OPZ", name="OP Zaměstnanost", publicity=sentence)
        )
        fields = {"partnership_id": partnership.id, "programme_id": programme.id}
        project = factories.stored(session, Project(title="Projekt", **fields))
        emblem = {"programme_id": programme.id, "alt": "EU", "png": a_png(900, 100)}
        session.add(Emblem(partnership_id=partnership.id, **emblem))
        session.get_one(Event, event_id).project_id = project.id
        series = factories.a_series(session, partnership, 1, project_id=project.id).id
    for path in (f"/events/{event_id}/stay.xlsx", f"/series/{series}/institutions.xlsx"):
        other = ZipFile(BytesIO(coordinator.get(path).content))
        assert "Podpořeno z ESF" in other.read("xl/worksheets/sheet1.xml").decode(), path
        assert "xl/media/image1.png" in other.namelist(), path
    content = coordinator.get(f"/events/{event_id}/participants.xlsx").content
    book = ZipFile(BytesIO(content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "Podpořeno z ESF &amp;&amp; státního rozpočtu." in sheet.replace("\n", " ")
    assert "xl/media/image1.png" in book.namelist()
    [size] = re.findall(r"width:([\d.]+)pt;height:([\d.]+)pt", drawing_of(book))
    assert [round(float(side)) for side in size] == [200, 22]
    assert table(coordinator, f"/events/{event_id}/participants.xlsx")[0][1] == "Jméno"
    assert "ESF" not in coordinator.get(f"/events/{event_id}/participants.csv").text


def drawing_of(book: ZipFile) -> str:
    [name] = [one for one in book.namelist() if one.endswith(".vml")]
    return book.read(name).decode()


def a_png(width: int, height: int) -> bytes:
    """Grey."""

    def part(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    dots = zlib.compress((b"\0" + b"\x80" * width) * height)
    return SIGNATURE + part(b"IHDR", head) + part(b"IDAT", dots) + part(b"IEND", b"")


def test_a_broken_picture_is_left_out() -> None:
    whole = a_png(10, 10)
    assert at_print_size(whole) is not None
    for broken in (b"", whole[:40], whole[:-12], b"\x89PNG\r\n\x1a\n" + b"0" * 20, a_png(0, 10)):
        assert at_print_size(broken) is None


def test_the_table_as_csv_says_the_same(coordinator: Api, event: Opened, sign_up: SignUp) -> None:
    event_id = event(capacity=1)
    sign_up(event_id, last_name="Sedící")
    sign_up(event_id, last_name="Čekající")
    path = f"/events/{event_id}/participants.csv"
    rows = coordinator.get(path).content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[2] for line in rows[1:]] == ["Čekající", "Sedící"]
    waiting = coordinator.get(f"{path}?status=waiting").content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[8] for line in waiting[1:]] == ["náhradník"]


def test_files_with_names_are_for_those_who_may_know_them(
    api: Api, signed_in: Roles, database: Database, event: Opened
) -> None:
    event_id = event()
    with database.writing() as session:
        elsewhere = factories.a_partnership(session)
    stranger = signed_in("coordinator", elsewhere)
    for file in ("attendance-sheet.pdf", "participants.xlsx", "participants.csv"):
        assert api.get(f"/events/{event_id}/{file}").status_code == 401
        assert stranger.get(f"/events/{event_id}/{file}").status_code == 403
