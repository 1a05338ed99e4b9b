"""From a request to an answer: `@reads` and `@writes`.

A handler is a plain function `(context, path, query and body parameters) -> view`. Its decorator makes the
coroutine that FastAPI calls. This makes one round trip to a lane of threads and does everything there: open
a session, identify the actor, run the handler, write the bytes of the answer, commit. Then the answer leaves.
No FastAPI dependency touches the database.
"""

import functools
import inspect
from collections.abc import Callable, Coroutine
from typing import Concatenate, NamedTuple, ParamSpec, Protocol, overload

from starlette.requests import Request
from starlette.responses import Response

from app.core.actor import Guard, KeyScope
from app.core.database.engine import Lane
from app.core.web.context import AppContext, RequestContext, client_address, language
from app.core.web.execution import Execution
from app.core.web.responses import File, same_etag
from app.core.web.routing import Marks, ProblemDetails, Router

__all__ = [
    "AppContext",
    "File",
    "ProblemDetails",
    "RequestContext",
    "Router",
    "client_address",
    "language",
    "reads",
    "same_etag",
    "writes",
]

P = ParamSpec("P")
Q = ParamSpec("Q")
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
    fast_path: bool = False,
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
    fast_path: bool = False,
) -> Endpoint[P] | Decorator:
    """Mark a handler that changes nothing. `slow` ones run on a lane of their own.

    `public` ones answer requests without a token; an API key needs `scope`. `personal` names the field of the
    answer, or the parameter, that holds the id of a person: then it is noted who looked at whom. A file
    with people has the `guard` `export`; so have files of lists that are `personal`, or of other `people`.

    `fast_path` is for the few busiest handlers, with record ids and one query: `app/core/web/fast_path.py`.
    """
    lane: Lane = "slow" if slow else "read"

    def decorate(handler: Handler[Q]) -> Endpoint[Q]:
        returns = inspect.signature(handler).return_annotation
        marks = Marks(
            public,
            scope,
            lane,
            returns,
            personal=personal,
            guard=guard,
            people=people,
            set_up=set_up,
            fast_path=fast_path,
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
    shows_secret: bool = False,
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
    shows_secret: bool = False,
    precompute: Handler[...] | None = None,
    precompute_lane: Lane = "password",
    group_commit: bool = False,
    locks: str | None = None,
    fast_path: bool = False,
    guard: Guard | None = None,
    set_up: bool = False,
) -> Endpoint[P] | Decorator:
    """Mark a handler that changes something, in one transaction. `idempotent=False`: no Idempotency-Key.
    `shows_secret`: the answer holds what is stored nowhere else, so its stored copy opens by the key alone.

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
            shows_secret=shows_secret,
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
