"""Users, sign-in, API keys and roles."""

from app.core.errors import ProblemType, register

register(
    problems={
        "bad_credentials": ProblemType(401, "The e-mail or the password is not right."),
        "totp_required": ProblemType(401, "Enter the code of your authenticator as well."),
        "wrong_totp": ProblemType(401, "This code is not right, or was used before."),
        "totp_setup_needed": ProblemType(403, "Set up a second factor first: your role requires it."),
        "totp_is_on": ProblemType(409, "The second factor is on already. Turn it off to set it up anew."),
        "totp_is_required": ProblemType(409, "Your role requires a second factor."),
        "oidc_failed": ProblemType(401, "Signing in at the other system did not work. Try again."),
        "oidc_no_access": ProblemType(403, "The other system knows you, but you have no access here."),
        "oidc_no_address": ProblemType(
            403, "The other system does not tell a verified e-mail address of yours."
        ),
        "oidc_email_taken": ProblemType(
            409,
            "There is a login with this address already. Sign in with its password, and connect the two on "
            "the page of your account.",
        ),
        "oidc_taken": ProblemType(409, "This sign-in belongs to another login here."),
        "cannot_confirm": ProblemType(409, "This login has no password. Sign in once more to go on."),
        "password_link_ended": ProblemType(
            410, "This link has been used, or its time is over. Ask for a new one."
        ),
        "has_password": ProblemType(
            409, "They have a password already, and can ask for a new one on the page where one signs in."
        ),
        "last_admin": ProblemType(409, "This is the only admin; make somebody else one first."),
    },
    fields={
        "weak_password": "This password is easy to guess: it is short, or made of common words, names or "
        "years. Use at least ten characters, such as three or four words that have nothing to do with each "
        "other.",
        "wrong_totp": "This code is not right, or was used before.",
        "wrong_password": "This is not the present password.",
    },
)
