"""`make mutants`: a machine breaks the rules one by one, and shows the breaks that no test notices.

Cosmic Ray changes one comparison, operator, number or truth at a time in a copy of the checkout and runs the
tests that should notice, on SQLite. `make mutants ONLY="clock hours"` tries those rules alone; all of them
take hours. What survived, and what was thought of it, is written down in `docs/mutants.md`.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LEFT_OUT = ("*.pyc", ".git", ".venv*", "var", "bench-results", ".*_cache", ".hypothesis")
KEPT_OPERATORS = {
    "ReplaceBinaryOperator": ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "BitAnd_BitOr", "BitOr_BitAnd"),
    "ReplaceComparisonOperator": (
        *("Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Eq_NotEq", "NotEq_Eq"),
        *("Is_IsNot", "IsNot_Is", "In_NotIn", "NotIn_In"),
    ),
    "ReplaceUnaryOperator": ("Delete_Not", "USub_UAdd"),
}
"""Of each kind of change those that a slip of the hand makes; all of them would be five times as many."""
EXCLUDED = [f"core/{kind}_(?!({'|'.join(kept)})$)" for kind, kept in KEPT_OPERATORS.items()]
EXCLUDED += ["core/Variable.*"]
CONFIG = """
[cosmic-ray]
module-path = {modules}
test-command = {command}
timeout = 300.0
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = {excluded}
"""


@dataclass(frozen=True)
class Rule:
    """Modules that say a rule, and the tests that should notice when one of them says something else."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


PERMISSIONS = ("tests/api/test_permissions.py", "tests/api/test_roles_and_keys.py")
QUEUE = (
    "tests/test_seats.py",
    "tests/test_seat_rules.py",
    "tests/test_queue_rules.py",
    "tests/api/test_newcomers.py",
    "tests/api/test_waiting_list.py",
    "tests/api/test_who_comes_first.py",
    "tests/api/test_sign_up.py",
    "tests/api/test_kept_seats.py",
    "tests/test_seats_machine.py",
    "tests/test_kept_seats_machine.py",
)
RULES = {
    "clock": Rule(("app/core/clock.py",), ("tests/test_clock.py", "tests/api/test_days.py")),
    "hours": Rule(
        ("app/courses/hours.py", "app/projects/support.py"),
        ("tests/test_hours.py", "tests/api/test_supported_people.py"),
    ),
    "money": Rule(("app/projects/funding.py",), ("tests/api/test_projects.py",)),
    "permission": Rule(("app/core/actor.py", "app/events/access.py"), PERMISSIONS),
    "retention": Rule(
        ("app/core/retention.py", "app/core/database/change_log.py", "app/registrations/needs.py"),
        (
            "tests/test_participant_needs.py",
            "tests/api/test_retention.py",
            "tests/api/test_retention_report.py",
            "tests/api/test_changes.py",
            "tests/test_change_log_guard.py",
            "tests/api/test_events.py",
            "tests/api/test_own_data.py",
            "tests/api/test_substitute.py",
            "tests/api/test_merged_registrations.py",
        ),
    ),
    "seats": Rule(("app/registrations/seats.py",), QUEUE),
    "queue": Rule(("app/registrations/queue.py",), QUEUE),
    "states": Rule(
        ("app/events/status.py",),
        (
            "tests/test_event_status.py",
            "tests/api/test_status_by_clock.py",
            "tests/api/test_event_moves.py",
            "tests/api/test_schedule.py",
        ),
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("rules", nargs="*", metavar="RULE", help=f"of {', '.join(RULES)}; all without one")
    wanted = parser.parse_args().rules or list(RULES)
    if unknown := [name for name in wanted if name not in RULES]:
        parser.error(f"there is no rule {unknown[0]}")
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        for name in wanted:
            tell(name, tried(name, RULES[name], copy))
    return 0


def tried(name: str, rule: Rule, copy: Path) -> list[Any]:
    """Each change with what came of it, as Cosmic Ray tells it."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider"]
    command += ["-k", "'not postgresql'", *rule.tests]
    filled = {"modules": list(rule.modules), "command": " ".join(command), "excluded": EXCLUDED}
    config = CONFIG.format(**{name: json.dumps(value) for name, value in filled.items()})
    (copy / f"{name}.toml").write_text(config)
    session = f"{name}.sqlite"
    for arguments in (
        ("cosmic-ray", "init", f"{name}.toml", session),
        ("cr-filter-operators", session, f"{name}.toml"),
        ("cosmic-ray", "baseline", f"{name}.toml"),
        ("cosmic-ray", "exec", f"{name}.toml", session),
    ):
        _run(copy, *arguments)
    return [json.loads(line) for line in _run(copy, "cosmic-ray", "dump", session).splitlines()]


def _run(copy: Path, program: str, *arguments: str) -> str:
    """A program of the environment that this one runs in."""
    path = Path(sys.executable).with_name(program)
    done = subprocess.run([path, *arguments], cwd=copy, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{program} {arguments[0]} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def tell(name: str, found: list[Any]) -> None:
    carried_out = [(item, result) for item, result in found if result and result["test_outcome"]]
    outcomes = Counter(result["test_outcome"] for _, result in carried_out)
    print(f"\n{name}: {outcomes['killed']} killed, {outcomes['survived']} survived", flush=True)
    for item, result in carried_out:
        if result["test_outcome"] != "killed":
            mutation = item["mutations"][0]
            print(f"  {result['test_outcome']} {mutation['module_path']}:{mutation['start_pos'][0]}")
            changed = [line for line in result["diff"].splitlines() if line[:1] in "+-"]
            print("\n".join(f"    {line}" for line in changed if line[:3] not in ("+++", "---")))


if __name__ == "__main__":
    sys.exit(main())
