"""What a process counts of its own work, for `GET /metrics` in the format of Prometheus.

Counting must cost next to nothing: plain dictionaries, changed on the event loop alone. Each process counts
for itself; figures of the database are the same in all.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

KEPT = "kept_answer"
"""The key in the scope of a request that a cache has answered."""
UNMATCHED = "unmatched"
"""The route of an address that none matches. Its path would be a new series for each guess."""


class Answered(NamedTuple):
    """Labels of a series of requests."""

    method: str
    route: str
    status: int


class LaneLoad(NamedTuple):
    """Work of a lane of threads: running now, and waiting for a thread."""

    busy: int
    waiting: int


class StoredFigures(NamedTuple):
    """What is read from the database when somebody asks."""

    letters_open: int
    letters_held: int
    oldest_letter_seconds: float
    database_bytes: int


requests: Counter[Answered] = Counter()
seconds: Counter[tuple[str, str]] = Counter()
"""By method and route."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
ticks: dict[str, float] = {}
"""The worker of this process: when it last did what is due by the clock, and how long that took."""


def count_request(scope: Mapping[str, Any], status: int, took: float) -> None:
    method = scope["method"] if scope["method"] in METHODS else "other"
    route = _route_of(scope)
    requests[Answered(method, route, status)] += 1
    seconds[method, route] += took  # type: ignore[assignment]


def _route_of(scope: Mapping[str, Any]) -> str:
    """The path with its parameters by name; `KEPT` is the path of an answer that came before any routing."""
    if kept := scope.get(KEPT):
        return str(kept)
    route: Any = scope.get("route")
    if not hasattr(route, "endpoint"):  # an application that is mounted, in which nothing was found
        return UNMATCHED
    return f"{scope.get('root_path', '')}{route.path}"


def exposition(lanes: Mapping[str, LaneLoad], stored: StoredFigures) -> bytes:
    """The text that Prometheus reads."""
    from prometheus_client import CollectorRegistry, generate_latest

    class Figures:
        def collect(self) -> Iterable["Metric"]:
            yield from _of_requests()
            yield from _of_lanes(lanes)
            yield from _stored(stored)

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures())
    return bytes(generate_latest(registry))


def _of_requests() -> Iterator["Metric"]:
    from prometheus_client.core import CounterMetricFamily

    answered = CounterMetricFamily(
        "kulaty_stul_requests", "Requests answered by this process.", labels=["method", "route", "status"]
    )
    for one, number in list(requests.items()):
        answered.add_metric([one.method, one.route, str(one.status)], number)
    yield answered
    taken = CounterMetricFamily(
        "kulaty_stul_request_seconds", "Seconds until they were answered.", labels=["method", "route"]
    )
    for (method, route), total in list(seconds.items()):
        taken.add_metric([method, route], total)
    yield taken


def _of_lanes(lanes: Mapping[str, LaneLoad]) -> Iterator["Metric"]:
    from prometheus_client.core import GaugeMetricFamily

    for state in LaneLoad._fields:
        family = GaugeMetricFamily(
            f"kulaty_stul_lane_{state}", f"Work of a lane of this process that is {state}.", labels=["lane"]
        )
        for name, load in lanes.items():
            family.add_metric([name], getattr(load, state))
        yield family


def _stored(stored: StoredFigures) -> Iterator["Metric"]:
    from prometheus_client.core import GaugeMetricFamily

    figures = {
        "letters_open": ("Letters that are still to be sent.", stored.letters_open),
        "letters_held": ("Of them, held by the limit of their mailbox.", stored.letters_held),
        "letters_oldest_seconds": ("Age of the oldest that is due.", stored.oldest_letter_seconds),
        "database_bytes": ("Size of the database.", stored.database_bytes),
    }
    for name, value in ticks.items():
        figures[f"worker_tick_{name}"] = ("The last tick of the worker in this process.", value)
    for name, (said, value) in figures.items():
        yield GaugeMetricFamily(f"kulaty_stul_{name}", said, value=value)
