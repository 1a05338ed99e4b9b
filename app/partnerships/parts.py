"""The lists inside a partnership: its territories, phases, member organisations and people with roles."""

from collections.abc import Sequence
from typing import TypeVar

from sqlmodel import Session, col, delete, select

from app.core.database import records
from app.core.errors import Invalid
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.partnerships.models import (
    Member,
    NamedRole,
    PartnershipCreate,
    PartnershipMember,
    PartnershipPhase,
    PartnershipRole,
    PartnershipTerritory,
    PartnershipUpdate,
    PartOfPartnership,
)
from app.territories.service import find_id

P = TypeVar("P", bound=PartOfPartnership)
SERVER_OWNED = {"id", "partnership_id", "position", "created_at", "updated_at", "version"}


def replace_parts(session: Session, partnership_id: int, body: PartnershipCreate | PartnershipUpdate) -> bool:
    """Replace the stored lists by the sent ones. Returns whether one of them differs."""
    replaced: list[bool] = []
    if body.territory_ids is not None:
        territories = [
            PartnershipTerritory(partnership_id=partnership_id, territory_id=one)
            for one in _territories(session, body.territory_ids)
        ]
        replaced.append(_replace(session, PartnershipTerritory, partnership_id, territories))
    if body.phases is not None:
        phases = [PartnershipPhase(**phase.model_dump()) for phase in body.phases]
        replaced.append(_replace(session, PartnershipPhase, partnership_id, phases))
    if body.members is not None:
        _check_members(session, body.members)
        members = [PartnershipMember(**member.model_dump()) for member in body.members]
        replaced.append(_replace(session, PartnershipMember, partnership_id, members))
    if body.roles is not None:
        _check_roles(session, body.roles, partnership_id)
        roles = [PartnershipRole(**role.model_dump()) for role in body.roles]
        replaced.append(_replace(session, PartnershipRole, partnership_id, roles))
    return any(replaced)


def _territories(session: Session, named: Sequence[int | str]) -> list[int]:
    ids = [find_id(session, one, f"#/territory_ids/{index}") for index, one in enumerate(named)]
    if len(set(ids)) < len(ids):
        raise Invalid("#/territory_ids", "duplicate")
    return ids


def _check_members(session: Session, members: Sequence[Member]) -> None:
    for index, member in enumerate(members):
        records.get_referenced(
            session, Organisation, member.organisation_id, f"#/members/{index}/organisation_id"
        )


def _check_roles(session: Session, roles: Sequence[NamedRole], partnership_id: int) -> None:
    for index, role in enumerate(roles):
        records.get_referenced(session, Person, role.person_id, f"#/roles/{index}/person_id", partnership_id)


def _replace(session: Session, table: type[P], partnership_id: int, parts: Sequence[P]) -> bool:
    """Returns False when the stored parts are the same, in the same order."""
    of_partnership = col(table.partnership_id) == partnership_id
    standing = session.exec(select(table).where(of_partnership).order_by(col(table.position)))
    if [part.model_dump(exclude=SERVER_OWNED) for part in standing] == [
        part.model_dump(exclude=SERVER_OWNED) for part in parts
    ]:
        return False
    session.exec(delete(table).where(of_partnership))
    for position, part in enumerate(parts):
        part.partnership_id, part.position = partnership_id, position
    session.add_all(parts)
    session.flush()
    return True
