"""Clients that stock generators make: they sign in, page, sign up, download a file and keep in step.

Each generator is installed apart, in the versions named here. Where a language is not to be had, its test is
skipped with the reason; Python is always there.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.accounts.models import RoleName
from app.core import clock
from app.core.database.engine import Database
from app.demo.logins import LOGINS
from app.events.models import Event, EventStatus, RegistrationPolicy, Visibility
from tests.conftest import copy_demo
from tests.serving import Served, serving

JOURNEYS = Path(__file__).parent / "journeys"
PYTHON_GENERATOR = "openapi-python-client==0.29.1"
JAVA_GENERATOR = "openapi-generator-cli==7.26.0"
NPM_VERSIONS = {
    "openapi-typescript": "7.13.0",
    "openapi-fetch": "0.17.0",
    "typescript": "5.9.3",
    "@types/node": "20.19.0",
}
OPTIONAL = ("--default-non-nullable", "false")
"""A field with a default may be left out of a body."""
FILES = dict.fromkeys(
    (
        "application/pdf",
        "image/svg+xml",
        "image/png",
        "text/calendar",
        "text/csv",
        "application/atom+xml",
        "application/zip",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "application/octet-stream",
)
JAVA_OPTIONS = "hideGenerationTimestamp=true,openApiNullable=false,useSingleRequestParameter=true"
JAVA_PARTS = "apis,models,supportingFiles,apiDocs=false,modelDocs=false,apiTests=false,modelTests=false"
COORDINATOR = next(login for login in LOGINS if login.role == RoleName.COORDINATOR)
pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def demo(demo_file: Path, scratch: Path) -> Iterator[Served]:
    path = scratch / "generated-clients.db"
    copy_demo(demo_file, path)
    with serving(f"sqlite:///{path}") as served:
        yield served


@pytest.fixture(scope="module")
def description(demo: Served, scratch: Path) -> Path:
    path = scratch / "stul.json"
    with demo.client() as client:
        path.write_bytes(client.get("/openapi.json").raise_for_status().content)
    return path


@pytest.fixture(scope="module")
def arguments(demo: Served, scratch: Path) -> list[str]:
    """Address, login, the partnership and an event that anybody may sign up for."""
    database = Database(f"sqlite:///{scratch}/generated-clients.db")
    with database.reading() as session:
        event = an_open_event(session)
        numbers = [str(event.partnership_id), str(event.id)]
    database.close()
    return [f"{demo.url}/api/v1", COORDINATOR.email, COORDINATOR.password, *numbers]


def an_open_event(session: Session) -> Event:
    opened = select(Event).where(
        Event.status == EventStatus.OPEN,
        Event.visibility == Visibility.PUBLIC,
        Event.registration_policy == RegistrationPolicy.OPEN,
        Event.slots == 0,
        Event.starts_at > clock.now() + timedelta(days=2),  # type: ignore[operator]
    )
    return next(event for event in session.exec(opened) if not event.form_fields)


def run(*command: str | Path, folder: Path | None = None) -> None:
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def needs(*programs: str) -> None:
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def environment(folder: Path, *packages: str) -> Path:
    """The programs of a new virtual environment that holds these packages."""
    run(sys.executable, "-m", "venv", folder / "venv")
    programs = folder / "venv" / "bin"
    run(programs / "python", "-m", "pip", "install", "--quiet", *packages)
    return programs


def test_a_python_client(description: Path, arguments: list[str], tmp_path: Path) -> None:
    programs = environment(tmp_path, PYTHON_GENERATOR)
    overrides = "".join(f"  {given}: {taken}\n" for given, taken in FILES.items())
    settings = tmp_path / "settings.yaml"
    settings.write_text(f"content_type_overrides:\n{overrides}post_hooks: []\n")
    made = ("--path", description, "--output-path", tmp_path / "stul", "--meta", "none")
    run(programs / "openapi-python-client", "generate", *made, "--config", settings, "--fail-on-warning")
    shutil.copy(JOURNEYS / "journey.py", tmp_path)
    run(programs / "python", "journey.py", *arguments, folder=tmp_path)


def test_a_typescript_client(description: Path, arguments: list[str], tmp_path: Path) -> None:
    needs("node", "npm")
    (tmp_path / "package.json").write_text('{"name": "journey", "private": true, "type": "module"}')
    packages = [f"{name}@{version}" for name, version in NPM_VERSIONS.items()]
    run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *packages, folder=tmp_path)
    programs = tmp_path / "node_modules" / ".bin"
    run(programs / "openapi-typescript", description, "-o", "stul.d.ts", *OPTIONAL, folder=tmp_path)
    shutil.copy(JOURNEYS / "journey.ts", tmp_path)
    strict = ("--strict", "--target", "es2022", "--module", "nodenext", "--types", "node")
    run(programs / "tsc", *strict, "journey.ts", folder=tmp_path)
    run("node", "journey.js", *arguments, folder=tmp_path)


def without_uploads(description: Path, path: Path) -> Path:
    document = json.loads(description.read_text())
    for operations in document["paths"].values():
        for method, operation in list(operations.items()):
            if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
                del operations[method]
    path.write_text(json.dumps(document))
    return path


def test_a_java_client(description: Path, arguments: list[str], tmp_path: Path) -> None:
    """Compiled against the libraries that the generator ships in its archive, and run with them.

    Uploads of files need a library more, which is not in it, and are left out.
    """
    needs("java", "javac")
    programs = environment(tmp_path, JAVA_GENERATOR)
    options = ("-p", JAVA_OPTIONS, "--global-property", JAVA_PARTS, "--name-mappings", "equals=equalTo")
    without = without_uploads(description, tmp_path / "stul.json")
    made = ("-g", "java", "--library", "native", "-i", without, "-o", tmp_path / "stul")
    run(programs / "openapi-generator-cli", "generate", *made, *options)
    [archive] = (tmp_path / "venv").glob("lib/*/site-packages/openapi_generator_cli/openapi-generator.jar")
    sources = [*(tmp_path / "stul" / "src" / "main").rglob("*.java"), *JOURNEYS.glob("*.java")]
    classes = tmp_path / "classes"
    run("javac", "-proc:none", "-nowarn", "-encoding", "UTF-8", "-d", classes, "-cp", archive, *sources)
    run("java", "-Dfile.encoding=UTF-8", "-cp", f"{classes}:{archive}", "Journey", *arguments)
