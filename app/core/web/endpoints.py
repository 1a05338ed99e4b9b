"""From a request to an answer: `@reads` and `@writes`.

A handler is a plain function `(context, path, query and body parameters) -> view`. Its decorator makes the
coroutine that FastAPI calls. This makes one round trip to a lane of threads and does everything there: open
a session, identify the actor, run the handler, write the bytes of the answer, commit. Then the answer leaves.
No FastAPI dependency touches the database.
"""

import functools
import inspect
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar, cast, overload

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from app.core import clock
from app.core.actor import Guard, KeyScope
from app.core.database.engine import Lane, trial
from app.core.errors import Problem
from app.core.json_values import Json
from app.core.security_events import announce_refused_access
from app.core.web import problems
from app.core.web.access_log import Access, AccessAction, ids_in
from app.core.web.context import AppContext, RequestContext, client_address, language
from app.core.web.idempotency import under_key
from app.core.web.paging import Slice
from app.core.web.problem_answer import build
from app.core.web.responses import File, conditional_response, same_etag, to_response
from app.core.web.routing import Marks, ProblemDetails, Router

__all__ = [
    "AppContext",
    "File",
    "ProblemDetails",
    "RequestContext",
    "Router",
    "access_problem",
    "client_address",
    "language",
    "reads",
    "same_etag",
    "writes",
]

REFUSED = {403, 404}
P = ParamSpec("P")
Q = ParamSpec("Q")
T = TypeVar("T")
Handler = Callable[Concatenate[RequestContext, P], object]
"""A function of a room: the request context, then the parameters of the route."""
Endpoint = Callable[Concatenate[Request, P], Coroutine[None, None, Response]]
"""What FastAPI calls: the parameters of the handler, with the request in place of the context."""


class Decorator(Protocol):
    """What `@reads(...)` and `@writes(...)` are."""

    def __call__(self, handler: Handler[P]) -> Endpoint[P]: ...


@overload
def reads(handler: Handler[P]) -> Endpoint[P]: ...
@overload
def reads(
    *,
    public: bool = False,
    slow: bool = False,
    scope: KeyScope | None = None,
    personal: str | None = None,
    guard: Guard | None = None,
    people: bool = False,
    set_up: bool = False,
) -> Decorator: ...
def reads(
    handler: Handler[P] | None = None,
    *,
    public: bool = False,
    slow: bool = False,
    scope: KeyScope | None = None,
    personal: str | None = None,
    guard: Guard | None = None,
    people: bool = False,
    set_up: bool = False,
) -> Endpoint[P] | Decorator:
    """Mark a handler that changes nothing. `slow` ones run on a lane of their own.

    `public` ones answer requests without a token; an API key needs `scope`. `personal` names the field of the
    answer, or the parameter, that holds the id of a person: then it is noted who looked at whom. A file
    with people has the `guard` `export`; so have files of lists that are `personal`, or of other `people`.
    """
    lane: Lane = "slow" if slow else "read"

    def decorate(handler: Handler[Q]) -> Endpoint[Q]:
        returns = inspect.signature(handler).return_annotation
        marks = Marks(
            public, scope, lane, returns, personal=personal, guard=guard, people=people, set_up=set_up
        )

        async def endpoint(request: Request, **parameters: object) -> Response:
            body = b"" if request.method == "GET" else await request.body()
            execution = Execution(request, marks, handler, parameters, body)
            return await execution.run(lane, execution.read)

        return _for_fastapi(endpoint, handler, marks)

    return decorate(handler) if handler else decorate


