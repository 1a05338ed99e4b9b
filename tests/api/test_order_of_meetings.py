"""Meetings of a chain stand in its order, or it is told before a date is saved."""

from app.partnerships.models import Partnership
from tests.api.events import day_at, made, moment, published, sitting, tried
from tests.clients import Api


def test_a_meeting_that_moves_past_its_next_or_previous_one_is_remarked_on(
    coordinator: Api, partnership: Partnership
) -> None:
    """Of a draft as well."""
    first = published(coordinator, partnership, "/meetings", sessions=[sitting(9)])
    after = {"starts_at": day_at(20, 9), "ends_at": day_at(20, 12)}
    second = made(coordinator, f"/meetings/{first['id']}/next", **after)
    assert "next_meeting" not in tried(coordinator, first, sessions=[sitting(19)])
    before, new, _ = tried(coordinator, first, sessions=[sitting(21)])["next_meeting"]
    assert (moment(before), moment(new)) == (moment(day_at(20, 9)), moment(day_at(21, 9)))
    before, new, _ = tried(coordinator, second, sessions=[sitting(8)])["previous_meeting"]
    assert (moment(before), moment(new)) == (moment(day_at(9, 9)), moment(day_at(8, 9)))
    made(coordinator, f"/events/{second['id']}/cancel", 200, reason="Nemoc")
    assert "next_meeting" not in tried(coordinator, first, sessions=[sitting(21)])
