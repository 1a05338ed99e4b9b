"""A form of invitations between what was typed and the API: pasted lines become offices."""

import re

from app.core import text
from app.site.client import Reply
from app.site.field_words import words_of
from app.site.forms import Form
from app.site.json_values import Json


def to_body(data: Json) -> Json:
    """What was typed as the API wants it: a line is an office, the function goes to each organisation."""
    seats = data.get("seats")
    function = data.get("function") or ""
    return {
        "people": data.get("people") or [],
        "organisations": [
            {"organisation_id": one, "function": function, "seats": seats}
            for one in data.get("organisations") or []
        ],
        "offices": [{**office_of(line), "seats": seats} for _, line in lines_of(data)],
        "group_id": data.get("group_id"),
        "from_invited": bool(data.get("from_invited")),
        "accept_addresses": bool(data.get("accept_addresses")),
        "message": data.get("message") or "",
    }


def lines_of(data: Json) -> list[tuple[int, str]]:
    """Each office with the number of its line as it was typed, empty lines counted."""
    lines = (data.get("offices") or "").splitlines()
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def office_of(line: str) -> dict[str, str | None]:
    """`Název; funkce; e-mail`, from Excel with tabulators; function and e-mail may be missing.

    What stands third is the e-mail; what stands second is one if it has an @. The API says what is wrong.
    """
    name, *more = (part.strip() for part in re.split(r"[;\t]", line))
    email = more.pop() if more and (len(more) > 1 or "@" in more[-1]) else ""
    return {"name": name, "function": " ".join(filter(None, more)), "email": email or None}


def gathered(form: Form, reply: Reply, tr: text.Translator) -> Form:
    """A refused form with the errors of single lines and choices beside the field that they were typed in.

    Seats are asked once for all of them, the function once for all organisations.
    """
    form.refused(reply)
    lines = lines_of(form.data)
    for name, words in reply.errors.items():
        field, number, part = (*name.split("-", 2), "", "")[:3]
        if field not in ("offices", "organisations", "people") or not number:
            continue
        form.errors.pop(name, None)
        if part == "seats" or (field, part) == ("organisations", "function"):
            form.errors[part] = words
        elif field == "offices":
            line = tr.gettext("Line %(num)s:") % {"num": lines[int(number)][0]}
            called = words_of(part, tr)
            form.errors.setdefault(field, []).extend(f"{line} {called}: {one}" for one in words)
        else:
            form.errors.setdefault(field, []).extend(words)
    return form
