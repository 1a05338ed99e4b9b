"""Settings and files that a command needs: what is wrong is said in one line, before anything is done."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import CapturingLogger

from app.cli import main
from app.core.database.engine import Database
from app.core.settings import DEVELOPMENT_KEY, Settings, unknown_names
from app.worker import Worker

Said = tuple[int, str, str]
SETTINGS = ("SECRET_KEY", "PUBLIC_URL", "API_URL", "SMTP_URL", "MAIL_FROM", "TRUSTED_PROXIES", "LOG_LEVEL")


@pytest.fixture
def say(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Said]:
    """`say("migrate", LOG_LEVEL="loud")`, in an empty folder: exit code, output, complaint."""
    monkeypatch.chdir(tmp_path)
    for name in (*SETTINGS, "DATABASE_URL"):
        monkeypatch.setenv(name, "")  # so that what `serve` sets is taken back as well
        monkeypatch.delenv(name)

    def run(*arguments: str, **settings: str) -> Said:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as end:
            main(arguments)
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out, told.err

    return run


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://u:hidden@host/x"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://u:hidden@host:port/x"),
        ("LOG_LEVEL", "loud"),
        ("SMTP_URL", "mail.example"),
        ("SMTP_URL", "http://mail.example"),
        ("SMTP_URL", "smtp://u:hidden@mail.example:many"),
        ("SMTP_URL", "smtp://u:hidden%C4%8D@mail.example"),
        ("TRUSTED_PROXIES", "127.0.0.1, proxy.example"),
        ("PUBLIC_URL", "localhost"),
        ("PUBLIC_URL", "http://localhost/stul"),
        ("PUBLIC_URL", "http://localhost?a=b"),
        ("API_URL", "http://localhost/api/v1"),
        ("API_URL", "localhost:8000"),
        ("ALLOWED_HOSTS", "stul.example, https://www.stul.example"),
        ("ALLOWED_HOSTS", "stul.example:8000"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "Stůl <žofie@obec.example>"),
        ("MAIL_FROM", "stul@obec..☃"),
        ("OPERATOR_CONTACT", "nobody"),
        ("OPERATOR_CONTACT", "Kraj <stul@kraj.example"),
        ("LOGO", "missing.svg"),
        ("LOGO", "/etc/hostname"),
        ("SECRET_KEY", "hidden"),
        ("SECRET_KEY", "a-long-key-of-forty-characters-in-front-,hidden"),
        ("SECRET_KEY", " , "),
        ("NEEDS_RETENTION_DAYS", "many"),
        ("WORKER", "perhaps"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_wrong_setting_is_named(
    say: Callable[..., Said], tmp_path: Path, command: str, name: str, value: str
) -> None:
    code, told, failed = say(command, **{name: value})
    assert (code, told, len(failed.splitlines())) == (1, "", 1)
    assert failed.startswith(f"kulaty-stul: {name}: ")
    assert "hidden" not in failed
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("LOG_LEVEL", "debug"), ("SMTP_URL", ""), ("PUBLIC_URL", ""), ("PUBLIC_URL", "http://localhost:9000/")],
)
def test_an_empty_setting_counts_as_missing_and_case_and_a_slash_do_not_matter(
    say: Callable[..., Said], name: str, value: str
) -> None:
    assert say("serve", **{name: value})[2] == (
        "kulaty-stul: the database is not migrated; run: kulaty-stul migrate\n"
    )


@pytest.mark.parametrize("path", ["/proc/none/app.db", "{folder}/file/app.db", "{folder}"])
def test_a_database_that_cannot_be_made_is_named(say: Callable[..., Said], tmp_path: Path, path: str) -> None:
    (tmp_path / "file").touch()
    where = path.format(folder=tmp_path)
    code, told, failed = say("migrate", DATABASE_URL=f"sqlite:///{where}")
    assert (code, told, len(failed.splitlines())) == (1, "", 1)
    assert where.removesuffix("/app.db") in failed


def test_a_new_database_is_private_and_made_when_it_is_needed(
    say: Callable[..., Said], tmp_path: Path
) -> None:
    assert say("openapi")[0] == 0
    assert not (tmp_path / "var").exists()
    assert say("migrate")[0] == 0
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "var").iterdir()} == {0o600}


@pytest.mark.parametrize(
    "command",
    [
        ("serve",),
        ("worker",),
        ("demo",),
        ("retention",),
        ("user", "list"),
        ("user", "password", "--email", "sprava@urad.example", "--password", "dlouhe-heslo-1"),
        ("user", "create", "--email", "sprava@urad.example", "--password", "dlouhe-heslo-1"),
    ],
)
def test_a_command_without_a_migrated_database_says_so_and_makes_none(
    say: Callable[..., Said], tmp_path: Path, command: tuple[str, ...]
) -> None:
    assert say(*command) == (
        1,
        "",
        "kulaty-stul: the database is not migrated; run: kulaty-stul migrate\n",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["serve", "worker", "migrate", "demo"])
def test_a_server_of_a_database_that_does_not_answer_is_named(say: Callable[..., Said], command: str) -> None:
    code, told, failed = say(command, DATABASE_URL="postgresql://u:hidden@localhost:1/x")
    assert (code, told, len(failed.splitlines())) == (1, "", 1)
    assert "localhost" in failed or "127.0.0.1" in failed
    assert "hidden" not in failed


def test_a_folder_for_files_that_cannot_be_made_is_named_before_anything_starts(
    say: Callable[..., Said], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    assert say("migrate")[0] == 0
    folder = str(tmp_path / "file" / "kept")
    code, told, failed = say("serve", FILES_FOLDER=folder)
    assert (code, told, len(failed.splitlines())) == (1, "", 1)
    assert folder in failed or str(tmp_path / "file") in failed


def test_a_folder_for_backups_that_is_not_there_is_named(say: Callable[..., Said], tmp_path: Path) -> None:
    assert say("migrate")[0] == 0
    code, told, failed = say("backup", str(tmp_path / "none" / "saved"))
    assert (code, told, len(failed.splitlines())) == (1, "", 1)
    assert str(tmp_path / "none") in failed


def test_a_damaged_database_is_moved_aside_by_a_restore(say: Callable[..., Said], tmp_path: Path) -> None:
    assert say("migrate")[0] == say("backup", "saved")[0] == 0
    (tmp_path / "var" / "app.db").write_bytes(b"neither pages nor rows")
    code, told, _ = say("restore", "saved")
    assert code == 0
    kept = tmp_path / told.rpartition(" is in ")[2].strip()
    assert kept.read_bytes() == b"neither pages nor rows"
    assert say("user", "list") == (0, "", "")


def test_a_restore_without_a_database_keeps_nothing(say: Callable[..., Said], tmp_path: Path) -> None:
    assert say("migrate")[0] == say("backup", "saved")[0] == 0
    assert say("restore", "saved", DATABASE_URL="sqlite:///other/app.db") == (0, "restored from saved\n", "")
    assert (tmp_path / "other" / "app.db").stat().st_mode & 0o777 == 0o600


def test_a_password_is_asked_for_and_nothing_is_no_password(migrated_file: Path, tmp_path: Path) -> None:
    shutil.copyfile(migrated_file, tmp_path / "app.db")
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/app.db"}
    made = [sys.executable, "-m", "app", "user", "create", "--email", "sprava@urad.example"]
    told = subprocess.run(
        made,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.splitlines()[-1] == "kulaty-stul: no password was given"


RANDOM = "dd5e2b3a91c74f60b8a1e6f4c9027d35"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "stul.example"])  # noqa: S104
@pytest.mark.parametrize("key", [None, f"{RANDOM},{DEVELOPMENT_KEY}"])
def test_other_machines_are_not_served_with_the_key_that_everybody_knows(
    say: Callable[..., Said], host: str, key: str | None
) -> None:
    code, told, failed = say("serve", "--host", host, **({"SECRET_KEY": key} if key else {}))
    assert (code, told) == (1, "")
    assert failed == f"kulaty-stul: SECRET_KEY must be set to serve at {host}, which other machines reach\n"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_needs_no_key(say: Callable[..., Said], host: str) -> None:
    assert "not migrated" in say("serve", "--host", host)[2]


def test_the_image_is_served_to_other_machines() -> None:
    """So it starts with a key of its own only."""
    assert "serve --host 0.0.0.0" in (Path(__file__).parents[1] / "Dockerfile").read_text()


@pytest.mark.parametrize("command", ["serve", "worker"])
@pytest.mark.parametrize("key", ["a" * 40, "changeme" * 5, f"{RANDOM},{'heslo' * 8}"])
def test_a_key_that_can_be_guessed_is_refused(say: Callable[..., Said], command: str, key: str) -> None:
    code, told, failed = say(command, SECRET_KEY=key)
    assert (code, told) == (1, "")
    assert failed == "kulaty-stul: SECRET_KEY: can be guessed; make one with: openssl rand -hex 32\n"


def test_unknown_settings_and_near_misses_are_told_in_one_line(
    say: Callable[..., Said], tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"SECRETKEY={RANDOM}\nCOLOUR=blue\nlog_level=info\n")
    told, migrated = say("serve", SMTP_URI="smtp://u:hidden@mail.example")[2].splitlines()
    assert told == (
        "kulaty-stul: unknown settings, which change nothing: "
        "SECRETKEY (SECRET_KEY?), COLOUR, SMTP_URI (SMTP_URL?)"
    )
    assert "not migrated" in migrated


def test_names_of_other_programs_in_the_environment_are_not_told(tmp_path: Path) -> None:
    usual = (
        "PATH",
        "HOME",
        "LOGNAME",
        "MAIL",
        "DATABASE",
        "PGHOST",
        "LANG",
        "WEB_CONCURRENCY",
        "HOST",
        "PORT",
    )
    assert unknown_names(tmp_path / ".env", usual) == []


@pytest.mark.parametrize(
    ("url", "in_clear"),
    [
        ("smtp://mail.example", True),
        ("smtp://mail.example?starttls=0", True),
        ("smtp://mail.example:587?starttls=1", False),
        ("smtps://mail.example", False),
        ("smtp://127.0.0.1:25", False),
        ("smtp://localhost", False),
    ],
)
def test_letters_in_clear_are_told_once(
    url: str, in_clear: bool, migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Worker, "run", lambda _: None)
    shutil.copyfile(migrated_file, tmp_path / "app.db")
    database = Database(f"sqlite:///{tmp_path}/app.db")
    log = CapturingLogger()
    monkeypatch.setattr("app.worker.log", log)
    running = Worker(database, Settings(smtp_url=url))
    running.start()
    running.stop()
    database.close()
    assert len([call for call in log.calls if "without encryption" in call.args[0]]) == in_clear
