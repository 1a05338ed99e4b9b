"""The newsletter: composed of what is public, sent once to each mailbox that wants it, ended by one click."""

import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from app.core import clock
from app.core.database.engine import Database
from app.core.markdown import escaped, to_html
from app.core.plain_markdown import to_text
from app.core.web.endpoints import AppContext
from app.events.models import EventStatus, Visibility
from app.minutes.models import Minutes, MinutesState
from app.newsletter.feed import ATOM
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import refusal
from tests.api.events import changed, made, published, sitting
from tests.api.registering import Deliver, Opened, SignUp, end_in
from tests.clients import Api

MARIE = "Marie@Mesto.example"


def test_published_minutes_are_news(
    api: Api, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        held = factories.an_event(session, partnership, title="Jednání se zápisem", status=EventStatus.HELD)
        kept = {"partnership_id": partnership.id, "event_id": held.id, "state": MinutesState.PUBLISHED}
        session.add(Minutes(**kept, published_at=clock.now()))
    text = made(coordinator, "/newsletters", partnership_id=partnership.id, since="2026-01-01")["text"]
    assert "Jednání se zápisem" in text.partition("Zveřejněné zápisy")[2]
    assert "Zápis: Jednání se zápisem" in api.get(f"/partnerships/{partnership.id}/feed.atom").text


@pytest.fixture
def draft(coordinator: Api, database: Database, partnership: Partnership) -> Any:
    """Composed when there is a public event, an internal one and a group that takes new members."""
    with database.writing() as session:
        factories.an_event(session, partnership, title="Kulatý stůl [o bydlení]")
        factories.an_event(session, partnership, title="Uvnitř", visibility=Visibility.INTERNAL)
        group = factories.a_group(session, partnership, open_to_new_members=True)
        group.joining_terms = "Napište vedoucí."
    return made(coordinator, "/newsletters", partnership_id=partnership.id, since="2026-01-01")


def subscribed(api: Api, deliver: Deliver, partnership: Partnership, email: str = MARIE) -> None:
    asked = api.post("/newsletter-subscriptions", json={"partnership_id": partnership.id, "email": email})
    assert (asked.status_code, asked.json()) == (202, {"hours": 48})
    [letter] = deliver()
    link = re.search(r"/newsletter/([\w-]+)", str(letter.get_body(("plain",))).replace("=\n", ""))
    assert link
    path = f"/newsletter-subscriptions/{link[1]}"
    assert api.get(path).json()["subscribed"] is False
    for _ in range(2):
        assert api.post(f"{path}/confirm").json()["subscribed"] is True


@pytest.mark.both_databases
def test_a_newsletter_goes_from_a_draft_to_each_mailbox_once_and_to_the_archive(
    api: Api,
    coordinator: Api,
    draft: Any,
    event: Opened,
    sign_up: SignUp,
    deliver: Deliver,
    partnership: Partnership,
) -> None:
    here = f"/newsletters/{draft['id']}"
    assert "Kulatý stůl \\[o bydlení\\]" in draft["text"]
    assert "Uvnitř" not in draft["text"]
    assert "Napište vedoucí." in draft["text"]
    assert api.get(here).status_code == 404
    assert api.rows("/newsletters") == []

    subscribed(api, deliver, partnership)
    number = event()
    sign_up(number, email="ANNA@spolek.example", consents={"newsletter": True})
    sign_up(number, email="anna@spolek.example", last_name="Druhá", consents={"newsletter": True})
    sign_up(number, email="jiri@spolek.example")
    deliver()
    assert coordinator.get(here).json()["subscribers"] == 2

    text = "# Vítejte\n\n[Program](https://obec.example) <b>tučně</b> [ne](javascript:alert)"
    changed = coordinator.patch(here, json={"title": "Říjen", "text": text}, headers={"If-Match": "*"})
    assert changed.status_code == 200, changed.text
    sent = coordinator.post(f"{here}/send").json()
    assert (sent["state"], sent["receivers"], sent["allowed"]) == ("sent", 2, [])
    assert refusal(coordinator.post(f"{here}/send")) == (409, "wrong_state")
    assert refusal(coordinator.delete(here, headers={"If-Match": "*"})) == (409, "wrong_state")

    arrived = {str(one["To"]): one for one in deliver()}
    assert set(arrived) == {"marie@mesto.example", "anna@spolek.example"}
    letter = arrived["marie@mesto.example"]
    assert str(letter["Subject"]) == "Říjen"
    assert str(letter["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    html = letter.get_body(("html",)).get_content()
    assert "<h3>Vítejte</h3>" in html
    assert "<b>" not in html
    assert 'href="javascript' not in html
    plain = letter.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "Vítejte\n-------" in plain and "Program: https://obec.example" in plain

    shown = api.get(here).json()
    assert (shown["title"], shown["receivers"], shown["subscribers"]) == ("Říjen", None, None)
    assert [row["title"] for row in api.rows("/newsletters")] == ["Říjen"]

    for address, one in arrived.items():
        link = end_in(one)
        assert api.get(link).json()["unsubscribed"] is False, address
        assert api.post(link).json() == {
            "partnership": partnership.name,
            "what": "newsletter",
            "unsubscribed": True,
        }
    next_one = made(coordinator, "/newsletters", partnership_id=partnership.id, since="2026-01-01")
    assert next_one["subscribers"] == 0
    assert api.post(f"{end_in(letter)}/undo").json()["unsubscribed"] is False
    assert coordinator.get(f"/newsletters/{next_one['id']}").json()["subscribers"] == 1
    assert api.post(end_in(letter)).json()["unsubscribed"] is True
    subscribed(api, deliver, partnership)
    assert coordinator.get(f"/newsletters/{next_one['id']}").json()["subscribers"] == 1


def test_a_draft_tells_what_has_changed_since_it_was_composed(
    api: Api, coordinator: Api, partnership: Partnership
) -> None:
    moves, drops, hides, stays = (published(coordinator, partnership, title=one) for one in "ABCD")
    draft = made(coordinator, "/newsletters", partnership_id=partnership.id, since="2026-01-01")
    here = f"/newsletters/{draft['id']}"
    assert draft["outdated"] == []

    for one in (moves, stays):
        made(coordinator, f"/events/{one['id']}/postpone", 200, sessions=[sitting(20)])
    made(coordinator, f"/events/{drops['id']}/cancel", 200, reason="Nemoc")
    changed(coordinator, hides, visibility="internal")
    made(coordinator, f"/events/{stays['id']}/postpone", 200, sessions=[sitting(14)])

    def told() -> list[tuple[str, str]]:
        return [(one["title"], one["what"]) for one in coordinator.get(here).json()["outdated"]]

    assert told() == [("A", "moved"), ("B", "cancelled"), ("C", "not_public")]
    again = made(coordinator, "/newsletters", partnership_id=partnership.id, since="2026-01-01")
    with_minutes = f"{again['text']}\n- [Zápis](https://stul.example/events/{hides['id']}/minutes)"
    sent = coordinator.patch(here, json={"text": with_minutes}, headers={"If-Match": "*"}).json()
    assert sent["outdated"] == []


def test_letters_of_a_newsletter_that_wait_are_not_sent_to_those_who_have_ended_it(
    api: Api, coordinator: Api, draft: Any, deliver: Deliver, partnership: Partnership
) -> None:
    subscribed(api, deliver, partnership)
    coordinator.post(f"/newsletters/{draft['id']}/send")
    [letter] = deliver()
    second = made(coordinator, "/newsletters", partnership_id=partnership.id, since="2026-01-01")
    coordinator.post(f"/newsletters/{second['id']}/send")
    api.post(end_in(letter))
    assert deliver() == []


def test_the_feed_is_atom_of_what_the_public_may_read(
    api: Api, coordinator: Api, draft: Any, partnership: Partnership
) -> None:
    path = f"/partnerships/{partnership.id}/feed.atom"
    coordinator.post(f"/newsletters/{draft['id']}/send")
    made(coordinator, "/newsletters", partnership_id=partnership.id, since="2026-01-01")
    answer = coordinator.get(path)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert api.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    names = {"a": ATOM}
    for needed in ("id", "title", "updated", "author/a:name", "link[@rel='self']"):
        assert root.find(f"a:{needed}", names) is not None, needed
    entries = root.findall("a:entry", names)
    assert [one.findtext("a:title", "", names) for one in entries] == [
        draft["title"],
        "Kulatý stůl [o bydlení]",
    ]
    for one in entries:
        assert one.findtext("a:id", "", names).startswith("http")
        assert one.findtext("a:updated", "", names).endswith("Z")
    assert api.get("/partnerships/999999/feed.atom").status_code == 404


def test_a_flood_of_orders_is_refused_and_a_link_ends(
    api: Api, deliver: Deliver, partnership: Partnership, app_context: AppContext
) -> None:
    asked = {"partnership_id": partnership.id, "email": MARIE}
    app_context.registration_limit.limit = 2
    for _ in range(2):
        assert api.post("/newsletter-subscriptions", json=asked).status_code == 202
    assert api.post("/newsletter-subscriptions", json=asked).status_code == 429
    assert len(deliver()) == 1
    for token in ("x", "é", "1-x"):
        assert api.post(f"/newsletter-subscriptions/{token}/confirm").status_code == 404


def test_markdown_is_shown_safely() -> None:
    assert escaped("1. [x](y) *a* <b>") == r"1\. \[x\](y) \*a\* \<b\>"
    assert "<p>1. [x](y) *a* &lt;b&gt;</p>" in to_html(escaped("1. [x](y) *a* <b>"))
    shown = to_html(
        '<script>x</script> ![p](http://a.example/p.png) [m](mailto:a@b.example "t")\n\n| a |\n|---|\n| b |'
    )
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="mailto:a@b.example"' in shown
    assert "<td>b</td>" in shown


def test_markdown_reads_well_as_plain_text() -> None:
    typed = """# Akce *v kraji*
Dobrý den,
[Kulatý stůl **Frýdlant**](https://obec.example/events/7) je 3. 5. 2027.

- první
  pokračuje
- <https://obec.example/a_b>
    1. [pište](mailto:anna@spolek.example)

| Kdo | Kdy |
|---|---|
| *Anna* | dnes |
"""
    assert (
        to_text(typed)
        == """Akce v kraji
------------

Dobrý den,
Kulatý stůl Frýdlant: https://obec.example/events/7 je 3. 5. 2027.

- první
  pokračuje
- https://obec.example/a_b
  1. pište: anna@spolek.example

Kdo | Kdy
Anna | dnes"""
    )
    assert to_text(escaped("1. [x](y) *a* <b>")) == "1. [x](y) *a* <b>"


def test_a_draft_names_only_dates_ahead(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        for title, days in (("Minulé", -3), ("Příští", 3), ("Daleké", 90)):
            starts_at = clock.now() + timedelta(days=days)
            factories.an_event(session, partnership, title=title, starts_at=starts_at)
    text = made(coordinator, "/newsletters", partnership_id=partnership.id, since="2026-01-01")["text"]
    assert "Příští" in text
    assert "Minulé" not in text
    assert "Daleké" not in text
