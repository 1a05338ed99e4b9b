"""The lists inside a partnership: its territories, phases, member organisations and people with roles."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from app.core import reactions, records
from app.core.actor import Actor
from app.core.errors import Invalid
from app.organisations.models import Organisation
from app.organisations.people import person_names
from app.organisations.people_models import Person
from app.organisations.service import organisation_names
from app.partnerships.models import (
    MemberView,
    NamedRoleView,
    Partnership,
    PartnershipCreate,
    PartnershipMember,
    PartnershipPhase,
    PartnershipRole,
    PartnershipTerritory,
    PartnershipUpdate,
    PartnershipView,
    PhaseView,
)
from app.territories.models import Territory

SERVER_OWNED = {"id", "partnership_id", "position", "created_at", "updated_at", "version"}


def replace_parts(
    session: Session, partnership: Partnership, body: PartnershipCreate | PartnershipUpdate
) -> bool:
    """Put the lists that were sent in the place of those that are there; True when one of them differs."""
    own = partnership.id or 0
    parts: dict[type[SQLModel], list[Any]] = {}
    if body.territory_ids is not None:
        parts[PartnershipTerritory] = _territories(session, own, body.territory_ids)
    if body.phases is not None:
        parts[PartnershipPhase] = [PartnershipPhase(**phase.model_dump()) for phase in body.phases]
    if body.members is not None:
        for index, member in enumerate(body.members):
            pointer = f"#/members/{index}/organisation_id"
            records.require(session, Organisation, member.organisation_id, pointer)
        parts[PartnershipMember] = [PartnershipMember(**member.model_dump()) for member in body.members]
    if body.roles is not None:
        for index, role in enumerate(body.roles):
            records.require(session, Person, role.person_id, f"#/roles/{index}/person_id", own)
        parts[PartnershipRole] = [PartnershipRole(**role.model_dump()) for role in body.roles]
    replaced = [_replace(session, table, own, rows) for table, rows in parts.items()]
    return any(replaced)


def _territories(session: Session, partnership_id: int, ids: list[int]) -> list[Any]:
    if len(set(ids)) < len(ids):
        raise Invalid("#/territory_ids", "duplicate")
    for index, territory_id in enumerate(ids):
        records.require(session, Territory, territory_id, f"#/territory_ids/{index}")
    return [
        PartnershipTerritory(partnership_id=partnership_id, territory_id=territory_id) for territory_id in ids
    ]


def _replace(session: Session, table: type[SQLModel], partnership_id: int, rows: list[Any]) -> bool:
    """False when these rows are there already, in this order."""
    columns = cast(Any, table).__table__
    standing = _gather(session, table, [partnership_id])[partnership_id]
    if [_facts(row) for row in standing] == [_facts(row) for row in rows]:
        return False
    session.connection().execute(sa.delete(columns).where(columns.c.partnership_id == partnership_id))
    for position, row in enumerate(rows):
        row.partnership_id, row.position = partnership_id, position
        session.add(row)
    session.flush()
    return True


def _facts(row: SQLModel) -> dict[str, Any]:
    """What was typed, without the columns that the server fills."""
    return row.model_dump(exclude=SERVER_OWNED)


def present_partnerships(
    session: Session, actor: Actor, partnerships: Sequence[Partnership]
) -> list[PartnershipView]:
    """A page of partnerships with their lists; the people are there for staff of the partnership alone."""
    ids = [partnership.id or 0 for partnership in partnerships]
    territories = _gather(session, PartnershipTerritory, ids)
    phases, members = _gather(session, PartnershipPhase, ids), _gather(session, PartnershipMember, ids)
    roles = _gather(session, PartnershipRole, [one for one in ids if actor.reads(one)])
    organisations = organisation_names(
        session, [row.organisation_id for rows in members.values() for row in rows]
    )
    people = person_names(session, [row.person_id for rows in roles.values() for row in rows])
    return [
        PartnershipView(
            **partnership.model_dump(exclude={"folded_name", "sort_key"}),
            territory_ids=[row.territory_id for row in territories[own]],
            phases=[PhaseView.model_validate(row) for row in phases[own]],
            members=[
                MemberView(**row.model_dump(), organisation_name=organisations[row.organisation_id])
                for row in members[own]
            ],
            roles=[
                NamedRoleView(**row.model_dump(), person_name=people[row.person_id]) for row in roles[own]
            ],
        )
        for own, partnership in zip(ids, partnerships, strict=True)
    ]


def _gather(session: Session, table: Any, ids: list[int]) -> dict[int, list[Any]]:
    gathered: dict[int, list[Any]] = defaultdict(list)
    statement = sa.select(table).where(col(table.partnership_id).in_(ids))
    for row in session.scalars(statement.order_by(table.position, table.id)):
        gathered[row.partnership_id].append(row)
    return gathered


@reactions.on("people_merged")
def keep_roles(session: Session, kept: Person, gone: Person) -> None:
    statement = sa.update(PartnershipRole).where(col(PartnershipRole.person_id) == gone.id)
    session.connection().execute(statement.values(person_id=kept.id))
