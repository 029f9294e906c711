"""The Python client gql, over HTTP and over its websocket transport: asks, publishes, hears what is
published, brings a fresh token by a ping, and goes on by its cursor after a break.
    live.py URL ACCOUNTS"""

import asyncio
import json
import sys
import urllib.request

from gql import Client, gql
from gql.transport.exceptions import TransportClosed, TransportConnectionFailed, TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport
from websockets.exceptions import ConnectionClosed

URL, accounts_file = sys.argv[1:3]
with open(accounts_file, encoding="utf-8") as file:
    accounts = json.load(file)["accounts"]


def post(path, body, token=None):
    headers = {"content-type": "application/json", **({"authorization": f"Bearer {token}"} if token else {})}
    ask = urllib.request.Request(f"{URL}{path}", json.dumps(body).encode(), headers)
    answer = urllib.request.urlopen(ask).read()
    return json.loads(answer) if answer else None


def sign_in(organisation):
    found = next(a for a in accounts if a["organisation"] == organisation and "MEMBER" in a["roles"])
    return post("/v1/auth/sign-in", {"email": found["email"], "password": found["password"]})


def bearer(session):
    return {"authorization": f"Bearer {session['accessToken']}"}


writer = sign_in("pl-udsc")
reader = sign_in("lt-md")


def publish(title):
    to = {"parties": [{"kind": "COUNTRY", "code": "LT"}]}
    post("/v1/updates", {"title": title, "bodyMarkdown": "Text.", "audience": to}, writer["accessToken"])


PUBLISHED = gql("""
    subscription($after: String) {
      itemPublished(after: $after, kinds: [UPDATE]) { cursor item { id ... on Update { title } } }
    }
""")
FEED = gql("query($after: String) { changes(after: $after, kinds: [UPDATE]) { caughtUp pageInfo { endCursor } } }")
UPDATES = gql("query($first: Int) { updates(first: $first) { nodes { id title } } }")
PUBLISH = gql("""
    mutation($input: PublishUpdateInput!) { publishUpdate(input: $input) { update { title state } } }
""")


def socket():
    return WebsocketsTransport(
        url=URL.replace("http", "ws") + "/graphql/ws",
        subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        init_payload=bearer(reader),
    )


async def ask(session, document, **variables):
    document.variable_values = variables
    return await session.execute(document)


async def hear(session, after, then):
    """The first event after a cursor; `then` is done once the subscription stands."""
    PUBLISHED.variable_values = {"after": after}
    events = session.subscribe(PUBLISHED)
    coming = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    if then:
        publish(then)
    event = (await asyncio.wait_for(coming, 20))["itemPublished"]
    await events.aclose()
    return event


async def main():
    global reader
    async with Client(transport=HTTPXAsyncTransport(url=f"{URL}/graphql", headers=bearer(reader))) as http:
        assert len((await ask(http, UPDATES, first=5))["updates"]["nodes"]) == 5
        audience = {"parties": [{"kind": "ORGANISATION", "code": "lt-md"}]}
        made = await ask(http, PUBLISH, input={"title": "By gql", "bodyMarkdown": "Text.", "audience": audience})
        assert made["publishUpdate"]["update"] == {"title": "By gql", "state": "PUBLISHED"}, made
        after, caught_up = None, False
        while not caught_up:
            page = (await ask(http, FEED, after=after))["changes"]
            after, caught_up = page["pageInfo"]["endCursor"], page["caughtUp"]
        try:
            await http.execute(gql("{ nothingOfTheKind }"))
            raise AssertionError("a query that is wrong was answered")
        except TransportQueryError as error:
            assert error.errors[0]["extensions"]["code"] == "QUERY_INVALID", error

    async with Client(transport=socket()) as ws:
        first = await hear(ws, after, "gql 1")
        assert first["item"]["title"] == "gql 1", first
        reader = post("/v1/auth/refresh", {"refreshToken": reader["refreshToken"]})
        await ws.transport.send_ping(payload=bearer(reader))
        await asyncio.wait_for(ws.transport.pong_received.wait(), 20)
        # Questions go over the same socket.
        assert len((await ask(ws, UPDATES, first=3))["updates"]["nodes"]) == 3
    publish("gql 2")
    async with Client(transport=socket()) as ws:
        missed = await hear(ws, first["cursor"], None)
        assert missed["item"]["title"] == "gql 2", "nothing is missed between two sockets"
        post("/v1/auth/sign-out", {}, reader["accessToken"])
        try:
            await hear(ws, missed["cursor"], None)
            raise AssertionError("a session that has ended hears on")
        except (TransportClosed, TransportConnectionFailed, ConnectionClosed):
            pass
    print("gql: query, mutation, error; websocket: subscription, ping, break, end")


asyncio.run(main())
