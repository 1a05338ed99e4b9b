"""The newsletter for the public: the archive, the form to get it by e-mail, the button that confirms."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import msgid
from app.site.client import ApiError, api_of
from app.site.forms import Form, read_form
from app.site.render import gettext_of, page, redirect, url

ASKED = msgid("A letter with a button is on its way to your mailbox. Press it, and the newsletter will come.")
SUBSCRIBE = "/partnerships/{id:int}/newsletter"
CONFIRM = "/newsletter/{token}"


async def archive(request: Request) -> Response:
    asked = {name: request.query_params.get(name, "").strip() for name in ("partnership", "cursor")}
    found = await api_of(request).get("/newsletters", {**asked, "state": "sent", "sort": "-sent_at"})
    context = {
        "rows": found.results,
        "partnership": asked["partnership"],
        "next": found.cursor and url("/newsletters", asked, cursor=found.cursor),
        "before": found.cursor_before and url("/newsletters", asked, cursor=found.cursor_before),
    }
    return page(request, "newsletter/list.html", context)


async def newsletter(request: Request) -> Response:
    found = await api_of(request).get(f"/newsletters/{request.path_params['id']}")
    return page(request, "newsletter/detail.html", {"newsletter": found.data})


async def ask(request: Request) -> Response:
    return await _form(request, Form())


async def subscribe(request: Request) -> Response:
    form = await read_form(request)
    number = request.path_params["id"]
    body = {"partnership_id": number, "email": form.data.get("email")}
    reply = await api_of(request).post("/newsletter-subscriptions", body)
    if not reply.ok:
        return await _form(request, form.refused(reply), reply.status)
    return redirect(request, f"/partnerships/{number}", gettext_of(request)(ASKED))


async def _form(request: Request, form: Form, status: int = 200) -> Response:
    found = await api_of(request).get(f"/partnerships/{request.path_params['id']}")
    context = {"partnership": found.data, "form": form}
    return page(request, "newsletter/subscribe.html", context, status=status)


async def confirming(request: Request) -> Response:
    """A GET changes nothing: programs that check links follow it too."""
    found = await api_of(request).get(f"/newsletter-subscriptions/{request.path_params['token']}")
    return page(request, "newsletter/confirm.html", {"found": found.data, "here": request.url.path})


async def confirm(request: Request) -> Response:
    await read_form(request)
    path = f"/newsletter-subscriptions/{request.path_params['token']}/confirm"
    reply = await api_of(request).post(path)
    if not reply.ok:
        raise ApiError(reply)
    return redirect(request, request.url.path)


routes = [
    Route("/newsletters", archive),
    Route("/newsletters/{id:int}", newsletter),
    Route(SUBSCRIBE, ask),
    Route(SUBSCRIBE, subscribe, methods=["POST"]),
    Route(CONFIRM, confirming),
    Route(CONFIRM, confirm, methods=["POST"]),
]
