"""Uploading in two steps, sharing, and fetching with the token."""

import http.client
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from practice.actor import Actor, Channel
from practice.client import Practice
from practice.shapes import Json
from tests import parrot


def error_of(call: Any, **args: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        call(**args)
    return str(error.value.response["error"])


def fetch(url: str, token: str | None) -> tuple[str, bytes]:
    asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(asked) as response:
        return response.headers.get_content_type(), response.read()


def test_uploading_and_sharing(slack: Practice, web: WebClient, ada: Actor, room: Channel) -> None:
    answer = web.files_upload_v2(
        channel=room.id,
        filename="due.csv",
        content="name\nAda\n",
        title="Who is due",
        initial_comment="All rows",
    )
    file = answer["file"]
    assert (file["name"], file["title"], file["size"], file["channels"]) == (
        "due.csv",
        "Who is due",
        9,
        [room.id],
    )
    seen = ada.sees("All rows")
    assert "(file due.csv)" in seen.text
    shown = seen.source["files"][0]
    assert fetch(slack.url + shown["url"], None) == ("text/csv", b"name\nAda\n")
    assert slack.complaints == []


def test_private_addresses_want_the_bots_token(slack: Practice, web: WebClient, ada: Actor) -> None:
    web.files_upload_v2(channel=ada.dm.id, filename="due.csv", content="x")
    file = web.files_info(file=slack.calls("files.getUploadURLExternal")[0].response["file_id"])["file"]
    assert fetch(file["url_private_download"], slack.bot_token) == ("text/csv", b"x")
    kind, page = fetch(file["url_private"], None)
    assert kind == "text/html"
    assert b"Sign in" in page


def test_what_cannot_be_shared(slack: Practice, web: WebClient, ada: Actor) -> None:
    hall = slack.channel("hall", bot_in=False)
    attic = slack.channel("attic", archived=True)
    for place, error in (
        (ada.id, "channel_not_found"),
        (hall.id, "not_in_channel"),
        (attic.id, "is_archived"),
    ):
        assert error_of(web.files_upload_v2, channel=place, filename="x.txt", content="x") == error
    assert error_of(web.files_completeUploadExternal, files=[{"id": "F0", "title": "x"}]) == "file_not_found"
    never = web.files_getUploadURLExternal(filename="x.txt", length=3)
    assert error_of(web.files_completeUploadExternal, files=[{"id": never["file_id"], "title": "x"}]) == (
        "file_not_found"
    )
    assert error_of(web.files_info, file="F0") == "file_not_found"
    assert error_of(web.files_getUploadURLExternal, filename="x.txt", length=0) == "invalid_arguments"


def test_a_wrong_length_is_complained_of(slack: Practice, web: WebClient) -> None:
    url = web.files_getUploadURLExternal(filename="x.txt", length=3)["upload_url"]
    with urllib.request.urlopen(urllib.request.Request(url, b"four")) as response:
        assert response.read() == b"OK - 4"
    assert [c.kind for c in slack.complaints] == ["bad_upload"]


def test_others_do_not_fetch_what_they_do_not_see(slack: Practice, web: WebClient, ada: Actor) -> None:
    web.files_upload_v2(channel=ada.dm.id, filename="due.csv", content="x")
    ben = slack.person("Ben Byrd")
    url = ada.messages()[0]["files"][0]["url"].replace(ada.id, ben.id)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(slack.url + url, None)


def test_files_are_as_odd_as_slacks(
    slack: Practice, web: WebClient, ada: Actor, told: list[Json], tmp_path: Path
) -> None:
    card = tmp_path / "card.pdf"
    card.write_bytes(b"%PDF-1.7 whole")

    def sent(kind: str, **more: Any) -> tuple[Any, Any]:
        slack.odd_files(kind, **more)
        ada.says("", files=[card])
        [shared] = told[-1]["event"]["files"]
        try:
            return shared, web.files_info(file=shared["id"])["file"]
        except SlackApiError as error:
            return shared, error.response["error"]

    shared, info = sent("stub")
    assert (shared["file_access"], "name" in shared, info["name"]) == ("check_file_info", False, "card.pdf")
    shared, info = sent("tombstone")
    assert (shared["mode"], info["mode"]) == ("tombstone", "tombstone")
    assert sent("hidden")[0]["mode"] == "hidden_by_limit"
    assert sent("deleted")[1] == "file_deleted"
    external = sent("external")[1]
    assert external["is_external"]
    assert "url_private_download" not in external
    assert sent("", size=2 * 1024**3)[1]["size"] == 2 * 1024**3
    kind, page = fetch(sent("login")[1]["url_private_download"], slack.bot_token)
    assert (kind, page[:9]) == ("text/html", b"<!DOCTYPE")
    with pytest.raises(http.client.IncompleteRead):
        fetch(sent("cut")[1]["url_private_download"], slack.bot_token)
    slack.behave()
    assert sent("")[1]["size"] == len(b"%PDF-1.7 whole")
    assert slack.complaints == []


def test_scopes_for_files() -> None:
    with Practice(parrot.manifest(scopes=["chat:write", "commands"])) as slack:
        web = parrot.client(slack)
        assert error_of(web.files_getUploadURLExternal, filename="x", length=1) == "missing_scope"
        assert error_of(web.files_info, file="F0") == "missing_scope"
