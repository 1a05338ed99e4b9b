"""Writing minutes at a desk with scripts off: items saved by themselves, two at once, publishing."""

import re
import zipfile
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests.api.attaching import PDF
from tests.api.minuting import Met, a_meeting
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk, fields


@pytest.fixture
def met(database: Database, partnership: Partnership) -> Met:
    with database.writing() as session:
        return a_meeting(session, partnership, title="Jednání skupiny")


def test_minutes_are_written_commented_on_and_published(
    site: Browser, api: Api, coordinator: Api, met: Met
) -> None:
    desk, here = at_a_desk(site, coordinator), f"/staff/events/{met.event_id}/minutes"
    assert "Zápis zatím nikdo nezačal" in desk.get(here).text
    assert desk.post(f"{here}/begin").status_code == 303
    shown = desk.get(here).text
    first, second = re.findall(r'id="item-(\d+)"', shown)
    typed = fields(shown) | {f"i{first}-text": "Bydlení", f"i{second}-text": "Práce", "act": f"save:{first}"}
    typed[f"i{first}-discussion-0-speaker"] = "Jan Smyšlený"
    typed[f"i{first}-discussion-0-follow_up_due"] = "2099-11-30"
    assert desk.post(here, data=typed).status_code == 303
    for verb, said in (
        ("approve", "požádejte členy o připomínky"),
        ("publish", "nejdřív schválit"),
        ("reopen", "koncept"),
    ):
        early = desk.get(f"{here}/{verb}")
        assert early.status_code == 409
        assert said in early.text.replace("\u00a0", " ") and f'href="{here}"' in early.text
    kept = coordinator.get(met.minutes).json()["items"]
    assert [one["text"] for one in kept] == ["Bydlení", "Práce"], "no button loses the other points"
    assert kept[0]["discussion"][0]["speaker"] == "Jan Smyšlený"

    shown = desk.get(here).text
    other = {"text": "Bydlení a rodiny", "agenda_item_id": kept[0]["agenda_item_id"]}
    path = f"{met.minutes}/items/{first}"
    assert coordinator.put(path, json=other, headers={"If-Match": "*"}).status_code == 200
    typed = fields(shown) | {f"i{first}-text": "Bydlení a děti", f"i{second}-text": "Práce!", "act": "save"}
    both = desk.post(here, data=typed)
    assert both.status_code == 412
    assert "Bydlení a rodiny" in both.text and "Bydlení a děti" in both.text
    assert coordinator.get(met.minutes).json()["items"][1]["text"] == "Práce!"
    again = fields(both.text) | {"act": "save"}
    assert again[f"i{first}-text"] == "Bydlení a děti"
    assert desk.post(here, data=again).status_code == 303
    assert coordinator.get(path).json()["text"] == "Bydlení a děti"

    added = desk.post(here, data=fields(desk.get(here).text) | {"act": "new"})
    third = re.search(r"#item-(\d+)", added.headers["location"])
    assert third is not None
    lifted = desk.post(here, data=fields(desk.get(here).text) | {"act": f"lift:{third[1]}"})
    assert lifted.status_code == 303
    order = [str(one["id"]) for one in coordinator.get(met.minutes).json()["items"]]
    assert order == [first, third[1], second]
    drop = desk.post(here, data=fields(desk.get(here).text) | {"act": f"drop:{third[1]}"})
    assert drop.headers["location"] == f"{here}/items/{third[1]}/remove"
    assert desk.get(drop.headers["location"]).status_code == 200
    assert desk.post(drop.headers["location"]).status_code == 303
    row = desk.post(here, data=fields(desk.get(here).text) | {"act": f"add:i{second}-discussion"})
    assert row.status_code == 200 and f'id="i{second}-discussion-0-text"' in row.text

    about = desk.get(f"{here}/head").text
    named = fields(about) | {"verifier-person_id": str(met.person_id), "file_number": "KÚ 1/2019"}
    assert desk.post(f"{here}/head", data=named).status_code == 303
    assert coordinator.get(met.minutes).json()["verifier"]["name"] == "Ludmila Vymyšlená"
    refused = desk.post(f"{here}/submit", data={"comment_until": "2001-01-01"})
    assert refused.status_code == 422 and "minulosti" in refused.text
    assert desk.post(f"{here}/submit", data={"comment_until": "2199-01-01"}).status_code == 303

    member = at_a_desk(site, api.signed_in(met.member))
    page = member.get(met.minutes).text
    comment = fields(page) | {"text": "Doplnit jméno služby", "item_id": second}
    assert member.post(f"{met.minutes}/comments", data=comment).status_code == 303
    assert "Doplnit jméno služby" in member.get(met.minutes).text
    removing = at_a_desk(site, coordinator).get(f"{here}/items/{second}/remove").text
    assert "Má 1 připomínku" in removing.replace("\u00a0", " ")
    member = at_a_desk(site, api.signed_in(met.member))
    asked = member.get(f"{here}/approve").text.replace("\u00a0", " ")
    assert "Přišla 1 připomínka" in asked and "Členové mohou psát připomínky do 1. 1. 2199" in asked
    assert member.post(f"{here}/approve").status_code == 303

    desk = at_a_desk(site, coordinator)
    question = desk.get(f"{here}/publish").text
    unread = desk.post(f"{here}/publish", data=fields(question))
    assert unread.status_code == 422 and "Potvrďte to" in unread.text
    sent = fields(question) | {"checked_for_names": "on"}
    assert desk.post(f"{here}/publish", data=sent).status_code == 303
    late = desk.get(f"{here}/publish").text.replace("\u00a0", " ")
    assert "Zápis už je zveřejněn." in late and 'name="checked_for_names"' not in late
    assert desk.get(f"{here}/filing.zip").content[:2] == b"PK"
    assert desk.get(f"{met.minutes}/versions/2").status_code == 200
    assert "Jednání skupiny" in desk.get("/staff/minutes").text
    site.cookies.clear()
    public = site.get(met.minutes)
    assert public.status_code == 200
    assert "Smyšlený" not in public.text and "Doplnit" not in public.text
    assert "Jednání skupiny" in site.get("/minutes").text


