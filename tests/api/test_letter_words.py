"""Own words of a partnership in its letters."""

from collections.abc import Callable
from typing import Any

import pytest

from app.core.database.engine import Database
from app.core.settings import Settings
from app.partnerships.models import Partnership
from app.worker import deliver_next
from tests import factories
from tests.api.asking import field, refusal
from tests.api.registering import Opened, SignUp
from tests.clients import Api
from tests.mailbox import receiving

OWN = {
    "subject": "Těšíme se: {event}",
    "lead": "Milá/ý {name},\nmáte místo na akci „{event}“.\n\n{when}, {place}",
}


def at(partnership: Partnership, kind: str = "registration_confirmed", lang: str = "cs") -> str:
    return f"/partnerships/{partnership.id}/letter-words/{kind}/{lang}"


def put(api: Api, path: str, version: int | str = 0, **body: Any) -> Any:
    return api.put(path, json=body or OWN, headers={"If-Match": f'"{version}"' if version != "*" else "*"})


def test_every_kind_is_listed_with_what_it_says_and_may_say(
    coordinator: Api, partnership: Partnership
) -> None:
    rows = coordinator.get(f"/partnerships/{partnership.id}/letter-words").json()["results"]
    found = {(row["kind"], row["lang"]): row for row in rows}
    offered = found["registration_offered", "cs"]
    assert offered["default"]["subject"] == "Nabízíme vám místo: {event}"
    assert "Nabídka platí do {expires_at} hodin." in offered["default"]["lead"].splitlines()
    assert {"name", "event", "when", "place", "manage_url", "expires_at"} <= set(offered["placeholders"])
    assert found["registration_offered", "en"]["default"]["subject"] == "A seat is offered to you: {event}"
    assert (offered["own"], offered["version"], offered["allowed"]) == (None, 0, ["edit"])
    assert found["signature", "cs"]["default"] == {"subject": "", "lead": ""}


def test_the_words_that_are_shown_as_the_products_can_be_kept_as_they_are(
    coordinator: Api, partnership: Partnership
) -> None:
    rows = coordinator.get(f"/partnerships/{partnership.id}/letter-words").json()["results"]
    for row in rows:
        if row["kind"] != "signature":
            kept = put(coordinator, at(partnership, row["kind"], row["lang"]), **row["default"])
            assert kept.status_code == 200, (row["kind"], kept.text)
            assert kept.json()["own"] is None


def test_words_are_written_changed_and_taken_back_over_the_version_that_was_seen(
    coordinator: Api, partnership: Partnership
) -> None:
    here = at(partnership)
    assert refusal(coordinator.put(here, json=OWN)) == (428, "if_match_required")
    assert refusal(put(coordinator, here, 1)) == (412, "stale")
    written = put(coordinator, here, 0).json()
    assert (written["own"], written["version"]) == (OWN, 1)
    assert refusal(put(coordinator, here, 0)) == (412, "stale")
    etag = coordinator.get(here).headers["etag"]
    changed = coordinator.put(here, json={"lead": "Přijďte."}, headers={"If-Match": etag}).json()
    assert (changed["own"], changed["version"]) == ({"subject": "", "lead": "Přijďte."}, 2)
    assert refusal(coordinator.delete(here, headers={"If-Match": '"1"'})) == (412, "stale")
    assert coordinator.delete(here, headers={"If-Match": '"2"'}).status_code == 204
    assert refusal(coordinator.delete(here, headers={"If-Match": "*"})) == (404, "not_found")
    assert coordinator.get(here).json()["own"] is None


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"lead": "Ahoj {jméno}"}, ("#/lead", "unknown_placeholder")),
        ({"lead": "Ahoj {name"}, ("#/lead", "unbalanced_brace")),
        ({"lead": "Ahoj name}"}, ("#/lead", "unbalanced_brace")),
        ({"subject": "{{event}}", "lead": "x"}, ("#/subject", "unbalanced_brace")),
        ({"subject": "{expires_at}", "lead": "x"}, ("#/subject", "unknown_placeholder")),
        ({"subject": "", "lead": "  "}, ("#/lead", "required")),
        ({"subject": "x" * 201, "lead": "x"}, ("#/subject", "too_long")),
        ({"subject": "x", "lead": "x" * 10_001}, ("#/lead", "too_long")),
    ],
)
@pytest.mark.parametrize("preview", [False, True])
def test_words_that_cannot_be_filled_in_are_refused_beside_their_field(
    coordinator: Api, partnership: Partnership, body: dict[str, str], told: tuple[str, str], preview: bool
) -> None:
    here = at(partnership)
    answer = coordinator.post(f"{here}/preview", json=body) if preview else put(coordinator, here, **body)
    assert (answer.status_code, field(answer)) == (422, told)


