"""Whatever the times: who meets whom is mutual, touching ends do not meet, the cancelled never do."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app.core import clock
from app.core.actor import SYSTEM
from app.core.settings import Settings
from app.events.clashes import clashes
from app.events.models import Event, EventStatus
from tests import factories

UPCOMING = {EventStatus.PLANNED, EventStatus.OPEN, EventStatus.CLOSED}
Spans = list[tuple[int, int]]
span = st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda one: (one[0], one[0] + one[1]))
an_event = st.tuples(st.sampled_from(EventStatus), st.lists(span, min_size=1, max_size=3))


def meet(one: Spans, other: Spans) -> int:
    return sum(a < d and c < b for a, b in one for c, d in other)


def expected(mine: tuple[EventStatus, Spans], other: tuple[EventStatus, Spans]) -> int:
    asks = mine[0] in UPCOMING | {EventStatus.DRAFT} and other[0] in UPCOMING
    return meet(mine[1], other[1]) if asks else 0


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(wanted=st.lists(an_event, min_size=2, max_size=4))
def test_events_in_one_room_clash_exactly_where_they_overlap(
    session: Session, settings: Settings, wanted: list[tuple[EventStatus, Spans]]
) -> None:
    made = session.begin_nested()
    day = clock.at(clock.today() + timedelta(days=30), 0)
    partnership = factories.a_partnership(session)
    venue = factories.a_venue(session, partnership)
    ids: list[int] = []
    for status, spans in wanted:
        event: Event = factories.an_event(session, partnership, status=status, sessions=0)
        for start, end in spans:
            begins, ends = day + timedelta(hours=start), day + timedelta(hours=end)
            factories.a_session(session, event, begins, ends, venue=venue)
        ids.append(event.id or 0)
    session.flush()
    told = clashes(session, SYSTEM, ids)
    for number, mine in zip(ids, wanted, strict=True):
        others = [(other, facts) for other, facts in zip(ids, wanted, strict=True) if other != number]
        for other, facts in others:
            found = [clash for clash in told[number] if clash.event_id == other]
            assert len(found) == expected(mine, facts)
            assert all(clash.starts_at < clash.ends_at for clash in found)
            if {mine[0], facts[0]} <= UPCOMING:
                back = [clash for clash in told[other] if clash.event_id == number]
                assert sorted((clash.starts_at, clash.ends_at) for clash in found) == sorted(
                    (clash.starts_at, clash.ends_at) for clash in back
                )
    made.rollback()
