"""A client as an integrator would write it: generated out of /openapi.json by openapi-python-client.
Signs in, lists, pages, publishes an update, changes it, and handles errors."""

import json
import sys
from uuid import UUID

from focalpoint_client import AuthenticatedClient, Client
from focalpoint_client.api.directory import list_organisations
from focalpoint_client.api.updates import edit_update, get_update, publish_update
from focalpoint_client.api.who import get_me, sign_in
from focalpoint_client.models import (
    AudienceInput,
    EditUpdate,
    PartyInput,
    PartyInputKind,
    Problem,
    PublishUpdate,
    SignIn,
    Update,
)
from focalpoint_client.types import UNSET

url, accounts_file, mode = sys.argv[1:4]
with open(accounts_file, encoding="utf-8") as file:
    accounts = json.load(file)["accounts"]
member = next(a for a in accounts if a["organisation"] == "lt-md" and "MEMBER" in a["roles"])

session = sign_in.sync(client=Client(url), body=SignIn(email=member["email"], password=member["password"]))
assert not isinstance(session, Problem) and session is not None, session
client = AuthenticatedClient(url, token=session.access_token)

me = get_me.sync(client=client)
assert me.account.email == member["email"], me
assert me.expert.post.organisation.code == "lt-md", me

seen = {}
after = UNSET
while True:
    page = list_organisations.sync(client=client, country=["LT"], first=5, after=after, count=True)
    assert not isinstance(page, Problem), page
    seen.update({body.id: body for body in page.items})
    if not page.page_info.has_next_page:
        break
    after = page.page_info.end_cursor
assert len(seen) == page.total_count > 5, (len(seen), page.total_count)

# An enumeration is open: a program has a branch for what it does not know.
types = {str(body.type_) for body in seen.values()}
expected = "GUARD_OF_TOMORROW" if mode == "tomorrow" else "BORDER_GUARD"
assert expected in types, types


def to(code: str) -> AudienceInput:
    return AudienceInput(parties=[PartyInput(kind=PartyInputKind.COUNTRY, code=code)])


news = PublishUpdate(title="Written by a generated client", body_markdown="It *works*.", audience=to("PL"))
published = publish_update.sync_detailed(client=client, body=news, idempotency_key=f"python-{mode}")
assert published.status_code == 201 and isinstance(published.parsed, Update), published
etag = published.headers["etag"]

change = EditUpdate(summary="A line more.")
edited = edit_update.sync(published.parsed.id, client=client, body=change, if_match=etag)
assert isinstance(edited, Update) and edited.summary == "A line more.", edited

stale = edit_update.sync(published.parsed.id, client=client, body=change, if_match=etag)
assert isinstance(stale, Problem) and stale.code == "PRECONDITION_FAILED", stale

wrong = publish_update.sync(client=client, body=PublishUpdate(title="x", body_markdown="x", audience=to("ZZ")))
assert isinstance(wrong, Problem) and wrong.errors[0].pointer.startswith("/audience/parties/0"), wrong

nothing = get_update.sync(UUID("00000000-0000-4000-8000-000000000000"), client=client)
assert isinstance(nothing, Problem) and nothing.code == "NOT_FOUND", nothing
print(f"python ({mode}): {len(seen)} bodies, one update, three refusals")
