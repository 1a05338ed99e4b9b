"""Files attached to records: who sees them, which are taken, how they leave, and when they end."""

import hashlib
import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.accounts.models import UserPerson
from app.accounts.sign_in import open_session
from app.attachments.content import fitting_name, type_of
from app.attachments.models import AttachmentVersion, MediaType
from app.attachments.sweep import sweep
from app.core.database.engine import Database
from app.core.errors import Problem
from app.core.settings import Settings
from app.events.models import EventStatus, Visibility
from app.partnerships.models import Partnership
from tests import factories
from tests.api.attaching import PDF, PNG, WORD, attach, office, package
from tests.clients import Api


def stored(files: Path) -> list[Path]:
    return sorted(path for path in files.rglob("*") if path.is_file())


def titles(client: Api, **query: Any) -> set[str]:
    answer = client.get("/attachments", params={"limit": 200, **query})
    assert answer.status_code == 200, answer.text
    found = {row["title"] for row in answer.json()["results"] if "title" in row}
    for row in answer.json()["results"]:
        assert client.get(f"/attachments/{row['id']}/file").status_code == 200
    return found


def test_a_paper_is_attached_replaced_read_and_deleted(
    api: Api, coordinator: Api, database: Database, partnership: Partnership, files: Path
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership).id
    answer = attach(coordinator, "event", event, title="Program semináře", visibility="public")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert answer.headers["location"].endswith(f"/attachments/{made['id']}")
    assert made["allowed"] == ["edit", "add_version", "delete"]
    assert (made["file_name"], made["media_type"], made["size"]) == (
        "Podklady.pdf",
        "application/pdf",
        len(PDF),
    )
    assert made["sha256"] == hashlib.sha256(PDF).hexdigest()
    [path] = stored(files)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    file = f"/attachments/{made['id']}/file"
    read = api.get(file)
    assert read.content == PDF
    assert read.headers["content-disposition"].startswith("attachment;")
    assert read.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in read.headers["content-security-policy"]

    versions = f"/attachments/{made['id']}/versions"
    assert coordinator.post(versions, files={"file": ("a.pdf", PDF)}).json()["code"] == "same_file"
    newer = coordinator.post(versions, files={"file": ("plán.html", PNG)}).json()
    assert (newer["number"], newer["file_name"], len(newer["versions"])) == (2, "plán.html.png", 2)
    again = coordinator.post(versions, files={"file": ("a.pdf", PDF)}).json()
    assert again["number"] == 3
    assert len(stored(files)) == 2, "the bytes of version 1 are not stored twice"
    assert coordinator.get(f"{file}?number=2").content == PNG
    assert api.get(f"{file}?number=2").status_code == 404
    assert len(api.get(f"/attachments/{made['id']}").json()["versions"]) == 1

    path_of_one = f"/attachments/{made['id']}"
    etag = coordinator.get(path_of_one).headers["etag"]
    changed = coordinator.patch(path_of_one, json={"visibility": "internal"}, headers={"If-Match": etag})
    assert changed.json()["visibility"] == "internal"
    assert api.get(file).status_code == 404
    assert coordinator.delete(path_of_one, headers={"If-Match": etag}).status_code == 412
    assert coordinator.delete(path_of_one, headers={"If-Match": "*"}).status_code == 204
    assert stored(files) == []


