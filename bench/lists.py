"""A page of a list costs the same in a database a thousand times as large, first or deep, ties or not."""

import httpx

from bench.data import World
from bench.load import Load, Request
from bench.measure import Report, Target, in_turn, section
from bench.servers import application
from bench.watch import Watched
from tests.serving import SECRET_KEY, Served

DEEP_PAGES = 40


def lists(load: Load, small: World, large: World, report: Report, rounds: int, seconds: float) -> None:
    """By the quicker quarter of the answers: what the machine does beside them only makes some slower."""
    with application(small.url) as few, application(large.url) as many:
        for name, path in large.lists().items():
            pages = {
                "few": pages_of(few.url, small, small.lists()[name]),
                "many": pages_of(many.url, large, path),
            }
            with section(f"GET {path}"):
                targets = [
                    target(f"{size}, {depth}", served, world, pages[size][depth])
                    for depth in ("first", "deep")
                    for size, served, world in (("few", few, small), ("many", many, large))
                ]
                found = in_turn(load, targets, rounds, seconds)
                explain(large, pages["many"]["deep"])
            for depth in ("first", "deep"):
                many_rows, few_rows = (
                    found[f"{size}, {depth}"].percentile_ms(25) for size in ("many", "few")
                )
                report.at_most(f"{name}, {depth} page: a million / a thousand", many_rows / few_rows, 1.3)


def target(name: str, served: Served, world: World, path: str) -> Target:
    request = Request.make("GET", served.url + path, authorization=f"Bearer {world.token}")
    return Target(name, served.url, served.process.pid, lambda _: [request], connections=1)


def pages_of(url: str, world: World, path: str) -> dict[str, str]:
    """The first page and one behind it; where the small database has no more, its last full page."""
    headers = {"authorization": f"Bearer {world.token}"}
    deep = path
    with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=60) as client:
        for _ in range(DEEP_PAGES):
            answer = client.get(deep).raise_for_status().json()
            if not answer["next"]:
                break
            deep = answer["next"] if len(answer["results"]) == world.page else deep
    return {"first": path, "deep": deep}


def explain(world: World, path: str) -> None:
    """How the database finds a deep page: no scan of a big table, no sorting of more than a page."""
    with Watched(world.url, SECRET_KEY) as watched:
        watched.get(path, world.token)
        prefix = "EXPLAIN QUERY PLAN " if watched.database.sqlite else "EXPLAIN "
        selects = [
            one for one in watched.statements if one[0].lstrip().upper().startswith(("SELECT", "WITH"))
        ]
        with watched.database.engine.connect() as connection:
            for statement, parameters in selects:
                print(f"  {' '.join(statement.split())[:150]}")
                for row in connection.exec_driver_sql(prefix + statement, parameters):
                    print(f"      {row[-1]}")