def test_a_point_removed_while_somebody_writes_into_it_comes_back(
    site: Browser, coordinator: Api, met: Met
) -> None:
    desk, here = at_a_desk(site, coordinator), f"/staff/events/{met.event_id}/minutes"
    assert desk.post(f"{here}/begin").status_code == 303
    shown = desk.get(here).text
    first, second = re.findall(r'id="item-(\d+)"', shown)
    typed = fields(shown) | {f"i{first}-text": "Bydlení", f"i{second}-text": "Práce", "act": "save"}
    typed[f"i{second}-discussion-0-speaker"] = "Jan Smyšlený"
    assert desk.post(f"{here}/items/{second}/remove").status_code == 303
    saved = desk.post(here, data=typed)
    assert "mezitím někdo odebral" in saved.text.replace("\u00a0", " ")
    items = coordinator.get(met.minutes).json()["items"]
    assert [one["text"] for one in items] == ["Bydlení", "Práce"]
    assert items[1]["discussion"][0]["speaker"] == "Jan Smyšlený"
    shown = desk.get(here).text
    untouched = re.findall(r'id="item-(\d+)"', shown)[1]
    assert desk.post(f"{here}/items/{untouched}/remove").status_code == 303
    assert desk.post(here, data=fields(shown) | {"act": "save"}).status_code == 303
    assert len(coordinator.get(met.minutes).json()["items"]) == 1, "nobody typed into it, so it stays removed"


def test_entries_of_two_people_at_one_point_are_both_kept(site: Browser, coordinator: Api, met: Met) -> None:
    """Saved at once where they touch different words; what both changed is asked, and nothing unseen goes."""
    desk, here = at_a_desk(site, coordinator), f"/staff/events/{met.event_id}/minutes"
    assert desk.post(f"{here}/begin").status_code == 303
    opened = fields(desk.get(here).text)
    first = next(name for name in opened if name.endswith("-title")).removesuffix("-title")
    one, two = (
        opened | {f"{first}-discussion-0-speaker": who, f"{first}-discussion-0-text": said, "act": "save"}
        for who, said in (("Pan A", "Názor A"), ("Paní B", "Názor B"))
    )
    for sent in (one, two, two):
        assert desk.post(here, data=sent).status_code == 303
    assert "mezitím psal i někdo další" in desk.get(here).text.replace("\u00a0", " ")
    assert _said(coordinator, met) == ["Názor A", "Názor B"], "the same form sent twice adds nothing"

    stale = fields(desk.get(here).text)
    newer = stale | {f"{first}-text": "Jeden", f"{first}-discussion-2-text": "Názor C", "act": "save"}
    assert desk.post(here, data=newer).status_code == 303
    shorter = {name: value for name, value in stale.items() if f"{first}-discussion-0-" not in name}
    both = desk.post(here, data=shorter | {f"{first}-text": "Druhý", "act": "save"})
    assert both.status_code == 412 and "Jeden" in both.text and "Druhý" in both.text
    assert "Diskuse (2)" in both.text and "Diskuse (0)" in both.text, "empty rows are no contributions"
    assert desk.post(here, data=fields(both.text) | {"act": "save"}).status_code == 303
    assert _said(coordinator, met) == ["Názor B", "Názor C"], "A was removed by somebody who had read it"
    assert coordinator.get(met.minutes).json()["items"][0]["text"] == "Druhý"