def test_each_reader_sees_the_files_of_what_they_see(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    """A member of one group sees what is for its members; the public what is public of public records."""
    with database.writing() as session:
        groups = [factories.a_group(session, partnership) for _ in range(2)]
        own, other = (group.id for group in groups)
        events = {
            "open": factories.an_event(session, partnership),
            "draft": factories.an_event(session, partnership, status=EventStatus.DRAFT),
            "internal": factories.an_event(session, partnership, visibility=Visibility.INTERNAL),
            "of own group": factories.an_event(session, partnership, group_id=own),
            "of other group": factories.an_event(session, partnership, group_id=other),
        }
        user = factories.a_user(session, "member", partnership)
        person = factories.a_person(session, partnership)
        factories.a_group_member(session, groups[0], person)
        session.add(UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=person.id))
        member = api.signed_in(open_session(session, user.id).token)
        stranger = api.signed_in(
            open_session(
                session, factories.a_user(session, "coordinator", factories.a_partnership(session)).id
            ).token
        )
        records = [("event", name, event.id) for name, event in events.items()]
    records += [("group", "own group", own), ("group", "other group", other)]
    every = set()
    for kind, name, number in records:
        for visibility in Visibility:
            title = f"{name} {visibility}"
            every.add(title)
            assert attach(coordinator, kind, number, title=title, visibility=visibility).status_code == 201
    public = {
        f"{name} public" for name in ("open", "of own group", "of other group", "own group", "other group")
    }
    assert titles(coordinator) == every
    assert titles(api) == titles(stranger) == public
    assert titles(member) == public | {"open members", "of own group members", "own group members"}
    assert titles(api, about_type="group", about_id=own) == {"own group public"}
    feed = {row["url"] for row in stranger.get("/changes?types=attachment&limit=200").json()["results"]}
    assert len(feed) == len(public)


def test_a_file_goes_with_its_record_and_the_daily_run_finds_the_rest(
    coordinator: Api, database: Database, partnership: Partnership, files: Path, settings: Settings
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership, status=EventStatus.DRAFT).id
        lasting = factories.a_group(session, partnership).id
    for content in (PDF, PNG):
        assert attach(coordinator, "event", event, content).status_code == 201
    kept = attach(coordinator, "group", lasting, PNG).json()
    assert coordinator.delete(f"/events/{event}", headers={"If-Match": "*"}).status_code == 204
    assert len(stored(files)) == 1
    stray = [files / "ab" / ("ab" * 16), files / "ab" / f"{'cd' * 16}.part", files / "ab" / ("ef" * 16)]
    (files / "ab").mkdir(exist_ok=True)
    for path in stray:
        path.write_bytes(b"left behind")
    for path in stray[:2]:
        os.utime(path, (time.time() - 90_000,) * 2)
    with database.writing() as session:
        session.info["settings"] = settings
        sweep(session)
    assert [path.exists() for path in stray] == [False, False, True], "an upload may still be under way"
    assert coordinator.get(f"/attachments/{kept['id']}/file").content == PNG


def test_what_fails_leaves_no_file(
    coordinator: Api,
    database: Database,
    partnership: Partnership,
    files: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership).id
    monkeypatch.setattr("app.attachments.service.get_attachment", lambda *_: 1 / 0)
    assert attach(coordinator, "event", event).status_code == 500
    assert stored(files) == []
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AttachmentVersion)) == 0


def test_a_wrong_upload_says_what_is_wrong(
    api: Api, coordinator: Api, database: Database, partnership: Partnership, files: Path
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership).id
        foreign = factories.an_event(session, visibility=Visibility.INTERNAL).id
        other = factories.an_event(session).id

    def wrong(about: str = "event", number: object = event, **sent: Any) -> tuple[int, list[tuple[str, str]]]:
        answer = attach(coordinator, about, number, **sent)
        return answer.status_code, [
            (error["pointer"], error["code"]) for error in answer.json().get("errors") or []
        ]

    assert wrong(about="shoe") == (422, [("#/about_type", "not_a_choice")])
    assert wrong(number="x") == (422, [("#/about_id", "not_a_number")])
    assert wrong(number=foreign) == (422, [("#/about_id", "not_found")])
    assert wrong(number=other) == (403, [])
    assert wrong(content=b"") == (422, [("#/file", "required")])
    assert wrong(visibility="all") == (422, [("#/visibility", "not_a_choice")])
    assert wrong(title="a" * 201) == (422, [("#/title", "too_long")])
    assert wrong(content=b"<!doctype html><script>alert(1)</script>") == (415, [])
    assert wrong(content=b"0" * (27 * 1024 * 1024)) == (413, [])
    assert coordinator.post("/attachments", json={}).status_code == 415
    assert attach(api, "event", event, b"0" * 2_000_000).status_code == 413
    assert attach(api, "event", event).status_code == 401
    assert stored(files) == []


