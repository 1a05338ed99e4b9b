"""The command line. Exit status 0 on success, 1 with one clear line on failure, 2 for wrong use.

Commands import their modules when they run, so that a site alone never loads the rooms.
"""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from getpass import getpass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from app.core.actor import RoleName
from app.core.settings import DEVELOPMENT_KEY, Settings, is_loopback, unknown_names

if TYPE_CHECKING:
    from app.core.database.engine import Database

NOT_MIGRATED = "the database is not migrated; run: kulaty-stul migrate"
FACTORIES = {None: "from_environment", "api": "api_from_environment", "site": "site_from_environment"}


class CommandError(Exception):
    """Why a command failed, in one line."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except KeyboardInterrupt:
        sys.exit(1)
    except Exception as error:
        print(f"kulaty-stul: {_one_line(error)}", file=sys.stderr)
        sys.exit(1)
    sys.exit(0)


def _one_line(error: Exception) -> str:
    from pydantic import ValidationError
    from sqlalchemy.exc import DBAPIError, IntegrityError

    from app.core.errors import FIELD_PROBLEMS, PROBLEMS, Problem, sentence_in
    from app.core.text import translator

    if isinstance(error, ValidationError):
        return "; ".join(_wrong_setting(dict(item)) for item in error.errors())
    if isinstance(error, Problem):
        fields = [
            f"{one.pointer.removeprefix('#/')}: {one.code}: "
            + sentence_in(translator("en"), FIELD_PROBLEMS[one.code], one.params)
            for one in getattr(error, "fields", [])
        ]
        return ", ".join(fields) or PROBLEMS[error.code].title
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, IntegrityError) and "unique" in str(error.orig).lower():
        return PROBLEMS["already_exists"].title.lower().rstrip(".")
    if isinstance(error, DBAPIError):
        return f"the database refuses: {' '.join(str(error.orig).split())}"
    text = " ".join(str(error).split())
    return text if type(error).__module__.startswith("app.") else f"{type(error).__name__}: {text}"


def _wrong_setting(item: dict[str, object]) -> str:
    from app.core.errors import FIELD_PROBLEMS

    where = item["loc"]
    name = str(where[0]).upper() if isinstance(where, tuple) and where else ""
    message = str(item["msg"]).removeprefix("Value error, ")
    message = FIELD_PROBLEMS.get(message, message)
    return f"{name}: {message}" if name else message


# --- the commands ----------------------------------------------------------------------------------------


def serve(options: argparse.Namespace) -> None:
    import uvicorn

    from app.core.files.store import prepare_folder
    from app.core.networks import check_address
    from app.core.web.http_protocol import IgnoreUpgrade

    settings = _settings_of_a_server()
    if settings.has_development_key and not is_loopback(options.host):
        raise CommandError(f"SECRET_KEY must be set to serve at {options.host}, which other machines reach")
    if options.only != "site" and not _apart(_is_current, settings.database_url):
        raise CommandError(NOT_MIGRATED)
    if options.only == "site" and not settings.api_url:
        raise CommandError("a site alone needs API_URL, the address of the API without /api/v1")
    if options.only is None and "public_url" not in settings.model_fields_set:
        os.environ["PUBLIC_URL"] = f"http://127.0.0.1:{options.port}"  # read by each process that is started
    if options.only != "site":
        prepare_folder(settings.files_path)
    check_address(options.host, options.port)
    print(f"serving at http://{options.host}:{options.port}", flush=True)
    uvicorn.run(
        f"app.main:{FACTORIES[options.only]}",
        factory=True,
        host=options.host,
        port=options.port,
        workers=options.workers,
        loop="uvloop",
        http=IgnoreUpgrade,
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(settings.proxies),  # by default uvicorn trusts this machine
        forwarded_allow_ips=list(settings.proxies),
        timeout_worker_healthcheck=60,  # a worker that is still importing on a busy machine is not a dead one
    )


def _settings_of_a_server() -> Settings:
    """Refuses a key that can be guessed; tells of names in `.env` that set nothing."""
    settings = Settings()
    if settings.secret_key != DEVELOPMENT_KEY and _apart(_is_guessable, settings.secret_key):
        raise CommandError("SECRET_KEY: can be guessed; make one with: openssl rand -hex 32")
    if unknown := unknown_names(Path(".env"), os.environ):
        print(f"kulaty-stul: unknown settings, which change nothing: {', '.join(unknown)}", file=sys.stderr)
    return settings


def _is_guessable(secret: str) -> bool:
    from app.core.key_strength import is_guessable

    return is_guessable(secret)


def _apart(check: Callable[[str], bool], about: str) -> bool:
    """Check in a separate process, so that the modules it loads do not stay in the server's memory."""
    with get_context("fork").Pool(1) as asked:
        return asked.apply(check, (about,))


