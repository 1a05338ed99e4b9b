"""Services of organisations, which all partnerships share: permissions and changes."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar
from stdnum.cz.dic import calc_check_digit_legal

from app.accounts.roles import check_partnership
from app.core.actor import Actor
from app.core.database import records
from app.core.database.references import edit_and_delete, referring
from app.core.errors import Forbidden, Invalid
from app.core.json_values import Json
from app.core.searched import all_words
from app.core.text import fold, sort_key
from app.core.web import paging
from app.core.web.keyset import Sorts, order_of
from app.core.web.paging import Deleted, Slice
from app.organisations import proposals
from app.organisations.merge import forget_all_of, merges_of
from app.organisations.models import (
    Organisation,
    OrganisationCreate,
    OrganisationDetail,
    OrganisationKind,
    OrganisationQuery,
    OrganisationUpdate,
    OrganisationView,
)
from app.organisations.proposal_models import ProposalState, ProposalView
from app.territories.service import below, resolve

ICO_DIGITS = 8
SORTS: Sorts = {
    "name": col(Organisation.sort_key),
    "kind": order_of(col(Organisation.kind), OrganisationKind),
    "ico": col(Organisation.ico),
    "email": sa.func.lower(col(Organisation.email)),
    "phone": col(Organisation.phone),
}


def visible_organisations(
    actor: Actor, query: OrganisationQuery | None = None
) -> SelectOfScalar[Organisation]:
    """Staff of any partnership see all organisations, others the public ones."""
    statement = select(Organisation)
    if not actor.reads_somewhere:
        statement = statement.where(col(Organisation.public))
    if query is None:
        return statement
    if query.kind:
        statement = statement.where(col(Organisation.kind) == query.kind)
    if query.territory:
        statement = statement.where(col(Organisation.territory_id).in_(below(query.territory)))
    if query.ico:
        statement = statement.where(col(Organisation.ico) == query.ico.zfill(ICO_DIGITS))
    if query.q:
        named = sa.and_(sa.true(), *all_words(col(Organisation.folded_name), query.q))
        numbered = col(Organisation.ico).startswith(fold(query.q), autoescape=True)
        statement = statement.where(named | numbered)
    return statement


def list_organisations(
    session: Session, actor: Actor, query: OrganisationQuery
) -> Slice[OrganisationView | Deleted]:
    statement = visible_organisations(actor, query)
    return paging.synced_page(session, actor, Organisation, statement, query, _views, sorts=SORTS)


def _views(found: Sequence[Organisation]) -> list[OrganisationView]:
    return [OrganisationView.of(organisation) for organisation in found]


def _detail(session: Session, actor: Actor, organisation: Organisation) -> OrganisationDetail:
    owns = actor.owns(organisation.owner_partnership_id)
    merges = merges_of(session, "organisation", organisation.id) if owns else []
    kept = referring(session, Organisation, [organisation.id]) if owns else {}
    own = [*edit_and_delete(owns, bool(kept)), "merge"]
    allowed = own if owns else ["propose"] if actor.adds_shared else []
    if merges:
        allowed.append("unmerge")
    if actor.reads_somewhere:
        allowed.append("see_people")
    return OrganisationDetail.of(
        organisation, allowed=allowed, referred_by=kept.get(organisation.id, []), merges=merges
    )


def get_organisation(session: Session, actor: Actor, organisation_id: int) -> OrganisationDetail:
    return _detail(session, actor, records.get(session, _one(actor, organisation_id)))


def _one(actor: Actor, organisation_id: int) -> SelectOfScalar[Organisation]:
    return visible_organisations(actor).where(col(Organisation.id) == organisation_id)


def create_organisation(session: Session, actor: Actor, body: OrganisationCreate) -> OrganisationDetail:
    if not actor.adds_shared:
        raise Forbidden()
    resolve(session, body)
    derived: Json = {"folded_name": fold(body.name), "sort_key": sort_key(body.name)}
    derived["owner_partnership_id"] = actor.home
    organisation = Organisation.model_validate(body, update={**derived, "ico": normal_ico(body.ico)})
    session.add(organisation)
    session.flush()
    return _detail(session, actor, organisation)


def update_organisation(
    session: Session, actor: Actor, organisation_id: int, version: int, body: OrganisationUpdate
) -> OrganisationDetail | ProposalView:
    """The organisation as it is now, or the proposal to its owner when the actor does not own it."""
    organisation = records.get_for_update(session, _one(actor, organisation_id), version)
    if not actor.adds_shared:
        raise Forbidden()
    resolve(session, body)
    if body.ico is not None:
        body.ico = normal_ico(body.ico)
    if not actor.owns(organisation.owner_partnership_id):
        proposal = proposals.propose(session, actor, organisation, body)
        return proposal or _detail(session, actor, organisation)
    return _changed(session, actor, organisation, body)


def accept_proposal(session: Session, actor: Actor, proposal_id: int) -> ProposalView:
    """Change the organisation as proposed."""
    proposal, organisation = proposals.to_decide(session, actor, proposal_id)
    _changed(session, actor, organisation, OrganisationUpdate.model_validate(proposal.fields))
    return proposals.decide(session, actor, proposal, ProposalState.ACCEPTED)


def decline_proposal(session: Session, actor: Actor, proposal_id: int) -> ProposalView:
    proposal, _ = proposals.to_decide(session, actor, proposal_id)
    return proposals.decide(session, actor, proposal, ProposalState.DECLINED)


def _changed(
    session: Session, actor: Actor, organisation: Organisation, body: OrganisationUpdate
) -> OrganisationDetail:
    if body.owner_partnership_id is not None:
        check_partnership(session, body.owner_partnership_id, "#/owner_partnership_id")
    if "name" in records.apply_changes(organisation, body):
        organisation.folded_name = fold(organisation.name)
        organisation.sort_key = sort_key(organisation.name)
    session.flush()
    return _detail(session, actor, organisation)


def delete_organisation(session: Session, actor: Actor, organisation_id: int, version: int) -> None:
    organisation = records.get_for_update(session, _one(actor, organisation_id), version)
    if not actor.owns(organisation.owner_partnership_id):
        raise Forbidden()
    records.delete(session, organisation)
    forget_all_of(session, "organisation", organisation_id)


def normal_ico(ico: str | None) -> str | None:
    """Pad to eight digits and verify the last one, a check digit (modulo 11). Older numbers are shorter."""
    if not ico:
        return None
    digits = "".join(ico.split()).zfill(ICO_DIGITS)
    well_formed = len(digits) == ICO_DIGITS and digits.isascii() and digits.isdigit() and int(digits) > 0
    if not well_formed or calc_check_digit_legal(digits[:-1]) != digits[-1]:
        raise Invalid("#/ico", "bad_ico")
    return digits


def shown_name(actor: Actor, organisation: Organisation | None) -> str | None:
    """The name for this reader; None for an organisation that is not public, unless the reader is staff.

    Every answer that the public may read takes names from here, or selects `public` organisations alone.
    """
    if organisation is None or not (organisation.public or actor.reads_somewhere):
        return None
    return organisation.name


def check_named(session: Session, organisation_id: int | None, *, by_public: bool) -> None:
    """Refuse an organisation that a form names and that does not exist.

    `by_public`: one that is not public is refused alike, because the answer would tell its name.
    """
    if organisation_id is None:
        return
    organisation = session.get(Organisation, organisation_id)
    if organisation is None or (by_public and not organisation.public):
        raise Invalid("#/organisation_id", "not_found")


def organisation_names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    statement = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(wanted))
    return {own or 0: name for own, name in session.exec(statement)}
