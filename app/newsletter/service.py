"""Services of newsletters: staff compose, edit and send them; everybody reads what was sent."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock, reactions
from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Conflict, Forbidden
from app.core.json_values import Json
from app.core.mail import outbox
from app.core.searched import all_words
from app.core.settings import Settings
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words, order_of, referred
from app.core.web.paging import Deleted, Slice
from app.events.views import first_instant
from app.letters.kinds import NEWSLETTER
from app.newsletter.compose import compose, title_of
from app.newsletter.models import (
    Newsletter,
    NewsletterCreate,
    NewsletterDetail,
    NewsletterQuery,
    NewsletterState,
    NewsletterUpdate,
    NewsletterView,
)
from app.newsletter.outdated import outdated
from app.newsletter.subscribe import subscribers
from app.partnerships.models import Partnership

SORTS: Sorts = {
    "title": by_words(col(Newsletter.title)),
    "partnership": referred(Partnership, col(Partnership.sort_key), col(Newsletter.partnership_id)),
    "state": order_of(col(Newsletter.state), NewsletterState),
    "created_at": col(Newsletter.created_at),
    "sent_at": col(Newsletter.sent_at),
    "receivers": col(Newsletter.receivers),
}


def visible_newsletters(actor: Actor) -> SelectOfScalar[Newsletter]:
    """Everybody reads what was sent, the staff of the partnership its drafts too."""
    statement, places = select(Newsletter), actor.partnerships()
    if places is None:
        return statement
    sent = col(Newsletter.state) == NewsletterState.SENT
    return statement.where(sa.or_(sent, col(Newsletter.partnership_id).in_(places)))


def list_newsletters(
    session: Session, actor: Actor, query: NewsletterQuery
) -> Slice[NewsletterView | Deleted]:
    statement = visible_newsletters(actor).where(*all_words(col(Newsletter.folded_text), query.q or ""))
    if query.partnership:
        statement = statement.where(Newsletter.partnership_id == query.partnership)
    if query.state:
        statement = statement.where(Newsletter.state == query.state)

    def to_views(rows: Sequence[Newsletter]) -> list[NewsletterView]:
        return [NewsletterView.of(one, **more) for one, more in _more(session, actor, rows)]

    return paging.synced_page(session, actor, Newsletter, statement, query, to_views, sorts=SORTS)


def get_newsletter(session: Session, actor: Actor, newsletter_id: int) -> NewsletterDetail:
    return _shown(session, actor, records.get(session, _one(actor, newsletter_id)))


def compose_newsletter(session: Session, actor: Actor, body: NewsletterCreate, lang: str) -> NewsletterDetail:
    """A draft in the language of the request."""
    partnership = records.get_referenced(session, Partnership, body.partnership_id, "#/partnership_id")
    if partnership is None or not actor.writes(body.partnership_id):
        raise Forbidden()
    since = first_instant(body.since)
    newsletter = Newsletter(
        partnership_id=body.partnership_id,
        title=title_of(partnership, lang),
        text=compose(session, partnership, since, lang),
        since=since,
        lang=lang,
    )
    session.add(newsletter)
    session.flush()
    return _shown(session, actor, newsletter)


def update_newsletter(
    session: Session, actor: Actor, newsletter_id: int, version: int, body: NewsletterUpdate
) -> NewsletterDetail:
    newsletter = _draft(session, actor, newsletter_id, version)
    records.apply_changes(newsletter, body)
    session.flush()
    return _shown(session, actor, newsletter)


def delete_newsletter(session: Session, actor: Actor, newsletter_id: int, version: int) -> None:
    """A draft; what was sent stays in the archive."""
    records.delete(session, _draft(session, actor, newsletter_id, version))


def send_newsletter(session: Session, actor: Actor, newsletter_id: int) -> NewsletterDetail:
    """One letter to each mailbox that wants it; from now on the newsletter is public."""
    newsletter = _draft(session, actor, newsletter_id, records.ANY_VERSION)
    to = subscribers(session, newsletter.partnership_id)
    newsletter.state, newsletter.sent_at = NewsletterState.SENT, clock.now()
    newsletter.receivers = len(to)
    session.flush()
    for address, lang in sorted(to.items()):
        outbox.enqueue(
            session,
            NEWSLETTER,
            address,
            lang,
            {"newsletter_id": newsletter.id},
            partnership_id=newsletter.partnership_id,
            about=f"newsletter:{newsletter.id}",
            once=f"{NEWSLETTER}:{newsletter.id}:{address}",
        )
    return _shown(session, actor, newsletter)


@reactions.on("letter_leaving")
def add_text(session: Session, facts: Json, receiver: str) -> None:
    """Thousands of letters do not hold the same text: it is looked up at delivery. What was sent stays."""
    if "newsletter_id" not in facts:
        return
    newsletter = session.get_one(Newsletter, facts["newsletter_id"])
    partnership = session.get_one(Partnership, newsletter.partnership_id)
    facts |= {
        "partnership": partnership.name,
        "event": {"title": newsletter.title, "url": None},
        "newsletter": newsletter.text,
        "read_url": _url(session, newsletter),
    }


def _one(actor: Actor, newsletter_id: int) -> SelectOfScalar[Newsletter]:
    return visible_newsletters(actor).where(Newsletter.id == newsletter_id)


def _draft(session: Session, actor: Actor, newsletter_id: int, version: int) -> Newsletter:
    newsletter = records.get_for_update(session, _one(actor, newsletter_id), version)
    if not actor.writes(newsletter.partnership_id):
        raise Forbidden()
    if newsletter.state != NewsletterState.DRAFT:
        raise Conflict("wrong_state", state=newsletter.state)
    return newsletter


def _url(session: Session, newsletter: Newsletter) -> str:
    settings: Settings = session.info["settings"]
    return f"{settings.public_url.rstrip('/')}/newsletters/{newsletter.id}"


def _shown(session: Session, actor: Actor, newsletter: Newsletter) -> NewsletterDetail:
    [(_, more)] = _more(session, actor, [newsletter])
    reads, writes = actor.reads(newsletter.partnership_id), actor.writes(newsletter.partnership_id)
    is_draft = newsletter.state == NewsletterState.DRAFT
    counted = len(subscribers(session, newsletter.partnership_id)) if reads and is_draft else None
    changed = outdated(session, newsletter) if reads and is_draft else []
    allowed = ["edit", "send", "delete"] if writes and is_draft else []
    return NewsletterDetail.of(newsletter, **more, subscribers=counted, outdated=changed, allowed=allowed)


def _more(session: Session, actor: Actor, rows: Sequence[Newsletter]) -> list[tuple[Newsletter, Json]]:
    """What the record itself does not say."""
    places = {row.partnership_id for row in rows}
    named = select(Partnership.id, Partnership.name).where(col(Partnership.id).in_(places))
    names: dict[int, str] = dict(session.exec(named).all())
    return [
        (
            row,
            {
                "partnership_name": names[row.partnership_id],
                "receivers": row.receivers if actor.reads(row.partnership_id) else None,
                "url": _url(session, row),
            },
        )
        for row in rows
    ]
