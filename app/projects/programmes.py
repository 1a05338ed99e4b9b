"""Funding programmes: rules that all partnerships share, readable by anybody.

A coordinator of any partnership may add one, which that partnership then owns: it and admins change it,
others are refused, as with courses. One without an owner belongs to admins.
"""

from collections.abc import Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import text
from app.core.actor import Actor
from app.core.database import records
from app.core.database.references import edit_and_delete, referring
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.searched import all_words
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words
from app.core.web.paging import Deleted, Slice
from app.projects.models import FundingProgramme
from app.projects.shapes import ProgrammeCreate, ProgrammeQuery, ProgrammeUpdate, ProgrammeView

SORTS: Sorts = {
    "code": by_words(col(FundingProgramme.code)),
    "name": by_words(col(FundingProgramme.name)),
    "support_threshold_hours": col(FundingProgramme.support_threshold_hours),
    "retention_until": col(FundingProgramme.retention_until),
}


def visible_programmes(actor: Actor, query: ProgrammeQuery | None = None) -> SelectOfScalar[FundingProgramme]:
    statement = select(FundingProgramme)
    if query and query.q:
        statement = statement.where(*all_words(col(FundingProgramme.folded_text), query.q))
    return statement


def list_programmes(session: Session, actor: Actor, query: ProgrammeQuery) -> Slice[ProgrammeView | Deleted]:
    def to_views(rows: list[FundingProgramme]) -> list[ProgrammeView]:
        return _views(session, actor, rows)

    return paging.synced_page(
        session, actor, FundingProgramme, visible_programmes(actor, query), query, to_views, sorts=SORTS
    )


def get_programme(session: Session, actor: Actor, programme_id: int) -> ProgrammeView:
    statement = visible_programmes(actor).where(FundingProgramme.id == programme_id)
    return _view(session, actor, records.get(session, statement))


def create_programme(session: Session, actor: Actor, body: ProgrammeCreate) -> ProgrammeView:
    if not actor.adds_shared:
        raise Forbidden()
    programme = FundingProgramme(**body.model_dump(), owner_partnership_id=actor.home)
    _settle(session, programme)
    session.add(programme)
    session.flush()
    return _view(session, actor, programme)


def update_programme(
    session: Session, actor: Actor, programme_id: int, version: int, body: ProgrammeUpdate
) -> ProgrammeView:
    programme = _get_for_update(session, actor, programme_id, version)
    records.apply_changes(programme, body)
    _settle(session, programme)
    session.flush()
    return _view(session, actor, programme)


def delete_programme(session: Session, actor: Actor, programme_id: int, version: int) -> None:
    records.delete(session, _get_for_update(session, actor, programme_id, version))


def _get_for_update(session: Session, actor: Actor, programme_id: int, version: int) -> FundingProgramme:
    statement = visible_programmes(actor).where(FundingProgramme.id == programme_id)
    programme = records.get_for_update(session, statement, version)
    if not actor.owns(programme.owner_partnership_id):
        raise Forbidden()
    return programme


def _settle(session: Session, programme: FundingProgramme) -> None:
    """The code must be unique, and the hours in person at most the threshold."""
    whole, in_person = programme.support_threshold_hours, programme.in_person_hours
    if whole is not None and in_person is not None and in_person > whole:
        raise Invalid("#/in_person_hours", "too_large", limit=whole)
    with session.no_autoflush:
        same = select(FundingProgramme.id).where(
            FundingProgramme.code == programme.code, FundingProgramme.id != (programme.id or 0)
        )
        taken = session.exec(same).first()
    if taken:
        raise Conflict("already_exists")
    programme.folded_text = text.fold(f"{programme.code} {programme.name}")


def _view(session: Session, actor: Actor, programme: FundingProgramme) -> ProgrammeView:
    return _views(session, actor, [programme])[0]


def _views(session: Session, actor: Actor, rows: Sequence[FundingProgramme]) -> list[ProgrammeView]:
    owned = {row.id for row in rows if actor.owns(row.owner_partnership_id)}
    kept = referring(session, FundingProgramme, sorted(owned))
    shown = [ProgrammeView.model_validate(row) for row in rows]
    for one in shown:
        one.allowed = edit_and_delete(one.id in owned, one.id in kept)
        one.referred_by = kept.get(one.id, [])
    return shown
