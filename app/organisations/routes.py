"""Routes of organisations, which everybody may read, and of people and affiliations, for staff only."""

from typing import Annotated

from fastapi import Query

from app.core.actor import PEOPLE, NamingPeople
from app.core.database.columns import RecordId
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, PageQuery, Slice
from app.organisations import (
    affiliations,
    contacts,
    doubles,
    organisations_merge,
    people,
    people_merge,
    proposals,
    service,
)
from app.organisations.merge_models import MergeQuery, OrganisationMerge, PersonMerge, Unmerge
from app.organisations.merge_views import OrganisationMergePreview, PersonMergePreview
from app.organisations.models import (
    OrganisationCreate,
    OrganisationDetail,
    OrganisationQuery,
    OrganisationUpdate,
    OrganisationView,
)
from app.organisations.people_models import (
    AffiliationCreate,
    AffiliationUpdate,
    AffiliationView,
    PersonCreate,
    PersonDetail,
    PersonQuery,
    PersonUpdate,
    PersonView,
)
from app.organisations.proposal_models import ContactUpdate, ContactView, ProposalQuery, ProposalView

routes = Router(tags=["organisations"])


@routes.get("/organisations")
@reads(public=True, scope="organisations:read")
def list_organisations(
    context: RequestContext, query: Annotated[OrganisationQuery, Query()]
) -> Slice[OrganisationView | Deleted]:
    return service.list_organisations(context.session, context.actor, query)


@routes.post("/organisations", status_code=201)
@writes(scope="organisations:write")
def create_organisation(context: RequestContext, body: OrganisationCreate) -> OrganisationDetail:
    view = service.create_organisation(context.session, context.actor, body)
    return context.created(view, f"/organisations/{view.id}")


@routes.get("/organisations/{organisation_id}")
@reads(public=True, scope="organisations:read")
def get_organisation(context: RequestContext, organisation_id: RecordId) -> OrganisationDetail:
    return service.get_organisation(context.session, context.actor, organisation_id)


@routes.patch("/organisations/{organisation_id}")
@writes(scope="organisations:write")
def update_organisation(
    context: RequestContext, organisation_id: RecordId, body: OrganisationUpdate
) -> OrganisationDetail | ProposalView:
    """Change an organisation of the own partnership; for others a proposal to its owner is made (202)."""
    view = service.update_organisation(context.session, context.actor, organisation_id, context.version, body)
    if isinstance(view, ProposalView):
        context.status = 202
    return view


@routes.delete("/organisations/{organisation_id}", status_code=204)
@writes(scope="organisations:write")
def delete_organisation(context: RequestContext, organisation_id: RecordId) -> None:
    service.delete_organisation(context.session, context.actor, organisation_id, context.version)


@routes.get("/organisation-proposals")
@reads(scope="organisations:read")
def list_proposals(
    context: RequestContext, query: Annotated[ProposalQuery, Query()]
) -> Slice[ProposalView | Deleted]:
    """Proposals to organisations of the reader's partnerships, and those that they have made."""
    return proposals.list_proposals(context.session, context.actor, query)


@routes.get("/organisation-proposals/{proposal_id}")
@reads(scope="organisations:read")
def get_proposal(context: RequestContext, proposal_id: RecordId) -> ProposalView:
    return proposals.get_proposal(context.session, context.actor, proposal_id)


@routes.post("/organisation-proposals/{proposal_id}/accept")
@writes(scope="organisations:write")
def accept_proposal(context: RequestContext, proposal_id: RecordId) -> ProposalView:
    """Change the organisation as proposed."""
    return service.accept_proposal(context.session, context.actor, proposal_id)


@routes.post("/organisation-proposals/{proposal_id}/decline")
@writes(scope="organisations:write")
def decline_proposal(context: RequestContext, proposal_id: RecordId) -> ProposalView:
    """Leave the organisation as it is; who proposed it sees that."""
    return service.decline_proposal(context.session, context.actor, proposal_id)


@routes.get("/partnerships/{partnership_id}/contacts/{organisation_id}")
@reads(scope=NamingPeople("organisations:read", PEOPLE))
def get_contact(context: RequestContext, partnership_id: RecordId, organisation_id: RecordId) -> ContactView:
    """Where this partnership reaches the organisation."""
    return contacts.get_contact(context.session, context.actor, partnership_id, organisation_id)


@routes.put("/partnerships/{partnership_id}/contacts/{organisation_id}")
@writes(scope=NamingPeople("organisations:write", PEOPLE))
def put_contact(
    context: RequestContext, partnership_id: RecordId, organisation_id: RecordId, body: ContactUpdate
) -> ContactView:
    """Invitations of this partnership go to its own address of the organisation before the shared one."""
    return contacts.put_contact(
        context.session, context.actor, partnership_id, organisation_id, context.version, body
    )


@routes.get("/organisations/{organisation_id}/doubles")
@reads(scope="organisations:read")
def list_doubles_of_organisation(
    context: RequestContext, organisation_id: RecordId
) -> list[OrganisationView]:
    """Records that may be of the same organisation."""
    return doubles.doubles_of_organisation(context.session, context.actor, organisation_id)


