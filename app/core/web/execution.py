"""One request on its way through a handler: the session, the actor, the answer, and what went wrong."""

import functools
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TypeVar, cast

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from app.core import clock
from app.core.database.engine import Lane, trial
from app.core.errors import Problem
from app.core.json_values import Json
from app.core.security_events import announce_refused_access
from app.core.web import problems
from app.core.web.access_log import Access, AccessAction, ids_in
from app.core.web.context import AppContext, RequestContext, language
from app.core.web.idempotency import IdempotentRequest, under_key
from app.core.web.paging import Slice
from app.core.web.problem_answer import build
from app.core.web.question import is_marked
from app.core.web.responses import File, conditional_response, to_response
from app.core.web.routing import Marks

REFUSED = {403, 404}
T = TypeVar("T")
Handler = Callable[..., object]
"""A function of a room: the request context, then the parameters of the route."""


@dataclass
class Execution:
    """One request to a handler. Only the `run` methods run on the event loop; all others run on a lane."""

    request: Request
    marks: Marks
    handler: Handler
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
        """Somebody with an account asked for what is not theirs, or does not exist: once in ten minutes.

        What a page of the site only asks whether it may show is not noted.
        """
        if is_marked(self.request, self.app_context.settings.secret_key):
            return
        actor, method, path = context.session.info.get("actor"), self.request.method, self.request.url.path
        if actor is None or self.app_context.access_log.refusals.is_repeated((actor.user_id, method, path)):
            return
        request_id = context.session.info.get("request_id")
        facts: Json = {"method": method, "path": path[:300], "status": status}
        announce_refused_access(self.app_context.database, actor, context.client, request_id, facts)

    def precompute(self, work: Handler) -> Response | None:
        """A refusal may come from what the first request under the same key has done: then its answer."""
        with self.app_context.database.reading() as session:
            context = self.authorized_context(session)
            try:
                self.precomputed = work(context, **self.parameters)
            except Problem:
                attempt = self.attempt(context)
                stored = attempt.stored_response(session) if attempt else None
                if stored is None:
                    raise
                return stored
        return None

    def attempt(self, context: RequestContext) -> IdempotentRequest | None:
        """The write as one under its Idempotency-Key, where it has one that counts."""
        if not self.marks.takes_key or self.tried:
            return None
        return under_key(context, shows_secret=self.marks.shows_secret)

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
                attempt = self.attempt(context)
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
    execution = Execution(request, marks, cast(Handler, endpoint), {})
    return await execution.run("read", execution.only_authorize)
