"""The code lists of attached files in words, a part of `LABELS`."""

from app.core.text import msgid

OF_FILES: dict[str, dict[str, str]] = {
    "about_type": {
        "event": msgid("Event"),
        "group": msgid("Group"),
        "decision": msgid("Decision"),
        "agenda_item": msgid("Point of the agenda"),
        "minutes": msgid("Meeting minutes"),
        "need": msgid("Need"),
        "effect": msgid("Effect"),
    },
    "media_type": {
        "application/pdf": msgid("PDF"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": msgid("Word document"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template": msgid("Word template"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": msgid("Excel sheet"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": msgid("PowerPoint"),
        "application/vnd.oasis.opendocument.text": msgid("OpenDocument text"),
        "application/vnd.oasis.opendocument.text-template": msgid("OpenDocument template"),
        "application/vnd.oasis.opendocument.spreadsheet": msgid("OpenDocument sheet"),
        "application/vnd.oasis.opendocument.presentation": msgid("OpenDocument slides"),
        "image/png": msgid("PNG picture"),
        "image/jpeg": msgid("JPEG picture"),
        "image/gif": msgid("GIF picture"),
        "image/webp": msgid("WebP picture"),
        "text/plain": msgid("plain text"),
    },
}
