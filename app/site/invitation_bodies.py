"""A form of invitations between what was typed and the API: pasted lines become offices."""

import re
from typing import Any

from app.core import text
from app.site.forms import Form


def to_body(data: dict[str, Any]) -> dict[str, Any]:
    """What was typed as the API wants it: a line is an office, the function goes to each organisation."""
    seats = data.get("seats") or 1
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


def lines_of(data: dict[str, Any]) -> list[str]:
    return [line for line in (data.get("offices") or "").splitlines() if line.strip()]


def office_of(line: str) -> dict[str, str]:
    """`Název; funkce; e-mail` or `Název; e-mail`; from Excel with tabulators. The API says what is wrong."""
    parts = [part.strip() for part in re.split(r"[;\t]", line)]
    name, *between, email = parts if len(parts) > 1 else (parts[0], "")
    return {"name": name, "function": " ".join(part for part in between if part), "email": email}


def gathered(form: Form, tr: text.Translator) -> Form:
    """Errors of single lines and choices, told beside the field that they were typed in."""
    for name in list(form.errors):
        field, _, place = name.partition("-")
        if field not in ("offices", "organisations", "people"):
            continue
        number = place.partition("-")[0]
        words = form.errors.pop(name)
        if field == "offices" and number.isdigit():
            line = tr.gettext("Line %(num)s:") % {"num": int(number) + 1}
            words = [f"{line} {one}" for one in words]
        form.errors.setdefault(field, []).extend(words)
    return form
