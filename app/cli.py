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
from typing import NoReturn

from app.core.settings import Settings

FACTORIES = {None: "from_environment", "api": "api_from_environment", "site": "site_from_environment"}
ROLES = ("admin", "coordinator", "facilitator", "member", "auditor")


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
    from sqlalchemy.exc import DBAPIError

    from app.core.errors import PROBLEMS, Problem

    if isinstance(error, ValidationError):
        return "; ".join(_wrong_setting(dict(item)) for item in error.errors())
    if isinstance(error, Problem):
        fields = [f"{one.pointer.removeprefix('#/')}: {one.code}" for one in getattr(error, "fields", [])]
        return ", ".join(fields) or PROBLEMS[error.code].title
    if isinstance(error, DBAPIError):
        return f"the database refuses: {' '.join(str(error.orig).split())}"
    text = " ".join(str(error).split())
    return text if type(error).__module__.startswith("app.") else f"{type(error).__name__}: {text}"


def _wrong_setting(item: dict[str, object]) -> str:
    where = item["loc"]
    name = str(where[0]).upper() if isinstance(where, tuple) and where else ""
    message = str(item["msg"]).removeprefix("Value error, ")
    return f"{name}: {message}" if name else message


# --- the commands ----------------------------------------------------------------------------------------


def serve(options: argparse.Namespace) -> None:
    import uvicorn

    from app.core.web.http_protocol import IgnoreUpgrade

    settings = Settings()
    if options.only != "site" and not _is_migrated(settings.database_url):
        raise CommandError("the database is not migrated; run: kulaty-stul migrate")
    if options.only == "site" and not settings.api_url:
        raise CommandError("a site alone needs API_URL, the address of the API without /api/v1")
    if options.only is None and "public_url" not in settings.model_fields_set:
        os.environ["PUBLIC_URL"] = f"http://127.0.0.1:{options.port}"  # read by each process that is started
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


def _is_migrated(url: str) -> bool:
    """Check in a separate process, so that the modules it loads do not stay in the server's memory."""
    with get_context("fork").Pool(1) as asked:
        return asked.apply(_is_current, (url,))


def _is_current(url: str) -> bool:
    from app.core.database.migrate import is_current

    return is_current(url)


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
    import app.tables  # noqa: F401
    from app.core.database.engine import Database
    from app.demo import LOGINS, NotEmptyError, is_empty, is_loaded, load

    settings = Settings()
    database = Database(settings.database_url)
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
    import app.tables  # noqa: F401
    from app.accounts import service
    from app.core.addresses import parse_email
    from app.core.database.engine import Database

    settings = Settings()
    email = parse_email(options.email)
    password = options.password or getpass("Password: ")
    database = Database(settings.database_url)
    with database.writing() as session:
        user = service.create_user(session, email, password, options.name or email.partition("@")[0])
        if options.role:
            service.give_role(session, user.id, options.role, options.partnership)
    database.close()
    print(f"user {user.id} created: {user.email}")


def worker(_: argparse.Namespace) -> None:
    from app.api import create_api
    from app.core import logs
    from app.core.database.engine import Database
    from app.worker import Worker

    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    settings = Settings()
    logs.configure(settings.log_level)
    database = Database(settings.database_url)
    create_api(settings, database)  # also subscribes the rooms to the clock
    running = Worker(database, settings)
    running.start()
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    running.stop()
    database.close()


def backup(options: argparse.Namespace) -> None:
    from app import backups

    backups.backup(Settings().database_url, options.file)
    print(f"saved to {options.file}")


def restore(options: argparse.Namespace) -> None:
    from app import backups
    from app.core.database.migrate import upgrade

    url = Settings().database_url
    backups.restore(url, options.file)
    upgrade(url)
    print(f"restored from {options.file}")


def retention(options: argparse.Namespace) -> None:
    import app.tables  # noqa: F401
    from app.core import retention as kept
    from app.core.database.engine import Database
    from app.organisations import merge
    from app.registrations import needs
    from app.worker import prepare

    settings = Settings()
    database = Database(settings.database_url)
    with database.writing() as session:
        prepare(session, settings)
        people = needs.delete_due(session, dry_run=options.dry_run)
        merges = merge.delete_due(session, dry_run=options.dry_run)
        due = kept.count_due(session, settings) if options.dry_run else None
    gone = kept.forget_all(database, settings) if due is None else due
    database.close()
    done = "to be deleted" if options.dry_run else "deleted"
    for name, count in {"needs of participants": people, "merges to undo": merges, **gone}.items():
        print(f"{name} {done}: {count}")


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
    create.add_argument("--role", choices=ROLES)
    create.add_argument(
        "--partnership", type=int, metavar="ID", help="default: the role holds in all of them"
    )
    _add(commands, "worker", worker, "send letters and move states by the clock, without a server")
    _add(commands, "backup", backup, "save the database to a file").add_argument("file", type=Path)
    _add(commands, "restore", restore, "put a saved database in the place of this one").add_argument(
        "file", type=Path
    )
    kept = _add(commands, "retention", retention, "delete personal data whose time is over")
    kept.add_argument("--dry-run", action="store_true", help="only say how much it would be")
    _add(commands, "openapi", openapi, "print the description of the API")
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    command: Callable[[argparse.Namespace], None],
    text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=command)
    return parser


def _serve_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "serve", serve, "answer requests: the API, the site, or both")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes (default 1)")
    parser.add_argument("--only", choices=("api", "site"))
