"""The rules of CONTRIBUTING.md that a machine can hold."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import grimp
import pytest

from app.subscriptions import PERSONAL, SUBSCRIBERS

ROOT = Path(__file__).parents[1]
LONGEST_FILE = 400
LONGEST_TEMPLATE_LINE = 159
OFFICES = {"pristupnost@dia.gov.cz"}
WAITING = {
    "tests/postgres.py",
    "tests/serving.py",
    "tests/soak/test_server_files.py",
    "tests/test_limits.py",  # puts a clock of its own in place
    "tests/waiting.py",
}
WEB_FRAMEWORK = ("fastapi", "starlette")
SPEAKS_HTTP = re.compile(r"app\.(api|main|core|site|[a-z_]+\.routes)(\.|_|$)")
INIT = re.compile(r"app/.+/__init__\.py$")
ROUTES = re.compile(r"^app\.[a-z_]+\.routes")


def run(name: str, *arguments: str) -> None:
    """A tool that is not content fails the test in its own words."""
    program = str(Path(sys.executable).parent / name)
    done = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.fail(f"{name}:\n{done.stdout}{done.stderr}", pytrace=False)


def tracked() -> list[Path]:
    """What git knows or would know; in an unpacked archive everything but what the tools made."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    return [
        p for p in ROOT.rglob("*") if p.is_file() and not {".venv", "var"} & set(p.relative_to(ROOT).parts)
    ]


def texts(*suffixes: str) -> dict[str, str]:
    found = {path.relative_to(ROOT).as_posix(): path for path in tracked()}
    return {name: path.read_text() for name, path in found.items() if path.suffix in suffixes or not suffixes}


@cache
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("app", include_external_packages=True)


def test_rooms_import_only_what_the_ladder_allows() -> None:
    run("lint-imports", "--no-cache")


def test_the_linter_is_content() -> None:
    run("ruff", "check", ".")


def test_the_code_is_formatted() -> None:
    run("ruff", "format", "--check", ".")


@pytest.mark.soak
def test_the_types_hold() -> None:
    """In a new checkout mypy takes a minute; `make lint` runs it too."""
    run("mypy")


def test_only_routes_and_the_edges_know_the_web_framework() -> None:
    graph = imports()
    importers = {
        name for framework in WEB_FRAMEWORK for name in graph.find_modules_that_directly_import(framework)
    }
    assert {name for name in importers if not SPEAKS_HTTP.match(name)} == set()


def test_routes_are_imported_by_the_api_alone() -> None:
    graph = imports()
    routes = {name for name in graph.modules if ROUTES.match(name)}
    importers = {by for name in routes for by in graph.find_modules_that_directly_import(name)} - routes
    assert routes
    assert importers <= {"app.api"}


@pytest.mark.parametrize(
    ("declaring", "listed"),
    [
        (r"^(@reactions[.]on|@rule\((?!Kept)|@rule\($|repointed|follower|about[.]register)", SUBSCRIBERS),
        (r"^(declare\(|@retention[.]rule\()", PERSONAL),
    ],
    ids=["reacts", "personal"],
)
def test_every_module_that_declares_something_is_listed(declaring: str, listed: tuple[str, ...]) -> None:
    found = {
        name.removeprefix("app/").removesuffix(".py").replace("/", ".")
        for name, text in texts(".py").items()
        if name.startswith("app/") and re.search(declaring, text, re.MULTILINE)
    }
    assert found - {"core.retention"} == set(listed)


def test_a_file_has_at_most_400_lines() -> None:
    """A door of one subject may have 400 lines; longer ones hold two subjects. Migrations are read once."""
    lines = {name: len(text.splitlines()) for name, text in texts(".py").items()}
    long = {name: count for name, count in lines.items() if count > LONGEST_FILE}
    assert {name: count for name, count in long.items() if not name.startswith("migrations/")} == {}


def test_lines_of_templates_are_short() -> None:
    """Break between attributes, at blocks (`{%-` eats the white space before it) and inside `{{ }}`."""
    long = [
        f"{name}:{number}"
        for name, text in texts(".html", ".jinja", ".txt").items()
        if name.startswith("templates/")
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > LONGEST_TEMPLATE_LINE
    ]
    assert long == []


