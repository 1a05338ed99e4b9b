"""What a page costs: calls to the API, statements, bytes on the wire, and the CPU it adds to its calls.

That CPU is compared with that of a bare Starlette application that answers the same bytes.
"""

import re
from pathlib import Path
from urllib.parse import urljoin

import httpx

from bench.data import World
from bench.load import Load, Request
from bench.measure import Measured, Report, Target, in_turn, middle_ratio, section
from bench.process import megabytes
from bench.servers import application, bare_starlette
from bench.watch import Watched
from tests.serving import SECRET_KEY

BARE = "bare Starlette"
ASSET = re.compile(
    r"""<(?:link[^>]+rel="(?:stylesheet|icon)"[^>]*|script[^>]*)\s(?:href|src)="([^"]+)"|"""
    r"""<link[^>]+href="([^"]+)"[^>]+rel="(?:stylesheet|icon)\""""
)


def pages(load: Load, world: World, folder: Path, report: Report, rounds: int, seconds: float) -> None:
    for name, path, token in (
        ("schedule page", world.schedule_page, None),
        ("dashboard", "/dashboard", world.token),
    ):
        with section(f"GET {path}"):
            calls = inside(world, name, path, token, report)
            with application(world.url) as app:
                report.at_most(f"{name}: transferred", kilobytes(app.url, path, token), 100, " KB")
                headers = {"cookie": f"session={token}"} if token else {}
                answer = httpx.get(app.url + path, headers=headers, trust_env=False).raise_for_status()
                with bare_starlette(answer.content, {}, folder) as bare:
                    same = Request.make("GET", f"{bare.url}/bytes")
                    page = Request.make("GET", app.url + path, **headers)
                    targets = [
                        Target(BARE, bare.url, bare.process.pid, lambda _, same=same: [same]),
                        Target(name, app.url, app.process.pid, lambda _, page=page: [page]),
                        *(call(app.url, app.process.pid, address, token) for address in sorted(set(calls))),
                    ]
                    found = in_turn(load, targets, rounds, seconds)
            own = middle_ratio(beyond(name, calls, found), found[BARE].cpu)
            report.at_most(f"{name}: CPU beyond the API / bare Starlette", own, 80)


def inside(world: World, name: str, path: str, token: str | None, report: Report) -> list[str]:
    """The second request counts: the first of a process fills what is kept."""
    with Watched(world.url, SECRET_KEY) as watched:
        watched.get(path, token)
        watched.get(path, token)
        for address in watched.calls:
            print(f"  calls {address}")
        report.at_most(f"{name}: API calls", len(watched.calls), 3)
        statements = [
            one for one, _ in watched.statements if not one.startswith(("BEGIN", "SAVEPOINT", "PRAGMA"))
        ]
        report.at_most(f"{name}: statements", len(statements), 15)
        return list(watched.calls)


def call(url: str, pid: int, address: str, token: str | None) -> Target:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    request = Request.make("GET", url + address, **headers)
    return Target(address, url, pid, lambda _: [request])


def beyond(name: str, calls: list[str], found: dict[str, Measured]) -> list[float]:
    """Milliseconds of CPU of the page without those of its calls, in each round."""
    return [
        page - sum(found[address].cpu[number] for address in calls)
        for number, page in enumerate(found[name].cpu)
    ]


def kilobytes(url: str, path: str, token: str | None) -> float:
    """The page with its style, script and pictures as a browser fetches them, compressed."""
    cookies = {"session": token} if token else {}
    with httpx.Client(cookies=cookies, headers={"accept-encoding": "gzip"}, trust_env=False) as client:
        page = client.get(url + path)
        parts = {urljoin(url + path, first or second) for first, second in ASSET.findall(page.text)}
        answers = [page, *(client.get(address) for address in sorted(parts))]
        return sum(answer.raise_for_status().num_bytes_downloaded for answer in answers) / 1024


def memory(world: World, report: Report) -> None:
    """Two processes after each was used once. Absolute, for memory does not depend on the machine's speed."""
    with application(world.url, workers=2) as app, section("Memory of two processes"):
        with httpx.Client(base_url=app.url, trust_env=False, timeout=60) as client:
            for _ in range(20):
                for path in (world.schedule_page, "/api/v1/schedule?limit=50"):
                    client.get(path, headers={"connection": "close"}).raise_for_status()
        report.at_most("two processes, idle after use", megabytes(app.process.pid), 300, " MB")
