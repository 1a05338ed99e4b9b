"""What the editor of an event asks about its sign-up form: conditions of questions, lodging and meals."""

from dataclasses import dataclass

from app.core.text import Translator, msgid, translator
from app.site import conditions
from app.site.client import Api
from app.site.fields import Field
from app.site.json_values import Record
from app.site.lookups import Option, Source, named

QUESTION_KINDS = (
    ("text", msgid("Short answer")),
    ("long_text", msgid("Long answer")),
    ("number", msgid("Number")),
    ("yes_no", msgid("Yes or no")),
    ("choice", msgid("One of several")),
    ("choices", msgid("Any of several")),
)


@dataclass(frozen=True)
class Answers(Source):
    """Answers that may lead to a question: those to the questions of the form as it is typed."""

    async def options(self, api: Api, around: Record, **more: object) -> list[Option]:
        return conditions.options(around, translator(api.lang))


SHOWN_IF = Field(
    "shown_if",
    msgid("Ask only after the answer"),
    "pick",
    source=Answers("/answers", named),
    empty=msgid("Always ask"),
    hint=msgid("An answer to a question above. New ones are here after “Add another question”."),
)
QUESTIONS = Field(
    "registration-fields",
    msgid("Questions of the sign-up form"),
    "rows",
    more=msgid("Add another question"),
    hint=msgid("Name, e-mail and organisation are always asked."),
    fields=(
        Field("name", "", "hidden"),
        Field("label", msgid("Question")),
        Field(
            "kind",
            msgid("Kind of answer"),
            "choice",
            required=True,
            choices=QUESTION_KINDS,
            default="text",
        ),
        Field("options", msgid("Choices"), "lines"),
        Field("help", msgid("Hint")),
        Field("required", msgid("Must be answered"), "flag"),
        SHOWN_IF,
    ),
)
STAY = (
    Field("", msgid("Lodging and meals"), "heading", hint=msgid("For events of two and more days.")),
    Field(
        "registration-stay-lodging",
        msgid("Nights"),
        "rows",
        more=msgid("Add another night"),
        fields=(Field("date", msgid("Night that begins on"), "date"),),
    ),
    Field(
        "registration-stay-meals",
        msgid("Meals"),
        "rows",
        more=msgid("Add another meal"),
        fields=(
            Field("name", "", "hidden"),
            Field("label", msgid("Meal")),
            Field("date", msgid("Day"), "date"),
        ),
    ),
)


def answer_note(question: Record, words: Translator) -> str:
    """`12 people have answered: vlak (5), auto (7). ...`, for a question of `/events/{id}/answers`."""
    chosen = [f"{one['choice']} ({one['count']})" for one in question["choices"] if one["count"]]
    said = words.ngettext(
        "%(num)s person has answered", "%(num)s people have answered", question["count"]
    ) % {"num": question["count"]}
    return f"{said}{': ' if chosen else ''}{', '.join(chosen)}. {words.gettext(ANSWERS_STAY)}"


ANSWERS_STAY = msgid(
    "What they said stays in its words, also when you change the choices or remove the question."
)
SIGN_UP_QUESTIONS = (Field("", msgid("Sign-up form"), "heading"), QUESTIONS, *STAY)