def test_the_architecture_names_every_room_and_every_package_of_the_core() -> None:
    packages = {Path(name).parent.relative_to("app").as_posix() for name in texts(".py") if INIT.match(name)}
    expected = {name for name in packages if "/" not in name or name.startswith("core/")}
    page = (ROOT / "docs" / "architecture.md").read_text()
    assert set(re.findall(r"^\| `([a-z_/]+)` \|", page, re.MULTILINE)) == expected


def test_every_module_named_in_the_documents_exists() -> None:
    """`core/clock.py` is a module of `app`; a name alone, as `service.py`, is one of any room."""
    named = {
        (page, module)
        for page, text in texts(".md").items()
        if page not in ("CHANGELOG.md", "docs/recipes.md")  # recipes name what is made, see test_recipes
        for module in re.findall(r"`(?:app/)?([a-z_/]+/[a-z_]+\.py)`", text)
    }
    assert {
        (page, path)
        for page, path in named
        if not any((ROOT / base / path).is_file() for base in ("app", "."))
    } == set()


def test_there_is_no_javascript_of_ours() -> None:
    """What other systems would write, to try their generated clients, is none of ours."""
    found = texts(".js", ".mjs", ".ts", ".jsx", ".tsx")
    assert sorted(name for name in found if not name.startswith("tests/soak/journeys/")) == []


@pytest.mark.parametrize(
    "forbidden",
    [
        pytest.param(r"<script(?![^>]*\ssrc=)(?! type=\"application/ld\+json\">)", id="inline script"),
        pytest.param(r"<style\b|\sstyle=[\"']", id="inline style"),
        pytest.param(r"\shx-on[:=-]", id="hx-on"),
        pytest.param(r"\son[a-z]{3,}\s*=\s*[\"']", id="event attribute"),
        pytest.param(r"javascript:", id="javascript: address"),
        pytest.param(r"hx-trigger=[\"'][^\"']*\[", id="filter on an event"),
        pytest.param(r"\|\s*safe\b", id="unescaped text"),
    ],
)
def test_templates_hold_nothing_the_policy_refuses(forbidden: str) -> None:
    """A block of data (JSON-LD) is not run, so the policy does not concern it. Mail is left out: its readers
    know no policy, and many of them only styles in the element.
    """
    pages = {
        name: text
        for name, text in texts(".html", ".jinja", ".svg").items()
        if name.startswith("templates/") and not name.startswith("templates/mail/")
    }
    assert pages
    assert {
        name: re.findall(forbidden, text) for name, text in pages.items() if re.search(forbidden, text)
    } == {}


def test_no_test_asserts_on_time() -> None:
    """A busy machine is slow. A test that waits gives up at some time, which only these modules measure."""
    clock = re.compile(r"\b(?:perf_counter|process_time|thread_time|monotonic)")
    measuring = {
        name for name, text in texts(".py").items() if name.startswith("tests/") and clock.search(text)
    }
    assert measuring - {"tests/test_architecture.py"} == WAITING


def test_the_project_names_no_machine_of_its_authors() -> None:
    """Neither where a checkout lies nor anybody's home; a lock without addresses works with any index."""
    home = re.compile(rf"{re.escape(str(ROOT))}\b|/(?:home|Users)/[a-z]\w+/|/root/\w|\.\./shared")
    readable = texts(
        ".py", ".md", ".toml", ".html", ".css", ".ini", ".mako", ".po", ".txt", ".csv", ".typ", ".lock", ""
    )
    offenders = {name for name, text in readable.items() if home.search(text)}
    assert offenders - {"tests/test_architecture.py"} == set()
    assert [name for name, text in readable.items() if name.endswith(".lock") and "://" in text] == []


def test_every_address_of_an_invented_person_ends_in_example() -> None:
    address = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
    sources = texts(".py", ".html", ".po", ".md", ".csv", ".txt")
    found = {(name, who) for name, text in sources.items() for who in address.findall(text)}
    invented = {(name, who) for name, who in found if who.rstrip(".") not in OFFICES}
    assert {(name, who) for name, who in invented if not who.rstrip(".").endswith(".example")} == set()
