"""Organisations, for everybody to read; people and their affiliations, for the staff of their partnership."""

from typing import Annotated

from fastapi import Query

from app.core.columns import RecordId
from app.core.http import Call, Routes, reads, writes
from app.core.paging import Deleted, PageQuery, Slice
from app.organisations import affiliations, people, service
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
    PersonMerge,
    PersonQuery,
    PersonUpdate,
    PersonView,
)

routes = Routes(tags=["organisations"])


@routes.get("/organisations")
@reads(public=True, scope="organisations:read")
def list_organisations(
    call: Call, query: Annotated[OrganisationQuery, Query()]
) -> Slice[OrganisationView | Deleted]:
    return service.list_organisations(call.session, call.actor, query)


@routes.post("/organisations", status_code=201)
@writes(scope="organisations:write")
def create_organisation(call: Call, body: OrganisationCreate) -> OrganisationDetail:
    view = service.create_organisation(call.session, call.actor, body)
    return call.created(view, f"/organisations/{view.id}")


@routes.get("/organisations/{organisation_id}")
@reads(public=True, scope="organisations:read")
def get_organisation(call: Call, organisation_id: RecordId) -> OrganisationDetail:
    return service.get_organisation(call.session, call.actor, organisation_id)


@routes.patch("/organisations/{organisation_id}")
@writes(scope="organisations:write")
def update_organisation(
    call: Call, organisation_id: RecordId, body: OrganisationUpdate
) -> OrganisationDetail:
    return service.update_organisation(call.session, call.actor, organisation_id, call.version, body)


@routes.delete("/organisations/{organisation_id}", status_code=204)
@writes(scope="organisations:write")
def delete_organisation(call: Call, organisation_id: RecordId) -> None:
    service.delete_organisation(call.session, call.actor, organisation_id, call.version)


@routes.get("/people")
@reads(scope="people:read")
def list_people(call: Call, query: Annotated[PersonQuery, Query()]) -> Slice[PersonView | Deleted]:
    return people.list_people(call.session, call.actor, query)


@routes.post("/people", status_code=201)
@writes(scope="people:write")
def create_person(call: Call, body: PersonCreate) -> PersonDetail:
    view = people.create_person(call.session, call.actor, body)
    return call.created(view, f"/people/{view.id}")


@routes.get("/people/{person_id}")
@reads(scope="people:read")
def get_person(call: Call, person_id: RecordId) -> PersonDetail:
    return people.get_person(call.session, call.actor, person_id)


@routes.patch("/people/{person_id}")
@writes(scope="people:write")
def update_person(call: Call, person_id: RecordId, body: PersonUpdate) -> PersonDetail:
    return people.update_person(call.session, call.actor, person_id, call.version, body)


@routes.delete("/people/{person_id}", status_code=204)
@writes(scope="people:write")
def delete_person(call: Call, person_id: RecordId) -> None:
    people.delete_person(call.session, call.actor, person_id, call.version)


@routes.post("/people/{person_id}/merge")
@writes(scope="people:write")
def merge_people(call: Call, person_id: RecordId, body: PersonMerge) -> PersonDetail:
    return affiliations.merge_people(call.session, call.actor, person_id, body.duplicate_id)


@routes.get("/people/{person_id}/affiliations")
@reads(scope="people:read")
def list_affiliations(
    call: Call, person_id: RecordId, query: Annotated[PageQuery, Query()]
) -> Slice[AffiliationView]:
    return affiliations.list_affiliations(call.session, call.actor, person_id, query)


@routes.post("/people/{person_id}/affiliations", status_code=201)
@writes(scope="people:write")
def add_affiliation(call: Call, person_id: RecordId, body: AffiliationCreate) -> AffiliationView:
    view = affiliations.add_affiliation(call.session, call.actor, person_id, body)
    return call.created(view, f"/affiliations/{view.id}")


@routes.get("/affiliations/{affiliation_id}")
@reads(scope="people:read")
def get_affiliation(call: Call, affiliation_id: RecordId) -> AffiliationView:
    return affiliations.get_affiliation(call.session, call.actor, affiliation_id)


@routes.patch("/affiliations/{affiliation_id}")
@writes(scope="people:write")
def update_affiliation(call: Call, affiliation_id: RecordId, body: AffiliationUpdate) -> AffiliationView:
    return affiliations.update_affiliation(call.session, call.actor, affiliation_id, call.version, body)


@routes.delete("/affiliations/{affiliation_id}", status_code=204)
@writes(scope="people:write")
def remove_affiliation(call: Call, affiliation_id: RecordId) -> None:
    affiliations.remove_affiliation(call.session, call.actor, affiliation_id, call.version)
