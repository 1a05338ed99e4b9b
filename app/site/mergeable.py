"""Pages of records that can be merged: both side by side, what will happen, and the way back for 30 days."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.text import Language, msgid
from app.site.client import Reply, api_of, gather
from app.site.field_choices import REFERRING, names_of
from app.site.fields import Field, on_form
from app.site.forms import Form, read_form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.lookups import filled_in, person_name
from app.site.record_pages import UNSAID, RecordPages
from app.site.records import in_words
from app.site.render import page, redirect, tell
from app.site.session import language_of, translator_of

FOUND = 20
MERGE_WITH = msgid("Merge with another record")
MERGED = msgid("Merged. For 30 days it can be taken back on this page.")
TAKEN_BACK = msgid("The merge was taken back.")
NO_DUPLICATE = msgid("There is no such record to merge with.")


class MergeablePages(RecordPages):
    """`RecordPages` with a page for merging, possible doubles, and a button that takes a merge back.

    `unchosen`: what happens to values that are not chosen.
    """

    unchosen = msgid("What you do not choose is dropped. It comes back when the merge is taken back.")

    def routes(self) -> list[Route]:
        one = self.of.pages + "/{id:int}"
        return [
            *super().routes(),
            Route(f"{one}/merge", staff(self.compare)),
            Route(f"{one}/merge", staff(self.merge), methods=["POST"]),
            Route(f"{one}/unmerge", staff(self.unmerge), methods=["POST"]),
        ]

    async def detail_context(self, request: Request, record: Record) -> Json:
        context = await super().detail_context(request, record)
        doubles: list[Json] = []
        if self.allows(request, record, "merge"):
            reply = await api_of(request).get(f"{self.api(request)}/doubles", accept=(403,))
            doubles = reply.data if reply.ok else []
            here = self.own_page(request)
            context["links"].append((f"{here}/merge", translator_of(request).gettext(MERGE_WITH)))
        return context | {
            "here": self.own_page(request),
            "doubles": [(one["id"], person_name(one, language_of(request))) for one in doubles],
        }

    def api(self, request: Request) -> str:
        return filled_in(self.of.item_api, request.path_params)

    async def compare(self, request: Request) -> Response:
        record = (await api_of(request).get(self.api(request))).data
        self.check(request, record, "merge")
        chosen = request.query_params.get("duplicate_id", "")
        if not chosen:
            return await self.choose(request, record, Form())
        return await self.beside(request, record, Form(typed={"duplicate_id": chosen}), 200)

    async def choose(self, request: Request, record: Record, form: Form, status: int = 200) -> Response:
        """Possible doubles, and a search for others in the same list."""
        api, q = api_of(request), request.query_params.get("q", "").strip()
        asked = {"q": q, "limit": FOUND, "partnership": record.get("partnership_id")}
        searched = [api.get(filled_in(self.of.api, request.path_params), asked, accept=(422,))] if q else []
        lang = language_of(request)
        doubles, *found = await gather(api.get(f"{self.api(request)}/doubles"), *searched)
        context = self.around_merge(request, record, form) | {
            "doubles": _others(doubles.data, record, lang),
            "found": _others(found[0].results, record, lang) if found and found[0].ok else [],
            "q": q,
        }
        return page(request, "staff/merge_choose.html", context, status=status)

    async def beside(self, request: Request, record: Record, form: Form, status: int) -> Response:
        """Both records field by field. What both fill is asked, what one alone fills is told."""
        asked = {"duplicate_id": form.value("duplicate_id")}
        reply = await api_of(request).get(f"{self.api(request)}/merge", asked, accept=(404, 422))
        if not reply.ok:
            form.general = form.general or [translator_of(request).gettext(NO_DUPLICATE)]
            return await self.choose(request, record, form, status=422)
        preview = reply.data
        names = {one["field"]: one for one in preview["differences"]}
        for name, difference in names.items():
            form.typed.setdefault(f"take-{name}", difference["stays"])
        context = self.around_merge(request, record, form) | {
            "kept": preview["kept"],
            "duplicate": preview["duplicate"],
            "rows": await self.rows_beside(request, preview, names),
            "effects": preview["effects"],
            "warnings": preview.get("warnings", []),
            "undo_days": preview["undo_days"],
            "unchosen": translator_of(request).gettext(self.unchosen),
        }
        return page(request, "staff/merge.html", context, status=status)

    def around_merge(self, request: Request, record: Record, form: Form) -> Json:
        _, home = translator_of(request).gettext, filled_in(self.of.home, request.path_params)
        own = f"{home}/{record['id']}"
        return {
            "title": _("Merge: %(what)s") % {"what": self.of.title(record)},
            "crumbs": [(home, _(self.of.many)), (own, self.of.title(record))],
            "form": form,
            "record": record,
            "action": request.url.path,
            "back": own,
        }

    async def rows_beside(
        self, request: Request, preview: Record, differences: Mapping[str, Json]
    ) -> list[Json]:
        _, lang = translator_of(request).gettext, language_of(request)
        fields = [one for one in on_form(self.of.fields, "edit") if one.kind not in UNSAID]
        sides = [preview["kept"], preview["duplicate"]]
        names = [await names_of(request, fields, side, REFERRING) for side in sides]
        return [
            {
                "name": one.name,
                "label": _(one.label),
                "words": [in_words(one, side, known, lang) for side, known in zip(sides, names, strict=True)],
                **_question(one, differences.get(one.name)),
            }
            for one in fields
        ]

    async def merge(self, request: Request) -> Response:
        form = await read_form(request, flags=("confirm",), extra=("act",))
        sent = ("duplicate_id", "take", *(["confirm"] if form.data["confirm"] else []))
        body = {name: form.data[name] for name in sent if name in form.data}
        reply = await api_of(request).post(f"{self.api(request)}/merge", body, once=form.value("once"))
        if reply.ok:
            return redirect(request, self.own_page(request), translator_of(request).gettext(MERGED))
        return await self.again(request, form, reply)

    async def again(self, request: Request, form: Form, reply: Reply) -> Response:
        record = (await api_of(request).get(self.api(request))).data
        self.check(request, record, "merge")
        return await self.beside(request, record, form.refused(reply), reply.status)

    async def unmerge(self, request: Request) -> Response:
        form = await read_form(request, extra=("act", "next"))
        number = form.value("merge_id")
        reply = await api_of(request).post(f"{self.api(request)}/unmerge", {"merge_id": number or None})
        if reply.status == 404:
            raise HTTPException(404)
        return tell(request, self.own_page(request), reply, translator_of(request).gettext(TAKEN_BACK))

    def own_page(self, request: Request) -> str:
        return filled_in(self.of.pages + "/{id}", request.path_params)


def _others(rows: list[Json], record: Record, lang: Language) -> list[tuple[int, str]]:
    return [(one["id"], person_name(one, lang)) for one in rows if one["id"] != record["id"]]


def _question(one: Field, difference: Json | None) -> Json:
    """Whether the field is asked, and otherwise which of the two sides stays."""
    if difference is None:
        return {"asked": False, "stays": "kept"}
    both = difference["kept"] not in (None, "") and difference["duplicate"] not in (None, "")
    return {"asked": both and difference["stays"] != "both", "stays": difference["stays"]}
