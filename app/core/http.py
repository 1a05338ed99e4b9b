"""From a request to an answer: `@reads` and `@writes`.

A handler is a plain function `(call, path and query and body parameters) -> view`. The decorators carry it
out in one hop to a lane: session, actor, Idempotency-Key, the handler, the bytes of the answer, the commit;
then the answer leaves. No FastAPI dependency touches the database.
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any, cast, overload

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from app.core import problems
from app.core.answers import File, answer, conditional, same_etag
from app.core.call import Call, Ground, client_address, language
from app.core.errors import Problem
from app.core.idempotency import Attempt
from app.core.routing import Problems, Routes, listed

__all__ = [
    "Call",
    "File",
    "Ground",
    "Problems",
    "Routes",
    "client_address",
    "language",
    "listed",
    "reads",
    "same_etag",
    "turned_away",
    "writes",
]

Handler = Callable[..., Any]


@overload
def reads(handler: Handler) -> Handler: ...
@overload
def reads(
    *, public: bool = False, slow: bool = False, scope: str | None = None
) -> Callable[[Handler], Handler]: ...
def reads(
    handler: Handler | None = None, *, public: bool = False, slow: bool = False, scope: str | None = None
) -> Any:
    """A handler that changes nothing. `slow` work has a lane of its own."""

    def decorate(function: Handler) -> Handler:
        return _endpoint(function, _read, "slow" if slow else "read", public, scope)

    return decorate(handler) if handler else decorate


@overload
def writes(handler: Handler) -> Handler: ...
@overload
def writes(
    *,
    public: bool = False,
    scope: str | None = None,
    idempotent: bool = True,
    ahead: Handler | None = None,
    brief: bool = False,
    locks: str | None = None,
) -> Callable[[Handler], Handler]: ...
def writes(
    handler: Handler | None = None,
    *,
    public: bool = False,
    scope: str | None = None,
    idempotent: bool = True,
    ahead: Handler | None = None,
    brief: bool = False,
    locks: str | None = None,
) -> Any:
    """A handler that changes something, in one transaction. `idempotent=False`: takes no Idempotency-Key.

    A `brief` one is quick at any size and may come in crowds: it shares its commit with others that it would
    wait for. `locks` is the parameter that names the one record for whose lock it waits on PostgreSQL.

    `ahead` is work on passwords: it takes what the handler takes, on a lane of its own and with a session to
    read from, before the lock to write is held. It may refuse; the handler finds its result in `call.ahead`.
    """

    def decorate(function: Handler) -> Handler:
        lane = "brief" if brief else "write"
        endpoint: Any = _endpoint(function, _write, lane, public, scope, ahead, locks)
        endpoint.takes_key = idempotent
        return cast(Handler, endpoint)

    return decorate(handler) if handler else decorate


def _endpoint(
    handler: Handler,
    carry_out: Callable[..., Response],
    lane: Any,
    public: bool,
    scope: str | None,
    ahead: Handler | None = None,
    locks: str | None = None,
) -> Handler:
    """The coroutine that FastAPI sees: the parameters of the handler, with the request for the call."""

    @functools.wraps(handler)
    async def endpoint(request: Request, **parameters: Any) -> Response:
        ground: Ground = request.app.state.ground
        body = await request.body() if lane in ("write", "brief") else b""
        if ahead:
            before = functools.partial(
                _guarded, _work_ahead, ahead, endpoint, ground, request, body, parameters
            )
            refusal = await ground.database.run("password", before)
            if refusal is not None:
                return refusal
        work = functools.partial(_guarded, carry_out, handler, endpoint, ground, request, body, parameters)
        if lane != "brief":
            return cast(Response, await ground.database.run(lane, work))
        try:
            waits_for = (locks, parameters[locks]) if locks else None
            return cast(Response, await ground.database.run_brief(work, waits_for))
        except Exception as error:  # the commit failed, and all that was carried out before it
            return _failed(error, ground, request)

    signature = inspect.signature(handler)
    rest = [parameter for name, parameter in signature.parameters.items() if name != "call"]
    first = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)
    marked: Any = endpoint
    marked.__signature__ = signature.replace(parameters=[first, *rest], return_annotation=Response)
    marked.public, marked.scope, marked.lane = public, scope, lane
    marked.returns = signature.return_annotation
    return cast(Handler, marked)


def _guarded(
    carry_out: Callable[..., Response | None],
    handler: Callable[..., Any],
    endpoint: Any,
    ground: Ground,
    request: Request,
    body: bytes,
    parameters: dict[str, Any],
) -> Response | None:
    """Every failure becomes a problem answer here, after the transaction was rolled back."""
    try:
        return carry_out(handler, endpoint, ground, request, body, parameters)
    except Exception as error:
        return _failed(error, ground, request)


def _failed(error: Exception, ground: Ground, request: Request) -> Response:
    if isinstance(error, Problem):
        try:
            return _refused(error, ground, request)
        except DBAPIError as failure:
            error = failure
    if isinstance(error, DBAPIError):
        return problems.from_database(error, language(request), request.url.path, request.method)
    problems.log.exception("unexpected", path=request.url.path, exc_info=error)
    return problems.build("internal", language(request), request.url.path)


async def turned_away(request: Request) -> Response | None:
    """Why this sender may not come in at all, which is told before what is wrong with the request."""
    endpoint: Any = getattr(request.scope.get("route"), "endpoint", None)
    if not hasattr(endpoint, "public") or (endpoint.public and "authorization" not in request.headers):
        return None
    ground: Ground = request.app.state.ground
    work = functools.partial(_guarded, _only_admit, endpoint, endpoint, ground, request, b"", {})
    return cast(Response | None, await ground.database.run("read", work))


def _only_admit(
    handler: Handler,
    endpoint: Any,
    ground: Ground,
    request: Request,
    body: bytes,
    parameters: dict[str, Any],
) -> None:
    with ground.database.reading() as session:
        _admitted(endpoint, ground, request, session)


def _refused(problem: Problem, ground: Ground, request: Request) -> Response:
    if problem.afterwards is not None:
        with ground.database.writing() as session:
            _prepare(session, ground, request)
            problem.afterwards(session)
    return problems.from_problem(problem, language(request), request.url.path)


def _work_ahead(
    ahead: Handler,
    endpoint: Any,
    ground: Ground,
    request: Request,
    body: bytes,
    parameters: dict[str, Any],
) -> None:
    with ground.database.reading() as session:
        call = _admitted(endpoint, ground, request, session)
        request.state.ahead = ahead(call, **parameters)


def _read(
    handler: Callable[..., Any],
    endpoint: Any,
    ground: Ground,
    request: Request,
    body: bytes,
    parameters: dict[str, Any],
) -> Response:
    with ground.database.reading() as session:
        call = _admitted(endpoint, ground, request, session)
        return conditional(answer(call, handler(call, **parameters)), request)


def _write(
    handler: Callable[..., Any],
    endpoint: Any,
    ground: Ground,
    request: Request,
    body: bytes,
    parameters: dict[str, Any],
) -> Response:
    """Whoever is refused under an Idempotency-Key may have been answered before."""
    attempt = None
    try:
        with ground.database.writing() as session:
            call = _admitted(endpoint, ground, request, session)
            attempt = _attempt(call, endpoint, body)
            response = answer(call, handler(call, **parameters))
            if attempt:
                attempt.keep(session, response)
        return response
    except (Problem, IntegrityError):
        if attempt is None:
            raise
        with ground.database.writing() as session:
            was_expired = attempt.forget(session)
            kept = attempt.earlier_answer(session)
        if kept is not None:
            return kept
        if not was_expired:
            raise
    return _write(handler, endpoint, ground, request, body, parameters)


def _admitted(endpoint: Any, ground: Ground, request: Request, session: Session) -> Call:
    call = Call(request, session, ground)
    _prepare(session, ground, request)
    call.authenticate()
    call.admit(endpoint.public, endpoint.scope)
    return call


def _prepare(session: Session, ground: Ground, request: Request) -> None:
    session.info["request_id"] = request.scope.get("request_id")
    session.info["settings"] = ground.settings


def _attempt(call: Call, endpoint: Any, body: bytes) -> Attempt | None:
    key = call.request.headers.get("idempotency-key")
    if call.request.method != "POST" or not key or not endpoint.takes_key:
        return None
    actor = call.actor
    who = f"user:{actor.user_id}:{actor.api_key_id}" if actor.known else f"address:{call.client_address}"
    path = call.request.scope["path"]
    return Attempt(call.settings.secret_key, who, "POST", path, key[:255], body)
