"""The other system at which one may sign in, by OpenID Connect."""

from starlette.requests import Request

from app.site.client import ApiError, ApiUnreachableError, api_of
from app.site.json_values import Record


async def provider_of(request: Request) -> Record | None:
    """The other system where one may sign in; None without one."""
    try:
        reply = await api_of(request).reference("/auth/oidc", seconds=60)
    except (ApiError, ApiUnreachableError):
        return None
    return reply.data if reply.data["enabled"] else None
