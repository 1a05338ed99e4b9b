"""Services of talks with possible partners, which the staff of a partnership keep."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.roles import check_partnership
from app.core import clock
from app.core.actor import Actor
from app.core.database import records
from app.core.deadlines import check_happened
from app.core.errors import Forbidden, Invalid
from app.core.searched import all_words
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words, referred
from app.core.web.paging import Deleted, Slice
from app.organisations.models import Organisation
from app.organisations.service import organisation_names
from app.partnerships.group_models import WorkingGroup
from app.partnerships.models import Partnership
from app.talks.models import Talk, TalkCreate, TalkQuery, TalkUpdate, TalkView, is_overdue

SORTS: Sorts = {
    "on": col(Talk.on),
    "partnership": referred(Partnership, col(Partnership.sort_key), col(Talk.partnership_id)),
    "organisation_name": by_words(
        sa.func.coalesce(
            referred(Organisation, col(Organisation.name), col(Talk.organisation_id)),
            col(Talk.organisation_name),
        )
    ),
    "topic": by_words(col(Talk.topic)),
    "group_name": referred(WorkingGroup, col(WorkingGroup.sort_key), col(Talk.group_id)),
    "next_step": by_words(col(Talk.next_step)),
    "due": col(Talk.due),
}


def visible_talks(actor: Actor) -> SelectOfScalar[Talk]:
    """The staff of the partnership alone: what is being arranged is not public."""
    statement, places = select(Talk), actor.partnerships()
    return statement if places is None else statement.where(col(Talk.partnership_id).in_(places))


def list_talks(session: Session, actor: Actor, query: TalkQuery) -> Slice[TalkView | Deleted]:
    statement = visible_talks(actor).where(*all_words(col(Talk.folded_text), query.q or ""))
    for column, wanted in (
        (col(Talk.partnership_id), query.partnership),
        (col(Talk.group_id), query.group),
        (col(Talk.organisation_id), query.organisation),
    ):
        if wanted is not None:
            statement = statement.where(column == wanted)
    if query.overdue is not None:
        late = sa.and_(sa.func.coalesce(col(Talk.due) < clock.today(), sa.false()), col(Talk.done).is_(False))
        statement = statement.where(late if query.overdue else ~late)

    def to_views(rows: Sequence[Talk]) -> list[TalkView]:
        return talk_views(session, actor, rows)

    return paging.synced_page(session, actor, Talk, statement, query, to_views, sorts=SORTS)


def get_talk(session: Session, actor: Actor, talk_id: int) -> TalkView:
    return _shown(session, actor, records.get(session, _one(actor, talk_id)))


def create_talk(session: Session, actor: Actor, body: TalkCreate) -> TalkView:
    check_partnership(session, body.partnership_id)
    if not actor.writes(body.partnership_id):
        raise Forbidden()
    check_happened(body.on, "#/on")
    talk = Talk(**body.model_dump())
    _check(session, talk)
    session.add(talk)
    session.flush()
    return _shown(session, actor, talk)


def update_talk(session: Session, actor: Actor, talk_id: int, version: int, body: TalkUpdate) -> TalkView:
    talk = _for_update(session, actor, talk_id, version)
    check_happened(body.on, "#/on")
    records.apply_changes(talk, body)
    _check(session, talk)
    session.flush()
    return _shown(session, actor, talk)


def delete_talk(session: Session, actor: Actor, talk_id: int, version: int) -> None:
    records.delete(session, _for_update(session, actor, talk_id, version))


def _check(session: Session, talk: Talk) -> None:
    if talk.organisation_id is None and not talk.organisation_name:
        raise Invalid("#/organisation_name", "required")
    with session.no_autoflush:
        records.get_referenced(session, Organisation, talk.organisation_id, "#/organisation_id")
        records.get_referenced(session, WorkingGroup, talk.group_id, "#/group_id", talk.partnership_id)


def _one(actor: Actor, talk_id: int) -> SelectOfScalar[Talk]:
    return visible_talks(actor).where(Talk.id == talk_id)


def _for_update(session: Session, actor: Actor, talk_id: int, version: int) -> Talk:
    talk = records.get_for_update(session, _one(actor, talk_id), version)
    if not actor.writes(talk.partnership_id):
        raise Forbidden()
    return talk


def _shown(session: Session, actor: Actor, talk: Talk) -> TalkView:
    return talk_views(session, actor, [talk])[0]


def talk_views(session: Session, actor: Actor, rows: Sequence[Talk]) -> list[TalkView]:
    organisations = organisation_names(session, [row.organisation_id for row in rows])
    groups = {row.group_id for row in rows}
    named = select(WorkingGroup.id, WorkingGroup.name).where(col(WorkingGroup.id).in_(groups))
    names: dict[int | None, str] = dict(session.exec(named).all())
    today = clock.today()
    return [
        TalkView.of(
            row,
            organisation_name=organisations.get(row.organisation_id or 0) or row.organisation_name,
            group_name=names.get(row.group_id),
            overdue=is_overdue(row, today),
            allowed=["edit", "delete"] if actor.writes(row.partnership_id) else [],
        )
        for row in rows
    ]
