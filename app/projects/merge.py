"""Rules of merging for the organisations of projects."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.database.columns import table_of
from app.organisations.merge_rules import Pair, repoint, repointed, rule
from app.projects.models import Project, ProjectPartner

PARTNER = table_of(ProjectPartner)

repointed(Project, "applicant_id", "Projects that the duplicate applied for are those of the organisation.")


def _partner_twice(pair: Pair) -> sa.Select[tuple[int]]:
    own = sa.select(PARTNER.c.project_id).where(PARTNER.c.organisation_id == pair.kept_id)
    return sa.select(PARTNER.c.id).where(
        PARTNER.c.organisation_id == pair.gone_id, PARTNER.c.project_id.in_(own)
    )


@rule(
    ProjectPartner,
    "organisation_id",
    "A partner of a project stays one, once in each project, with both roles.",
    twice=_partner_twice,
    parent=(Project, "project_id"),
)
def merge_partners(session: Session, pair: Pair) -> None:
    found = session.exec(
        select(ProjectPartner).where(col(ProjectPartner.organisation_id).in_(pair.ids))
    ).all()
    own = {one.project_id: one for one in found if one.organisation_id == pair.kept_id}
    for goes in found:
        stays = own.get(goes.project_id)
        if stays is None or goes is stays:
            continue
        stays.role = "; ".join(dict.fromkeys(role for role in (stays.role, goes.role) if role))
        session.delete(goes)
    session.flush()
    repoint(session, PARTNER.c.organisation_id, pair)
