"""Projects of a partnership.

Staff read all projects of their partnerships. Anybody may read those that have a contract, are running or
closed, with their budget and funding, because that is public money; the note, the activities, indicators and
milestones stay inside.
"""

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import changes, paging, records, text
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.paging import Slice
from app.organisations.models import Organisation
from app.partnerships.models import Partnership
from app.projects import funding
from app.projects.models import (
    PUBLIC_STATES,
    FundingProgramme,
    Project,
    ProjectActivity,
    ProjectFunding,
    ProjectIndicator,
    ProjectMilestone,
    ProjectPartner,
)
from app.projects.shapes import (
    PartnerBody,
    PartnerView,
    ProjectCreate,
    ProjectQuery,
    ProjectUpdate,
    ProjectView,
)


def visible_projects(actor: Actor, query: ProjectQuery | None = None) -> Any:
    inside = actor.partnerships()
    statement = sa.select(Project)
    if inside is not None:
        public = col(Project.state).in_(PUBLIC_STATES)
        statement = statement.where(sa.or_(col(Project.partnership_id).in_(inside), public))
    return _filtered(statement, query) if query else statement


def _filtered(statement: Any, query: ProjectQuery) -> Any:
    if query.partnership:
        statement = statement.where(col(Project.partnership_id) == query.partnership)
    if query.programme:
        statement = statement.where(col(Project.programme_id) == query.programme)
    if query.state:
        statement = statement.where(col(Project.state) == query.state)
    if query.q:
        statement = statement.where(col(Project.folded_text).contains(text.fold(query.q), autoescape=True))
    return statement


def find_project(session: Session, actor: Actor, project_id: int) -> Project:
    return cast(Project, records.find(session, visible_projects(actor).where(col(Project.id) == project_id)))


def find_inside(session: Session, actor: Actor, project_id: int) -> Project:
    """A project whose inside the actor may read."""
    project = find_project(session, actor, project_id)
    if not actor.reads(project.partnership_id):
        raise Forbidden()
    return project


def find_to_write(session: Session, actor: Actor, project_id: int) -> Project:
    project = find_project(session, actor, project_id)
    if not actor.writes(project.partnership_id):
        raise Forbidden()
    return project


def list_projects(session: Session, actor: Actor, query: ProjectQuery) -> Slice[Any]:
    def present(rows: list[Any]) -> list[ProjectView]:
        return present_projects(session, actor, rows)

    return paging.synced_page(session, actor, Project, visible_projects(actor, query), query, present)


def create_project(session: Session, actor: Actor, body: ProjectCreate) -> ProjectView:
    if not actor.writes(body.partnership_id):
        raise Forbidden()
    records.require(session, Partnership, body.partnership_id, "#/partnership_id")
    project = Project(**body.model_dump(exclude={"funding", "partners"}))
    _settle(session, project)
    session.add(project)
    session.flush()
    funding.replace(session, project, body.funding)
    _replace_partners(session, project, body.partners)
    return present_projects(session, actor, [project])[0]


def update_project(
    session: Session, actor: Actor, project_id: int, version: int, body: ProjectUpdate
) -> ProjectView:
    project = _claim(session, actor, project_id, version)
    records.take_over(project, body, leave={"funding", "partners"})
    _settle(session, project)
    sent = body.model_fields_set
    replaced = []
    if "funding" in sent:
        replaced.append(funding.replace(session, project, body.funding or []))
    if "partners" in sent:
        replaced.append(_replace_partners(session, project, body.partners or []))
    if any(replaced):
        changes.touch(project)
    session.flush()
    return present_projects(session, actor, [project])[0]


def delete_project(session: Session, actor: Actor, project_id: int, version: int) -> None:
    """Goes with its own parts; while events or series count towards it, it stays (409 `in_use`)."""
    project = _claim(session, actor, project_id, version)
    try:
        for part in (ProjectIndicator, ProjectMilestone, ProjectFunding, ProjectPartner):
            _delete_parts(session, part, project)
        _delete_activities(session, project)
    except sa.exc.IntegrityError as error:
        raise Conflict("in_use") from error
    records.remove(session, project)


def _delete_parts(session: Session, part: Any, project: Project) -> None:
    for row in session.scalars(sa.select(part).where(part.project_id == project.id)):
        session.delete(row)
    session.flush()


