"""Addresses of organisations that have changed since a partnership last invited them.

The letter holds the right to answer, so a new address is shown and accepted before anything is sent there.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.addresses import normal_address
from app.core.database.change_log import Change
from app.core.database.columns import View
from app.core.errors import FieldProblem
from app.invitations.models import Invitation
from app.organisations.models import Organisation
from app.organisations.proposal_models import OrganisationContact, OrganisationProposal, ProposalState
from app.partnerships.models import Partnership


class NewAddress(View):
    """The present address of an invited organisation, which has changed since the invitation.

    `changed_by` is the name of the partnership that said so, empty for admins.
    """

    email: str
    changed_at: datetime
    changed_by: str


def present_addresses(
    session: Session, partnership_id: int, organisation_ids: Collection[int]
) -> dict[int, NewAddress]:
    """Where the partnership would write to now: to its own contact, else to the shared address."""
    found = session.exec(select(Organisation).where(col(Organisation.id).in_(organisation_ids))).all()
    held = select(OrganisationContact).where(
        OrganisationContact.partnership_id == partnership_id,
        col(OrganisationContact.organisation_id).in_(organisation_ids),
    )
    contacts = {one.organisation_id: one for one in session.exec(held)}
    own = _changed_at(session, "organisation_contact", [one.id for one in contacts.values()])
    shared = _changed_at(session, "organisation", [one.id for one in found])
    proposers = _proposers(session, found)
    names = dict(session.exec(select(Partnership.id, Partnership.name)).all()) if found else {}
    addresses = {}
    for one in found:
        contact = contacts.get(one.id)
        email, by = one.email, proposers.get(one.id, one.owner_partnership_id)
        at = shared.get(one.id, one.updated_at)
        if contact is not None:
            changed = own.get(contact.id, contact.updated_at)
            at = changed if contact.email else max(at, changed)
            email, by = (contact.email, partnership_id) if contact.email else (email, by)
        if email:
            addresses[one.id] = NewAddress(email=email, changed_at=at, changed_by=names.get(by or 0, ""))
    return addresses


def _changed_at(session: Session, kind: str, ids: Collection[int]) -> dict[int, datetime]:
    """When these records last got another address, as far back as the change log goes."""
    statement = select(Change).where(Change.type == kind, col(Change.record_id).in_(ids))
    return {
        one.record_id: one.at
        for one in session.exec(statement.order_by(col(Change.id)))
        if "email" in one.fields or one.action == "created"
    }


def _proposers(session: Session, organisations: Collection[Organisation]) -> dict[int, int | None]:
    """The partnership whose proposal gave an organisation the address that it has."""
    present = {one.id: normal_address(one.email or "") for one in organisations}
    accepted = select(OrganisationProposal).where(
        col(OrganisationProposal.organisation_id).in_(present),
        OrganisationProposal.state == ProposalState.ACCEPTED,
    )
    return {
        one.organisation_id: one.partnership_id
        for one in session.exec(accepted.order_by(col(OrganisationProposal.updated_at)))
        if normal_address(one.fields.get("email") or "") == present[one.organisation_id] != ""
    }


def unaccepted(
    session: Session, partnership_id: int, drafts: Sequence[Invitation], names: dict[int, str]
) -> Iterator[FieldProblem]:
    """One problem for each organisation that was invited before at an address other than its present one.

    An address that was typed with the invitation is no question.
    """
    ids = {one.organisation_id for one in drafts if one.organisation_id is not None}
    if not ids:
        return
    present = present_addresses(session, partnership_id, ids)
    before = _written_to(session, partnership_id, ids)
    for one in drafts:
        number = one.organisation_id or 0
        now, last = present.get(number), before.get(number)
        if now is None or last is None or not same(one.email or "", now.email) or same(now.email, last):
            continue
        day = clock.day_of(now.changed_at)
        yield FieldProblem(
            "#/accept_addresses",
            "address_changed",
            {
                "name": names[number],
                "email": now.email,
                "before": last,
                "day": f"{day.day}. {day.month}. {day.year}",
                "by": now.changed_by,
            },
        )


def _written_to(session: Session, partnership_id: int, ids: Collection[int]) -> dict[int, str]:
    """The address of the last invitation that the partnership sent to each organisation."""
    newest = (
        sa.select(sa.func.max(col(Invitation.id)))
        .where(
            col(Invitation.partnership_id) == partnership_id,
            col(Invitation.organisation_id).in_(ids),
            col(Invitation.email).is_not(None),
        )
        .group_by(col(Invitation.organisation_id))
    )
    statement = select(Invitation.organisation_id, Invitation.email).where(col(Invitation.id).in_(newest))
    return {number: email for number, email in session.exec(statement) if number and email}


def same(one: str, other: str) -> bool:
    return normal_address(one) == normal_address(other)


def new_addresses(
    session: Session, partnership_id: int, invitations: Sequence[Invitation]
) -> dict[int, NewAddress]:
    """By the id of an invitation without an answer: the address that its organisation has got since."""
    waiting = [one for one in invitations if one.organisation_id is not None and one.email]
    if not waiting:
        return {}
    present = present_addresses(session, partnership_id, {one.organisation_id or 0 for one in waiting})
    found = {}
    for one in waiting:
        now = present.get(one.organisation_id or 0)
        if now and not same(now.email, one.email or "") and now.changed_at > one.sent_at:
            found[one.id] = now
    return found
