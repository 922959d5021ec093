"""`blocks.validate`: one payload is judged as where it would be shown, and what is wrong is pointed at."""

import json
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.parrot import modal, section

GOOD = [section("hello")]
BAD = [{"type": "section", "text": {"type": "invalid", "text": "hello"}}]


def refused(web: WebClient, **given: Any) -> Any:
    with pytest.raises(SlackApiError) as error:
        web.blocks_validate(**given)
    return error.value.response


@pytest.mark.parametrize(
    "given",
    [
        {"blocks": GOOD},
        {"message": {"blocks": GOOD}},
        {"view": modal(GOOD)},
        {"view": {"type": "home", "blocks": GOOD}},
    ],
)
def test_what_slack_takes_is_ok(web: WebClient, given: Any) -> None:
    assert web.blocks_validate(**given)["ok"]


@pytest.mark.parametrize(
    ("given", "code", "pointer"),
    [
        ({"blocks": BAD}, "invalid_blocks", "/blocks/0/text/type"),
        ({"message": {"blocks": BAD}}, "invalid_message", "/blocks/0/text/type"),
        ({"view": modal(BAD)}, "invalid_view", "/blocks/0/text/type"),
        ({"blocks": [section("hello")] * 51}, "invalid_blocks", "/blocks"),
    ],
)
def test_what_is_wrong_is_pointed_at(web: WebClient, given: Any, code: str, pointer: str) -> None:
    answer = refused(web, **given)
    assert answer["error"] == code
    assert [each["code"] for each in answer["errors"]][:1] == ["failed_constraint"]
    assert pointer in [each["pointer"] for each in answer["errors"]]


@pytest.mark.parametrize("given", [{}, {"blocks": GOOD, "view": modal(GOOD)}])
def test_exactly_one_is_judged(web: WebClient, given: Any) -> None:
    answer = refused(web, **given)
    assert answer["error"] == "invalid_arguments"
    assert "exactly one" in answer["response_metadata"]["messages"][0]


def test_what_is_no_json_is_no_payload(web: WebClient) -> None:
    assert refused(web, message="{")["error"] == "invalid_arguments"
    assert refused(web, message=json.dumps([1]))["error"] == "invalid_message"
