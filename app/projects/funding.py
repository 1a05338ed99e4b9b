"""Shares of a budget in crowns and hellers."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

from sqlmodel import Session, col, select

from app.core.errors import Invalid
from app.projects.models import Project, ProjectFunding
from app.projects.shapes import FundingBody, FundingView

HELLER = Decimal("0.01")
WHOLE = Decimal(100)


def amounts(total: Decimal, percents: Sequence[Decimal]) -> list[Decimal]:
    """Each share rounded half up to hellers; the last one takes the remainder, so they add up to `total`.

    No share takes more than the ones before it have left: of 0.02 in four quarters two get a heller.
    """
    shares: list[Decimal] = []
    left = total
    for percent in percents[:-1]:
        share = min((total * percent / WHOLE).quantize(HELLER, ROUND_HALF_UP), left)
        shares.append(share)
        left -= share
    return [*shares, left] if percents else []


def check(shares: Sequence[FundingBody]) -> None:
    if shares and sum(share.percent for share in shares) != WHOLE:
        raise Invalid("#/funding", "sum_not_100")


def replace(session: Session, project: Project, shares: Sequence[FundingBody]) -> bool:
    """Puts these shares in the place of the old ones; False when they were the same already."""
    check(shares)
    old = of_projects(session, [cast(int, project.id)]).get(cast(int, project.id), [])
    if [(row.source, row.percent) for row in old] == [(share.source, share.percent) for share in shares]:
        return False
    for row in old:
        session.delete(row)
    session.flush()
    for position, share in enumerate(shares):
        session.add(
            ProjectFunding(
                partnership_id=project.partnership_id,
                project_id=cast(int, project.id),
                position=position,
                source=share.source,
                percent=share.percent,
            )
        )
    session.flush()
    return True


def of_projects(session: Session, project_ids: Sequence[int]) -> dict[int, list[ProjectFunding]]:
    """The shares of several projects, in their order."""
    statement = (
        select(ProjectFunding)
        .where(col(ProjectFunding.project_id).in_(project_ids))
        .order_by(col(ProjectFunding.project_id), col(ProjectFunding.position))
    )
    found: dict[int, list[ProjectFunding]] = {}
    for row in session.scalars(statement):
        found.setdefault(row.project_id, []).append(row)
    return found


def views(project: Project, rows: Sequence[ProjectFunding]) -> list[FundingView]:
    percents = [row.percent for row in rows]
    shared = (
        amounts(project.total_budget, percents) if project.total_budget is not None else [None] * len(rows)
    )
    return [
        FundingView(source=row.source, percent=row.percent, amount=amount)
        for row, amount in zip(rows, shared, strict=True)
    ]
