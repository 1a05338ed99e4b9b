"""How many come to an event."""

from app.core.text import Translator
from app.site.json_values import Record


def signed_up(event: Record, tr: Translator) -> str:
    """`12 / 20`, or the number alone where there is no limit; at a meeting `9 members, signed up: 0`.

    Members are in no count of sign-ups.
    """
    confirmed, members = event["counts"]["confirmed"], event.get("expected")
    seats = f"{confirmed} / {event['capacity']}" if event["capacity"] else str(confirmed)
    if not members:
        return seats
    known = tr.ngettext("%(num)s member", "%(num)s members", members) % {"num": members}
    return f"{known}, {tr.gettext('signed up: %(count)s') % {'count': seats}}"
