"""Forms that refuse what the robot sends: they ask for what only somebody who knows the record can tell."""

from datetime import timedelta

import sqlalchemy as sa

from app.accounts.service import create_user, give_role
from app.accounts.sign_in_models import SessionToken
from app.core import clock
from app.core.text import PRAGUE
from app.courses.models import EventKind
from tests import factories
from tests.api.inviting import OFFICE, invite, link_of
from tests.api.minuting import item, move, write
from tests.api.registering import mailed_token
from tests.site.scenes.links import a_registration
from tests.site.scenes.staff import a_decision, laid_out, met
from tests.site.scenes.stage import Shown, Stage, read, scene

WHO = {"email": "sam@urad.example", "password": factories.PASSWORD}
NEW = {"password": "docela-nove-heslo-1"}


def hour(days: int, hours: int) -> str:
    """As it is typed."""
    day = clock.start_of(clock.today() + timedelta(days=days)) + timedelta(hours=hours)
    return day.astimezone(PRAGUE).strftime("%Y-%m-%dT%H:%M")


# --- who it is -------------------------------------------------------------------------------------------


def somebody(stage: Stage) -> int:
    with stage.writing() as session:
        user = create_user(session, WHO["email"], WHO["password"], "Sám Vymyšlený")
        give_role(session, user.id, "coordinator", stage.place)
        return user.id


@scene("/sign-in")
def a_login(stage: Stage) -> Shown:
    somebody(stage)
    return Shown(stage.nobody, "/sign-in", says="Odhlásit", typed=WHO)


@scene("/confirm")
def who_signed_in_long_ago(stage: Stage) -> Shown:
    reader = stage.signed_in(somebody(stage))
    with stage.writing() as session:
        session.execute(sa.update(SessionToken).values(confirmed_at=None))

    def is_confirmed() -> bool:
        with stage.database.reading() as session:
            return session.scalar(sa.select(sa.func.count(SessionToken.confirmed_at))) == 1

    return Shown(reader, "/confirm?next=/dashboard", is_confirmed, typed={"password": WHO["password"]})


@scene("/password/{token}")
def a_password_to_choose(stage: Stage) -> Shown:
    somebody(stage)
    assert stage.nobody.post("/auth/password-resets", json={"email": WHO["email"]}).is_success
    here = stage.linked("password_url")

    def is_set() -> bool:
        return stage.nobody.post("/auth/login", json=WHO | NEW).is_success

    return Shown(stage.nobody, here, is_set, typed=NEW)


@scene("/staff/api-keys/new", answer=200)
def a_key(stage: Stage) -> Shown:
    typed = {"name": "Úřad", "scopes": "schedule:read"}
    here = "/staff/api-keys/new"
    return Shown(stage.admin, here, lambda: read(stage.admin, "/api-keys")["results"], typed=typed)


# --- registrations and invitations -----------------------------------------------------------------------


@scene("/my/invitations/{token}/decline")
def an_invitation_to_decline(stage: Stage) -> Shown:
    [invited] = invite(stage.coordinator, stage.event(), offices=[OFFICE])
    here, path = link_of(stage.coordinator, invited), f"/invitations/{invited['id']}"
    return Shown(stage.nobody, f"{here}/decline", lambda: read(stage.admin, path)["status"] == "declined")


@scene("/my/registrations/{token}/substitute")
def a_colleague_instead(stage: Stage) -> Shown:
    here = a_registration(stage)
    return Shown(
        stage.nobody, f"{here}/substitute", lambda: read(stage.nobody, here)["status"] == "cancelled"
    )


@scene("/my/registrations/{token}/swap")
def another_date(stage: Stage) -> Shown:
    """Of a series in two towns."""
    grid = laid_out(stage, ("Liberec", "Semily"))
    signed_up = registered(stage, grid.events[grid.towns[0]][0])
    here = f"/my/registrations/{mailed_token(signed_up)}"
    return Shown(stage.nobody, f"{here}/swap", lambda: read(stage.nobody, here)["status"] == "cancelled")


def registered(stage: Stage, event: int) -> int:
    with stage.writing() as session:
        return factories.a_registration(session, session.get_one(factories.Event, event)).id


