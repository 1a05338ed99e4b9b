"""Shares of a budget in crowns and hellers."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from sqlmodel import Session

from app.core.errors import Invalid
from app.projects.models import Project, ProjectFunding
from app.projects.shapes import FundingBody, FundingView

HELLER = Decimal("0.01")
WHOLE = Decimal(100)


def amounts(total: Decimal, percents: Sequence[Decimal]) -> list[Decimal]:
    """Round each share half up to hellers. The last one gets the remainder, so they add up to `total`.

    No share is larger than what is left: of 0.02 in four quarters two get a heller.
    """
    shares: list[Decimal] = []
    left = total
    for percent in percents[:-1]:
        share = min((total * percent / WHOLE).quantize(HELLER, ROUND_HALF_UP), left)
        shares.append(share)
        left -= share
    return [*shares, left] if percents else []


def replace(session: Session, project: Project, shares: Sequence[FundingBody]) -> bool:
    """Replace the shares. Returns False when they are the same."""
    if shares and sum(share.percent for share in shares) != WHOLE:
        raise Invalid("#/funding", "sum_not_100")
    old = [(row.source, row.percent) for row in project.funding]
    if old == [(share.source, share.percent) for share in shares]:
        return False
    for row in project.funding:
        session.delete(row)
    session.add_all(
        ProjectFunding(
            partnership_id=project.partnership_id,
            project_id=project.id,
            position=position,
            source=share.source,
            percent=share.percent,
        )
        for position, share in enumerate(shares)
    )
    return True


def views(project: Project) -> list[FundingView]:
    """The shares of a project whose `funding` is loaded. Without a budget the amounts are null."""
    shares, total = project.funding, project.total_budget
    percents = [share.percent for share in shares]
    parts = [None] * len(shares) if total is None else amounts(total, percents)
    return [
        FundingView(source=share.source, percent=share.percent, amount=amount)
        for share, amount in zip(shares, parts, strict=True)
    ]
