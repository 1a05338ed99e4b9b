"""What a server costs, read from /proc: CPU seconds and memory of a process and of those it started."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    children = [int(child) for task in tasks(pid) for child in (task / "children").read_text().split()]
    return [pid, *(descendant for child in children for descendant in family(child))]


def tasks(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").iterdir())


def cpu_seconds(pid: int) -> float:
    return sum(_cpu(member) for member in family(pid))


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def megabytes(pid: int) -> float:
    """Proportional set size: pages shared by several processes count once, divided among them."""
    return sum(_pss_kilobytes(member) for member in family(pid)) / 1024


def _pss_kilobytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
