"""Comments of members on minutes, while they are open to comments."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.accounts.models import User
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.web.keyset import key_of
from app.core.web.paging import Slice, page
from app.minutes.models import Minutes, MinutesComment, MinutesItem, MinutesState
from app.minutes.shapes import CommentBody, CommentQuery
from app.minutes.views import CommentView
from app.minutes.visible import is_member
from app.minutes.write import one_item


def list_comments(session: Session, minutes: Minutes, query: CommentQuery) -> Slice[CommentView]:
    statement = select(MinutesComment).where(col(MinutesComment.minutes_id) == minutes.id)

    def to_views(rows: Sequence[MinutesComment]) -> list[CommentView]:
        return _views(session, minutes, rows)

    return page(session, statement, query, to_views, key_of(col(MinutesComment.id), None, {}))


def all_comments(session: Session, minutes: Minutes) -> list[CommentView]:
    """The oldest first."""
    statement = select(MinutesComment).where(col(MinutesComment.minutes_id) == minutes.id)
    return _views(session, minutes, session.exec(statement.order_by(col(MinutesComment.id))).all())


def _views(session: Session, minutes: Minutes, rows: Sequence[MinutesComment]) -> list[CommentView]:
    titles = _titles(session, minutes)
    return [CommentView.of(row, item_title=titles.get(row.item_id, "")) for row in rows]


def _titles(session: Session, minutes: Minutes) -> dict[int | None, str]:
    statement = select(col(MinutesItem.id), col(MinutesItem.title))
    return dict(session.exec(statement.where(col(MinutesItem.minutes_id) == minutes.id)).all())


def may_comment(session: Session, actor: Actor, minutes: Minutes) -> bool:
    """Members of the group and those who write in the partnership."""
    return actor.writes(minutes.partnership_id) or is_member(session, actor, minutes)


def is_open(minutes: Minutes) -> bool:
    until = minutes.comment_until
    return minutes.state == MinutesState.COMMENT and until is not None and until > clock.now()


def comment(session: Session, actor: Actor, minutes: Minutes, body: CommentBody) -> CommentView:
    if not may_comment(session, actor, minutes):
        raise Forbidden()
    return add(session, minutes, body, session.get_one(User, actor.user_id).name, actor.user_id)


def add(
    session: Session, minutes: Minutes, body: CommentBody, name: str, user_id: int | None = None
) -> CommentView:
    """A comment in the name of somebody who may write one; `user_id` is None for who came by a link."""
    if not is_open(minutes):
        raise Conflict("comments_closed")
    item = _item(session, minutes, body.item_id)
    added = MinutesComment(
        partnership_id=minutes.partnership_id,
        minutes_id=minutes.id,
        item_id=body.item_id,
        user_id=user_id,
        name=name,
        text=body.text,
    )
    session.add(added)
    session.flush()
    return CommentView.of(added, item_title=item.title if item else "")


def _item(session: Session, minutes: Minutes, item_id: int | None) -> MinutesItem | None:
    if item_id is None:
        return None
    item: MinutesItem | None = session.exec(one_item(minutes.id, item_id)).one_or_none()
    if item is None:
        raise Invalid("#/item_id", "not_found")
    return item
