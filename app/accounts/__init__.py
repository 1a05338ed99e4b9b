"""Users, sign-in, API keys and roles."""

from app.core.errors import ProblemType, register

register(
    problems={
        "bad_credentials": ProblemType(401, "The e-mail or the password is not right."),
        "last_admin": ProblemType(409, "This is the only admin; make somebody else one first."),
    },
    fields={
        "weak_password": "The password is too short or too common.",
        "wrong_password": "This is not the present password.",
    },
)