def _said(coordinator: Api, met: Met) -> list[str]:
    return [one["text"] for one in coordinator.get(met.minutes).json()["items"][0]["discussion"]]


def test_words_typed_while_somebody_approves_come_back(
    site: Browser, api: Api, coordinator: Api, met: Met
) -> None:
    desk, here = at_a_desk(site, coordinator), f"/staff/events/{met.event_id}/minutes"
    assert desk.post(f"{here}/begin").status_code == 303
    opened = fields(desk.get(here).text)
    first = next(name for name in opened if name.endswith("-title")).removesuffix("-title")
    typed = opened | {f"{first}-text": "Dlouhý text", f"{first}-discussion-0-text": "Názor", "act": "save"}
    assert coordinator.post(f"{met.minutes}/submit", json={"comment_until": "2199-01-01"}).status_code == 200
    member = at_a_desk(site, api.signed_in(met.member))
    told = member.get(here).text.replace("\u00a0", " ")
    assert "Připomínky můžete psát do 1. 1. 2199" in told and "Text je uzavřen" not in told
    assert coordinator.post(f"{met.minutes}/approve").status_code == 200
    desk = at_a_desk(site, coordinator)
    for headers in ({}, {"HX-Request": "true"}):
        lost = desk.post(here, data=typed, headers=headers)
        assert lost.status_code == 409 and "mezitím někdo schválil" in lost.text.replace("\u00a0", " ")
        assert "Dlouhý text" in lost.text and "Názor" in lost.text and "readonly" in lost.text
        assert lost.headers["HX-Retarget"] == "#content"


def test_files_of_minutes_are_attached_read_with_them_and_filed(
    office: Browser, api: Api, coordinator: Api, met: Met
) -> None:
    assert coordinator.put(met.minutes, json={}).status_code == 201
    desk = f"/staff/events/{met.event_id}/minutes"
    here = f"{desk}/attachments"
    assert f'href="{here}"' in office.get(desk).text
    for title, readers in (("Prezentace", "public"), ("Prezenční listina", "internal")):
        typed = fields(office.get(here).text) | {"title": title, "visibility": readers}
        refused = office.post(here, data=typed, files={"file": ("", b"")})
        assert (refused.status_code, title in refused.text) == (422, True)
        assert office.post(here, data=typed, files={"file": (f"{readers}.pdf", PDF)}).status_code == 303
    [one, *_] = re.findall(r'href="(/staff/attachments/\d+)"', office.get(here).text)
    assert f'href="{here}"' in office.get(one).text, "the file leads back"

    public = f"/events/{met.event_id}/minutes"
    assert "Prezentace" in office.get(public).text and "Prezenční listina" in office.get(public).text
    for verb, body in (("submit", {"comment_until": "2099-01-01T00:00:00Z"}), ("approve", {})):
        assert coordinator.post(f"{met.minutes}/{verb}", json=body).status_code == 200
    question = office.get(f"{desk}/publish").text
    assert "zveřejní také" in question and "Prezentace" in question and "Prezenční" not in question
    assert office.post(f"{desk}/publish", data={"checked_for_names": "on"}).status_code == 303
    seen = office.beside(Browser(office.app)).get(public).text
    assert "Prezentace" in seen and "Prezenční" not in seen
    packed = zipfile.ZipFile(BytesIO(coordinator.get(f"{met.minutes}/filing.zip").content))
    [pdf, _recipients, *files] = packed.namelist()
    assert files == ["prilohy/01-internal.pdf", "prilohy/02-public.pdf"]
    assert packed.read(files[0]) == PDF
    pages = PdfReader(BytesIO(packed.read(pdf))).pages
    assert "Prezenční listina; Prezentace" in " ".join(pages[0].extract_text().split())
