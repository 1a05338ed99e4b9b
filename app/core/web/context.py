"""The contexts of an application and of a request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlmodel import Session
from starlette.requests import Request

from app.core.actor import PUBLIC, Actor, KeyScope
from app.core.database.engine import Database
from app.core.database.records import ANY_VERSION
from app.core.errors import Forbidden, Problem, Unauthorized
from app.core.limits import RateLimit
from app.core.mail.outbox import BY_PUBLIC
from app.core.networks import Client, counted_as
from app.core.plain_text import whole_number
from app.core.secrets import is_signed
from app.core.settings import Settings
from app.core.text import pick_language
from app.core.web.access_log import AccessLog
from app.core.web.client_address import peer_address

View = TypeVar("View")
PERSONAL_LINKS = ("/my/", "/receipts/", "/unsubscribe/", "/newsletter-subscriptions/", "/calendar/")
"""Paths below the root of the API in which a secret stands for a person."""
Identify = Callable[[Session, str], Actor | None]


@dataclass
class AppContext:
    """What all requests of an application share; one per application, in `app.state.app_context`."""

    settings: Settings
    database: Database
    identify: Identify
    key_limit: RateLimit = field(init=False)
    registration_limit: RateLimit = field(init=False)
    check_in_limit: RateLimit = field(init=False)
    link_limit: RateLimit = field(init=False)
    access_log: AccessLog = field(init=False)

    def __post_init__(self) -> None:
        self.key_limit = RateLimit(self.settings.key_limit, 60)
        self.registration_limit = RateLimit(self.settings.registration_limit, 3600)
        self.check_in_limit = RateLimit(self.settings.check_in_limit, 60)
        self.link_limit = RateLimit(self.settings.link_limit, 60)
        self.access_log = AccessLog(self.database)


class RequestContext:
    """One request as a handler sees it: session, actor, client, language, version."""

    def __init__(
        self,
        request: Request,
        session: Session,
        app_context: AppContext,
        precomputed: object = None,
        body: bytes = b"",
    ) -> None:
        self.request = request
        self.session = session
        self.settings = app_context.settings
        self.app_context = app_context
        self.precomputed: Any = precomputed  # see `writes`
        self.lang = language(request)
        self.headers: dict[str, str] = {}
        self.status: int | None = None  # instead of the usual one of the route
        self.body = body
        self.actor = PUBLIC

    @property
    def version(self) -> int:
        """The version the sender has seen. 428 without `If-Match`, 412 for a value that is not ours."""
        given = self.request.headers.get("if-match")
        if given is None:
            raise Problem("if_match_required")
        if given.strip() == "*":
            return ANY_VERSION
        number = whole_number(given.strip().removeprefix("W/").strip('"').split("-")[0])
        if number is None:
            raise Problem("stale")
        return number

    def created(self, view: View, path: str) -> View:
        """Answer 201 with the address of the new record, `path` below the API's base."""
        self.headers["Location"] = f"{self.request.scope.get('root_path', '')}{path}"
        return view

    @property
    def client_address(self) -> str:
        return client_address(self.request, self.settings)

    @property
    def client_network(self) -> str:
        """By which requests are limited."""
        return counted_as(self.client_address)

    @property
    def client(self) -> Client:
        return Client(self.client_address, self.request.headers.get("user-agent", "")[:400])

    def authenticate(self) -> None:
        """Identify the actor by the bearer token. An invalid token is 401, also on public routes."""
        header = self.request.headers.get("authorization")
        if header is None:
            return
        scheme, _, token = header.partition(" ")
        actor = self.app_context.identify(self.session, token.strip()) if scheme.lower() == "bearer" else None
        if actor is None:
            raise Unauthorized()
        if actor.api_key_id is not None:
            self.app_context.key_limit.take(str(actor.api_key_id))
        self.actor = actor
        self.session.info["actor"] = actor

    def hold_back(self, public: bool) -> None:
        """Who has to set up a second factor first sees what the public sees, and nothing else."""
        if not public:
            raise Problem("totp_setup_needed")
        self.actor = PUBLIC

    def authorize(self, public: bool, scope: KeyScope | None) -> None:
        if not self.actor.known and not public:
            raise Unauthorized()
        if self.actor.scopes is None or (scope and self.actor.may_use(scope)):
            return
        if not public:
            raise Forbidden()
        self.actor = PUBLIC  # a key without the scope sees what the public sees

    def limit_strangers(self) -> None:
        """Only a flood is refused: of requests with personal links here, of letters at delivery."""
        if self.actor.known:
            return
        self.session.info[BY_PUBLIC] = True
        path: str = self.request.scope["path"].removeprefix(self.request.scope.get("root_path", ""))
        if path.startswith(PERSONAL_LINKS):
            self.app_context.link_limit.take(self.client_network)


def language(request: Request) -> str:
    return pick_language(request.headers.get("accept-language"))


def client_address(request: Request, settings: Settings) -> str:
    """Of the person behind the site or a proxy, which have to prove that they may forward it."""
    signed = request.headers.get("x-client-address", "")
    address, _, mark = signed.partition(";")
    if mark and is_signed(settings.secret_key, "client-address", address, mark.strip()):
        return address
    return peer_address(request, settings)
