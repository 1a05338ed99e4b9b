"""Routes of the rights of people."""

from app.core.web.endpoints import RequestContext, Router, reads
from app.privacy import register
from app.privacy.shapes import ProcessingRegister

routes = Router(tags=["personal data"])


@routes.get("/processing")
@reads(public=True)
def get_processing_register(context: RequestContext) -> ProcessingRegister:
    """What is processed of people, why, on which ground, for how long, and what they are promised."""
    return register.processing_register(context.settings)