def _is_current(url: str) -> bool:
    from app.core.database.migrate import is_current

    return is_current(url)


def _open(settings: Settings) -> "Database":
    """The database of a command, which is not made by it, with the tables of all rooms known."""
    import app.tables  # noqa: F401
    from app.core.database.engine import Database

    if not _is_current(settings.database_url):
        raise CommandError(NOT_MIGRATED)
    return Database(settings.database_url)


def migrate(_: argparse.Namespace) -> None:
    from app.core.database.engine import Database
    from app.core.database.migrate import upgrade
    from app.territories.service import load

    settings = Settings()
    upgrade(settings.database_url)
    database = Database(settings.database_url)
    with database.writing() as session:
        added = load(session)
    database.close()
    print(f"migrated; {added} territories added" if added else "migrated")


def demo(options: argparse.Namespace) -> None:
    from app.demo import LOGINS, NotEmptyError, is_empty, is_loaded, load

    settings = Settings()
    database = _open(settings)
    with database.reading() as session:
        empty, loaded = is_empty(session), is_loaded(session)
    if not empty and not (loaded or options.if_empty):
        raise NotEmptyError("the database holds other data; the demo needs an empty one")
    if empty:
        load(database, settings, progress=print)
    database.close()
    if empty or loaded:
        print("\n".join(["logins of the demo:", *(f"  {login}" for login in LOGINS)]))


def create_user(options: argparse.Namespace) -> None:
    from pydantic import TypeAdapter

    from app.accounts import service
    from app.core.addresses import parse_email
    from app.core.database.columns import PersonName

    settings = Settings()
    email = parse_email(options.email)
    name = TypeAdapter(PersonName).validate_python(options.name) if options.name else email.partition("@")[0]
    password = _password(options)
    database = _open(settings)
    with database.writing() as session:
        user = service.create_user(session, email, password, name)
        if options.role:
            service.give_role(session, user.id, options.role, options.partnership)
    database.close()
    print(f"user {user.id} created: {user.email}")


def set_password(options: argparse.Namespace) -> None:
    from app.accounts import service

    database = _open(Settings())
    password = _password(options)
    with database.writing() as session:
        user = service.set_password(session, options.email, password)
    database.close()
    print(f"user {user.id} has a new password and is signed out: {user.email}")


def turn_off_second_factor(options: argparse.Namespace) -> None:
    from app.accounts import service

    settings = Settings()
    database = _open(settings)
    with database.writing() as session:
        session.info["settings"] = settings
        user = service.turn_off_second_factor(session, options.email)
    database.close()
    print(f"user {user.id} signs in by the password alone: {user.email}")


def _password(options: argparse.Namespace) -> str:
    try:
        given: str = options.password or getpass("Password: ")
    except EOFError as error:
        print(file=sys.stderr)  # end the line of the question
        raise CommandError("no password was given") from error
    return given


def list_users(_: argparse.Namespace) -> None:
    from app.accounts import service

    database = _open(Settings())
    with database.reading() as session:
        users = service.users_with_roles(session)
    database.close()
    for user, roles in users:
        held = [f"{one.role} of {one.partnership_id}" if one.partnership_id else one.role for one in roles]
        columns = (str(user.id), user.email, user.name, ", ".join(held), "" if user.active else "inactive")
        print("\t".join(columns).rstrip())


def worker(_: argparse.Namespace) -> None:
    from app.api import create_api
    from app.core import logs
    from app.worker import Worker

    settings = _settings_of_a_server()
    database = _open(settings)
    logs.configure(settings.log_level)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    create_api(settings, database)  # also subscribes the rooms to the clock
    running = Worker(database, settings)
    running.start()
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    running.stop()
    database.close()


