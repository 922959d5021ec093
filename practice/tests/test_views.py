"""Opening, pushing, updating, publishing and closing views through the Web API."""

from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from practice.actor import Actor
from practice.client import Practice
from practice.shapes import Json
from tests import parrot
from tests.parrot import button, field, modal, option, plain, section


def error_of(call: Any, **args: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        call(**args)
    return str(error.value.response["error"])


@pytest.fixture
def triggers(bolt: App) -> list[Json]:
    """What the app was told by commands and clicks, newest last; it does nothing by itself."""
    told: list[Json] = []

    @bolt.command("/echo")
    def command(ack: Any, body: Json) -> None:
        ack()
        told.append(body)

    @bolt.action("go")
    def go(ack: Any, body: Json) -> None:
        ack()
        told.append(body)

    @bolt.view_closed("form")
    def closed(ack: Any, body: Json) -> None:
        ack()
        told.append(body)

    return told


def opened(ada: Actor, web: WebClient, triggers: list[Json], view: Json | None = None) -> Json:
    ada.says("/echo")
    trigger = triggers[-1]["trigger_id"]
    shown: Json = web.views_open(trigger_id=trigger, view=view or modal([field("Name", "plain_text_input")]))[
        "view"
    ]
    return shown


def test_a_modal_as_slack_answers_it(
    slack: Practice, web: WebClient, ada: Actor, triggers: list[Json]
) -> None:
    view = opened(ada, web, triggers)
    assert view["id"].startswith("V")
    assert view["root_view_id"] == view["id"]
    assert view["previous_view_id"] is None
    assert view["state"] == {"values": {}}
    assert (view["team_id"], view["app_id"]) == (slack.team_id, slack.app_id)
    assert (view["private_metadata"], view["callback_id"], view["external_id"]) == ("", "form", "")
    assert view["title"] == {"type": "plain_text", "text": "Form", "emoji": True}
    assert view["hash"]
    ada.sees("Form")


def test_a_trigger_opens_one_view_within_three_seconds(
    slack: Practice, web: WebClient, ada: Actor, triggers: list[Json]
) -> None:
    opened(ada, web, triggers)
    view = modal([section("x")])
    used = triggers[-1]["trigger_id"]
    assert error_of(web.views_open, trigger_id=used, view=view) == "exchanged_trigger_id"
    assert error_of(web.views_open, trigger_id="1.2.x", view=view) == "invalid_trigger_id"
    ada.says("/echo")
    late = triggers[-1]["trigger_id"]
    slack.advance(seconds=3.1)
    assert error_of(web.views_open, trigger_id=late, view=view) == "expired_trigger_id"


def test_a_refused_view_leaves_the_trigger_good(web: WebClient, ada: Actor, triggers: list[Json]) -> None:
    ada.says("/echo")
    trigger = triggers[-1]["trigger_id"]
    with pytest.raises(SlackApiError) as error:
        web.views_open(trigger_id=trigger, view=modal([{"type": "poem"}]))
    assert error.value.response.data == {
        "ok": False,
        "error": "invalid_arguments",
        "response_metadata": {
            "messages": ["[ERROR] unsupported type: poem [json-pointer:/view/blocks/0/type]"]
        },
    }
    assert web.views_open(trigger_id=trigger, view=modal([section("x")]))["ok"]


def test_an_update_keeps_what_was_filled_in(web: WebClient, ada: Actor, triggers: list[Json]) -> None:
    view = opened(ada, web, triggers)
    ada.fills({"Name": "Ada"})
    blocks = [field("Name", "plain_text_input"), field("Day", "datepicker", initial_date="2026-11-01")]
    updated = web.views_update(view_id=view["id"], hash=view["hash"], view=modal(blocks))["view"]
    assert updated["id"] == view["id"]
    assert updated["hash"] != view["hash"]
    assert ada.modal
    values = ada.modal["state"]["values"]
    assert values["name"]["name"] == {"type": "plain_text_input", "value": "Ada"}
    assert values["day"]["day"] == {"type": "datepicker", "selected_date": "2026-11-01"}


def test_a_stale_hash_and_a_view_that_is_gone(web: WebClient, ada: Actor, triggers: list[Json]) -> None:
    view = opened(ada, web, triggers)
    web.views_update(view_id=view["id"], view=modal([section("x")]))
    stale = error_of(web.views_update, view_id=view["id"], hash=view["hash"], view=modal([section("y")]))
    assert stale == "hash_conflict"
    ada.closes()
    assert error_of(web.views_update, view_id=view["id"], view=modal([section("x")])) == "not_found"


def test_external_ids_name_views_and_must_differ(
    slack: Practice, web: WebClient, ada: Actor, triggers: list[Json]
) -> None:
    opened(ada, web, triggers, modal([section("x")], external_id="mine"))
    assert web.views_update(external_id="mine", view=modal([section("y")], external_id="mine"))["ok"]
    ben = slack.person("Ben Byrd")
    ben.says("/echo")
    trigger = triggers[-1]["trigger_id"]
    again = error_of(web.views_open, trigger_id=trigger, view=modal([section("x")], external_id="mine"))
    assert again == "duplicate_external_id"


def test_two_more_views_can_be_pushed(web: WebClient, ada: Actor, triggers: list[Json]) -> None:
    actions = {"type": "actions", "block_id": "b", "elements": [button("Go", "go")]}
    view = modal([actions])
    root = opened(ada, web, triggers, view)
    below = root
    for n in range(2):
        ada.presses("Go")
        pushed = web.views_push(
            trigger_id=triggers[-1]["trigger_id"], view=view | {"title": plain(f"Number {n}")}
        )
        assert pushed["view"]["root_view_id"] == root["id"]
        assert pushed["view"]["previous_view_id"] == below["id"]
        below = pushed["view"]
    ada.presses("Go")
    assert error_of(web.views_push, trigger_id=triggers[-1]["trigger_id"], view=view) == "push_limit_reached"
    ada.closes()
    ada.sees("Number 0")
    ada.closes(everything=True)
    assert ada.modal is None


def test_a_command_cannot_push(web: WebClient, ada: Actor, triggers: list[Json]) -> None:
    opened(ada, web, triggers)
    ada.says("/echo")
    assert (
        error_of(web.views_push, trigger_id=triggers[-1]["trigger_id"], view=modal([section("x")]))
        == "not_found"
    )


def test_closing_tells_the_app_that_asked(web: WebClient, ada: Actor, triggers: list[Json]) -> None:
    opened(ada, web, triggers)
    ada.closes()
    assert triggers[-1].get("type") is None
    opened(ada, web, triggers, modal([section("x")], notify_on_close=True, private_metadata="kept"))
    ada.closes()
    closed = triggers[-1]
    assert (closed["type"], closed["is_cleared"]) == ("view_closed", False)
    assert closed["view"]["private_metadata"] == "kept"
    opened(ada, web, triggers, modal([section("x")], notify_on_close=True))
    ada.closes(everything=True)
    assert triggers[-1]["is_cleared"] is True


def test_home_is_published_with_its_hash(slack: Practice, web: WebClient, ada: Actor) -> None:
    home = {
        "type": "home",
        "blocks": [section("Welcome"), {"type": "input", **field("Name", "plain_text_input")}],
    }
    first = web.views_publish(user_id=ada.id, view=home)["view"]
    second = web.views_publish(user_id=ada.id, view=home, hash=first["hash"])["view"]
    assert second["id"] == first["id"]
    assert error_of(web.views_publish, user_id=ada.id, view=home, hash=first["hash"]) == "hash_conflict"
    assert error_of(web.views_publish, user_id="U0", view=home) == "user_not_found"
    assert error_of(web.views_publish, user_id=ada.id, view=modal([section("x")])) == "invalid_arguments"
    ada.sees("Welcome", since="ever")


def test_an_app_without_a_home_tab() -> None:
    with Practice(parrot.manifest(app_home={"home_tab_enabled": False})) as slack:
        ada = slack.person("Ada Abbott")
        view = {"type": "home", "blocks": []}
        assert error_of(parrot.client(slack).views_publish, user_id=ada.id, view=view) == "not_enabled"


def test_a_view_may_not_be_huge(web: WebClient, ada: Actor, triggers: list[Json]) -> None:
    ada.says("/echo")
    options = [option(f"{n} {'x' * 60}", "v" * 150) for n in range(100)]
    groups = [{"label": plain("G"), "options": options} for _ in range(10)]
    huge = modal([field("Which", "static_select", option_groups=groups)])
    assert error_of(web.views_open, trigger_id=triggers[-1]["trigger_id"], view=huge) == "view_too_large"


def test_the_conversation_it_was_opened_from_is_the_default(
    slack: Practice, web: WebClient, ada: Actor, triggers: list[Json]
) -> None:
    room = slack.channel("readiness", [ada])
    ada.says("/echo", in_=room)
    where = field(
        "Where", "conversations_select", default_to_current_conversation=True, response_url_enabled=True
    )
    web.views_open(trigger_id=triggers[-1]["trigger_id"], view=modal([where]))
    assert ada.modal
    assert ada.modal["state"]["values"]["where"]["where"]["selected_conversation"] == room.id
