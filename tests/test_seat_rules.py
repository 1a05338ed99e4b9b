"""What one statement decides about one more seat, and that its counters are given back exactly."""

from typing import Any

import pytest
from sqlmodel import Session

from app.events.models import Event, RegistrationPolicy
from app.registrations.models import RegistrationStatus
from app.registrations.seats import (
    BY_ANYBODY,
    BY_STAFF,
    PROVEN,
    WITH_PROOF,
    Asked,
    leave_queue,
    pending_reason,
    reserve,
    undo,
)
from tests import factories

pytestmark = pytest.mark.both_databases

COUNTERS = ("taken", "confirmed", "waiting", "pending", "kept", "queue_last")


def counters(session: Session, event: Event) -> dict[str, int]:
    session.refresh(event)
    return {name: getattr(event, name) for name in COUNTERS}


def reserved(session: Session, asked: Asked = BY_ANYBODY, **fields: Any) -> str | None:
    """The status that one more sign-up gets at such an event."""
    event = factories.an_event(session, **fields)
    before = counters(session, event)
    _, status = reserve(session, event.id, asked)
    moved = {name: now - before[name] for name, now in counters(session, event).items() if now - before[name]}
    assert (
        moved
        == {
            None: {},
            "confirmed": {"taken": 1, "confirmed": 1, "queue_last": 1},
            "waiting": {"waiting": 1, "queue_last": 1},
            "pending": {"pending": 1, "queue_last": 1},
        }[status.value if status else None]
    )
    undo(session, event.id, status)
    assert counters(session, event) == before
    return status


def test_a_kept_seat_is_not_free(session: Session) -> None:
    assert reserved(session, capacity=2, taken=0, kept=1) == "confirmed"
    assert reserved(session, capacity=2, taken=1, kept=1) == "waiting"
    assert reserved(session, capacity=2, taken=2, kept=0) == "waiting"
    assert reserved(session, capacity=None, taken=5, kept=1) == "confirmed"


def test_a_newcomer_never_passes_those_who_wait(session: Session) -> None:
    assert reserved(session, capacity=2, waiting=1) == "waiting"
    assert reserved(session, capacity=2, waiting=1, waiting_list=False) is None


def test_without_a_waiting_list_only_a_kept_seat_is_worth_a_proof(session: Session) -> None:
    full = {"capacity": 2, "waiting_list": False}
    assert reserved(session, taken=1, kept=1, **full) is None
    assert reserved(session, WITH_PROOF, taken=2, kept=0, **full) is None
    assert reserved(session, WITH_PROOF, taken=1, kept=1, **full) == "pending"
    assert reserved(session, WITH_PROOF, taken=1, kept=0, **full) == "pending"


def test_who_is_asked_for_approval_and_proof(session: Session) -> None:
    approval: dict[str, Any] = {"registration_policy": RegistrationPolicy.APPROVAL}
    proof: dict[str, Any] = {"registration_policy": RegistrationPolicy.MEMBERS}
    told = {
        asked: [
            reserved(session, asked),
            reserved(session, asked, **approval),
            reserved(session, asked, **proof),
        ]
        for asked in (BY_ANYBODY, BY_STAFF, WITH_PROOF)
    }
    assert told == {
        BY_ANYBODY: ["confirmed", "pending", "pending"],
        BY_STAFF: ["confirmed", "confirmed", "confirmed"],
        WITH_PROOF: ["pending", "pending", "pending"],
    }
    assert reserved(session, BY_STAFF, undealt=True) == "pending"


@pytest.mark.parametrize(
    ("asked", "fields", "reason"),
    [
        (BY_ANYBODY, {}, None),
        (BY_ANYBODY, {"registration_policy": RegistrationPolicy.MEMBERS}, "confirm_address"),
        (BY_ANYBODY, {"registration_policy": RegistrationPolicy.APPROVAL}, "approval"),
        (PROVEN, {"registration_policy": RegistrationPolicy.MEMBERS}, None),
        (PROVEN, {"registration_policy": RegistrationPolicy.APPROVAL}, "approval"),
        (BY_STAFF, {"registration_policy": RegistrationPolicy.APPROVAL}, None),
        (BY_STAFF, {"undealt": True}, "dealing"),
        (WITH_PROOF, {}, "confirm_address"),
    ],
)
def test_a_pending_sign_up_says_why(
    session: Session, asked: Asked, fields: dict[str, Any], reason: str | None
) -> None:
    event = factories.an_event(session, capacity=5, **fields)
    row, _ = reserve(session, event.id, asked if asked is not PROVEN else BY_ANYBODY)
    assert pending_reason(row, asked) == reason


@pytest.mark.parametrize("status", [RegistrationStatus.WAITING, RegistrationStatus.PENDING])
def test_who_comes_without_a_seat_leaves_the_queue_as_a_walk_in(
    session: Session, status: RegistrationStatus
) -> None:
    event = factories.an_event(session, capacity=1)
    others = [factories.a_registration(session, event, status=status) for _ in range(2)]
    leave_queue(session, event.id, others[0])
    assert (others[0].status, others[0].walk_in) == (RegistrationStatus.CONFIRMED, True)
    told = counters(session, event)
    assert (told["taken"], told["confirmed"], told[status.value]) == (0, 0, 1)