def test_a_kind_that_there_is_not_is_not_found(coordinator: Api, partnership: Partnership) -> None:
    assert refusal(put(coordinator, at(partnership, "love_letter"))) == (404, "not_found")
    assert coordinator.get(at(partnership, lang="de")).status_code == 422


def test_a_preview_shows_an_invented_letter_and_stores_nothing(
    coordinator: Api, partnership: Partnership
) -> None:
    put(coordinator, at(partnership, "signature"), lead="S pozdravem\nKlára")
    own = {"subject": "<b>{event}</b>", "lead": "Milá {name}, <script>alert(1)</script> {{".rstrip(" {")}
    seen = coordinator.post(f"{at(partnership)}/preview", json=own).json()
    assert seen["subject"] == "<b>Kulatý stůl o\u00a0bydlení</b>"
    assert "Milá Ema Ukázková, <script>" in seen["text"]
    assert "<script" not in seen["html"]
    assert "&lt;script&gt;" in seen["html"]
    assert "S pozdravem\nKlára" in seen["text"].replace("\u00a0", " ")
    assert partnership.name in seen["text"]
    assert coordinator.get(at(partnership)).json()["own"] is None


def test_closing_lines_are_previewed_in_a_letter_and_have_no_subject(
    coordinator: Api, partnership: Partnership
) -> None:
    here = at(partnership, "signature")
    seen = coordinator.post(f"{here}/preview", json={"lead": "Vaše {partnership}"}).json()
    assert f"Vaše {partnership.name}" in seen["text"].replace("\u00a0", " ")
    assert field(put(coordinator, here, subject="x", lead="y")) == ("#/subject", "not_allowed")


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [("coordinator", 200, 200), ("auditor", 200, 403), ("member", 403, 403), ("facilitator", 403, 403)],
)
def test_the_staff_read_and_coordinators_write(
    signed_in: Callable[..., Api], partnership: Partnership, role: str, reads: int, writes: int
) -> None:
    somebody = signed_in(role, partnership)
    assert somebody.get(at(partnership)).status_code == reads
    assert somebody.get(f"/partnerships/{partnership.id}/letter-words").status_code == reads
    assert somebody.post(f"{at(partnership)}/preview", json=OWN).status_code == reads
    assert put(somebody, at(partnership)).status_code == writes


def test_a_coordinator_of_elsewhere_has_no_say(
    coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        other = factories.a_partnership(session)
    assert refusal(put(coordinator, at(other))) == (403, "forbidden")
    assert refusal(coordinator.get("/partnerships/999999/letter-words")) == (404, "not_found")


def test_words_corrected_in_time_reach_letters_that_wait_to_be_sent(
    coordinator: Api,
    database: Database,
    settings: Settings,
    partnership: Partnership,
    event: Opened,
    sign_up: SignUp,
) -> None:
    event_id = event(title="Bydlení", venue=None)
    sign_up(event_id, email="jana@spolek.example", first_name="Jana", last_name="Nová")
    put(coordinator, at(partnership), subject="Těšíme se: {event}", lead="Máte místo, {name}.\nKde: {place}")
    put(coordinator, at(partnership, "signature"), lead="Vaši z {partnership}")
    put(coordinator, at(partnership, lang="en"), subject="Not this", lead="one")
    with receiving() as (smtp_url, mailbox):
        assert deliver_next(database, settings.model_copy(update={"smtp_url": smtp_url}))
    [letter] = mailbox.of("jana@spolek.example")
    text = letter.get_body(("plain",))
    assert text is not None
    words = text.get_content().replace("\u00a0", " ").replace("\r\n", "\n")
    assert letter["Subject"] == "Těšíme se: Bydlení"
    assert "Dobrý den,\n\nMáte místo, Jana Nová.\n\n" in words
    assert f"Vaši z {partnership.name}" in words
    assert "/my/registrations/" in words
    assert "Termín: " in words
    assert len(list(letter.iter_attachments())) == 1
