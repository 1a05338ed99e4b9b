"""`GET /metrics`: what Prometheus reads, and who may read it."""

from datetime import timedelta

import pytest
import time_machine
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from app.core import clock
from tests.api.registering import Opened, SignUp
from tests.clients import PREFIX, Api, Browser

Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def figures(text: str) -> Series:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def requests(series: Series, **labels: str) -> float:
    name = "kulaty_stul_requests_total"
    return series.get((name, tuple(sorted(labels.items()))), 0)


def read(api: Api) -> Series:
    answer = api.get("/metrics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return figures(answer.text)


def test_requests_are_counted_by_route_and_status(
    api: Api, site: Browser, event: Opened, sign_up: SignUp
) -> None:
    before = read(api)
    event_id = event()
    sign_up(event_id)
    api.get(f"/events/{event_id}")
    api.get("/events/999999")
    api.get("/schedule")
    site.get(f"/events/{event_id}")
    for number in range(5):
        site.get(f"/nowhere/{number}")
    after = read(api)

    def more(**labels: str) -> float:
        return requests(after, **labels) - requests(before, **labels)

    path = f"{PREFIX}/events/{{event_id}}"
    assert more(method="GET", route=path, status="200") == 1
    assert more(method="GET", route=path, status="404") == 1
    assert more(method="POST", route=f"{path}/registrations", status="201") == 1
    assert more(method="GET", route=f"{PREFIX}/schedule", status="200") == 1
    assert more(method="GET", route="/events/{id:int}", status="200") == 1
    assert more(method="GET", route="unmatched", status="404") == 5
    assert not any(str(event_id) in dict(labels).get("route", "").split("/") for _, labels in after)


def test_letters_lanes_and_the_database_are_measured(api: Api, event: Opened, sign_up: SignUp) -> None:
    with time_machine.travel(clock.now() - timedelta(hours=2)):
        sign_up(event())
    series = read(api)
    assert series["kulaty_stul_letters_open", ()] == 1
    assert series["kulaty_stul_letters_held", ()] == 0
    assert series["kulaty_stul_letters_oldest_seconds", ()] >= 7_000
    assert series["kulaty_stul_database_bytes", ()] > 100_000
    assert series["kulaty_stul_lane_busy", (("lane", "slow"),)] == 1
    assert series["kulaty_stul_lane_waiting", (("lane", "write"),)] == 0


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Client-Address"])
def test_what_a_proxy_forwards_is_refused(api: Api, header: str) -> None:
    assert api.get("/metrics", headers={header: "192.0.2.7"}).status_code == 403


def test_other_machines_are_refused(api: Api) -> None:
    elsewhere = TestClient(api.app, base_url="http://127.0.0.1:8000", client=("192.0.2.7", 50_000))
    elsewhere.portal = api.portal
    assert elsewhere.get(f"{PREFIX}/metrics").status_code == 403


@pytest.mark.parametrize(("scope", "status"), [("metrics:read", 200), ("events:read", 403)])
def test_a_key_needs_the_scope(api: Api, admin: Api, scope: str, status: int) -> None:
    made = admin.post("/api-keys", json={"name": "Prometheus", "scopes": [scope]})
    key = api.signed_in(made.json()["secret"])
    assert key.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == status


def test_of_those_signed_in_only_admins_read_it_from_elsewhere(admin: Api, coordinator: Api) -> None:
    forwarded = {"X-Forwarded-For": "192.0.2.7"}
    assert admin.get("/metrics", headers=forwarded).status_code == 200
    assert coordinator.get("/metrics", headers=forwarded).status_code == 403
    assert coordinator.get("/metrics").status_code == 200