def backup(options: argparse.Namespace) -> None:
    from app import backups

    backups.backup_whole(Settings(), options.file)
    print(f"saved to {options.file}")


def restore(options: argparse.Namespace) -> None:
    from app import backups
    from app.subscriptions import subscribe

    subscribe()
    kept, repeated = backups.restore_whole(Settings(), options.file)
    print(f"restored from {options.file}" + (f"; what was there is in {kept}" if kept else ""))
    if repeated:
        print(f"people erased again, because they were erased after the backup: {repeated}")


def retention(options: argparse.Namespace) -> None:
    from app.core import retention as rules
    from app.privacy.retention import run_all
    from app.subscriptions import subscribe

    settings = Settings()
    database = _open(settings)
    subscribe()
    if options.dry_run:
        with database.reading() as session:
            gone = rules.count_due(session, settings)
    else:
        gone = run_all(database, settings)
    database.close()
    done = "to be deleted" if options.dry_run else "deleted"
    print("\n".join(f"{name} {done}: {count}" for name, count in sorted(gone.items())))


def openapi(_: argparse.Namespace) -> None:
    import json

    from app.api import create_api
    from app.core.database.engine import Database
    from app.core.web.openapi import SERVED_BELOW

    settings = Settings()
    described, _stack = create_api(settings, Database(settings.database_url))
    served_at = [{"url": settings.public_url.rstrip("/") + SERVED_BELOW}]  # a file has no address of its own
    print(json.dumps(described.openapi() | {"servers": served_at}, ensure_ascii=False, indent=2))


# --- arguments -------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kulaty-stul", description="Kulatý stůl, the server and its tools.")
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and end")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _serve_parser(commands)
    _add(commands, "migrate", migrate, "bring the database up to this version and load the territories")
    filled = _add(commands, "demo", demo, "fill an empty database with the reference programme")
    filled.add_argument("--if-empty", action="store_true", help="do nothing when there is other data")
    user = commands.add_parser("user", help="logins").add_subparsers(required=True, metavar="COMMAND")
    create = _add(user, "create", create_user, "make a login")
    create.add_argument("--email", required=True)
    create.add_argument("--password", help="asked for when it is not given")
    create.add_argument("--name", help="default: what stands before the @")
    create.add_argument("--role", choices=[role.value for role in RoleName])
    create.add_argument(
        "--partnership", type=int, metavar="ID", help="default: the role holds in all of them"
    )
    _add(user, "list", list_users, "print the logins with their roles")
    changed = _add(user, "password", set_password, "give a login a new password and close its sessions")
    changed.add_argument("--email", required=True)
    changed.add_argument("--password", help="asked for when it is not given")
    lost = _add(
        user, "second-factor-off", turn_off_second_factor, "let a login in whose authenticator is lost"
    )
    lost.add_argument("--email", required=True)
    _add(commands, "worker", worker, "send letters and move states by the clock, without a server")
    _add(commands, "backup", backup, "save the database to a file").add_argument("file", type=Path)
    back = _add(commands, "restore", restore, "put a saved database in the place of this one, and save that")
    back.add_argument("file", type=Path)
    saved = _add(commands, "retention", retention, "delete personal data whose time is over")
    saved.add_argument("--dry-run", action="store_true", help="only say how much it would be")
    _add(commands, "openapi", openapi, "print the description of the API")
    return parser


class _Version(argparse.Action):
    """Read the version only when it is asked for: looking it up takes as long as all other arguments."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(f"kulaty-stul {version('kulaty-stul')}")
        parser.exit()


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    command: Callable[[argparse.Namespace], None],
    text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=command)
    return parser


def _port(written: str) -> int:
    port = int(written)
    if not 1 <= port <= 65_535:
        raise ValueError
    return port


def _count(written: str) -> int:
    count = int(written)
    if count < 1:
        raise ValueError
    return count


_port.__name__, _count.__name__ = "port", "number"  # as argparse names them in a refusal


def _serve_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "serve", serve, "answer requests: the API, the site, or both")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=_port, default=8000)
    parser.add_argument("--workers", type=_count, default=1, metavar="N", help="processes (default 1)")
    parser.add_argument("--only", choices=("api", "site"))
