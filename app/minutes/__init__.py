"""Minutes of events: written point by point, commented on, approved and published."""

from app.core.errors import ProblemType, register

register(
    problems={
        "comments_closed": ProblemType(409, "The time for comments is over."),
        "not_begun": ProblemType(
            409,
            "The meeting has not begun yet. Its minutes can be sent to members, approved and published "
            "after its start.",
        ),
        "minutes_closed": ProblemType(
            410, "The minutes of “{event}” are no longer open to comments, so this link has ended."
        ),
        "no_minutes_file": ProblemType(
            415, "Minutes are read from DOCX or plain text. Save the document so, or paste its text."
        ),
    },
    fields={
        "not_confirmed": "Confirm it, please.",
        "no_text": "There is no text in this file. Paste the text of the minutes instead.",
    },
)