def _delete_activities(session: Session, project: Project) -> None:
    """From the leaves up, because a parent is needed as long as it has children."""
    left = list(
        session.scalars(sa.select(ProjectActivity).where(col(ProjectActivity.project_id) == project.id))
    )
    while left:
        parents = {activity.parent_id for activity in left}
        for leaf in [activity for activity in left if activity.id not in parents]:
            session.delete(leaf)
            left.remove(leaf)
        session.flush()


def _claim(session: Session, actor: Actor, project_id: int, version: int) -> Project:
    find_to_write(session, actor, project_id)
    statement = visible_projects(actor).where(col(Project.id) == project_id)
    return cast(Project, records.claim(session, statement, version))


def _settle(session: Session, project: Project) -> None:
    """What the columns alone cannot tell: the order of days, what is referred to, no circle of followers."""
    if project.starts_on and project.ends_on and project.ends_on < project.starts_on:
        raise Invalid("#/ends_on", "ends_before_starts")
    with session.no_autoflush:
        records.require(session, Organisation, project.applicant_id, "#/applicant_id")
        records.require(session, FundingProgramme, project.programme_id, "#/programme_id")
        _check_number(session, project)
        earlier = records.require(
            session, Project, project.follows_id, "#/follows_id", project.partnership_id
        )
        while earlier is not None:
            if earlier.id == project.id:
                raise Conflict("cycle")
            earlier = session.get(Project, earlier.follows_id) if earlier.follows_id else None
    project.folded_text = text.fold(f"{project.title} {project.registration_number or ''}")


def _check_number(session: Session, project: Project) -> None:
    if project.registration_number == "":
        project.registration_number = None
    if project.registration_number is None:
        return
    same = col(Project.registration_number) == project.registration_number
    taken = session.scalars(
        sa.select(col(Project.id)).where(same, col(Project.id) != (project.id or 0))
    ).first()
    if taken:
        raise Invalid("#/registration_number", "already_exists")


def _replace_partners(session: Session, project: Project, partners: Sequence[PartnerBody]) -> bool:
    """Puts these partners in the place of the old ones; False when they were the same already."""
    ids = [partner.organisation_id for partner in partners]
    if len(set(ids)) < len(ids):
        raise Invalid("#/partners", "duplicate")
    for index, organisation_id in enumerate(ids):
        records.require(session, Organisation, organisation_id, f"#/partners/{index}/organisation_id")
    old = list(session.scalars(sa.select(ProjectPartner).where(col(ProjectPartner.project_id) == project.id)))
    if {row.organisation_id: row.role for row in old} == {one.organisation_id: one.role for one in partners}:
        return False
    for row in old:
        session.delete(row)
    session.flush()
    for partner in partners:
        row = ProjectPartner(
            partnership_id=project.partnership_id, project_id=cast(int, project.id), **_of_partner(partner)
        )
        session.add(row)
    session.flush()
    return True


def _of_partner(partner: PartnerBody) -> dict[str, Any]:
    return partner.model_dump(include={"organisation_id", "role"})


def present_projects(session: Session, actor: Actor, projects: Sequence[Project]) -> list[ProjectView]:
    ids = [cast(int, project.id) for project in projects]
    shares = funding.of_projects(session, ids)
    partners = _partners_of(session, ids)
    views = []
    for project in projects:
        own = project.model_dump(exclude={"folded_text"})
        if not actor.reads(project.partnership_id):
            own["note"] = None
        own["funding"] = funding.views(project, shares.get(cast(int, project.id), []))
        own["partners"] = partners.get(cast(int, project.id), [])
        views.append(ProjectView.model_validate(own))
    return views


def _partners_of(session: Session, project_ids: Sequence[int]) -> dict[int, list[PartnerView]]:
    statement = (
        sa.select(ProjectPartner, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == ProjectPartner.organisation_id)
        .where(col(ProjectPartner.project_id).in_(project_ids))
        .order_by(col(ProjectPartner.id))
    )
    found: dict[int, list[PartnerView]] = {}
    for row, name in session.execute(statement):
        view = PartnerView(organisation_id=row.organisation_id, name=name, role=row.role)
        found.setdefault(row.project_id, []).append(view)
    return found
