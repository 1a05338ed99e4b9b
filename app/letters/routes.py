"""Routes of a partnership's own wording of its letters, and of the link to get no more invitations."""

from app.core.database.columns import Opaque, RecordId, Word
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.letters import service, unsubscribe
from app.letters.models import (
    Lang,
    LetterPreview,
    LetterWordsBody,
    LetterWordsList,
    LetterWordsView,
    UnsubscribedView,
)

routes = Router(tags=["letters"])
ALL = "/partnerships/{partnership_id}/letter-words"
ONE = ALL + "/{kind}/{lang}"


@routes.get(ALL)
@reads(scope="partnerships:read")
def list_letter_words(context: RequestContext, partnership_id: RecordId) -> LetterWordsList:
    return service.list_words(context.session, context.actor, partnership_id)


@routes.get(ONE)
@reads(scope="partnerships:read")
def get_letter_words(
    context: RequestContext, partnership_id: RecordId, kind: Word, lang: Lang
) -> LetterWordsView:
    return service.get_words(context.session, context.actor, partnership_id, kind, lang)


@routes.put(ONE)
@writes(scope="partnerships:write")
def put_letter_words(
    context: RequestContext, partnership_id: RecordId, kind: Word, lang: Lang, body: LetterWordsBody
) -> LetterWordsView:
    """Send version 0 the first time. Letters that still wait to be sent use the new wording too."""
    return service.put_words(
        context.session, context.actor, partnership_id, kind, lang, context.version, body
    )


@routes.delete(ONE, status_code=204)
@writes(scope="partnerships:write")
def remove_letter_words(context: RequestContext, partnership_id: RecordId, kind: Word, lang: Lang) -> None:
    service.remove_words(context.session, context.actor, partnership_id, kind, lang, context.version)


@routes.post(ONE + "/preview")
@reads(scope="partnerships:read")
def preview_letter_words(
    context: RequestContext, partnership_id: RecordId, kind: Word, lang: Lang, body: LetterWordsBody
) -> LetterPreview:
    """A letter to an invented person. Stores nothing."""
    return service.preview_words(context.session, context.actor, partnership_id, kind, lang, body)


@routes.get("/unsubscribe/{token}")
@reads(public=True)
def get_subscription(context: RequestContext, token: Opaque) -> UnsubscribedView:
    """What the link of a letter ends, invitations or the newsletter, and whether it has ended."""
    return unsubscribe.subscription(context.session, token)


@routes.post("/unsubscribe/{token}")
@writes(public=True)
def unsubscribe_address(context: RequestContext, token: Opaque) -> UnsubscribedView:
    """No more of these letters to their receiver. Mail programs send this in one click (RFC 8058)."""
    return unsubscribe.unsubscribe(context.session, token)


@routes.post("/unsubscribe/{token}/undo")
@writes(public=True)
def subscribe_again(context: RequestContext, token: Opaque) -> UnsubscribedView:
    """They are sent again."""
    return unsubscribe.subscribe_again(context.session, token)
