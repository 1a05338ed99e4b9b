"""List, detail, form and deletion of any kind of record that is declared as a `Resource`."""

import asyncio
from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.site.client import Reply, api_of, gather
from app.site.confirming import check_confirmed
from app.site.field_choices import REFERRING, load_choices, names_of, only_choice, partnership_of
from app.site.fields import Field, act_on, adding, blank, filled, on_form, read_fields
from app.site.forms import Form
from app.site.guard import staff
from app.site.json_values import Json, Record
from app.site.kept import reasons
from app.site.lookups import filled_in
from app.site.record_deletion import DeletionPages
from app.site.record_lists import MEDIA_TYPES, all_rows, headings, name_partnerships, refused_list, table_file
from app.site.records import SPARSE, Cell, Column, in_words, may, part_table, table
from app.site.render import page, redirect, url
from app.site.session import language_of, translator_of
from app.site.versions import Difference, differences

ROWS_OF_A_PAGE, ROWS_OF_A_PART = 25, 200
UNSAID = ("rows", "password", "heading", "button", "hidden")


def _narrowing(fields: Sequence[Field], form: Form) -> Json:
    """The partnership of a record, when its form does not ask: choices stay those of the partnership."""
    asked = any(one.name == "partnership_id" for one in fields)
    partnership = form.typed.get("partnership_id")
    return {"partnership_id": partnership} if partnership and not asked else {}


