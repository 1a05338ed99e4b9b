"""Templates to pages: one environment per language, whole pages for browsers, fragments for htmx."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.core import text
from app.core.settings import resource_path
from app.site import template_translation
from app.site.assets import Statics
from app.site.client import Reply
from app.site.forms import Form
from app.site.guard import me_of, reader_mark
from app.site.json_values import Json, Record
from app.site.operator import operator_of
from app.site.pages import Menu
from app.site.posted import new_key
from app.site.refusals import HELD_BACK, UNSENT, heading
from app.site.session import (
    FLASH_COOKIE,
    Flash,
    flash_of,
    language_of,
    set_flash,
    settings_of,
    token_of,
    translator_of,
)

PROBLEM = "_problem.html"
SWAPPED_BY_HTMX = frozenset({409, 412, 422})
"""The refusals that htmx puts in place of the form; all others go to `#problem` (see layout.html)."""


class Renderer:
    """The site's templates in both languages, with its pictures and its menu."""

    def __init__(self, statics: Statics, nav: Menu) -> None:
        self.statics = statics
        self.nav = nav
        self.environments = {lang: self._environment(lang) for lang in text.LANGUAGES}

    def _environment(self, lang: text.Language) -> Environment:
        """Templates are read once, when they are first used; a change needs a restart."""
        environment = Environment(
            loader=FileSystemLoader(resource_path("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do", template_translation.TranslateWhenCompiled],
        )
        environment.policies["ext.i18n.trimmed"] = True
        template_translation.install(environment, lang)
        environment.globals.update(lang=lang, static=self.statics.url, nav=self.nav, url=url, new_key=new_key)
        return environment

    def render(self, lang: text.Language, template: str, context: Record) -> str:
        return self.environments[lang].get_template(template).render(context)


def url(path: str, query: Record | None = None, **changes: object) -> str:
    """A link: `query` with `changes` laid over it; empty values are left out, lists are repeated."""
    empty: tuple[object, ...] = (None, "", [], False)
    merged = {k: v for k, v in {**(query or {}), **changes}.items() if v not in empty}
    return f"{path}?{urlencode(merged, doseq=True)}" if merged else path


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks for a fragment; when it restores its history it needs the whole page."""
    headers = request.headers
    return "hx-request" in headers and "hx-history-restore-request" not in headers


def page(
    request: Request,
    template: str,
    context: Record | None = None,
    *,
    status: int = 200,
    fragment: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The template as a page; for htmx `fragment`, the `_x.html` that the page includes, where one is named.

    A form refused with 409, 412 or 422 takes the place of the old one; other refusals of an htmx request
    are shown in `#problem` and leave the form as it is.
    """
    partly = wants_fragment(request) and fragment is not None
    chosen = fragment if partly and fragment is not None else template
    flash = None if partly else _message(request)
    everything = {**surroundings(request), "flash": flash, "problem": {}, **(context or {})}
    form = everything.get("form")
    if isinstance(form, Form):
        form.reader = reader_mark(request)
        form.went_through = status < 400 and getattr(request.state, "written", False)
        status = 200 if form.problem.get("code") == UNSENT else status
    if partly and chosen != PROBLEM and status >= 400 and status not in SWAPPED_BY_HTMX:
        chosen = PROBLEM
        everything |= _reason(request, status, everything)
    body = rendered(request, chosen, everything)
    response = answer(request, body, status, flash)
    response.headers.update(headers or {})
    return response


def answer(request: Request, body: bytes, status: int = 200, flash: Flash | None = None) -> Response:
    """A page that was rendered. A message on it is shown once, so such a page has no ETag."""
    response = _unless_unchanged(request, body, status) if flash is None else HTMLResponse(body, status)
    response.headers.update(
        {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language, HX-Request"}
    )
    if flash:
        response.delete_cookie(
            FLASH_COOKIE, httponly=True, samesite="lax", secure=settings_of(request).secure
        )
    return response


def rendered(request: Request, template: str, context: Record) -> bytes:
    """Renders a form with errors twice: the first time finds out which fields the page shows.

    The second time the errors of all other fields stand above the form.
    """
    renderer, lang, form = request.app.state.renderer, language_of(request), context.get("form")
    body: str = renderer.render(lang, template, context)
    if isinstance(form, Form) and form.errors:
        form.settle(text.translator(lang))
        body = renderer.render(lang, template, context)
    return body.encode()


def _message(request: Request) -> Flash | None:
    """The message that the page before has left, or that a form typed before the sign-in is back."""
    if getattr(request.state, "restored", False):
        return Flash(translator_of(request).gettext(HELD_BACK), "info")
    return flash_of(request)


def _reason(request: Request, status: int, context: Record) -> Json:
    """What `_problem.html` says of a form that was refused and stays where it is."""
    problem = context["problem"] or getattr(context.get("form"), "problem", {})
    return {"title": heading(status, translator_of(request)), "detail": problem.get("detail"), "advice": None}


def surroundings(request: Request) -> Json:
    """What every template may use."""
    return {
        "request": request,
        "path": request.url.path,
        "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "signed_in": token_of(request) is not None,
        "me": me_of(request),
        "public_url": settings_of(request).public_url.rstrip("/"),
        "operator": operator_of(settings_of(request)),
    }


def _unless_unchanged(request: Request, body: bytes, status: int) -> Response:
    """A live counter asks every few seconds: 304 while there is nothing new."""
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    if request.method == "GET" and status == 200:
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return HTMLResponse(body, headers={"ETag": tag})
    return HTMLResponse(body, status)


def confirm(
    request: Request,
    *,
    title: str,
    text: str,
    button: str,
    back: str,
    fields: Record | None = None,
    status: int = 200,
) -> Response:
    """The page that asks before a step that cannot be undone. Its button posts `fields` to the page."""
    context = {"title": title, "text": text, "button": button, "back": back, "fields": fields or {}}
    return page(request, "confirm.html", context | {"action": request.url.path}, status=status)


def not_now(
    request: Request,
    title: str,
    crumbs: Sequence[tuple[str, str]],
    why: str,
    way: tuple[str, str],
    *,
    status: int = 409,
) -> Response:
    """In place of a form that would be refused: `why`, and the `way` on as an address and its words."""
    href, words = way
    context = {"title": title, "crumbs": crumbs, "why": why, "href": href, "words": words}
    return page(request, "not_now.html", context, status=status)


SAFE = ":/%#?=@[]!$&'()*+,"
"""Characters of an address that `quote` leaves as they are, as in a `Location`."""


def redirect(request: Request, target: str, flash: str | Flash | None = None) -> Response:
    """After a write: to `target`, for htmx as well, with a message to show there once."""
    if "hx-request" in request.headers:
        response = Response(status_code=204, headers={"HX-Redirect": quote(target, safe=SAFE)})
    else:
        response = RedirectResponse(target, 303)
    if flash:
        set_flash(request, response, Flash(flash) if isinstance(flash, str) else flash)
    return response


def tell(
    request: Request, target: str, reply: Reply, words: str | Callable[[Json], str] | None = None
) -> Response:
    """After a write: to `target` with `words` (or what `words` makes of the answer), or with the refusal."""
    if not reply.ok:
        return redirect(request, target, Flash(reply.problem["detail"], "error"))
    return redirect(request, target, words(reply.data) if callable(words) else words)


def gettext_of(request: Request) -> Callable[[str], str]:
    """`_ = gettext_of(request)` in a handler that words a message itself."""
    return translator_of(request).gettext