@routes.get("/organisations/{organisation_id}/merge")
@reads(scope="organisations:write")
def preview_merge_of_organisations(
    context: RequestContext, organisation_id: RecordId, query: Annotated[MergeQuery, Query()]
) -> OrganisationMergePreview:
    """Both records side by side, and what merging them will do. Nothing changes."""
    return organisations_merge.preview_organisations(
        context.session, context.actor, organisation_id, query.duplicate_id
    )


@routes.post("/organisations/{organisation_id}/merge")
@writes(scope="organisations:write")
def merge_organisations(
    context: RequestContext, organisation_id: RecordId, body: OrganisationMerge
) -> OrganisationDetail:
    """Move all that hangs on the duplicate to this organisation, and delete the duplicate."""
    return organisations_merge.merge_organisations(context.session, context.actor, organisation_id, body)


@routes.post("/organisations/{organisation_id}/unmerge")
@writes(scope="organisations:write")
def unmerge_organisations(
    context: RequestContext, organisation_id: RecordId, body: Unmerge | None = None
) -> OrganisationDetail:
    """Take a merge back within 30 days; what changed later stays with this organisation."""
    return organisations_merge.unmerge_organisations(
        context.session, context.actor, organisation_id, (body or Unmerge()).merge_id
    )


@routes.get("/people")
@reads(scope="people:read", personal="id")
def list_people(
    context: RequestContext, query: Annotated[PersonQuery, Query()]
) -> Slice[PersonView | Deleted]:
    return people.list_people(context.session, context.actor, query)


@routes.post("/people", status_code=201)
@writes(scope="people:write")
def create_person(context: RequestContext, body: PersonCreate) -> PersonDetail:
    view = people.create_person(context.session, context.actor, body)
    return context.created(view, f"/people/{view.id}")


@routes.get("/people/{person_id}")
@reads(scope="people:read", personal="person_id")
def get_person(context: RequestContext, person_id: RecordId) -> PersonDetail:
    return people.get_person(context.session, context.actor, person_id)


@routes.patch("/people/{person_id}")
@writes(scope="people:write")
def update_person(context: RequestContext, person_id: RecordId, body: PersonUpdate) -> PersonDetail:
    return people.update_person(context.session, context.actor, person_id, context.version, body)


@routes.delete("/people/{person_id}", status_code=204)
@writes(scope="people:write", guard="confirm")
def delete_person(context: RequestContext, person_id: RecordId) -> None:
    people.delete_person(context.session, context.actor, person_id, context.version)


@routes.get("/people/{person_id}/doubles")
@reads(scope="people:read", personal="id")
def list_doubles_of_person(context: RequestContext, person_id: RecordId) -> list[PersonView]:
    """Records of the partnership that may be of the same person."""
    return doubles.doubles_of_person(context.session, context.actor, person_id)


@routes.get("/people/{person_id}/merge")
@reads(scope="people:write", personal="person_id")
def preview_merge_of_people(
    context: RequestContext, person_id: RecordId, query: Annotated[MergeQuery, Query()]
) -> PersonMergePreview:
    """Both records side by side, and what merging them will do. Nothing changes."""
    return people_merge.preview_people(context.session, context.actor, person_id, query.duplicate_id)


@routes.post("/people/{person_id}/merge")
@writes(scope="people:write")
def merge_people(context: RequestContext, person_id: RecordId, body: PersonMerge) -> PersonDetail:
    """Move all that hangs on the duplicate to this person, and delete the duplicate."""
    return people_merge.merge_people(context.session, context.actor, person_id, body)


@routes.post("/people/{person_id}/unmerge")
@writes(scope="people:write")
def unmerge_people(context: RequestContext, person_id: RecordId, body: Unmerge | None = None) -> PersonDetail:
    """Take a merge back within 30 days; what changed later stays with this person."""
    return people_merge.unmerge_people(
        context.session, context.actor, person_id, (body or Unmerge()).merge_id
    )


@routes.get("/people/{person_id}/affiliations")
@reads(scope="people:read", personal="person_id")
def list_affiliations(
    context: RequestContext, person_id: RecordId, query: Annotated[PageQuery, Query()]
) -> Slice[AffiliationView]:
    return affiliations.list_affiliations(context.session, context.actor, person_id, query)


@routes.post("/people/{person_id}/affiliations", status_code=201)
@writes(scope="people:write")
def add_affiliation(context: RequestContext, person_id: RecordId, body: AffiliationCreate) -> AffiliationView:
    view = affiliations.add_affiliation(context.session, context.actor, person_id, body)
    return context.created(view, f"/affiliations/{view.id}")


@routes.get("/affiliations/{affiliation_id}")
@reads(scope="people:read", personal="person_id")
def get_affiliation(context: RequestContext, affiliation_id: RecordId) -> AffiliationView:
    return affiliations.get_affiliation(context.session, context.actor, affiliation_id)


@routes.patch("/affiliations/{affiliation_id}")
@writes(scope="people:write")
def update_affiliation(
    context: RequestContext, affiliation_id: RecordId, body: AffiliationUpdate
) -> AffiliationView:
    return affiliations.update_affiliation(
        context.session, context.actor, affiliation_id, context.version, body
    )


@routes.delete("/affiliations/{affiliation_id}", status_code=204)
@writes(scope="people:write")
def remove_affiliation(context: RequestContext, affiliation_id: RecordId) -> None:
    affiliations.remove_affiliation(context.session, context.actor, affiliation_id, context.version)
