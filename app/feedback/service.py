"""Services of suggestions: everybody writes one, the staff of the partnership work on it."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.roles import check_partnership
from app.core import clock
from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.mail import outbox
from app.core.searched import all_words
from app.core.text import day
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words, order_of, referred
from app.core.web.paging import Deleted, Slice
from app.events.agenda import put_on_agenda, take_off
from app.feedback.models import (
    Suggestion,
    SuggestionAnswer,
    SuggestionClose,
    SuggestionCreate,
    SuggestionEscalate,
    SuggestionQuery,
    SuggestionReceived,
    SuggestionState,
    SuggestionUpdate,
    SuggestionView,
    is_overdue,
)
from app.letters.kinds import SUGGESTION_ANSWERED
from app.partnerships.group_models import WorkingGroup
from app.partnerships.models import Partnership

SORTS: Sorts = {
    "partnership": referred(Partnership, col(Partnership.sort_key), col(Suggestion.partnership_id)),
    "text": by_words(col(Suggestion.text)),
    "group_name": referred(WorkingGroup, col(WorkingGroup.sort_key), col(Suggestion.group_id)),
    "created_at": col(Suggestion.created_at),
    "state": order_of(col(Suggestion.state), SuggestionState),
    "follow_up_due": col(Suggestion.follow_up_due),
    "answered_at": col(Suggestion.answered_at),
}
SHOWN_ON_AGENDA = 120
"""Characters of a suggestion that make the title of its point on the agenda."""


def visible_suggestions(actor: Actor) -> SelectOfScalar[Suggestion]:
    """The staff of the partnership; those who wrote it get the answer by mail."""
    statement, places = select(Suggestion), actor.partnerships()
    return statement if places is None else statement.where(col(Suggestion.partnership_id).in_(places))


def unanswered_before(session: Session, moment: datetime) -> dict[int, int]:
    """How many that were written before wait for the staff, by partnership."""
    place = col(Suggestion.partnership_id)
    waiting = (Suggestion.state == SuggestionState.OPEN, col(Suggestion.created_at) < moment)
    return dict(session.exec(select(place, sa.func.count()).where(*waiting).group_by(place)).all())


def list_suggestions(
    session: Session, actor: Actor, query: SuggestionQuery
) -> Slice[SuggestionView | Deleted]:
    statement = visible_suggestions(actor).where(*all_words(col(Suggestion.folded_text), query.q or ""))
    for column, wanted in (
        (col(Suggestion.partnership_id), query.partnership),
        (col(Suggestion.group_id), query.group),
        (col(Suggestion.state), query.state),
    ):
        if wanted is not None:
            statement = statement.where(column == wanted)
    if query.overdue is not None:
        late = sa.and_(
            sa.func.coalesce(col(Suggestion.follow_up_due) < clock.today(), sa.false()),
            col(Suggestion.state) != SuggestionState.CLOSED,
        )
        statement = statement.where(late if query.overdue else ~late)

    def to_views(rows: Sequence[Suggestion]) -> list[SuggestionView]:
        return suggestion_views(session, actor, rows)

    return paging.synced_page(session, actor, Suggestion, statement, query, to_views, sorts=SORTS)


def get_suggestion(session: Session, actor: Actor, suggestion_id: int) -> SuggestionView:
    return _shown(session, actor, records.get(session, _one(actor, suggestion_id)))


def create_suggestion(
    session: Session, actor: Actor, body: SuggestionCreate, lang: str
) -> SuggestionReceived:
    check_partnership(session, body.partnership_id)
    suggestion = Suggestion(**body.model_dump(), lang=lang)
    session.add(suggestion)
    session.flush()
    return SuggestionReceived(id=suggestion.id if actor.writes(body.partnership_id) else None)


def update_suggestion(
    session: Session, actor: Actor, suggestion_id: int, version: int, body: SuggestionUpdate
) -> SuggestionView:
    suggestion = _open(session, actor, suggestion_id, version)
    records.apply_changes(suggestion, body)
    session.flush()
    return _shown(session, actor, suggestion)


def delete_suggestion(session: Session, actor: Actor, suggestion_id: int, version: int) -> None:
    """What is no suggestion, such as an advertisement."""
    records.delete(session, _for_update(session, actor, suggestion_id, version))


def answer_suggestion(
    session: Session, actor: Actor, suggestion_id: int, body: SuggestionAnswer
) -> SuggestionView:
    """May be done again, as when a promise was kept; the last answer is shown."""
    suggestion = _open(session, actor, suggestion_id)
    suggestion.answer, suggestion.answered_at = body.text, clock.now()
    suggestion.state = SuggestionState.ANSWERED
    suggestion.follow_up, suggestion.follow_up_due = body.follow_up, body.follow_up_due
    session.flush()
    if suggestion.email:
        _write(session, suggestion)
    return _shown(session, actor, suggestion)


def _write(session: Session, suggestion: Suggestion) -> None:
    partnership = session.get_one(Partnership, suggestion.partnership_id)
    facts = {
        "partnership": partnership.name,
        "message": suggestion.answer,
        "quoted": suggestion.text,
        "written_on": day(suggestion.created_at, suggestion.lang),
    }
    about = f"suggestion:{suggestion.id}"
    place = suggestion.partnership_id
    receiver = suggestion.email or ""
    outbox.enqueue(
        session, SUGGESTION_ANSWERED, receiver, suggestion.lang, facts, partnership_id=place, about=about
    )


def escalate_suggestion(
    session: Session, actor: Actor, suggestion_id: int, body: SuggestionEscalate
) -> SuggestionView:
    """To the agenda of the next meeting of the group, or of the one that is called next."""
    suggestion = _open(session, actor, suggestion_id)
    place = suggestion.partnership_id
    group = records.get_referenced(session, WorkingGroup, body.group_id, "#/group_id", place)
    if group is not None and group.until is not None and group.until < clock.today():
        raise Invalid("#/group_id", "past")
    suggestion.group_id, suggestion.escalated_at = body.group_id, clock.now()
    suggestion.state = SuggestionState.ESCALATED
    session.flush()
    title = " ".join(suggestion.text.split())[:SHOWN_ON_AGENDA]
    put_on_agenda(session, body.group_id, title, suggestion.text, "suggestion", suggestion.id)
    return _shown(session, actor, suggestion)


def close_suggestion(
    session: Session, actor: Actor, suggestion_id: int, body: SuggestionClose
) -> SuggestionView:
    """Nothing more is to be done: a promise is not watched any longer."""
    suggestion = _open(session, actor, suggestion_id)
    suggestion.state, suggestion.closed_at = SuggestionState.CLOSED, clock.now()
    suggestion.reason = body.reason
    session.flush()
    take_off(session, "suggestion", suggestion.id)
    return _shown(session, actor, suggestion)


def _one(actor: Actor, suggestion_id: int) -> SelectOfScalar[Suggestion]:
    return visible_suggestions(actor).where(Suggestion.id == suggestion_id)


def _for_update(session: Session, actor: Actor, suggestion_id: int, version: int) -> Suggestion:
    suggestion = records.get_for_update(session, _one(actor, suggestion_id), version)
    if not actor.writes(suggestion.partnership_id):
        raise Forbidden()
    return suggestion


def _open(
    session: Session, actor: Actor, suggestion_id: int, version: int = records.ANY_VERSION
) -> Suggestion:
    suggestion = _for_update(session, actor, suggestion_id, version)
    if suggestion.state == SuggestionState.CLOSED:
        raise Conflict("wrong_state", state=suggestion.state)
    return suggestion


def _shown(session: Session, actor: Actor, suggestion: Suggestion) -> SuggestionView:
    return suggestion_views(session, actor, [suggestion])[0]


def suggestion_views(session: Session, actor: Actor, rows: Sequence[Suggestion]) -> list[SuggestionView]:
    groups = {row.group_id for row in rows}
    named = select(WorkingGroup.id, WorkingGroup.name).where(col(WorkingGroup.id).in_(groups))
    names: dict[int | None, str] = dict(session.exec(named).all())
    today = clock.today()
    return [
        SuggestionView.of(
            row,
            group_name=names.get(row.group_id),
            overdue=is_overdue(row, today),
            allowed=_allowed(actor, row),
        )
        for row in rows
    ]


def _allowed(actor: Actor, suggestion: Suggestion) -> list[str]:
    if not actor.writes(suggestion.partnership_id):
        return []
    if suggestion.state == SuggestionState.CLOSED:
        return ["delete"]
    return ["edit", "answer", "escalate", "close", "delete"]