ODT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, MediaType.PDF),
        (PNG, MediaType.PNG),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"0" * 40, MediaType.JPEG),
        (b"RIFF\x00\x01\x00\x00WEBPVP8 " + b"0" * 40, MediaType.WEBP),
        (b"GIF89a" + b"0" * 40, MediaType.GIF),
        ("Zápis\r\nŽelezný Brod".encode(), MediaType.TEXT),
        ("jméno;hodiny\nŽluťoučký;8".encode("cp1250"), MediaType.TEXT),
        (office(), MediaType.DOCX),
        (package(mimetype=ODT), MediaType.ODT),
        (office(WORD, **{"word/vbaProject.bin": "x"}), "file_with_macros"),
        (office("application/vnd.ms-word.document.macroEnabled.main+xml"), "file_with_macros"),
        (package(**{"mimetype": ODT, "Basic/Standard/script.xml": "x"}), "file_with_macros"),
        (package(**{"readme.txt": "x"}), "file_type"),
        (package(**{"[Content_Types].xml": "<Types/>"}), "file_type"),
        (office()[:-30], "file_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "file_type"),
        (b"MZ\x90\x00" + b"0" * 60, "file_type"),
        (b"  <svg xmlns='http://www.w3.org/2000/svg'/>", "file_type"),
        (b"\xef\xbb\xbf<html>", "file_type"),
        (b"junk \x00 %PDF-1.7", "file_type"),
    ],
)
def test_the_content_tells_the_type(content: bytes, kind: str) -> None:
    try:
        found: str = type_of(content)
    except Problem as refused:
        assert refused.status == 415
        found = refused.code
    assert found == kind


def test_a_name_fits_the_type_and_names_no_folder() -> None:
    assert fitting_name("../../etc/passwd", MediaType.PDF) == "passwd.pdf"
    assert fitting_name("plan\u202efdp.exe", MediaType.PDF) == "planfdp.exe.pdf"  # written from right to left
    assert fitting_name("C:\\Users\\eva\\Zápis.DOCX", MediaType.DOCX) == "Zápis.DOCX"
    assert fitting_name("", MediaType.PNG) == "soubor.png"
    assert len(fitting_name("a" * 400 + ".pdf", MediaType.PDF)) <= 200


@pytest.fixture
def clamd() -> Iterator[tuple[str, list[bytes]]]:
    """A scanner that takes the word EICAR for a virus; the files it was sent."""
    server, seen = socket.create_server(("127.0.0.1", 0)), []

    def answer() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as sent:
                assert sent.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!I", sent.read(4))[0]:
                    content += sent.read(size)
                seen.append(content)
                verdict = b"Eicar-Test-Signature FOUND" if b"EICAR" in content else b"OK"
                connection.sendall(b"stream: " + verdict + b"\0")

    threading.Thread(target=answer, daemon=True).start()
    yield f"tcp://127.0.0.1:{server.getsockname()[1]}", seen
    server.close()


def test_an_infected_file_is_refused_and_every_file_while_the_scanner_is_away(
    coordinator: Api,
    database: Database,
    partnership: Partnership,
    settings: Settings,
    files: Path,
    clamd: tuple[str, list[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, partnership).id
    monkeypatch.setattr(settings, "clamd_url", clamd[0])
    assert attach(coordinator, "event", event, PDF * 20_000).status_code == 201
    refused = attach(coordinator, "event", event, b"EICAR").json()
    assert [error["code"] for error in refused["errors"]] == ["infected"]
    assert "Eicar-Test-Signature" in refused["errors"][0]["detail"]
    assert clamd[1] == [PDF * 20_000, b"EICAR"]
    for away in ("tcp://127.0.0.1:1", f"unix://{files}/none.ctl"):
        monkeypatch.setattr(settings, "clamd_url", away)
        answer = attach(coordinator, "event", event)
        assert (answer.status_code, answer.json()["code"]) == (503, "scanner_unavailable")
    assert len(stored(files)) == 1
