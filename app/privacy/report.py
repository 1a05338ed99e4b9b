"""What the daily run has deleted, and what is never deleted and why; for those who read a partnership."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from app.accounts.models import User
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.personal import Kept
from app.events.models import Event
from app.letters.models import Unsubscribed
from app.privacy.evidence import attended_registrations
from app.privacy.models import Erasure, RetentionRun
from app.privacy.shapes import DeletedOn, NeverDeleted, RetentionReport, Staying
from app.registrations.details import filled
from app.registrations.models import Registration

DAYS = 60


def retention_report(session: Session, actor: Actor) -> RetentionReport:
    if not actor.reads_somewhere:
        raise Forbidden()
    ran_at = session.exec(select(sa.func.max(RetentionRun.ran_at))).one()
    runs = session.exec(select(RetentionRun).order_by(col(RetentionRun.day).desc()).limit(DAYS)).all()
    kept = [*_evidence(session, actor), *_others(session, actor)]
    return RetentionReport(
        ran_at=ran_at,
        days=[
            DeletedOn(
                day=run.day,
                complete=run.ran_at is not None,
                deleted={Kept(name): count for name, count in run.deleted.items()},
            )
            for run in runs
        ],
        kept=[one for one in kept if one.count],
    )


def _within(actor: Actor, place: Mapped[int]) -> sa.ColumnElement[bool]:
    places = actor.partnerships()
    return sa.true() if places is None else place.in_(places)


def _evidence(session: Session, actor: Actor) -> Iterator[NeverDeleted]:
    """People who were present at events of each programme that asks for evidence."""
    attended = attended_registrations().where(_within(actor, col(Registration.partnership_id))).subquery()
    _, person, code, until = attended.c
    counted = sa.select(code, until, sa.func.count(sa.distinct(person))).group_by(code, until)
    for name, day, people in session.connection().execute(counted.order_by(code)).all():
        reason = Staying.PROGRAMME_WITHOUT_DAY if day is None else Staying.PROGRAMME_DAY
        yield NeverDeleted(reason=reason, count=people, name=name, until=day)


def _others(session: Session, actor: Actor) -> Iterator[NeverDeleted]:
    erased = select(sa.func.count()).where(
        col(Erasure.finished_at).is_(None), _within(actor, col(Erasure.partnership_id))
    )
    undated = (
        select(sa.func.count())
        .select_from(Registration)
        .join(Event, col(Event.id) == col(Registration.event_id))
        .where(col(Event.ends_at).is_(None), col(Event.cancelled_at).is_(None), filled())
        .where(_within(actor, col(Registration.partnership_id)))
    )
    refused = select(sa.func.count()).where(_within(actor, col(Unsubscribed.partnership_id)))
    counted = {
        Staying.ERASED_WITH_EVIDENCE: erased,
        Staying.EVENT_WITHOUT_DATE: undated,
        Staying.REFUSAL: refused,
    }
    if actor.is_admin:
        counted[Staying.LOGIN] = select(sa.func.count()).select_from(User)
    for reason, statement in counted.items():
        yield NeverDeleted(reason=reason, count=session.exec(statement).one(), name="", until=None)
