"""Whatever Slack delivers is acknowledged: nothing raises, nothing is 500, and the log has a line at most."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

import pytest
from slack_bolt import BoltResponse

from tests.bot.conftest import Ears
from tests.bot.deliveries import DELIVERIES, mutations
from tests.conftest import WHOLE

SLICE = 3
"""One odd value in so many is delivered in a slice: every field has some, and every value stands in many."""
UNREAD = ("delivery not understood", "delivery not read", "request failed")


@pytest.mark.parametrize("kind", DELIVERIES)
def test_a_good_delivery_is_acknowledged_and_leaves_no_line(ears: Ears, kind: str) -> None:
    response = ears.app.hear(DELIVERIES[kind])
    assert response.status == 200
    assert "Reference" not in str(response.body)
    assert not [line for line in lines(ears) if line["event"] in UNREAD]


@pytest.mark.sliced(4)
@pytest.mark.parametrize("kind", DELIVERIES)
def test_an_odd_field_anywhere_is_acknowledged_with_a_line_at_most(ears: Ears, kind: str) -> None:
    for what, body in islice(mutations(kind), 0, None, 1 if WHOLE else SLICE):
        before = len(unread(ears))
        response = ears.app.hear(body)
        assert response.status == 200, what
        said = spoken(response)
        noted = unread(ears)[before:]
        assert len(noted) <= 1, what
        assert not [line for line in noted if line["event"] == "request failed"], (what, noted)
        if kind == "command":
            assert said, what
        if kind in ("command", "modal submitted") and noted and noted[0]["door"] == kind:
            assert noted[0]["reference"] in said, what


@pytest.mark.parametrize("body", [None, [], "due", 3, {}, {"type": "event_callback"}, {"payload": "{}"}])
def test_what_is_no_delivery_at_all_is_acknowledged(ears: Ears, body: Any) -> None:
    assert ears.app.hear(body).status == 200


def test_what_nobody_asked_for_is_acknowledged_in_silence(ears: Ears) -> None:
    response = ears.app.hear({"type": "event_callback", "event": {"type": "reaction_added", "user": "U1"}})
    assert (response.status, response.body) == (200, "")
    assert lines(ears) == []


def test_what_was_delivered_never_stands_in_the_log(ears: Ears) -> None:
    for kind, good in DELIVERIES.items():
        marked = json.loads(json.dumps(good).replace("everyone", "zyxwords").replace("asim", "zyxwords"))
        for name in ("text", "user_name", "value"):
            if name in marked:
                marked[name] = "zyxwords"
        ears.app.hear(marked)
        ears.app.hear(marked | {"user": 3, "user_id": ["zyxwords"], "event": "zyxwords"})
        assert "zyxwords" not in ears.log.getvalue(), kind


def test_oauth_in_the_environment_makes_nobody_deaf(ears: Ears, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.app import Listening
    from tests.bot.conftest import SECRET

    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "of-another-app")
    old = ears.app
    app = Listening(old.client, old._here, SECRET, old.conversation, old._doors)
    assert "As I understood it" in spoken(app.hear(DELIVERIES["command"]))
    assert lines(ears) == []


def lines(ears: Ears) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ears.log.getvalue().splitlines()]


def unread(ears: Ears) -> list[dict[str, Any]]:
    return [line for line in lines(ears) if line["event"] in UNREAD]


def spoken(response: BoltResponse) -> str:
    return str(response.body or "")
