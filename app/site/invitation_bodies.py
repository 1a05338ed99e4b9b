"""A form of invitations between what was typed and the API: pasted lines become offices."""

import re

from app.core import text
from app.site.client import Reply
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
        "offices": [{**office_of(line), "seats": seats} for line in lines_of(data)],
        "group_id": data.get("group_id"),
        "from_invited": bool(data.get("from_invited")),
        "message": data.get("message") or "",
    }


def lines_of(data: Json) -> list[str]:
    return [line for line in (data.get("offices") or "").splitlines() if line.strip()]


def office_of(line: str) -> dict[str, str]:
    """`Název; funkce; e-mail` or `Název; e-mail`; from Excel with tabulators. The API says what is wrong."""
    parts = [part.strip() for part in re.split(r"[;\t]", line)]
    name, *between, email = parts if len(parts) > 1 else (parts[0], "")
    return {"name": name, "function": " ".join(part for part in between if part), "email": email}


def gathered(form: Form, reply: Reply, tr: text.Translator) -> Form:
    """A refused form with the errors of single lines and choices beside the field that they were typed in.

    Seats are asked once for all of them, the function once for all organisations.
    """
    form.refused(reply)
    for name, words in reply.errors.items():
        field, number, part = (*name.split("-", 2), "", "")[:3]
        if field not in ("offices", "organisations", "people"):
            continue
        form.errors.pop(field, None)
        if part == "seats" or (field, part) == ("organisations", "function"):
            form.errors[part] = words
        elif field == "offices" and number.isdigit():
            line = tr.gettext("Line %(num)s:") % {"num": int(number) + 1}
            form.errors.setdefault(field, []).extend(f"{line} {one}" for one in words)
        else:
            form.errors.setdefault(field, []).extend(words)
    return form
