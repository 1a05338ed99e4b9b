"""Forms at the door of an event that begins in an hour."""

from datetime import timedelta

from app.core import clock
from tests import factories
from tests.api.registering import mailed_token
from tests.site.scenes.stage import EITHER, Shown, Stage, read, scene


def expected(stage: Stage) -> tuple[int, int]:
    """The ids of a session and of the registration of the one person who is expected there."""
    with stage.writing() as session:
        start = clock.now() + timedelta(hours=1)
        event = factories.an_event(session, stage.partnership, starts_at=start)
        registration = factories.a_registration(session, event)
        [sitting] = factories.sessions_of(session, event)
        return sitting.id or 0, registration.id


def at_the_list(stage: Stage) -> Shown:
    sitting, _ = expected(stage)
    here = f"/staff/sessions/{sitting}/check-in"
    return Shown(stage.coordinator, here, lambda: present(stage, sitting) == 1)


def present(stage: Stage, sitting: int) -> int:
    rows = read(stage.admin, f"/sessions/{sitting}/attendance")["results"]
    return sum(row["status"] == "present" for row in rows)


@scene("/staff/sessions/{id:int}/check-in/{registration:int}", sent=EITHER)
def somebody_on_the_list(stage: Stage) -> Shown:
    sitting, _ = expected(stage)
    return Shown(
        stage.coordinator, f"/staff/sessions/{sitting}/check-in", lambda: present(stage, sitting) == 1
    )


@scene("/staff/sessions/{id:int}/walk-ins")
def somebody_who_is_on_no_list(stage: Stage) -> Shown:
    sitting, _ = expected(stage)
    return Shown(
        stage.coordinator, f"/staff/sessions/{sitting}/check-in", lambda: present(stage, sitting) == 1
    )


@scene("/check-in/{code}", answer=200)
def a_ticket(stage: Stage) -> Shown:
    sitting, registration = expected(stage)
    own = read(stage.nobody, f"/my/registrations/{mailed_token(registration)}")
    return Shown(stage.coordinator, f"/check-in/{own['ticket_code']}", lambda: present(stage, sitting) == 1)
