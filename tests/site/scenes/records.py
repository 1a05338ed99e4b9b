"""Forms of records that are two and should be one, and of records that nothing keeps."""

from typing import Any

from app.organisations.models import OrganisationKind
from tests import factories
from tests.site.scenes.stage import Shown, Stage, is_gone, read, scene

Two = tuple[int, int]


# --- two that are one ------------------------------------------------------------------------------------


def two_people(stage: Stage) -> Two:
    with stage.writing() as session:
        names: Any = {"first_name": "Eva", "last_name": "Nebylá"}
        kept, gone = (
            factories.a_person(session, stage.partnership, **names, email=email)
            for email in ("eva@spolek.example", "eva.nebyla@urad.example")
        )
        return kept.id, gone.id


def two_organisations(stage: Stage) -> Two:
    own: Any = {"owner_partnership_id": stage.place}
    with stage.writing() as session:
        kept = factories.an_organisation(session, "Charita Liberec", **own)
        gone = factories.an_organisation(session, "Charita Liberec", kind=OrganisationKind.CHURCH, **own)
        return kept.id, gone.id


def merging(stage: Stage, path: str, two: Two) -> Shown:
    """Both side by side."""
    kept, gone = two
    here = f"/staff{path}/{kept}/merge?duplicate_id={gone}"
    return Shown(stage.coordinator, here, is_gone(stage.admin, f"{path}/{gone}"))


def merged(stage: Stage, path: str, two: Two) -> Shown:
    """The page of the one that is left."""
    kept, gone = two
    stage.told(stage.coordinator, f"{path}/{kept}/merge", duplicate_id=gone)
    is_not_there = is_gone(stage.admin, f"{path}/{gone}")
    return Shown(stage.coordinator, f"/staff{path}/{kept}", lambda: not is_not_there())


@scene("/staff/people/{id:int}/merge")
def one_person_twice(stage: Stage) -> Shown:
    return merging(stage, "/people", two_people(stage))


@scene("/staff/people/{id:int}/unmerge")
def two_people_taken_for_one(stage: Stage) -> Shown:
    return merged(stage, "/people", two_people(stage))


@scene("/staff/organisations/{id:int}/merge")
def one_organisation_twice(stage: Stage) -> Shown:
    return merging(stage, "/organisations", two_organisations(stage))


@scene("/staff/organisations/{id:int}/unmerge")
def two_organisations_taken_for_one(stage: Stage) -> Shown:
    return merged(stage, "/organisations", two_organisations(stage))


@scene("/staff/organisation-proposals/{id:int}/{verb}")
def a_change_that_another_partnership_proposes(stage: Stage) -> Shown:
    office = stage.told(stage.coordinator, "/organisations", name="Krajský úřad", email="stara@kraj.example")
    path = f"/organisations/{office['id']}"
    with stage.writing() as session:
        elsewhere = factories.a_partnership(session)
        other = factories.a_user(session, "coordinator", elsewhere).id or 0
    change = {"email": "nova@kraj.example"}
    answer = stage.signed_in(other).patch(path, json=change, headers={"If-Match": "*"})
    assert answer.status_code == 202, answer.text
    accepted = "/staff/organisation-proposals"
    return Shown(stage.coordinator, accepted, lambda: read(stage.admin, path)["email"] == change["email"])


# --- records that nothing keeps --------------------------------------------------------------------------


def unused(stage: Stage, path: str, number: int, *, by_admin: bool = False, pages: str = "") -> Shown:
    """The question before it is deleted. `pages` where they are called differently from the API."""
    reader = stage.admin if by_admin else stage.coordinator
    return Shown(reader, f"/staff{pages or path}/{number}/delete", is_gone(stage.admin, f"{path}/{number}"))


def made(stage: Stage, path: str, **body: Any) -> int:
    return int(stage.told(stage.admin, path, **body)["id"])


@scene("/staff/people/{id:int}/delete")
def an_unused_person(stage: Stage) -> Shown:
    return unused(stage, "/people", stage.person())


@scene("/staff/organisations/{id:int}/delete")
def an_unused_organisation(stage: Stage) -> Shown:
    with stage.writing() as session:
        number = factories.an_organisation(session, owner_partnership_id=stage.place).id
    return unused(stage, "/organisations", number)


@scene("/staff/courses/{id:int}/delete")
def an_unused_course(stage: Stage) -> Shown:
    return unused(stage, "/courses", made(stage, "/courses", title="Kurz", hours="8"), by_admin=True)


@scene("/staff/groups/{id:int}/delete")
def an_unused_group(stage: Stage) -> Shown:
    body = {"partnership_id": stage.place, "name": "Bydlení"}
    return unused(stage, "/working-groups", made(stage, "/working-groups", **body), pages="/groups")


@scene("/staff/partnerships/{id:int}/delete")
def an_unused_partnership(stage: Stage) -> Shown:
    return unused(stage, "/partnerships", made(stage, "/partnerships", name="Nové"), by_admin=True)


@scene("/staff/programmes/{id:int}/delete")
def an_unused_funding_programme(stage: Stage) -> Shown:
    number = made(stage, "/funding-programmes", code="N", name="Program")
    return unused(stage, "/funding-programmes", number, by_admin=True, pages="/programmes")


def a_project(stage: Stage) -> int:
    return made(stage, "/projects", partnership_id=stage.place, title="Projekt")


@scene("/staff/projects/{id:int}/delete")
def an_unused_project(stage: Stage) -> Shown:
    return unused(stage, "/projects", a_project(stage))


@scene("/staff/projects/{parent:int}/activities/{id:int}/delete")
def an_unused_activity(stage: Stage) -> Shown:
    project = a_project(stage)
    activities = f"/projects/{project}/activities"
    number = made(stage, activities, code="2", title="Aktivita")
    here = f"/staff{activities}/{number}/delete"
    return Shown(stage.coordinator, here, lambda: not read(stage.admin, activities)["results"])


@scene("/staff/series/{id:int}/delete")
def an_unused_series(stage: Stage) -> Shown:
    body = {"partnership_id": stage.place, "title": "Řada", "kind": "seminar"}
    return unused(stage, "/series", made(stage, "/series", **body))
