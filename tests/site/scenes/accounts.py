"""Forms of logins, calendars, letters and the language."""

from functools import partial

import pyotp
import sqlalchemy as sa

from app.core import clock
from app.core.mail.outbox import Letter
from tests import factories
from tests.api.registering import body, letters
from tests.clients import Api
from tests.site.scenes.stage import HTMX, Shown, Stage, read, scene

FACTOR = "/staff/account/second-factor"


@scene("/language")
def another_language(stage: Stage) -> Shown:
    return Shown(stage.nobody, "/accessibility", says="For the staff")


# --- the own account -------------------------------------------------------------------------------------


def somebody(stage: Stage) -> Api:
    with stage.writing() as session:
        user = factories.a_user(session, "coordinator", stage.partnership).id or 0
    return stage.signed_in(user)


def pending_secret(stage: Stage, reader: Api) -> str:
    return str(stage.told(reader, "/me/totp")["secret"])


@scene(f"{FACTOR}/confirm", answer=200)
def a_second_factor_to_confirm(stage: Stage) -> Shown:
    reader = somebody(stage)
    code = pyotp.TOTP(pending_secret(stage, reader)).at(clock.now())
    return Shown(reader, FACTOR, lambda: read(reader, "/me/totp")["enabled"], typed={"code": code})


@scene(f"{FACTOR}/off")
def a_second_factor(stage: Stage) -> Shown:
    reader = somebody(stage)
    code = pyotp.TOTP(pending_secret(stage, reader)).at(clock.now())
    stage.told(reader, "/me/totp/confirm", code=code)
    return Shown(reader, FACTOR, lambda: not read(reader, "/me/totp")["enabled"])


@scene("/staff/account/sessions/{id:int}/end")
def a_sign_in_elsewhere(stage: Stage) -> Shown:
    with stage.writing() as session:
        user = factories.a_user(session, "coordinator", stage.partnership).id or 0
    here, elsewhere = (stage.signed_in(user) for _ in range(2))
    return Shown(here, "/staff/account/sessions", lambda: elsewhere.get("/me/sessions").status_code == 401)


@scene("/staff/account/calendar/end")
def the_address_of_a_calendar(stage: Stage) -> Shown:
    reader = somebody(stage)
    feed = stage.told(reader, "/me/calendar")["url"]
    return Shown(reader, "/staff/account/calendar", lambda: stage.nobody.get(feed).status_code != 200)


@scene("/staff/groups/{id:int}/calendar/end")
def the_address_of_the_calendar_of_a_group(stage: Stage) -> Shown:
    with stage.writing() as session:
        group = factories.a_group(session, stage.partnership).id
    feed = stage.told(stage.coordinator, f"/working-groups/{group}/calendar")["url"]
    here = f"/staff/groups/{group}/calendar"
    return Shown(stage.coordinator, here, lambda: stage.nobody.get(feed).status_code != 200)


# --- logins ----------------------------------------------------------------------------------------------


@scene("/staff/users/{id:int}/invite")
def a_login_without_a_password(stage: Stage) -> Shown:
    with stage.writing() as session:
        user = factories.a_user(session, "facilitator", stage.partnership).id
    return Shown(stage.admin, f"/staff/users/{user}", lambda: letters(stage.database))


# --- letters ---------------------------------------------------------------------------------------------


def a_letter_that_failed(stage: Stage) -> Letter:
    stage.told(stage.nobody, f"/events/{stage.event()}/registrations", **body())
    with stage.writing() as session:
        session.execute(
            sa.update(Letter).values(state="failed", error="the server did not answer", attempts=9)
        )
    return letters(stage.database)[-1]


def is_open_again(stage: Stage) -> bool:
    return [one.state for one in letters(stage.database)] == ["open"]


@scene("/staff/letters/{id:int}/resend")
def a_letter_that_has_not_arrived(stage: Stage) -> Shown:
    a_letter_that_failed(stage)
    return Shown(stage.coordinator, "/staff/letters", partial(is_open_again, stage))


@scene("/staff/letters/standing")
def all_letters_that_have_not_arrived(stage: Stage) -> Shown:
    a_letter_that_failed(stage)
    return Shown(stage.coordinator, "/staff/letters/standing", partial(is_open_again, stage))


WORDS = "/staff/partnerships/{parent:int}/letters/{kind}/{lang}"


def own_words(stage: Stage) -> tuple[str, str]:
    """The paths of the words of a letter: of the page, and of the API."""
    ending = "event_changed/cs"
    path = f"/partnerships/{stage.place}"
    return f"/staff{path}/letters/{ending}", f"{path}/letter-words/{ending}"


@scene(f"{WORDS}/preview", answer=200, sent=HTMX)
def words_that_are_being_typed(stage: Stage) -> Shown:
    here, _ = own_words(stage)
    return Shown(stage.coordinator, here, says="Jinak a jinde", typed={"subject": "Jinak a jinde"})


@scene(f"{WORDS}/usual")
def own_words_of_a_letter(stage: Stage) -> Shown:
    here, path = own_words(stage)
    etag = stage.coordinator.get(path).headers["ETag"]
    answer = stage.coordinator.put(path, json={"subject": "Jinak"}, headers={"If-Match": etag})
    assert answer.status_code == 200, answer.text
    return Shown(stage.coordinator, f"{here}/usual", lambda: not read(stage.coordinator, path)["own"])