@overload
def writes(handler: Handler[P]) -> Endpoint[P]: ...
@overload
def writes(
    *,
    public: bool = False,
    anonymous: bool = False,
    scope: KeyScope | None = None,
    idempotent: bool = True,
    precompute: Handler[...] | None = None,
    precompute_lane: Lane = "password",
    group_commit: bool = False,
    locks: str | None = None,
    fast_path: bool = False,
    guard: Guard | None = None,
    set_up: bool = False,
) -> Decorator: ...
def writes(
    handler: Handler[P] | None = None,
    *,
    public: bool = False,
    anonymous: bool = False,
    scope: KeyScope | None = None,
    idempotent: bool = True,
    precompute: Handler[...] | None = None,
    precompute_lane: Lane = "password",
    group_commit: bool = False,
    locks: str | None = None,
    fast_path: bool = False,
    guard: Guard | None = None,
    set_up: bool = False,
) -> Endpoint[P] | Decorator:
    """Mark a handler that changes something, in one transaction. `idempotent=False`: no Idempotency-Key.

    `guard="confirm"` asks a session to prove once more who it is (403 `confirm_needed`).

    `set_up` is for what a user may do who has to set up a second factor first.

    `anonymous` is for signing in: a token of the sender is not looked at, so a stale one does no harm.

    `group_commit` is for handlers that are busy and quick at any size: they share a commit with others that
    they would wait for. `locks` is the parameter, or the field of the body, that names the one record they
    lock on PostgreSQL.

    `fast_path` is for the few busiest handlers, with record ids and one body: `app/core/web/fast_path.py`.

    `precompute` hashes and checks passwords, or looks into a file. It has the parameters of the handler and
    runs before the lock to write is taken, on `precompute_lane` and with a session to read from. It may
    refuse. The handler finds its result in `context.precomputed`.
    """

    def decorate(handler: Handler[Q]) -> Endpoint[Q]:
        marks = Marks(
            public or anonymous,
            scope,
            "write",
            inspect.signature(handler).return_annotation,
            takes_key=idempotent,
            needs_version="version" in handler.__code__.co_names,  # it reads `context.version`
            fast_path=fast_path,
            anonymous=anonymous,
            guard=guard,
            set_up=set_up,
        )
        before = Precompute(precompute, precompute_lane) if precompute else None
        return _for_fastapi(_writing(handler, marks, before, group_commit, locks), handler, marks)

    return decorate(handler) if handler else decorate


class Precompute(NamedTuple):
    """The slow work before a write, and its lane."""

    work: Handler[...]
    lane: Lane


def _writing(
    handler: Handler[...], marks: Marks, before: Precompute | None, group_commit: bool, locks: str | None
) -> Callable[..., Coroutine[None, None, Response]]:
    """What runs for a request to a handler that writes."""

    async def endpoint(request: Request, **parameters: object) -> Response:
        tried = request.method == "DELETE" and bool(parameters.pop("dry_run", False))
        execution = Execution(request, marks, handler, parameters, await request.body(), tried=tried)
        if before:
            refusal = await execution.run(before.lane, functools.partial(execution.precompute, before.work))
            if refusal is not None:
                return refusal
        if group_commit:
            return await execution.run_in_group(locks)
        return await execution.run("write", execution.write)

    return endpoint


def _for_fastapi(
    endpoint: Callable[..., Coroutine[None, None, Response]], handler: Handler[P], marks: Marks
) -> Endpoint[P]:
    """Give the endpoint the name, docstring and parameters of the handler, and its marks as attributes."""
    functools.update_wrapper(endpoint, handler)
    signature = inspect.signature(handler)
    request = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)
    parameters = [request, *list(signature.parameters.values())[1:]]
    signature = signature.replace(parameters=parameters, return_annotation=Response)
    vars(endpoint).update(vars(marks), __signature__=signature)
    return endpoint


