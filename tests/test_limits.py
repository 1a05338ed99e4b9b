"""Rate limits forget nobody who is being refused; personal links are limited too."""

import pytest

from app.core import limits
from app.core.errors import TooMany
from app.core.limits import RateLimit
from app.core.web.endpoints import AppContext
from tests.clients import Api


def test_the_limit_holds_within_the_window_and_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr(limits.time, "monotonic", lambda: now)
    limit = RateLimit(2, 60)
    limit.take("a")
    now += 30
    limit.take("a")
    with pytest.raises(TooMany) as refused:
        limit.take("a")
    assert refused.value.headers["Retry-After"] == "31"
    limit.take("b")
    now += 31
    limit.take("a")


def test_a_refused_key_stays_refused_however_many_others_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_KEYS", 100)
    limit = RateLimit(1, 60)
    limit.take("loud")
    for number in range(1_000):
        limit.take(f"other {number}")
        if number % 50 == 0:
            with pytest.raises(TooMany):
                limit.check("loud")
    assert len(limit._events) == 100


def test_asking_alone_keeps_nothing() -> None:
    limit = RateLimit(1, 60)
    for number in range(1_000):
        limit.check(str(number))
    assert len(limit._events) == 0


@pytest.mark.parametrize(
    "path",
    ["/my/registrations/7-x", "/my/registrations/7-x/ticket.svg", "/my/invitations/7-x", "/unsubscribe/7-x"],
)
def test_personal_links_are_limited_but_not_for_staff(
    api: Api, coordinator: Api, app_context: AppContext, path: str
) -> None:
    app_context.link_limit = RateLimit(3, 60)
    answers = [api.get(path).status_code for _ in range(4)]
    assert answers == [404, 404, 404, 429]
    assert api.post("/my/registrations/7-x/cancel", json={}).status_code == 429
    assert coordinator.get(path).status_code == 404
