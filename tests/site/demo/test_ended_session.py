"""A session ends while somebody types: after signing in again they find their text, and nobody else does."""

import base64
import zlib
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.core import clock
from app.core.secrets import decrypt
from app.demo.logins import LOGINS, Login
from app.site.carried import PURPOSE
from tests.browser.pages import PUBLIC, STAFF
from tests.clients import Browser
from tests.serving import SECRET_KEY
from tests.site.demo.test_refused_forms import ONE_OF_EACH_KIND, TEXT, came_back, every_form, kept, send
from tests.site.sheets import Pairs, Sheet, sheets, summary

ADMIN, SOMEBODY_ELSE = LOGINS[0], LOGINS[1]
WORDS = "Zatím se nic neuložilo"


def with_the_session_ended(visitor: Browser) -> Browser:
    ended = {"authorization": f"Bearer {visitor.cookies['session']}"}
    assert visitor.post("/api/v1/auth/logout", headers=ended).status_code == 204
    return visitor


def sign_in(visitor: Browser, login: Login, page: httpx.Response) -> httpx.Response:
    [form] = sheets(page.text)
    return send(visitor, form.action, typed(form, login))


def typed(form: Sheet, login: Login) -> Pairs:
    return [*dict(form.fields, email=login.email, password=login.password).items()]


@pytest.fixture
def person(boss: Browser) -> Pairs:
    """The form of a new person, filled in while the session was still good."""
    [sheet] = [one for one in sheets(boss.get("/staff/people/new").text) if one.method == "post"]
    return sheet.filled(TEXT)


EACH = [
    pytest.param(ONE_OF_EACH_KIND, 5, id="one of each kind"),
    pytest.param((*PUBLIC, *STAFF), 40, id="every form", marks=pytest.mark.soak),
]
ONLY_SEARCHED = ("/hand-over", "/escalate", "/accept")
"""In their forms records are only looked up, and words of a search are not kept."""


@pytest.mark.parametrize(("among", "many"), EACH)
def test_the_sign_in_carries_what_was_typed_and_the_form_shows_it_again(
    boss: Browser, known: dict[str, Any], among: tuple[str, ...], many: int
) -> None:
    forms = [
        (address, sheet)
        for address, sheet in every_form(boss, known, among)
        if address.startswith("/staff/") and not address.endswith(ONLY_SEARCHED)
    ]
    assert len(forms) > many
    for address, sheet in forms:
        sent = sheet.filled(TEXT)
        asked = send(with_the_session_ended(boss), address, sent)
        assert asked.status_code == 401, address
        assert "Vaše přihlášení skončilo" in asked.text
        answer = sign_in(boss, ADMIN, asked)
        assert answer.status_code == 200, address
        assert kept(came_back(answer, address)) == kept(sent), address
        assert WORDS in answer.text, address
        assert summary(answer.text) == "", address


def test_nothing_is_saved_before_it_is_sent_once_more(boss: Browser, person: Pairs) -> None:
    asked = send(with_the_session_ended(boss), "/staff/people/new", person)
    shown = sign_in(boss, ADMIN, asked)
    assert TEXT not in boss.get("/staff/people?q=Rozepsaná").text
    again = dict(came_back(shown, "/staff/people/new")) | {"email": "", "phone": "", "partnership_id": "1"}
    assert boss.post("/staff/people/new", data=again).status_code == 303
    assert TEXT in boss.get("/staff/people?q=Rozepsaná").text


def test_somebody_else_who_signs_in_there_starts_as_usual(boss: Browser, person: Pairs) -> None:
    asked = send(with_the_session_ended(boss), "/staff/people/new", person)
    assert TEXT not in asked.text
    answer = sign_in(boss, SOMEBODY_ELSE, asked)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard")
    assert TEXT not in answer.text


def test_a_wrong_password_in_between_loses_nothing(boss: Browser, person: Pairs) -> None:
    asked = send(with_the_session_ended(boss), "/staff/people/new", person)
    wrong = sign_in(boss, Login(**{**vars(ADMIN), "password": "špatné"}), asked)
    assert wrong.status_code == 401
    assert TEXT in sign_in(boss, ADMIN, wrong).text


def test_after_an_hour_it_is_gone_and_the_page_says_so(
    boss: Browser, person: Pairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = send(with_the_session_ended(boss), "/staff/people/new", person)
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = sign_in(boss, ADMIN, asked)
    assert answer.status_code == 303
    monkeypatch.undo()
    assert "tak dlouho uchovat" in boss.get(answer.headers["location"]).text


def test_no_password_is_carried(boss: Browser) -> None:
    [sheet] = [one for one in sheets(boss.get("/staff/users/new").text) if one.method == "post"]
    sent = [*dict(sheet.filled(TEXT), password="tajné heslo 1").items()]
    asked = send(with_the_session_ended(boss), "/staff/users/new", sent)
    [form] = [one for one in sheets(asked.text) if "carried" in dict(one.fields)]
    sealed = base64.urlsafe_b64decode(dict(form.fields)["carried"])
    plain = zlib.decompress(decrypt(SECRET_KEY, PURPOSE, sealed) or b"").decode()
    assert TEXT in plain and "tajné" not in plain
    shown = sign_in(boss, ADMIN, asked)
    assert TEXT in shown.text
    assert "tajné" not in shown.text


@pytest.mark.parametrize("mark", ["1;forged", "1", "", "x;y", "2;"])
def test_what_was_not_typed_on_a_page_of_ours_is_not_carried(boss: Browser, person: Pairs, mark: str) -> None:
    """Otherwise a text could be laid before another user who signs in here."""
    sent = [*dict(person, reader=mark).items()]
    asked = send(with_the_session_ended(boss), "/staff/people/new", sent)
    assert asked.status_code == 303
    assert asked.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("forged", ["x", "AAAA", "é", "A" * 400])
def test_a_forged_parcel_is_nothing(boss: Browser, forged: str) -> None:
    data = {"email": ADMIN.email, "password": ADMIN.password, "next": "//evil.example", "carried": forged}
    answer = boss.post("/sign-in", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_what_is_too_long_is_said_to_be_lost_before_it_is(boss: Browser, person: Pairs) -> None:
    sent = [*dict(person, **{f"note-{number}": "x" * 500_000 for number in range(5)}).items()]
    asked = send(with_the_session_ended(boss), "/staff/people/new", sent)
    assert "příliš dlouhé" in asked.text
    assert len(asked.text) < 100_000


def test_a_button_without_text_just_asks_to_sign_in(boss: Browser, known: dict[str, Any]) -> None:
    page = f"/staff/partnerships/{known['partnership']}"
    with_the_session_ended(boss)
    answer = boss.post(
        f"{page}/delete", data={"etag": "x"}, headers={"referer": f"http://127.0.0.1:8000{page}"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={page}")


def test_htmx_is_told_above_the_form_which_stays_as_it_is(boss: Browser, known: dict[str, Any]) -> None:
    here = f"/staff/partnerships/{known['partnership']}/letters/event_changed/cs"
    current = {"hx-request": "true", "hx-current-url": f"http://127.0.0.1:8000{here}"}
    answer = with_the_session_ended(boss).post(f"{here}/preview", data={"lead": TEXT}, headers=current)
    assert answer.status_code == 401
    assert "hx-redirect" not in answer.headers
    assert "<html" not in answer.text
    assert f'href="/sign-in?next={here}"' in answer.text
