"""A client that offers another protocol keeps its body; the long form with a server is in the soak."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from app.core.web.http_protocol import IgnoreUpgrade
from tests.test_http_protocol import CREDENTIALS, JAVA_OFFER


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await Response(body, headers={"connection": "close"})(scope, receive, send)


async def answered(pieces: list[bytes]) -> bytes:
    """The body of the answer to a request that is sent piece by piece."""
    config = uvicorn.Config(echo, http=IgnoreUpgrade, ws="none", lifespan="off", log_level="warning")
    config.load()
    state, loop = ServerState(), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: IgnoreUpgrade(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
    return answer.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("cuts", [[], [90], [len(JAVA_OFFER)], [len(JAVA_OFFER) + 7]])
def test_the_body_behind_an_offer_arrives(cuts: list[int]) -> None:
    whole = JAVA_OFFER + CREDENTIALS
    pieces = [whole[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    with ThreadPoolExecutor(1) as apart:
        assert apart.submit(asyncio.run, answered(pieces)).result() == CREDENTIALS
