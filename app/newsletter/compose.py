"""Composes the draft of a newsletter, in Markdown, of what the public may read."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col

from app.core import clock, text
from app.core.actor import PUBLIC
from app.core.database.columns import rel
from app.core.markdown import escaped
from app.core.settings import Settings
from app.core.text import Translator
from app.events.models import Event, EventStatus, RegistrationPolicy
from app.events.visible import visible_events
from app.minutes.models import Minutes
from app.minutes.visible import visible_minutes
from app.partnerships.group_models import WorkingGroup
from app.partnerships.groups import visible_groups
from app.partnerships.models import Partnership

AHEAD = timedelta(days=62)
"""How far ahead dates are named."""
AT_MOST = 30
GOING_ON = (EventStatus.PLANNED, EventStatus.OPEN, EventStatus.CLOSED)


def compose(session: Session, partnership: Partnership, since: datetime, lang: str) -> str:
    """New dates, those ahead, sign-ups that end, minutes published since, groups that take members."""
    words = text.translator(lang)
    events = _coming(session, partnership.id)
    new = [one for one in events if one.published_at and one.published_at >= since]
    sections = (
        (words.gettext("New dates"), [_event(session, one, words) for one in new]),
        (words.gettext("Also coming"), [_event(session, one, words) for one in events if one not in new]),
        (words.gettext("Sign up in time"), list(_deadlines(session, events, words))),
        (words.gettext("Minutes published"), list(_minutes(session, partnership.id, since, words))),
        (words.gettext("Groups that take new members"), list(_calls(session, partnership.id))),
    )
    written = [f"# {heading}\n\n" + "\n".join(lines) for heading, lines in sections if lines]
    return "\n\n".join(written) or words.gettext("Nothing is planned at the moment.")


def title_of(partnership: Partnership, lang: str) -> str:
    words = text.translator(lang)
    named = words.gettext("News of %(partnership)s, %(month)s") % {
        "partnership": partnership.name,
        "month": text.month(clock.today(), lang),
    }
    return named[:200]


def _coming(session: Session, partnership_id: int) -> Sequence[Event]:
    start = col(Event.starts_at)
    statement = (
        visible_events(PUBLIC)
        .where(Event.partnership_id == partnership_id, col(Event.status).in_(GOING_ON))
        .where(start > clock.now(), start < clock.now() + AHEAD)
        .order_by(start, col(Event.id))
        .limit(AT_MOST)
    )
    return session.exec(statement).all()


def _link(session: Session, path: str) -> str:
    settings: Settings = session.info["settings"]
    return settings.public_url.rstrip("/") + path


def _event(session: Session, event: Event, words: Translator) -> str:
    dated = text.when(event.starts_at, event.ends_at, words.lang) if event.starts_at else ""
    return f"- **{dated}**: [{escaped(event.title)}]({_link(session, f'/events/{event.id}')})"


def _deadlines(session: Session, events: Sequence[Event], words: Translator) -> Iterator[str]:
    """Only where somebody has set a day: usually sign-up is open to the start."""
    ending = [
        (event.registration_closes_at, event)
        for event in events
        if event.registration_closes_at
        and event.registration_closes_at > clock.now()
        and event.registration_policy in (RegistrationPolicy.OPEN, RegistrationPolicy.APPROVAL)
    ]
    for closes_at, event in sorted(ending, key=lambda pair: (pair[0], pair[1].id)):
        until = words.gettext("until %(when)s") % {"when": text.moment(closes_at, words.lang)}
        yield f"- **{until}**: [{escaped(event.title)}]({_link(session, f'/events/{event.id}')})"


def _minutes(session: Session, partnership_id: int, since: datetime, words: Translator) -> Iterator[str]:
    published = (
        visible_minutes(PUBLIC)
        .join(Event, col(Event.id) == col(Minutes.event_id))
        .where(Minutes.partnership_id == partnership_id, col(Minutes.published_at) >= since)
        .options(joinedload(rel(Minutes.event)))
        .order_by(col(Minutes.published_at).desc())
        .limit(AT_MOST)
    )
    for one in session.exec(published):
        if one.event is not None:
            held = text.day(one.event.starts_at, words.lang) if one.event.starts_at else ""
            link = _link(session, minutes_path(one.event_id))
            yield f"- **{held}**: [{escaped(one.event.title)}]({link})"


def minutes_path(event_id: int) -> str:
    """Their page, below the public address."""
    return f"/events/{event_id}/minutes"


def _calls(session: Session, partnership_id: int) -> Iterator[str]:
    groups = visible_groups(PUBLIC).where(
        WorkingGroup.partnership_id == partnership_id,
        col(WorkingGroup.open_to_new_members),
        sa.or_(col(WorkingGroup.until).is_(None), col(WorkingGroup.until) >= clock.today()),
    )
    for group in session.exec(groups.order_by(col(WorkingGroup.sort_key), col(WorkingGroup.id))):
        terms = " ".join(group.joining_terms.split())
        more = f": {escaped(terms)}" if terms else ""
        yield f"- [{escaped(group.name)}]({_link(session, f'/groups/{group.id}/join')}){more}"
