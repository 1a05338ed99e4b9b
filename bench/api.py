"""Schedule, sign-up and attendance against bare servers on the same machine, in the same minutes."""

import json
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from uuid import uuid4

import httpx

from app.core.settings import Settings
from app.registrations.links import ticket_code
from bench.data import SAME, World
from bench.load import Load, Request
from bench.measure import Report, Target, in_turn, middle_ratio, section
from bench.servers import application, bare_starlette, one_commit
from tests.serving import SECRET_KEY

LONG_AGO = date(1930, 1, 1)
BATCH = 6_000


def schedule(load: Load, world: World, folder: Path, report: Report, rounds: int, seconds: float) -> None:
    """Unchanged answers hang on the ETag and on kept bytes; a new filter each time makes the answer anew."""
    with application(world.url) as app, section("Schedule of 50"):
        address = f"{app.url}/api/v1/schedule?limit=50"
        answer = httpx.get(address, trust_env=False)
        kept = {
            name: answer.headers[name] for name in ("etag", "cache-control", "vary") if name in answer.headers
        }
        with bare_starlette(answer.content, kept, folder) as bare:
            same = Request.make("GET", f"{bare.url}/bytes")
            unchanged = Request.make("GET", f"{bare.url}/unchanged", if_none_match=kept["etag"])

            def fresh(number: int) -> list[Request]:
                days = (LONG_AGO + timedelta(days=number * 3_000 + day) for day in range(3_000))
                return [Request.make("GET", f"{address}&from={day.isoformat()}") for day in days]

            own = app.process.pid
            targets = [
                Target("bare 200", bare.url, bare.process.pid, lambda _: [same]),
                Target("bare 304", bare.url, bare.process.pid, lambda _: [unchanged], 304),
                Target("schedule, unchanged, 200", app.url, own, lambda _: [Request.make("GET", address)]),
                Target(
                    "schedule, unchanged, 304",
                    app.url,
                    own,
                    lambda _: [Request.make("GET", address, if_none_match=kept["etag"])],
                    304,
                ),
                Target("schedule, made anew", app.url, own, fresh, repeat=False),
            ]
            found = in_turn(load, targets, rounds, seconds)
    bare_200, bare_304, same_200, same_304, anew = found.values()
    report.at_least("schedule 304 / bare Starlette", same_304.to(bare_304), 0.20)
    report.at_least("schedule 200 unchanged / bare Starlette", same_200.to(bare_200), 0.20)
    report.at_least("schedule made anew / bare Starlette", anew.to(bare_200), 0.04)


READS = (
    ("event detail", "/api/v1/events/{event}", False, 0.03),
    ("event page", "/events/{event}", False, 0.02),
    ("50 events", "/api/v1/events?limit=50", True, 0.015),
    ("50 registrations", f"/api/v1/events/{SAME}/registrations?limit=50", True, 0.015),
)
"""What is read, where, whether with a token, and the floor."""


def reads(load: Load, world: World, folder: Path, report: Report, rounds: int, seconds: float) -> None:
    """The everyday reads, each beside a bare server that answers the same bytes."""
    with application(world.url) as app:
        for name, path, signed_in, floor in READS:
            address = app.url + path.format(event=world.open_events[0])
            headers = {"authorization": f"Bearer {world.token}"} if signed_in else {}
            answer = httpx.get(address, headers=headers, trust_env=False).raise_for_status()
            with section(name), bare_starlette(answer.content, {}, folder) as bare:
                same = Request.make("GET", f"{bare.url}/bytes")
                made = Request.make("GET", address, **headers)
                targets = [
                    Target("bare 200", bare.url, bare.process.pid, lambda _, same=same: [same]),
                    Target(name, app.url, app.process.pid, lambda _, made=made: [made]),
                ]
                bare_200, reached = in_turn(load, targets, rounds, seconds).values()
            report.at_least(f"{name} / bare Starlette", reached.to(bare_200), floor)


def writes(load: Load, world: World, report: Report, rounds: int, seconds: float) -> None:
    """A sign-up is a person, a seat, the log, a letter and a kept answer: what is that against one insert?

    Those who are checked in were recorded as absent in the round before, so that there is something to write.
    """
    with application(world.url) as app, one_commit(world.url) as one, section("Writes, each durable"):
        commit = Request.make(
            "POST", f"{one.url}/commit", b'{"name": "Jan Novak", "email": "jan@novak.example"}'
        )
        attendance, tickets = cycle(world.attendance), cycle(world.attendance)
        targets = [
            Target("one commit", one.url, one.process.pid, lambda _: [commit], 201),
            Target("sign-up", app.url, app.process.pid, lambda _: signups(app.url, world), 201, repeat=False),
            Target(
                "attendance",
                app.url,
                app.process.pid,
                lambda number: [attended(app.url, world, number, *next(attendance)) for _ in range(BATCH)],
                200,
                repeat=False,
            ),
            Target(
                "check-in by code",
                app.url,
                app.process.pid,
                lambda _: [checked_in(app.url, world, *next(tickets)) for _ in range(BATCH)],
                200,
                repeat=False,
            ),
        ]
        found = in_turn(load, targets, rounds, seconds)
    commits, signed_up, put, scanned = found.values()
    report.at_least("sign-up / one commit", signed_up.to(commits), 0.35)
    report.at_most("sign-up p99 / one commit p99", middle_ratio(signed_up.p99, commits.p99), 6)
    report.at_least("attendance / one commit", put.to(commits), 0.5)
    floor = 0.5 if world.url.startswith("sqlite") else 0.3
    report.at_least("check-in by code / one commit", scanned.to(commits), floor)


def signups(url: str, world: World) -> list[Request]:
    return [signup(url, world.open_events[number % len(world.open_events)]) for number in range(BATCH)]


def signup(url: str, event_id: int) -> Request:
    mark = uuid4().hex
    person = {"first_name": "Jana", "last_name": f"Zkušební {mark[:8]}", "email": f"{mark}@bench.example"}
    body = json.dumps(person).encode()
    return Request.make("POST", f"{url}/api/v1/events/{event_id}/registrations", body, idempotency_key=mark)


def attended(url: str, world: World, number: int, session_id: int, registration_id: int) -> Request:
    """Another status than in the round before, so that there is something to write."""
    status = ("excused", "absent")[number % 2]
    return Request.make(
        "PUT",
        f"{url}/api/v1/sessions/{session_id}/attendance/{registration_id}",
        json.dumps({"status": status}).encode(),
        authorization=f"Bearer {world.token}",
    )


def checked_in(url: str, world: World, session_id: int, registration_id: int) -> Request:
    code = ticket_code(Settings(secret_key=SECRET_KEY), registration_id, 0)
    body = json.dumps({"code": code, "session_id": session_id}).encode()
    return Request.make("POST", f"{url}/api/v1/check-in", body, authorization=f"Bearer {world.token}")
