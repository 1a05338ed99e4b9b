"""Projects of a partnership.

Staff read all projects of their partnerships. Anybody may read those that have a contract, are running or
closed, with their budget and funding, because that is public money; the note, the activities, indicators and
milestones stay inside.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import text
from app.core.actor import Actor
from app.core.database import changes, records, references
from app.core.database.columns import rel
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.searched import all_words
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words, order_of, referred
from app.core.web.paging import Deleted, Slice
from app.organisations.models import Organisation
from app.organisations.service import shown_name
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
    ProjectState,
)
from app.projects.shapes import (
    PartnerBody,
    PartnerView,
    ProjectCreate,
    ProjectQuery,
    ProjectUpdate,
    ProjectView,
)

references.keep_by(
    Project,
    parts=(ProjectActivity, ProjectFunding, ProjectIndicator, ProjectMilestone, ProjectPartner),
)
SHOWN = (
    selectinload(rel(Project.funding)),
    selectinload(rel(Project.partners)).options(joinedload(rel(ProjectPartner.organisation))),
)
"""Relationships that the view of a project needs."""
SORTS: Sorts = {
    "title": by_words(col(Project.title)),
    "partnership": referred(Partnership, col(Partnership.sort_key), col(Project.partnership_id)),
    "registration_number": col(Project.registration_number),
    "state": order_of(col(Project.state), ProjectState),
    "starts_on": col(Project.starts_on),
    "ends_on": col(Project.ends_on),
    "total_budget": col(Project.total_budget),
}


def visible_projects(actor: Actor, query: ProjectQuery | None = None) -> SelectOfScalar[Project]:
    inside = actor.partnerships()
    statement = select(Project)
    if inside is not None:
        public = col(Project.state).in_(PUBLIC_STATES)
        statement = statement.where(sa.or_(col(Project.partnership_id).in_(inside), public))
    return _filtered(statement, query) if query else statement


def _filtered(statement: SelectOfScalar[Project], query: ProjectQuery) -> SelectOfScalar[Project]:
    if query.partnership:
        statement = statement.where(Project.partnership_id == query.partnership)
    if query.programme:
        statement = statement.where(Project.programme_id == query.programme)
    if query.state:
        statement = statement.where(Project.state == query.state)
    if query.q:
        statement = statement.where(*all_words(col(Project.folded_text), query.q))
    return statement


def find_project(session: Session, actor: Actor, project_id: int, *load: ORMOption) -> Project:
    statement = visible_projects(actor).where(Project.id == project_id)
    return records.get(session, statement.options(*load))


def find_inside(session: Session, actor: Actor, project_id: int, *load: ORMOption) -> Project:
    """A project whose inside the actor may read."""
    project = find_project(session, actor, project_id, *load)
    if not actor.reads(project.partnership_id):
        raise Forbidden()
    return project


def find_to_write(session: Session, actor: Actor, project_id: int) -> Project:
    project = find_project(session, actor, project_id)
    if not actor.writes(project.partnership_id):
        raise Forbidden()
    return project


def list_projects(session: Session, actor: Actor, query: ProjectQuery) -> Slice[ProjectView | Deleted]:
    def to_views(rows: list[Project]) -> list[ProjectView]:
        return [view(actor, row) for row in rows]

    statement = visible_projects(actor, query).options(*SHOWN)
    return paging.synced_page(session, actor, Project, statement, query, to_views, sorts=SORTS)


def create_project(session: Session, actor: Actor, body: ProjectCreate) -> ProjectView:
    if not actor.writes(body.partnership_id):
        raise Forbidden()
    records.get_referenced(session, Partnership, body.partnership_id, "#/partnership_id")
    project = Project(**body.model_dump(exclude={"funding", "partners"}))
    _settle(session, project)
    session.add(project)
    session.flush()
    session.refresh(project, ["funding", "partners"])
    funding.replace(session, project, body.funding)
    _replace_partners(session, project, body.partners)
    return _saved(session, actor, project)


def update_project(
    session: Session, actor: Actor, project_id: int, version: int, body: ProjectUpdate
) -> ProjectView:
    project = _get_for_update(session, actor, project_id, version, *SHOWN)
    records.apply_changes(project, body)
    _settle(session, project)
    replaced = []
    if "funding" in body.model_fields_set:
        replaced.append(funding.replace(session, project, body.funding or []))
    if "partners" in body.model_fields_set:
        replaced.append(_replace_partners(session, project, body.partners or []))
    if any(replaced):
        changes.touch(project)
    return _saved(session, actor, project)


def _saved(session: Session, actor: Actor, project: Project) -> ProjectView:
    """The view after a write, with its relationships read again."""
    session.flush()
    statement = select(Project).where(Project.id == project.id).options(*SHOWN)
    return view(actor, session.exec(statement, execution_options={"populate_existing": True}).one())


def delete_project(session: Session, actor: Actor, project_id: int, version: int) -> None:
    """Delete a project with its parts; 409 `in_use` while events or series count towards it."""
    project = _get_for_update(session, actor, project_id, version)
    references.check_unused(session, Project, project_id)
    session.refresh(project, ["indicators", "milestones", "funding", "partners", "activities"])
    try:
        for part in (*project.indicators, *project.milestones, *project.funding, *project.partners):
            session.delete(part)
        session.flush()
        _delete_activities(session, project.activities)
    except sa.exc.IntegrityError as error:
        raise Conflict("in_use") from error
    records.delete(session, project)


def _delete_activities(session: Session, activities: Sequence[ProjectActivity]) -> None:
    """Delete from the leaves up, because a parent cannot be deleted before its children."""
    left = list(activities)
    while left:
        parents = {activity.parent_id for activity in left}
        for leaf in [activity for activity in left if activity.id not in parents]:
            session.delete(leaf)
            left.remove(leaf)
        session.flush()


def _get_for_update(
    session: Session, actor: Actor, project_id: int, version: int, *load: ORMOption
) -> Project:
    find_to_write(session, actor, project_id)
    statement = visible_projects(actor).where(Project.id == project_id).options(*load)
    return records.get_for_update(session, statement, version)


def _settle(session: Session, project: Project) -> None:
    """Check what constraints cannot: the order of days, references, and cycles of follow-up projects."""
    if project.starts_on and project.ends_on and project.ends_on < project.starts_on:
        raise Invalid("#/ends_on", "ends_before_starts")
    with session.no_autoflush:
        records.get_referenced(session, Organisation, project.applicant_id, "#/applicant_id")
        records.get_referenced(session, FundingProgramme, project.programme_id, "#/programme_id")
        _check_number(session, project)
        earlier = records.get_referenced(
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
    same = select(Project.id).where(
        Project.registration_number == project.registration_number, Project.id != (project.id or 0)
    )
    if session.exec(same).first():
        raise Invalid("#/registration_number", "already_exists")


def _replace_partners(session: Session, project: Project, partners: Sequence[PartnerBody]) -> bool:
    """Replace the partners. Returns False when they are the same."""
    ids = [partner.organisation_id for partner in partners]
    if len(set(ids)) < len(ids):
        raise Invalid("#/partners", "duplicate")
    for index, organisation_id in enumerate(ids):
        records.get_referenced(session, Organisation, organisation_id, f"#/partners/{index}/organisation_id")
    old = {row.organisation_id: row.role for row in project.partners}
    if old == {one.organisation_id: one.role for one in partners}:
        return False
    for row in project.partners:
        session.delete(row)
    session.flush()  # an organisation that stays is inserted again
    session.add_all(
        ProjectPartner(
            partnership_id=project.partnership_id,
            project_id=project.id,
            organisation_id=one.organisation_id,
            role=one.role,
        )
        for one in partners
    )
    return True


def view(actor: Actor, project: Project) -> ProjectView:
    """The view of a project that was loaded with `SHOWN`."""
    return ProjectView(
        **project.model_dump(exclude={"folded_text", "note"}),
        note=project.note if actor.reads(project.partnership_id) else None,
        funding=funding.views(project),
        partners=[
            PartnerView(organisation_id=one.organisation_id, name=name, role=one.role)
            for one in project.partners
            if (name := shown_name(actor, one.organisation)) is not None
        ],
    )
