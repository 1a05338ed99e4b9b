"""Inviting from a pasted list, answering by the link, calling again: pages without scripts."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from app.core import clock
from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.courses.models import EventKind
from app.courses.series import topics_of
from app.events.models import RegistrationPolicy
from app.letters import unsubscribe
from app.partnerships.models import Partnership
from tests import factories
from tests.api.events import a_draft
from tests.api.registering import leaving, letters
from tests.clients import Api, Browser
from tests.site.desk import OURS, fields

PASTED = "Obecní úřad Lhota; OSPOD; ospod@lhota.example\nKlub Maják\t\tklub@majak.example\n"
WHO = {"first_name": "Olga", "last_name": "Ospodová", "email": "olga@lhota.example"}


@pytest.fixture
def table(database: Database, partnership: Partnership) -> int:
    with database.writing() as session:
        policy = RegistrationPolicy.INVITATION
        event = factories.an_event(
            session,
            partnership,
            kind=EventKind.ROUND_TABLE,
            title="Kulatý stůl Lhota",
            registration_policy=policy,
        )
        return event.id or 0


def read(site: Browser, path: str) -> str:
    """The page with plain spaces."""
    return site.get(path).text.replace("\u00a0", " ")


def invite(office: Browser, event: int, **typed: str) -> str:
    here = f"/staff/events/{event}/invitations/new"
    answer = office.post(here, data=fields(office.get(here).text) | {"offices": PASTED, **typed})
    assert answer.status_code == 303, answer.text
    return read(office, answer.headers["location"])


def visit_errors(page: str) -> str:
    """What stands beside the field of the list."""
    [told] = re.findall(r'id="offices-error">(.*?)</p>', page.replace("\u00a0", " "), re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>.*?</[^>]*>", "", told).split())


def link_in(database: Database, letter: Letter) -> str:
    return "/my/invitations/" + str(leaving(database, letter)["invitation_url"]).rpartition("/")[2]


def test_a_list_is_pasted_and_each_office_answers_by_its_link(
    site: Browser, office: Browser, database: Database, table: int
) -> None:
    told = invite(office, table, message="Těšíme se na vás.")
    assert "Byly odeslány 2 pozvánky." in told
    assert "Obecní úřad Lhota" in told and "klub@majak.example" in told
    first, second = (link_in(database, letter) for letter in letters(database))
    page = read(site, first)
    assert "Obecní úřad Lhota, OSPOD" in page and "Těšíme se na vás." in page
    refused = site.post(f"{first}/accept", data={"last_name": "Ospodová"}, headers=OURS)
    assert refused.status_code == 422 and 'value="Ospodová"' in refused.text
    done = site.post(f"{first}/accept", data=WHO, headers=OURS)
    assert done.status_code == 303 and done.headers["location"].startswith("/receipts/")
    assert "máte potvrzené místo" in read(site, done.headers["location"])
    assert "Tuto pozvánku jste přijali" in read(site, first)
    assert "Nemůžete přijít?" in read(site, f"{second}/decline")
    site.post(f"{second}/decline", data={"reason": "Máme poradu."}, headers=OURS)
    shown = read(office, f"/staff/events/{table}/invitations")
    assert "Olga Ospodová" in shown and "Máme poradu." in shown
    assert "Obecní úřad" not in read(office, f"/staff/events/{table}/invitations?status=declined")


def test_a_wrong_line_is_told_by_its_number_and_nothing_is_lost(
    office: Browser, database: Database, table: int
) -> None:
    here = f"/staff/events/{table}/invitations/new"
    lines = f"{PASTED}\nMěstský úřad; OSPOD; neni-mail\n; ; x@škola.example"
    typed = fields(office.get(here).text) | {"offices": lines}
    refused = office.post(here, data=typed)
    assert refused.status_code == 422
    told = visit_errors(refused.text)
    assert told == "Řádek 4: E-mail: Toto není e-mailová adresa. Řádek 5: Název nebo jméno: Vyplňte, prosím."
    assert "Městský úřad; OSPOD; neni-mail" in refused.text
    assert office.post(here, data=typed | {"offices": ""}).status_code == 422
    assert letters(database) == []


@pytest.mark.parametrize("line", ["Škola bez adresy", "Škola bez adresy; vedení", "Škola bez adresy;vedení;"])
def test_an_office_without_an_email_is_invited_and_its_link_is_handed_on(
    office: Browser, database: Database, table: int, line: str
) -> None:
    told = invite(office, table, offices=f"{line}\nKlub; klub@majak.example")
    assert "Byla odeslána 1 pozvánka. 1 z pozvaných nemá e-mail: odkaz předejte sami." in told
    [letter] = letters(database)
    assert letter.receiver == "klub@majak.example"
    [here] = re.findall(rf'(/staff/events/{table}/invitations/\d+)">Škola bez adresy', told)
    assert "/my/invitations/" in read(office, here)


def test_words_of_several_lines_keep_them_on_both_pages(
    site: Browser, office: Browser, database: Database, table: int
) -> None:
    invite(office, table, message="Vážení,\r\npřijďte.\r\n\r\n„Díky“")
    [first, *_] = letters(database)
    shown = [read(site, link_in(database, first)), read(office, f"/staff/events/{table}/invitations/1")]
    for page in shown:
        assert re.search(r"<p>Vážení,<br>\s*přijďte.</p>\s*<p>„Díky“</p>", page)


def test_the_silent_are_called_again_after_a_question(
    office: Browser, database: Database, table: int
) -> None:
    assert "Druhá výzva" not in invite(office, table)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert "Druhá výzva" in read(office, f"/staff/events/{table}/invitations")
        narrowed = read(office, f"/staff/events/{table}/invitations?silent=true")
        assert "Jen pozvánky bez odpovědi." in narrowed and "Vyzváno znovu" not in narrowed
        here = f"/staff/events/{table}/invitations/second-call"
        assert "Odešlou se 2 e-maily." in read(office, here)
        for told in ("Odeslány 2 e-maily.", "Odesláno 0 e-mailů."):
            assert told in read(office, office.post(here).headers["location"])
    assert len(letters(database)) == 4


def test_an_invitation_is_shown_and_withdrawn(
    site: Browser, office: Browser, database: Database, table: int
) -> None:
    [here] = re.findall(rf'(/staff/events/{table}/invitations/\d+)">Obecní úřad Lhota', invite(office, table))
    link = link_in(database, letters(database)[0])
    assert link in read(office, here)
    assert "Odvolat pozvánku pro Obecní úřad Lhota?" in read(office, f"{here}/withdraw")
    assert "dozví se to e-mailem" in read(office, f"{here}/withdraw")
    assert office.post(f"{here}/withdraw").status_code == 303
    assert "Pozvánka na akci „Kulatý stůl Lhota“ byla odvolána." in read(site, link)
    assert "<h1>Tato pozvánka byla odvolána</h1>" in read(site, link)
    assert site.get(link).status_code == 410
    assert site.post(f"{link}/accept", data=WHO, headers=OURS).status_code == 410
    assert site.get("/my/invitations/1-madeup").status_code == 404


def test_a_draft_says_that_it_is_published_first(
    office: Browser, coordinator: Api, partnership: Partnership
) -> None:
    draft = a_draft(coordinator, partnership)
    here, way = f"/staff/events/{draft['id']}", f'href="/staff/events/{draft["id"]}/do/publish"'
    listed = read(office, f"{here}/invitations")
    assert "Nejdřív akci zveřejněte" in listed and way in listed
    form = office.get(f"{here}/invitations/new")
    assert (form.status_code, way in form.text) == (409, True)
    assert "Nejdřív akci zveřejněte" in form.text.replace("\u00a0", " ") and 'name="offices"' not in form.text
    assert coordinator.post(f"/events/{draft['id']}/publish").status_code == 200
    assert office.get(f"{here}/invitations/new").status_code == 200
    assert "Nejdřív akci zveřejněte" not in read(office, f"{here}/invitations")
    cancelled = coordinator.post(f"/events/{draft['id']}/cancel", json={"reason": "Nemoc"})
    assert cancelled.status_code == 200, cancelled.text
    listed = read(office, f"{here}/invitations")
    assert "Akce je zrušena, nikoho už nelze pozvat." in listed and "Na stránku akce" not in listed
    assert "Na stránku akce" in read(office, f"{here}/invitations/new")


def test_a_list_without_a_group_says_that_there_is_none(
    office: Browser, database: Database, partnership: Partnership, table: int
) -> None:
    here, none_yet = f"/staff/events/{table}/invitations/new", "Zatím není z čeho vybírat."
    assert none_yet in read(office, here)
    with database.writing() as session:
        factories.a_group(session, partnership)
    assert none_yet not in read(office, here)


def test_the_public_page_says_that_the_link_is_needed(site: Browser, table: int) -> None:
    page = read(site, f"/events/{table}")
    assert "Přihlaste se odkazem ve své pozvánce." in page
    assert f'action="/events/{table}/register"' not in page


def test_the_table_of_institutions_leads_to_the_invitations(
    office: Browser, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        series = factories.a_series(session, partnership, 2, title="Kulaté stoly")
        [first, _] = topics_of(session, [series.id or 0])[series.id or 0]
        event = factories.an_event(session, partnership, series_id=series.id, topic_id=first.id)
    here = f"/series/{series.id}/institutions"
    assert here in read(office, f"/series/{series.id}")
    assert "Do této řady zatím není pozvána žádná instituce." in read(office, here)
    invite(office, event.id or 0)
    page = read(office, here)
    assert "pozvána, neodpověděla" in page and f'"/staff/events/{event.id}/invitations"' in page
    assert "Klub Maják" in page and "Klub Maják" not in read(office, f"{here}?never_came=true")
    assert "Klub Maják;" in office.get(f"{here}.csv").text


def test_missing_roles_stand_on_the_page_of_the_table(office: Browser, coordinator: Api, table: int) -> None:
    path = f"/round-tables/{table}"
    etag = coordinator.get(path).headers["etag"]
    coordinator.patch(path, json={"required_roles": ["metodik", "social_work"]}, headers={"If-Match": etag})
    page = read(office, f"/staff/events/{table}")
    assert "Role, které nesmějí chybět" in page and "metodik" in page and "Chybí" in page
    editor = office.get(office.get(f"/staff/events/{table}/edit").headers["location"]).text
    assert fields(editor)["required_roles"].splitlines() == ["metodik", "Obecní sociální práce"]
    basics, _, rest = editor.partition('<details class="part">')
    assert 'name="title"' in basics and 'name="sessions-0-starts_at"' in basics
    assert 'name="required_roles"' in rest and '<details class="part" open' not in editor
    for shown in (page, editor):
        assert "Obecní sociální práce" in shown and "social_work" not in shown


def test_only_what_goes_out_is_counted_as_sent(
    site: Browser, office: Browser, database: Database, table: int, settings: Settings
) -> None:
    """And the page behind the link to get no more says first what it will do, then what is done."""
    invite(office, table, offices="Úřad; OSPOD; ospod@lhota.example")
    with database.writing() as session:
        letter = session.exec(select(Letter)).one()
        letter.state = "sent"
        link = f"/unsubscribe/{unsubscribe.token(settings, letter.id or 0)}"
    will, done, again = "Když stisknete tlačítko", "posílat nebudeme", "budeme opět posílat"

    def said(page: str) -> list[str]:
        return [words for words in (will, done, again) if words in page.replace("\u00a0", " ")]

    assert said(site.get(link).text) == [will]
    assert said(site.post(link, headers=OURS).text) == [done]
    told = invite(office, table, offices="Klub; vedení; ospod@lhota.example")
    assert "Žádná pozvánka se neodeslala. 1 z pozvaných si pozvánky nepřeje" in told
    assert said(site.post(f"{link}/undo", headers=OURS).text) == [again]
    told = invite(office, table, offices="Škola; vedení; skola@lhota.example")
    assert "Byla odeslána 1 pozvánka." in told and "nepřeje" not in told


def test_the_address_of_a_pasted_office_is_corrected_on_its_page(
    office: Browser, coordinator: Api, database: Database, table: int
) -> None:
    invite(office, table)
    [wrong] = [one for one in coordinator.rows(f"/events/{table}/invitations") if one["function"] == "OSPOD"]
    here = f"/staff/events/{table}/invitations/{wrong['id']}"
    assert f'href="{here}/address"' in office.get(here).text
    form = fields(office.get(f"{here}/address").text)
    assert form["email"] == "ospod@lhota.example"
    refused = office.post(f"{here}/address", data=form | {"email": "kdesi"})
    assert (refused.status_code, fields(refused.text)["email"]) == (422, "kdesi")
    assert office.post(f"{here}/address", data=form).headers["location"] == here
    assert "Pozvánka na tuto adresu už jde" in read(office, here)
    typed = {"email": "ospod@dolni-lhota.example"}
    saved = office.post(f"{here}/address", data=fields(office.get(f"{here}/address").text) | typed)
    assert saved.headers["location"] == here
    assert "Pozvánka jde na ospod@dolni-lhota.example" in read(office, here)
    assert letters(database)[-1].receiver == "ospod@dolni-lhota.example"
    office.post(f"{here}/withdraw", data=fields(office.get(f"{here}/withdraw").text))
    assert office.get(f"{here}/address").headers["location"] == here


def test_a_link_that_has_ended_asks_for_a_new_one_and_tells_nothing(
    site: Browser, office: Browser, coordinator: Api, database: Database, table: int
) -> None:
    invite(office, table)
    [wrong] = [one for one in coordinator.rows(f"/events/{table}/invitations") if one["function"] == "OSPOD"]
    url = coordinator.get(f"/invitations/{wrong['id']}").json()["url"]
    old = "/my/invitations/" + url.rpartition("/")[2]
    typed = {"email": "ospod@dolni-lhota.example"}
    here = f"/staff/events/{table}/invitations/{wrong['id']}/address"
    assert office.post(here, data=fields(office.get(here).text) | typed).status_code == 303
    before = len(letters(database))
    ways = (old, "/my/invitations/4711-x", "/my/registrations/1-2-x", "/my/minutes/1", "/my/meetings/x")
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        for path in ways:
            page = site.get(path)
            assert page.status_code == 404
            assert f'action="{path}/link"' in page.text
            assert "dolni-lhota" not in page.text
            sent = site.post(f"{path}/link", headers=OURS)
            assert sent.headers["location"] == "/my/link-sent"
        assert [one.receiver for one in letters(database)[before:]] == [typed["email"]]
    assert "/link" not in site.get("/my/sign-ups/x").text
    assert "nejvýš jednou za hodinu" in read(site, "/my/link-sent")