@scene("/staff/events/{event:int}/registrations/{id:int}/substitute")
def a_colleague_by_the_staff(stage: Stage) -> Shown:
    event = stage.event()
    number = registered(stage, event)
    here, path = f"/staff/events/{event}/registrations/{number}/substitute", f"/registrations/{number}"
    return Shown(stage.coordinator, here, lambda: read(stage.admin, path)["status"] == "cancelled")


@scene("/staff/events/{event:int}/registrations/{id:int}/move")
def a_seat_at_another_event(stage: Stage) -> Shown:
    event, other = stage.event(), stage.event()
    number = registered(stage, event)
    here, path = f"/staff/events/{event}/registrations/{number}/move", f"/events/{other}"
    return Shown(stage.coordinator, here, lambda: read(stage.admin, path)["counts"]["confirmed"] == 1)


# --- days and times --------------------------------------------------------------------------------------


@scene("/partnerships/{id:int}/meetings")
def a_meeting_in_the_plan(stage: Stage) -> Shown:
    with stage.writing() as session:
        factories.a_group(session, stage.partnership)
    here = f"/partnerships/{stage.place}/meetings"
    typed = {"starts_at": hour(20, 9), "ends_at": hour(20, 11)}

    def is_planned() -> bool:
        return len(read(stage.coordinator, "/meetings")["results"]) == 1

    return Shown(stage.coordinator, here, is_planned, typed=typed)


@scene("/staff/events/{id:int}/next")
def the_next_meeting(stage: Stage) -> Shown:
    meeting = met(stage).event_id
    path = f"/meetings/{meeting}"
    typed = {"starts_at": hour(20, 9), "ends_at": hour(20, 11)}
    here = f"/staff/events/{meeting}/next"
    return Shown(
        stage.coordinator, here, lambda: read(stage.coordinator, path)["next_meeting_id"], typed=typed
    )


def a_consultation(stage: Stage) -> str:
    """From nine to noon."""
    start = clock.start_of(clock.today() + timedelta(days=20)) + timedelta(hours=9)
    with stage.writing() as session:
        kind = EventKind.CONSULTATION
        event = factories.an_event(session, stage.partnership, kind=kind, starts_at=start, hours=3)
        return f"/events/{event.id}/slots"


@scene("/staff/events/{event:int}/slots/new")
def a_time_of_a_consultation(stage: Stage) -> Shown:
    path = a_consultation(stage)
    typed = {"starts_at": hour(20, 9), "ends_at": hour(20, 10)}
    here = f"/staff{path}/new"
    return Shown(stage.coordinator, here, lambda: len(read(stage.admin, path)["results"]) == 1, typed=typed)


@scene("/staff/events/{event:int}/slots/run")
def times_of_a_consultation(stage: Stage) -> Shown:
    path = a_consultation(stage)
    return Shown(stage.coordinator, f"/staff{path}/run", lambda: read(stage.admin, path)["results"])


# --- minutes and votes -----------------------------------------------------------------------------------


@scene("/staff/decisions/{id:int}/record-vote")
def a_vote_to_record(stage: Stage) -> Shown:
    path = f"/decisions/{a_decision(stage, met(stage).group_id)}"
    here = f"/staff{path}/record-vote"
    return Shown(stage.coordinator, here, lambda: len(read(stage.coordinator, path)["ballots"]) == 1)


@scene("/staff/events/{event:int}/minutes/publish")
def minutes_to_publish(stage: Stage) -> Shown:
    meeting = met(stage)
    write(stage.coordinator, meeting, item(title="Bydlení"))
    for verb, said in (("submit", {"comment_until": "2199-01-01"}), ("approve", {})):
        assert move(stage.coordinator, meeting, verb, **said)[0] == 200
    here, path = f"/staff{meeting.minutes}/publish", meeting.minutes
    typed = {"checked_for_names": "on"}
    return Shown(
        stage.coordinator, here, lambda: read(stage.admin, path)["state"] == "published", typed=typed
    )


@scene("/staff/minutes/parse", answer=200)
def minutes_written_elsewhere(stage: Stage) -> Shown:
    typed = {"text": "Zápis z jednání dne 11. 11. 2019\nPřítomni: Ema Nová\n"}
    return Shown(stage.coordinator, "/staff/minutes/parse", says="Přítomni: Ema Nová", typed=typed)
