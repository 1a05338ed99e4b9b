"""The question before a record is deleted, and what stands in its place when it cannot be."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.core.text import msgid
from app.site.client import Reply, api_of
from app.site.fields import read_fields
from app.site.json_values import Record
from app.site.lookups import filled_in
from app.site.records import Resource
from app.site.render import confirm, not_now, redirect
from app.site.session import translator_of

GONE = msgid("The record is not there any more.")
"""To those whose button was pressed twice, or who were not the first."""


class DeletionPages:
    """Deletion of one `Resource`."""

    def __init__(self, resource: Resource) -> None:
        self.of = resource

    async def ask(self, request: Request) -> Response:
        """Tells at once what the API would refuse, and why."""
        api, path = api_of(request), filled_in(self.of.item_api, request.path_params)
        reply = await api.get(path)
        tried = await api.try_deletion(path, reply.etag)
        if tried.ok:
            return self.question(request, reply.data, reply.etag)
        if tried.status != 409:
            raise HTTPException(tried.status)
        return self.kept(request, reply.data, tried, status=200)

    def question(
        self, request: Request, record: Record, etag: str | None, refused: Reply | None = None
    ) -> Response:
        _ = translator_of(request).gettext
        usual = _("The record disappears from all lists. This cannot be undone here.")
        return confirm(
            request,
            title=_("Delete “%(what)s”?") % {"what": self.of.title(record)},
            text=refused.problem["detail"] if refused else usual,
            button=_("Yes, delete"),
            back=self.before_deletion(request),
            fields={"etag": etag},
            status=refused.status if refused else 200,
        )

    def kept(self, request: Request, record: Record, refused: Reply, *, status: int) -> Response:
        """Why a record cannot be deleted, and what to do instead."""
        _, home = translator_of(request).gettext, filled_in(self.of.home, request.path_params)
        href, words = (self.of.instead and self.of.instead(record)) or (
            self.before_deletion(request),
            msgid("Back"),
        )
        title = _("“%(what)s” cannot be deleted") % {"what": self.of.title(record)}
        own = [(self.before_deletion(request), self.of.title(record))] if self.of.detailed else []
        crumbs = [(home, _(self.of.many)), *own]
        return not_now(request, title, crumbs, refused.problem["detail"], (href, _(words)), status=status)

    def before_deletion(self, request: Request) -> str:
        """The page that led to the question."""
        own_page = request.url.path.removesuffix("/delete")
        return own_page if self.of.detailed else filled_in(self.of.home, request.path_params)

    async def delete(self, request: Request) -> Response:
        """If the record has changed since the question, the question is shown again.

        A button that was pressed twice finds nothing the second time, and leads to the same place.
        """
        form = await read_fields(request, ())
        api, path = api_of(request), filled_in(self.of.item_api, request.path_params)
        reply = await api.delete(path, etag=form.value("etag"))
        home, _ = filled_in(self.of.home, request.path_params), translator_of(request).gettext
        if reply.status == 404:
            return redirect(request, home, _(GONE))
        if not reply.ok:
            current = await api.get(path)
            if reply.status == 409:
                return self.kept(request, current.data, reply, status=409)
            return self.question(request, current.data, current.etag, reply)
        return redirect(request, home, _("Deleted."))
