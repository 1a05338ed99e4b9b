"""Rounds in turn, A B A B: what else the machine does falls on all of them alike."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Literal

from bench.load import Load, Outcome, Request
from bench.process import cpu_seconds

Unit = Literal["", " KB", " MB"]
Requests = Callable[[int], list[Request]]


@dataclass(frozen=True)
class Target:
    """Something to be loaded: `requests(round)` gives what is sent; `repeat` sends it over and over."""

    name: str
    url: str
    pid: int
    requests: Requests
    status: int = 200
    repeat: bool = True
    connections: int = 8


@dataclass
class Measured:
    """All rounds of one target: requests per second, CPU and p99 in milliseconds, latencies in seconds."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    def add(self, outcome: Outcome, cpu: float) -> None:
        self.rates.append(outcome.rate)
        self.cpu.append(cpu * 1000 / outcome.count)
        self.p99.append(percentile(outcome.latencies, 99) * 1000)
        self.latencies += outcome.latencies

    @property
    def rate(self) -> float:
        return median(self.rates)

    @property
    def cpu_ms(self) -> float:
        return median(self.cpu)

    def percentile_ms(self, percent: int) -> float:
        return percentile(self.latencies, percent) * 1000

    def to(self, other: "Measured") -> float:
        """How many of its requests fit into the time of one of `other`'s, by the middle of the rounds."""
        return middle_ratio(self.rates, other.rates)

    def __str__(self) -> str:
        p50, p99 = self.percentile_ms(50), self.percentile_ms(99)
        return f"{self.rate:9,.0f} /s   p50 {p50:6.2f} ms   p99 {p99:6.2f} ms   CPU {self.cpu_ms:6.3f} ms"


def in_turn(load: Load, targets: list[Target], rounds: int, seconds: float) -> dict[str, Measured]:
    """One short round of each to warm up, then the measured ones."""
    measured = {target.name: Measured() for target in targets}
    for number in range(rounds + 1):
        for target in targets:
            before = cpu_seconds(target.pid)
            outcome = load.run(
                target.url,
                target.requests(number),
                seconds if number else min(seconds, 0.5),
                repeat=target.repeat,
                connections=target.connections,
            )
            spent = cpu_seconds(target.pid) - before
            if not outcome.count or not outcome.answered_only(target.status):
                raise RuntimeError(f"{target.name}: answered {outcome.statuses}, expected {target.status}")
            if number:
                measured[target.name].add(outcome, spent)
    for name, found in measured.items():
        print(f"  {name:<44}{found}", flush=True)
    return measured


def percentile(values: list[float], percent: int) -> float:
    return quantiles(values, n=100)[percent - 1]


def middle_ratio(mine: list[float], theirs: list[float]) -> float:
    """The median of the ratios of all rounds: one that something else disturbed does not count."""
    return median(one / other for one, other in zip(mine, theirs, strict=True))


@dataclass
class Report:
    """The floors, what was reached, and whether that is enough.

    Times and rates are ratios to something bare in the same run. Only counts and sizes are absolute: they do
    not depend on the machine.
    """

    rows: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def at_least(self, what: str, reached: float, floor: float) -> None:
        self.rows.append((what, f"{reached:.3f}", f">= {floor:g}", reached >= floor))

    def at_most(self, what: str, reached: float, ceiling: float, unit: Unit = "") -> None:
        self.rows.append((what, f"{reached:.2f}{unit}", f"<= {ceiling:g}{unit}", reached <= ceiling))

    @property
    def passed(self) -> bool:
        return all(row[3] for row in self.rows)

    def table(self) -> str:
        width = max((len(row[0]) for row in self.rows), default=10)
        lines = [f"{'':{width}}  {'reached':>12}  {'floor':>12}"]
        for what, reached, floor, enough in self.rows:
            lines.append(f"{what:{width}}  {reached:>12}  {floor:>12}  {'ok' if enough else 'NOT REACHED'}")
        return "\n".join(lines)


@contextmanager
def section(title: str) -> Iterator[None]:
    print(f"\n{title}", flush=True)
    yield
