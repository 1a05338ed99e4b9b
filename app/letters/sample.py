"""An invented letter for previews."""

from datetime import timedelta

from app.core import clock
from app.core.json_values import Json
from app.core.text import translator


def facts(kind: str, lang: str, partnership: str) -> Json:
    """Facts as the outbox stores them, of an event in two weeks."""
    _ = translator(lang).gettext
    day = clock.today() + timedelta(days=14)
    start, end = clock.at(day, 9), clock.at(day, 12)
    event = {"title": _("Round table on housing"), "url": "https://example.org/events/1"}
    said: Json = {
        "name": _("Ema Sample"),
        "event": event,
        "partnership": partnership,
        "reason": _("The lecturer is ill."),
    }
    place, link = _("Town hall, room 202"), "https://example.org/my/registrations/1-sample"
    event_session = {"starts_at": start.isoformat(), "ends_at": end.isoformat(), "place": place}
    if kind.startswith("series_"):
        return {
            **said,
            "event": {**event, "url": None},
            "parts": [{**event_session, "title": event["title"], "status": "confirmed", "manage_url": link}],
        }
    if kind.startswith(("invitation", "meeting_")):
        answer = "https://example.org/invitations/1-sample"
        links = {"invitation_url": answer, "decline_url": f"{answer}/decline"}
        invited: Json = {**links, "message": _("Please bring a colleague too.")}
        if kind.startswith("meeting_"):
            invited |= {"agenda": _("9.00 Opening"), "absent": _("Jan Sample")}
        return {**said, "sessions": [event_session], **(invited if kind != "invitation_withdrawn" else {})}
    changes = [{"what": "place", "from": place, "to": _("Town hall, room 210")}]
    return {
        **said,
        "sessions": [event_session],
        "manage_url": link,
        "waiting_position": 3 if kind == "registration_waiting" else None,
        "cancel_until": clock.at(day - timedelta(days=3), 12).isoformat(),
        "expires_at": (clock.now() + timedelta(hours=48)).isoformat(),
        "changes": changes if kind == "event_changed" else [],
        "status": "confirmed" if kind == "event_reactivated" else None,
    }
