"""Funding programmes: rules that all partnerships share, readable by anybody.

Whoever coordinates somewhere may add one; a change moves the figures of all partnerships, so it is for
admins.
"""

from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import paging, records, text
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.paging import Slice
from app.projects.models import FundingProgramme
from app.projects.shapes import ProgrammeCreate, ProgrammeQuery, ProgrammeUpdate, ProgrammeView


def visible_programmes(actor: Actor, query: ProgrammeQuery | None = None) -> Any:
    statement = sa.select(FundingProgramme)
    if query and query.q:
        statement = statement.where(
            col(FundingProgramme.folded_text).contains(text.fold(query.q), autoescape=True)
        )
    return statement


def list_programmes(session: Session, actor: Actor, query: ProgrammeQuery) -> Slice[Any]:
    def present(rows: list[Any]) -> list[ProgrammeView]:
        return [view(actor, row) for row in rows]

    return paging.synced_page(
        session, actor, FundingProgramme, visible_programmes(actor, query), query, present
    )


def get_programme(session: Session, actor: Actor, programme_id: int) -> ProgrammeView:
    return view(
        actor,
        records.find(session, visible_programmes(actor).where(col(FundingProgramme.id) == programme_id)),
    )


def create_programme(session: Session, actor: Actor, body: ProgrammeCreate) -> ProgrammeView:
    if not actor.writes_somewhere:
        raise Forbidden()
    programme = FundingProgramme(**body.model_dump())
    _settle(session, programme)
    session.add(programme)
    session.flush()
    return view(actor, programme)


def update_programme(
    session: Session, actor: Actor, programme_id: int, version: int, body: ProgrammeUpdate
) -> ProgrammeView:
    programme = _claim(session, actor, programme_id, version)
    records.take_over(programme, body)
    _settle(session, programme)
    session.flush()
    return view(actor, programme)


def delete_programme(session: Session, actor: Actor, programme_id: int, version: int) -> None:
    records.remove(session, _claim(session, actor, programme_id, version))


def _claim(session: Session, actor: Actor, programme_id: int, version: int) -> FundingProgramme:
    if not actor.is_admin:
        raise Forbidden()
    statement = visible_programmes(actor).where(col(FundingProgramme.id) == programme_id)
    return cast(FundingProgramme, records.claim(session, statement, version))


def _settle(session: Session, programme: FundingProgramme) -> None:
    """The code is unique, and of the threshold no more can be asked in person than the whole."""
    whole, in_person = programme.support_threshold_hours, programme.in_person_hours
    if whole is not None and in_person is not None and in_person > whole:
        raise Invalid("#/in_person_hours", "too_large", limit=whole)
    with session.no_autoflush:
        taken = session.scalars(
            sa.select(col(FundingProgramme.id)).where(
                col(FundingProgramme.code) == programme.code, col(FundingProgramme.id) != (programme.id or 0)
            )
        ).first()
    if taken:
        raise Conflict("already_exists")
    programme.folded_text = text.fold(f"{programme.code} {programme.name}")


def view(actor: Actor, programme: FundingProgramme) -> ProgrammeView:
    shown = ProgrammeView.model_validate(programme)
    shown.allowed = ["edit", "delete"] if actor.is_admin else []
    return shown
