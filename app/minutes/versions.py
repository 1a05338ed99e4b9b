"""Versions of minutes: kept at each save and each move, read and compared."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import User
from app.core import clock
from app.core.actor import Actor
from app.core.database import records
from app.core.json_values import Json
from app.core.web.keyset import key_of
from app.core.web.paging import Slice, page
from app.minutes import content
from app.minutes.differences import item_changes
from app.minutes.models import Minutes, MinutesItem, MinutesVersion, VersionCause
from app.minutes.shapes import ChangesOfVersion, VersionQuery
from app.minutes.views import VersionChanges, VersionItem, VersionRow, VersionView

TOGETHER = timedelta(minutes=10)
"""Items that one person saves one by one within this time share a version: a meeting makes many saves."""


def keep(
    session: Session,
    actor: Actor,
    minutes: Minutes,
    items: Sequence[MinutesItem],
    cause: VersionCause,
    *,
    by_items: bool = False,
) -> None:
    """Keep the items as they are. A save that changed no word makes no version."""
    written, last = content.snapshot(items), _newest(session, minutes)
    if cause == VersionCause.SAVED and last is not None and last.items == written:
        return
    if by_items and last is not None and _goes_on(last, actor):
        last.items, last.saved_at = written, clock.now()
        return
    minutes.latest += 1
    session.add(
        MinutesVersion(
            partnership_id=minutes.partnership_id,
            minutes_id=minutes.id,
            number=minutes.latest,
            cause=cause,
            by_items=by_items,
            user_id=actor.user_id,
            items=written,
        )
    )


def _newest(session: Session, minutes: Minutes) -> MinutesVersion | None:
    return session.exec(_of(minutes).where(col(MinutesVersion.number) == minutes.latest)).one_or_none()


def _of(minutes: Minutes) -> SelectOfScalar[MinutesVersion]:
    return select(MinutesVersion).where(col(MinutesVersion.minutes_id) == minutes.id)


def _goes_on(last: MinutesVersion, actor: Actor) -> bool:
    same = last.by_items and last.user_id == actor.user_id
    return same and last.created_at > clock.now() - TOGETHER


def list_versions(session: Session, minutes: Minutes, query: VersionQuery) -> Slice[VersionRow]:
    def to_views(rows: Sequence[MinutesVersion]) -> list[VersionRow]:
        names = _names(session, rows)
        return [VersionRow.of(row, saved_by=names.get(row.user_id, "")) for row in rows]

    return page(session, _of(minutes), query, to_views, key_of(col(MinutesVersion.id), None, {}))


def get_version(session: Session, minutes: Minutes, number: int) -> VersionView:
    row = _one(session, minutes, number)
    return VersionView.of(
        row, saved_by=_names(session, [row]).get(row.user_id, ""), items=[_item(item) for item in row.items]
    )


def compare(session: Session, minutes: Minutes, number: int, query: ChangesOfVersion) -> VersionChanges:
    """With the version `since`, or with the one before; the first one with nothing."""
    newer = _one(session, minutes, number)
    since = query.since if query.since is not None else (number - 1 or None)
    older = _one(session, minutes, since).items if since else []
    return VersionChanges(number=number, since=since, items=item_changes(older, newer.items))


def _one(session: Session, minutes: Minutes, number: int) -> MinutesVersion:
    found: MinutesVersion = records.get(session, _of(minutes).where(col(MinutesVersion.number) == number))
    return found


def _item(item: Json) -> VersionItem:
    return VersionItem(
        id=item["id"], internal=item["internal"], title=item["title"], text=content.text_of(item)
    )


def _names(session: Session, rows: Sequence[MinutesVersion]) -> dict[int | None, str]:
    statement = select(col(User.id), col(User.name)).where(col(User.id).in_({row.user_id for row in rows}))
    return dict(session.exec(statement).all())