@dataclass
class Execution:
    """One request to a handler. Only the `run` methods run on the event loop; all others run on a lane."""

    request: Request
    marks: Marks
    handler: Handler[...]
    parameters: dict[str, object]
    body: bytes = b""
    precomputed: object = None
    tried: bool = False
    """A dry run: the write is rolled back, and the guard is not asked."""
    app_context: AppContext = field(init=False)
    context: RequestContext | None = None

    def __post_init__(self) -> None:
        self.app_context = self.request.app.state.app_context

    async def run(self, lane: Lane, work: Callable[[], T]) -> T | Response:
        return await self.app_context.database.run(lane, functools.partial(self.answer_errors, work))

    async def run_in_group(self, locks: str | None) -> Response:
        """Write in a shared commit. When that fails, all writes of the group fail."""
        record = (locks, self._given(locks)) if locks else None
        work = functools.partial(self.answer_errors, self.write)
        try:
            return await self.app_context.database.run_grouped(work, record)
        except Exception as error:
            return self.error_response(error)

    def _given(self, name: str) -> object:
        """The value of a parameter, or of a field of the body."""
        return self.parameters[name] if name in self.parameters else getattr(self.parameters["body"], name)

    def answer_errors(self, work: Callable[[], T]) -> T | Response:
        """Turn every failure into a problem answer, after the rollback of the transaction."""
        try:
            return work()
        except Exception as error:
            return self.error_response(error)

    def error_response(self, error: Exception) -> Response:
        request = self.request
        if isinstance(error, Problem):
            try:
                return self.problem_response(error)
            except DBAPIError as failure:
                error = failure
        if isinstance(error, DBAPIError):
            return problems.from_database(error, language(request), request.url.path, request.method)
        problems.log.exception("unexpected", path=request.url.path, exc_info=error)
        return build("internal", language(request), request.url.path)

    def problem_response(self, problem: Problem) -> Response:
        if problem.status in REFUSED and self.context is not None:
            self.note_refused_access(self.context, problem.status)
        if problem.afterwards is not None:
            with self.app_context.database.writing() as session:
                self.prepare(session)
                problem.afterwards(session)
        return problems.from_problem(problem, language(self.request), self.request.url.path)

    def note_refused_access(self, context: RequestContext, status: int) -> None:
        """Somebody with an account asked for what is not theirs, or does not exist: once in ten minutes."""
        actor, method, path = context.session.info.get("actor"), self.request.method, self.request.url.path
        if actor is None or self.app_context.access_log.refusals.is_repeated((actor.user_id, method, path)):
            return
        request_id = context.session.info.get("request_id")
        facts: Json = {"method": method, "path": path[:300], "status": status}
        announce_refused_access(self.app_context.database, actor, context.client, request_id, facts)

    def precompute(self, work: Handler[...]) -> None:
        with self.app_context.database.reading() as session:
            self.precomputed = work(self.authorized_context(session), **self.parameters)

    def read(self) -> Response:
        with self.app_context.database.reading() as session:
            context = self.authorized_context(session)
            result = self.handler(context, **self.parameters)
            response = conditional_response(to_response(context, result), self.request)
            if self.marks.personal and response.status_code == 200:
                self.note_access(context, self.marks.personal, result)
            return response

    def note_access(self, context: RequestContext, field: str, result: object) -> None:
        """Note whom the reader has seen. People with their own link, who have no account, are not noted."""
        actor = context.actor
        if actor.user_id is None:
            return
        ids = context.session.info.get("people_seen")
        if ids is None:
            named = self.parameters.get(field)
            ids = [named] if isinstance(named, int) else ids_in(getattr(result, "results", result), field)
        access = Access(
            clock.now(),
            actor.user_id,
            actor.api_key_id,
            self.request.scope.get("request_id"),
            self.access_action(result),
            self.request.url.path,
            "registration" if field == "registration_id" else "person",
            tuple(sorted(set(ids))),
        )
        self.app_context.access_log.note(access)

    def access_action(self, result: object) -> AccessAction:
        if isinstance(result, File) or self.marks.guard == "export":
            return AccessAction.EXPORT
        if "q" in self.request.query_params:
            return AccessAction.SEARCH
        return AccessAction.LIST if isinstance(result, (Slice, list)) else AccessAction.DETAIL

    def write(self) -> Response:
        """Run the handler and commit. When that fails under an Idempotency-Key, look for a stored answer."""
        attempt = None
        try:
            with self.app_context.database.writing() as session:
                context = self.authorized_context(session)
                attempt = under_key(context) if self.marks.takes_key else None
                with trial(session) if self.tried else nullcontext():
                    response = to_response(context, self.handler(context, **self.parameters))
                if attempt:
                    attempt.store_response(session, response)
            return response
        except (Problem, IntegrityError):
            if attempt is None:
                raise
            with self.app_context.database.writing() as session:
                was_expired = attempt.delete_if_expired(session)
                stored = attempt.stored_response(session)
            if stored is not None:
                return stored
            if not was_expired:
                raise
        return self.write()

    def authorized_context(self, session: Session) -> RequestContext:
        """The request context. Raises when the sender may not use this route."""
        context = RequestContext(self.request, session, self.app_context, self.precomputed, self.body)
        self.context = context
        self.prepare(session)
        if not self.marks.anonymous:
            context.authenticate()
        context.authorize(self.marks.public, self.marks.scope)
        if context.actor.scopes is not None and self.marks.lane != "write":
            context.actor = context.actor.reading_by(self.marks.scope)
        if context.actor.must_set_up_totp and not self.marks.set_up:
            context.hold_back(self.marks.public)
        if self.marks.guard and context.actor.known and not self.tried:
            context.actor.check_guard(self.marks.guard)
        context.limit_strangers()
        return context

    def only_authorize(self) -> None:
        with self.app_context.database.reading() as session:
            self.authorized_context(session)

    def prepare(self, session: Session) -> None:
        """Give the session what the change log and some services need."""
        session.info["request_id"] = self.request.scope.get("request_id")
        session.info["settings"] = self.app_context.settings


async def access_problem(request: Request) -> Response | None:
    """The refusal when the sender may not use this route. It comes before the errors of the request."""
    endpoint = getattr(request.scope.get("route"), "endpoint", None)
    if not hasattr(endpoint, "public"):
        return None
    marks = cast(Marks, endpoint)
    if marks.anonymous or (marks.public and "authorization" not in request.headers):
        return None
    execution = Execution(request, marks, cast(Handler[...], endpoint), {})
    return await execution.run("read", execution.only_authorize)
