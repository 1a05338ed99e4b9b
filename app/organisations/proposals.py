"""Proposals to change an organisation: made by other partnerships, decided by the owner."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import WRITING, Actor
from app.core.database import records
from app.core.errors import Conflict, Forbidden
from app.core.json_values import Json
from app.core.web.keyset import Sorts, order_of
from app.core.web.paging import Deleted, Slice, synced_page
from app.organisations.models import Organisation, OrganisationUpdate
from app.organisations.proposal_models import OrganisationProposal, ProposalQuery, ProposalState, ProposalView

SORTS: Sorts = {
    "created_at": col(OrganisationProposal.created_at),
    "state": order_of(col(OrganisationProposal.state), ProposalState),
}


def visible_proposals(actor: Actor) -> SelectOfScalar[OrganisationProposal]:
    """Those to organisations that the actor's partnerships own, and those that they have made."""
    statement = select(OrganisationProposal)
    places = actor.partnerships(WRITING)
    if places is None:
        return statement
    owned = select(col(Organisation.id)).where(col(Organisation.owner_partnership_id).in_(places))
    return statement.where(
        sa.or_(
            col(OrganisationProposal.organisation_id).in_(owned),
            col(OrganisationProposal.partnership_id).in_(places),
        )
    )


def propose(
    session: Session, actor: Actor, organisation: Organisation, body: OrganisationUpdate
) -> ProposalView | None:
    """Store what the body would change; None when that is nothing."""
    asked = body.model_dump(mode="json", exclude_unset=True)
    fields = {name: value for name, value in asked.items() if _plain(organisation, name) != value}
    if not fields:
        return None
    proposal = OrganisationProposal(organisation_id=organisation.id, partnership_id=actor.home, fields=fields)
    session.add(proposal)
    session.flush()
    return _view(session, actor, proposal)


def list_proposals(session: Session, actor: Actor, query: ProposalQuery) -> Slice[ProposalView | Deleted]:
    if actor.partnerships(WRITING) == set():
        raise Forbidden()
    statement = visible_proposals(actor)
    if query.state:
        statement = statement.where(OrganisationProposal.state == query.state)
    if query.organisation:
        statement = statement.where(OrganisationProposal.organisation_id == query.organisation)

    def to_views(found: Sequence[OrganisationProposal]) -> list[ProposalView]:
        return [_view(session, actor, one) for one in found]

    return synced_page(session, actor, OrganisationProposal, statement, query, to_views, sorts=SORTS)


def get_proposal(session: Session, actor: Actor, proposal_id: int) -> ProposalView:
    return _view(session, actor, records.get(session, _one(actor, proposal_id)))


def to_decide(session: Session, actor: Actor, proposal_id: int) -> tuple[OrganisationProposal, Organisation]:
    """An open proposal and its organisation, which belongs to the actor."""
    proposal = records.get_for_update(session, _one(actor, proposal_id), records.ANY_VERSION)
    organisation = session.get_one(Organisation, proposal.organisation_id, with_for_update=True)
    if not actor.owns(organisation.owner_partnership_id):
        raise Forbidden()
    if proposal.state != ProposalState.OPEN:
        raise Conflict("wrong_state", state=proposal.state.value)
    return proposal, organisation


def decide(
    session: Session, actor: Actor, proposal: OrganisationProposal, state: ProposalState
) -> ProposalView:
    proposal.state = state
    session.flush()
    return _view(session, actor, proposal)


def _one(actor: Actor, proposal_id: int) -> SelectOfScalar[OrganisationProposal]:
    return visible_proposals(actor).where(col(OrganisationProposal.id) == proposal_id)


def _view(session: Session, actor: Actor, proposal: OrganisationProposal) -> ProposalView:
    organisation = session.get_one(Organisation, proposal.organisation_id)
    open_to = proposal.state == ProposalState.OPEN and actor.owns(organisation.owner_partnership_id)
    before: Json = {name: _plain(organisation, name) for name in proposal.fields}
    return ProposalView.of(
        proposal,
        organisation_name=organisation.name,
        before=before,
        allowed=["accept", "decline"] if open_to else [],
    )


def _plain(organisation: Organisation, name: str) -> object:
    value = getattr(organisation, name)
    return getattr(value, "value", value)


def proposals_before(session: Session, moment: datetime) -> dict[int, int]:
    """How many that were made before wait for the partnership that owns the organisation, by partnership."""
    owner = col(Organisation.owner_partnership_id)
    statement = (
        select(owner, sa.func.count())
        .join(OrganisationProposal, col(OrganisationProposal.organisation_id) == col(Organisation.id))
        .where(
            owner.is_not(None),
            OrganisationProposal.state == ProposalState.OPEN,
            col(OrganisationProposal.created_at) < moment,
        )
        .group_by(owner)
    )
    return {place: number for place, number in session.exec(statement) if place is not None}
