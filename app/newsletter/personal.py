"""What newsletters and their subscribers hold of people."""

import sqlalchemy as sa

from app.core.database.columns import table_of
from app.core.personal import (
    Condition,
    Data,
    Erased,
    Ground,
    Kept,
    Personal,
    Purpose,
    Subject,
    declare,
    same,
)
from app.newsletter.models import Newsletter, NewsletterSubscription

SUBSCRIPTION = Personal(Data.CONTACT, Purpose.PUBLICITY, Ground.CONSENT, Kept.SUBSCRIPTIONS)


def _subscribed(subject: Subject) -> Condition:
    mine = table_of(NewsletterSubscription).c.address == subject.folded_email
    return sa.and_(mine, sa.literal(bool(subject.folded_email) and subject.alone))


declare(Newsletter, other=("title", "text", "folded_text", "lang"))
declare(
    NewsletterSubscription,
    same(SUBSCRIPTION, "address"),
    other=("lang",),
    rows=_subscribed,
    erased=Erased.DELETED,
    shown=("created_at", "partnership_id"),
)
