"""The states of minutes: draft, for comment, approved, published, and back to a draft."""

from sqlmodel import Session, col, select

from app.attachments import readers
from app.attachments.models import AboutType
from app.core import clock
from app.core.actor import Actor
from app.core.database import records
from app.core.deadlines import check_ahead, deadline
from app.core.errors import Conflict, Invalid
from app.minutes import content, letters, versions
from app.minutes.models import Minutes, MinutesState, VersionCause
from app.minutes.shapes import MinutesPublication, Reopening, Submission
from app.minutes.visible import has_begun
from app.minutes.write import drop_empty_items, locked_minutes


def submit(session: Session, actor: Actor, event_id: int, body: Submission) -> None:
    """Open a draft to the comments of members, who get a letter."""
    minutes = _begun(session, _from(locked_minutes(session, actor, event_id), MinutesState.DRAFT))
    until = deadline(body.comment_until)
    check_ahead(until, "#/comment_until")
    minutes.comment_until = until
    _move(session, actor, minutes, MinutesState.COMMENT, VersionCause.SUBMITTED)
    letters.write_to_members(session, minutes, letters.FOR_COMMENT)


def approve(session: Session, actor: Actor, event_id: int) -> None:
    """By those who write in the partnership, or by the verifier named in the minutes."""
    minutes = _begun(session, _from(_for_approval(session, actor, event_id), MinutesState.COMMENT))
    minutes.approved_at = clock.now()
    _move(session, actor, minutes, MinutesState.APPROVED, VersionCause.APPROVED)


def _for_approval(session: Session, actor: Actor, event_id: int) -> Minutes:
    verifies = select(Minutes).where(
        col(Minutes.event_id) == event_id, col(Minutes.verifier_id).in_(actor.person_ids)
    )
    if not actor.person_ids or session.exec(verifies).one_or_none() is None:
        return locked_minutes(session, actor, event_id)
    return records.get_for_update(
        session, verifies.execution_options(populate_existing=True), records.ANY_VERSION
    )


def publish(session: Session, actor: Actor, event_id: int, body: MinutesPublication) -> None:
    """Everybody reads them from now on. Members get a letter."""
    minutes = locked_minutes(session, actor, event_id)
    if not body.checked_for_names:
        raise Invalid("#/checked_for_names", "not_confirmed")
    _begun(session, _from(minutes, MinutesState.APPROVED))
    minutes.published_at = clock.now()
    _move(session, actor, minutes, MinutesState.PUBLISHED, VersionCause.PUBLISHED)
    letters.write_to_members(session, minutes, letters.PUBLISHED)


def reopen(session: Session, actor: Actor, event_id: int, body: Reopening) -> None:
    """Back to a draft, with the reason; published ones are not public any more."""
    back = (MinutesState.COMMENT, MinutesState.APPROVED, MinutesState.PUBLISHED)
    minutes = _from(locked_minutes(session, actor, event_id), *back)
    minutes.comment_until = minutes.approved_at = minutes.published_at = None
    minutes.reopen_reason = body.reason
    _move(session, actor, minutes, MinutesState.DRAFT, VersionCause.REOPENED)


def _from(minutes: Minutes, *states: MinutesState) -> Minutes:
    if minutes.state not in states:
        raise Conflict("wrong_state", state=minutes.state)
    return minutes


def _begun(session: Session, minutes: Minutes) -> Minutes:
    if not has_begun(session, minutes):
        raise Conflict("not_begun")
    return minutes


def _move(session: Session, actor: Actor, minutes: Minutes, state: MinutesState, cause: VersionCause) -> None:
    was_public, minutes.state = minutes.is_public, state
    if state != MinutesState.DRAFT:
        drop_empty_items(session, minutes)
    versions.keep(session, actor, minutes, content.items_of(session, minutes.id), cause)
    session.flush()
    if minutes.is_public != was_public:
        readers.touch_files(session, AboutType.MINUTES, [minutes.id])
