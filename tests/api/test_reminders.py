"""The letter of the day before."""

from datetime import timedelta

import time_machine

from app.core import clock
from app.core.db import Database
from app.core.settings import Settings
from app.worker import tick
from tests.api.registering import Opened, SignUp, letters


def reminded(database: Database) -> list[str]:
    return [one.receiver for one in letters(database) if one.kind == "event_reminder"]


def test_everybody_with_a_seat_is_reminded_once_the_day_before(
    database: Database, settings: Settings, event: Opened, sign_up: SignUp
) -> None:
    event_id = event(capacity=1, starts_at=clock.now() + timedelta(days=3))
    sign_up(event_id, email="sedici@spolek.example")
    sign_up(event_id, email="cekajici@spolek.example")
    tick(database, settings)
    assert reminded(database) == []
    with time_machine.travel(clock.now() + timedelta(days=2, hours=1)):
        tick(database, settings)
        tick(database, settings)
    assert reminded(database) == ["sedici@spolek.example"]


def test_who_has_signed_up_today_needs_no_reminder(
    database: Database, settings: Settings, event: Opened, sign_up: SignUp
) -> None:
    sign_up(event(starts_at=clock.now() + timedelta(hours=20)))
    tick(database, settings)
    assert reminded(database) == []
