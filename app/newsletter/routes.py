"""Routes of newsletters, of the subscription to them, and of the feed of a partnership."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from app.core.database.columns import Opaque, RecordId
from app.core.json_values import Json
from app.core.web.endpoints import RequestContext, Router, reads, writes
from app.core.web.paging import Deleted, Slice
from app.core.web.responses import File
from app.core.web.routing import FILE
from app.newsletter import feed, service, subscribe
from app.newsletter.models import (
    NewsletterCreate,
    NewsletterDetail,
    NewsletterQuery,
    NewsletterUpdate,
    NewsletterView,
    SubscriptionAsked,
    SubscriptionCreate,
    SubscriptionView,
)

routes = Router(tags=["newsletter"])
ATOM: dict[int | str, Json] = {200: {"content": {"application/atom+xml": FILE}}}


@routes.get("/newsletters")
@reads(public=True, scope="partnerships:read")
def list_newsletters(
    context: RequestContext, query: Annotated[NewsletterQuery, Query()]
) -> Slice[NewsletterView | Deleted]:
    """The archive; the staff see drafts too."""
    return service.list_newsletters(context.session, context.actor, query)


@routes.post("/newsletters", status_code=201)
@writes(scope="partnerships:write")
def compose_newsletter(context: RequestContext, body: NewsletterCreate) -> NewsletterDetail:
    """Compose a draft of what is new since a day, in the language of the request."""
    view = service.compose_newsletter(context.session, context.actor, body, context.lang)
    return context.created(view, f"/newsletters/{view.id}")


@routes.get("/newsletters/{newsletter_id}")
@reads(public=True, scope="partnerships:read")
def get_newsletter(context: RequestContext, newsletter_id: RecordId) -> NewsletterDetail:
    return service.get_newsletter(context.session, context.actor, newsletter_id)


@routes.patch("/newsletters/{newsletter_id}")
@writes(scope="partnerships:write")
def update_newsletter(
    context: RequestContext, newsletter_id: RecordId, body: NewsletterUpdate
) -> NewsletterDetail:
    return service.update_newsletter(context.session, context.actor, newsletter_id, context.version, body)


@routes.delete("/newsletters/{newsletter_id}", status_code=204)
@writes(scope="partnerships:write")
def delete_newsletter(context: RequestContext, newsletter_id: RecordId) -> None:
    """A draft; what was sent stays in the archive."""
    service.delete_newsletter(context.session, context.actor, newsletter_id, context.version)


@routes.post("/newsletters/{newsletter_id}/send")
@writes(scope="partnerships:write")
def send_newsletter(context: RequestContext, newsletter_id: RecordId) -> NewsletterDetail:
    """Write one letter to each subscriber, and show the newsletter to everybody from now on."""
    return service.send_newsletter(context.session, context.actor, newsletter_id)


@routes.post("/newsletter-subscriptions", status_code=202)
@writes(public=True)
def ask_to_subscribe(context: RequestContext, body: SubscriptionCreate) -> SubscriptionAsked:
    """Send the mailbox a link to confirm. The answer never says whether we know the address."""
    if not context.actor.known:
        context.app_context.registration_limit.take(f"{context.client_network} newsletter")
    return subscribe.ask(context.session, body, context.lang)


@routes.get("/newsletter-subscriptions/{token}")
@reads(public=True)
def get_newsletter_subscription(context: RequestContext, token: Opaque) -> SubscriptionView:
    """What the link in the letter is about; 410 `link_expired` after two days. Changes nothing."""
    return subscribe.subscription(context.session, token)


@routes.post("/newsletter-subscriptions/{token}/confirm")
@writes(public=True)
def confirm_subscription(context: RequestContext, token: Opaque) -> SubscriptionView:
    """From now on the newsletter is sent to the address to which the link went."""
    return subscribe.confirm(context.session, token, context.lang)


@routes.get("/partnerships/{partnership_id}/feed.atom", response_class=Response, responses=ATOM)
@reads(public=True, scope="partnerships:read")
def get_feed(context: RequestContext, partnership_id: RecordId) -> File:
    """What is new in a partnership, for readers of feeds (Atom 1.0)."""
    root = context.settings.public_url.rstrip("/") + context.request.scope.get("root_path", "")
    address = f"{root}/partnerships/{partnership_id}/feed.atom"
    return File(feed.feed(context.session, partnership_id, context.lang, address), feed.MEDIA_TYPE)
