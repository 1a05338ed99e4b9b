"""`make bench`: fill databases, load them in turn, print every floor with what was reached.

SQLite by default, in a folder of this checkout, because the disk is part of what is measured;
`--postgresql` starts a server of its own, `DATABASE_URL` names one; databases are made there and dropped.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from bench import api, dealing, lists, pages, search, texts
from bench.data import FEW, LARGE, MANY, SMALL, TINY, Scale, World, fill
from bench.load import Load
from bench.measure import Report
from tests import postgres
from tests.postgres import Server
from tests.serving import ROOT

PARTS = ("schedule", "reads", "writes", "lists", "pages", "memory", "dealing", "search", "texts")
FOLDER = ROOT / "bench-results"


def main() -> int:
    options = arguments()
    report = Report()
    if "texts" in options.only:
        texts.texts(report)
    if set(options.only) != {"texts"}:
        loaded(options, report)
    print(f"\n{report.table()}")
    return 0 if report.passed or options.quick else 1


def loaded(options: argparse.Namespace, report: Report) -> None:
    """The parts that need databases and load them over sockets."""
    load = Load()
    FOLDER.mkdir(exist_ok=True)
    try:
        with databases(options.postgresql) as (small_url, large_url, few_url, many_url):
            if set(options.only) - {"search", "texts"}:
                large = filled(large_url, TINY if options.quick else LARGE)
            if "schedule" in options.only:
                api.schedule(load, large, FOLDER, report, options.rounds, options.seconds)
            if "reads" in options.only:
                api.reads(load, large, FOLDER, report, options.rounds, options.seconds)
            if "dealing" in options.only:
                dealing.dealing(large, report)
            if "pages" in options.only:
                pages.pages(load, large, FOLDER, report, options.rounds, options.seconds)
            if "memory" in options.only:
                pages.memory(large, report)
            if "lists" in options.only:
                small = filled(small_url, SMALL)
                lists.lists(load, small, large, report, options.rounds, options.seconds / 2)
            if "search" in options.only:
                worlds = filled(few_url, FEW), filled(many_url, TINY if options.quick else MANY)
                search.search(load, *worlds, report, options.rounds, options.seconds / 2)
            if "writes" in options.only:
                api.writes(load, large, report, options.rounds, options.seconds)
    finally:
        load.close()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds of each target")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a round")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="some parts")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL of its own")
    parser.add_argument("--quick", action="store_true", help="few data, floors are shown and not held")
    return parser.parse_args()


@contextmanager
def databases(postgresql: bool) -> Iterator[Sequence[str]]:
    names = ("bench_small", "bench_large", "bench_few", "bench_many")
    given = os.environ.get("DATABASE_URL", "")
    if given and not given.startswith("sqlite"):
        yield from made_on(Server(make_url(given)), names)
    elif postgresql:
        with postgres.server(durable=True) as own:
            yield from made_on(own, names)
    else:
        yield from sqlite_files(names)


def made_on(server: Server, names: Sequence[str]) -> Iterator[Sequence[str]]:
    for name in names:
        server.drop(name)
    try:
        yield [server.create(name) for name in names]
    finally:
        for name in names:
            server.drop(name)


def sqlite_files(names: Sequence[str]) -> Iterator[Sequence[str]]:
    folder = FOLDER / f"data-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield [address(folder / name) for name in names]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def address(path: Path) -> str:
    return f"sqlite:///{path}.db"


def filled(url: str, scale: Scale) -> World:
    started = time.perf_counter()
    world = fill(url, scale)
    print(f"{scale} filled in {time.perf_counter() - started:.0f} s", flush=True)
    return world


if __name__ == "__main__":
    sys.exit(main())