class RecordPages(DeletionPages):
    """The pages of one `Resource`. A subclass may word or send one of them differently."""

    def routes(self) -> list[Route]:
        pages, one = self.of.pages, self.of.pages + "/{id:int}"
        found = [
            Route(f"{pages}/new", staff(self.new)),
            Route(f"{pages}/new", staff(self.create), methods=["POST"]),
        ]
        if self.of.editable:
            found.append(Route(f"{one}/edit", staff(self.edit)))
            found.append(Route(f"{one}/edit", staff(self.save), methods=["POST"]))
        if self.of.deletable:
            found.append(Route(f"{one}/delete", staff(self.ask)))
            found.append(Route(f"{one}/delete", staff(self.delete), methods=["POST"]))
        if self.of.listed:
            found += self.list_routes()
        if self.of.detailed:
            found.append(Route(one, staff(self.detail)))
        return found

    def list_routes(self) -> list[Route]:
        """The list, and the same as files."""
        return [
            Route(self.of.pages, staff(self.overview)),
            Route(f"{self.of.pages}.{{kind}}", staff(self.file)),
        ]

    # --- list and detail ---------------------------------------------------------------------------------

    async def overview(self, request: Request) -> Response:
        """The list, filtered and paged; htmx gets only the rows while a filter is typed."""
        form, asked, here = self.asked(request), self.asked_of_api(request), request.url.path
        page_wanted = {"limit": ROWS_OF_A_PAGE, "count": True, "cursor": request.query_params.get("cursor")}
        listed = api_of(request).get(
            filled_in(self.of.api, request.path_params), asked | page_wanted, accept=(422,)
        )
        reply, around = await asyncio.gather(listed, self.around(request))
        if not reply.ok:
            around |= await refused_list(request, self.of.filters, form, reply)
            context = self.list_context(request, form) | around
            return page(request, "staff/record_list.html", context, status=reply.status)
        _ = translator_of(request).gettext
        found = await name_partnerships(request, reply.results)
        columns = [column for column in self.columns(found) if column.on != "file"]
        context = self.list_context(request, form) | {
            "following": url(here, asked, cursor=reply.cursor) if reply.cursor else None,
            "preceding": url(here, asked, cursor=reply.cursor_before) if reply.cursor_before else None,
            "total": reply.data["total"],
            "sort": request.query_params.get("sort"),
            "files": [(url(f"{here}.{kind}", asked), kind.upper()) for kind in MEDIA_TYPES],
            "offered": await load_choices(request, self.of.filters, form),
            "rows": self.rows(request, found, columns),
            "columns": headings(request, columns, asked, asked["sort"]),
            "links": [(href, _(label)) for href, label in self.of.list_links],
            "new": self.link_to_new(request) if may(request, self.of.makes) else None,
        }
        return page(request, "staff/record_list.html", context | around, fragment="staff/_record_rows.html")

    def link_to_new(self, request: Request) -> str:
        """To the empty form; what the list is narrowed to is chosen there already."""
        asked, given = self.asked_of_new(), request.query_params
        filters = (*(one.name for one in self.of.filters), *self.of.keeps)
        found = ((name, f"{name}_id" if f"{name}_id" in asked else name) for name in filters)
        known = {field: given.get(name) for name, field in found if field in asked}
        return url(filled_in(self.of.pages, request.path_params) + "/new", known)

    def asked_of_new(self) -> set[str]:
        """The fields of a new record, and those that its choices follow."""
        fields = on_form(self.of.fields, "new")
        followed = {field for one in fields if one.source for field in one.source.within.values()}
        return {one.name for one in fields} | followed

    async def file(self, request: Request) -> Response:
        """The whole list, as it is filtered and sorted."""
        if request.path_params["kind"] not in MEDIA_TYPES:
            raise HTTPException(404)
        if self.of.people:
            check_confirmed(request)
        path = filled_in(self.of.api, request.path_params)
        rows, _around = await asyncio.gather(
            all_rows(request, path, self.asked_of_api(request)), self.around(request)
        )
        found = await name_partnerships(request, rows)
        columns = [one for one in self.columns(found) if one.on != "page" and one.kind != "post"]
        title = translator_of(request).gettext(self.of.many)
        return await table_file(request, title, columns, self.rows(request, found, columns))

    def asked(self, request: Request) -> Form:
        """The filters as they were typed."""
        return blank(self.of.filters, request.query_params or self.usual())

    def asked_of_api(self, request: Request) -> Json:
        """The filters and the order of the list, which its other pages, its files and its headings keep."""
        typed, given = self.asked(request).typed, request.query_params
        filled = {name: [one for one in given.getlist(name) if one] for name in (*self.of.keeps, *typed)}
        chosen = {name: values for name, values in filled.items() if values}
        return {**typed, **chosen, "sort": given.get("sort") or self.of.order}

    def usual(self) -> dict[str, str]:
        """The filters of a list that was asked for without any."""
        return {}

    async def around(self, request: Request) -> Json:
        """More for the list: of the record that its rows belong to."""
        return {}

    def rows(self, request: Request, found: Sequence[Record], columns: Sequence[Column]) -> list[list[Cell]]:
        return table(request, columns, found)

    def columns(self, found: Sequence[Record]) -> list[Column]:
        """A column of buttons or of notes is shown only if some row has one."""
        asked = ((column, column.kind in SPARSE and column.read) for column in self.of.columns)
        return [column for column, read in asked if not read or any(read(row) for row in found)]

    def list_context(self, request: Request, form: Form) -> Json:
        _ = translator_of(request).gettext
        return {
            "title": _(self.of.many),
            "crumbs": [(href, _(words)) for href, words in self.of.under],
            "add": _(self.of.add),
            "filters": self.of.filters,
            "filtered": any(form.typed.values()),
            "form": form,
            "none_yet": _(self.of.none_yet),
            "advice": _(self.of.advice) if self.of.advice else None,
        }

    async def detail(self, request: Request) -> Response:
        reply, lists = await self.parts(request)
        allowed = reply.data.get("allowed", ())
        tables = [
            part_table(request, one, lists[one.title], allowed, self.of.needs[0])
            for one in self.of.parts
            if one.title in lists
        ]
        context = await self.detail_context(request, reply.data)
        return page(request, self.of.template, context | {"tables": tables})

    async def parts(self, request: Request) -> tuple[Reply, Json]:
        """The record and the rows of its parts by their titles, asked for at once."""
        api, path = api_of(request), request.path_params
        parts = [part for part in self.of.parts if part.api]
        whole = {part.api: {"limit": ROWS_OF_A_PART, "sort": part.order} for part in parts}
        asked = {part.api: None if part.key else whole[part.api] for part in parts}
        reply, *others = await gather(
            api.get(filled_in(self.of.item_api, path), self.of.item_params),
            *(api.get(filled_in(one, path), params, accept=(403, 404)) for one, params in asked.items()),
        )
        found = dict(zip(asked, others, strict=True))
        lists: Json = {part.title: part.rows(reply.data) for part in self.of.parts if part.rows}
        for part in parts:
            if not part.key:
                lists[part.title] = found[part.api].results if found[part.api].ok else []
            elif found[part.api].ok:
                lists[part.title] = found[part.api].data[part.key]
        return reply, lists

    async def detail_context(self, request: Request, record: Record) -> Json:
        _, here = translator_of(request).gettext, request.url.path
        edit, delete = (self.allows(request, record, word) for word in self.of.needs)
        instead = self.of.instead(record) if self.of.instead else None
        return {
            "title": self.of.title(record),
            "crumbs": [(filled_in(self.of.home, request.path_params), _(self.of.many))],
            "facts": await self.facts(request, record),
            "links": [(href, _(label)) for href, label in self.of.links(record)] if self.of.links else [],
            "edit": f"{here}/edit" if edit else None,
            "delete": f"{here}/delete" if delete and self.of.deletable else None,
            "kept": reasons(self.of.api, record, translator_of(request)),
            "instead": (instead[0], _(instead[1])) if instead else None,
            "logs": self.logs(request, record),
            "record": record,
        }

    def logs(self, request: Request, record: Record) -> list[tuple[str, str]]:
        """Links to what happened to the record, for those who may read that."""
        _, asked = translator_of(request).gettext, {"type": self.of.type, "id": record.get("id")}
        if not (self.of.type and may(request, "people")):
            return []
        if self.of.type != "person":
            return [(url("/staff/history", asked), _("History of changes"))]
        of_person = {"person_id": record["id"]}
        found = [(url("/staff/history", of_person), _("History of changes"))]
        if may(request, "audit"):
            found.append((url("/staff/access-log", of_person), _("Who looked at this person")))
        return found

    def allows(self, request: Request, record: Record, word: str) -> bool:
        """Records without `allowed` of their own follow the reader's general right to edit."""
        return word in record.get("allowed", self.of.needs if may(request, "edit") else ())

    def check(self, request: Request, record: Record, word: str) -> None:
        """No form is shown for what the API would refuse."""
        if not self.allows(request, record, word):
            raise HTTPException(403)

    async def facts(self, request: Request, record: Record) -> list[tuple[str, str]]:
        """The fields in words; repeated parts are tables of their own."""
        _, lang = translator_of(request).gettext, language_of(request)
        plain = [one for one in self.of.fields if one.kind not in UNSAID]
        shaped = self.shaped(record)
        names = await names_of(request, plain, shaped, REFERRING)
        return [(_(one.label), in_words(one, shaped, names, lang)) for one in plain]

    # --- forms -------------------------------------------------------------------------------------------

    async def fields(self, request: Request, on: str) -> tuple[Field, ...]:
        """What the `new` or the `edit` form asks."""
        return on_form(self.of.fields, on)

    async def new(self, request: Request) -> Response:
        if not may(request, self.of.makes):
            raise HTTPException(403)
        if "{" in self.of.api:  # a part of another record, which may not be there
            await api_of(request).get(filled_in(self.of.api, request.path_params), {"limit": 1})
        fields = await self.fields(request, "new")
        form = blank(fields, request.query_params)
        asked = next((one for one in fields if one.name == "partnership_id" and one.required), None)
        if asked is not None and not form.typed.get("partnership_id"):
            place = await partnership_of(request, fields, form.typed)
            form.typed["partnership_id"] = place or await only_choice(request, asked)
        known = {name: value for name, value in form.typed.items() if str(value).isdecimal()}
        names = await names_of(request, fields, known)
        form.typed |= {name: f"{known[name]}|{words}" for name, words in names.items() if words}
        return await self.form(request, fields, form)

    async def create(self, request: Request) -> Response:
        fields = await self.fields(request, "new")
        form = await read_fields(request, fields)
        if act_on(form):
            return await self.form(request, fields, form)
        path = filled_in(self.of.api, request.path_params)
        body, once = await self.body(request, form), form.value("once")
        reply = await api_of(request).post(path, body, once=once)
        if not reply.ok:
            return await self.form(request, fields, form.refused(reply), status=reply.status)
        return await self.made(request, form, reply)

    async def made(self, request: Request, form: Form, reply: Reply) -> Response:
        """After a new record."""
        return self.saved(request, reply)

    async def edit(self, request: Request) -> Response:
        fields = await self.fields(request, "edit")
        reply = await api_of(request).get(filled_in(self.of.item_api, request.path_params))
        self.check(request, reply.data, self.of.needs[0])
        form = await self.filled(request, fields, reply.data)
        request.state.of_record = reply.data
        return await self.form(request, fields, form, etag=reply.etag)

    async def filled(self, request: Request, fields: Sequence[Field], record: Record) -> Form:
        """The form of a record as it is stored."""
        shaped = self.shaped(record)
        return filled(fields, shaped, await names_of(request, fields, shaped))

    def shaped(self, record: Record) -> Record:
        """The record under the names that its fields are sent by."""
        return record

    async def save(self, request: Request) -> Response:
        fields = await self.fields(request, "edit")
        form = await read_fields(request, fields)
        etag: str = form.value("etag")
        if act_on(form):
            return await self.form(request, fields, form, etag=etag)
        path, body = filled_in(self.of.item_api, request.path_params), await self.body(request, form)
        if await self.asks_first(request, form, body, etag):
            return await self.form(request, fields, form, etag=etag)
        reply = await api_of(request).patch(path, body, etag=etag)
        if reply.status == 412:
            return await self.stale(request, fields, form)
        if not reply.ok:
            return await self.form(request, fields, form.refused(reply), status=reply.status, etag=etag)
        return self.saved(request, reply)

    async def asks_first(self, request: Request, form: Form, body: Json, etag: str) -> bool:
        """Whether the form comes back once more before anything is saved."""
        return False

    async def body(self, request: Request, form: Form) -> Json:
        """What is sent to the API."""
        return form.data

    def saved(self, request: Request, reply: Reply) -> Response:
        path = {"id": (reply.data or {}).get("id"), **request.path_params}
        target = self.of.pages + "/{id}" if self.of.detailed else self.of.home
        return redirect(request, filled_in(target, path), translator_of(request).gettext("Saved."))

    async def stale(self, request: Request, fields: Sequence[Field], form: Form) -> Response:
        """Both versions side by side; saving again replaces the one just shown."""
        reply = await api_of(request).get(filled_in(self.of.item_api, request.path_params))
        stored = await self.filled(request, fields, reply.data)
        words = await load_choices(request, fields, form)
        found = differences(fields, stored, form, language_of(request), words)
        return await self.form(request, fields, form, status=412, etag=reply.etag, different=found)

    async def form(
        self,
        request: Request,
        fields: Sequence[Field],
        form: Form,
        *,
        status: int = 200,
        etag: str | None = None,
        different: Sequence[Difference] | None = None,
    ) -> Response:
        _, home = translator_of(request).gettext, filled_in(self.of.home, request.path_params)
        is_new = "id" not in request.path_params
        own_page = request.url.path.removesuffix("/edit")
        context = {
            "title": _(self.of.add) if is_new else _(self.of.change),
            "crumbs": [(home, _(self.of.many))],
            "form": form,
            "fields": fields,
            "offered": await load_choices(request, fields, form),
            "fresh": adding(form),
            "etag": etag,
            "differences": different,
            "action": url(request.url.path, {**request.query_params, **_narrowing(fields, form)}),
            "intro": _(self.of.intro) if self.of.intro else "",
            "button": _("Save"),
            "back": home if is_new or not self.of.detailed else own_page,
            **self.end(request, own_page),
        }
        return page(request, "staff/record_form.html", context | self.above(request), status=status)

    def end(self, request: Request, own_page: str) -> Json:
        """Below the form of a record without a page of its own: the link to delete it, or why it stays."""
        record: Record | None = getattr(request.state, "of_record", None)
        if record is None or self.of.detailed or not self.of.deletable:
            return {}
        deletes = self.allows(request, record, self.of.needs[1])
        return {
            "delete": f"{own_page}/delete" if deletes else None,
            "kept": reasons(self.of.api, record, translator_of(request)),
        }

    def above(self, request: Request) -> Json:
        """More for the page of the form, to be shown above its fields."""
        return {}
