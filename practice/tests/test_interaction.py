"""Presses, choices, submitted forms, option searches, shortcuts: what is sent, and what is answered."""

import re
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from practice.actor import Actor, Channel
from practice.client import Practice, PracticeError
from practice.shapes import Blocks, Json
from tests.parrot import button, field, modal, option, plain, section

FORM = [
    field("Name", "plain_text_input"),
    field("Note", "plain_text_input", optional=True, multiline=True),
]


@pytest.fixture
def clicks(bolt: App) -> list[Json]:
    """Every action's body; the app says nothing."""
    heard: list[Json] = []

    @bolt.action({"type": "block_actions", "action_id": re.compile(".*")})
    def click(ack: Any, body: Json) -> None:
        ack()
        heard.append(body)

    return heard


def show(bolt: App, ada: Actor, view: Json) -> None:
    """Have the app open a modal for her."""

    @bolt.shortcut("say")
    def shortcut(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)

    ada.uses_shortcut("Say it")
    ada.sees("Form")


def answered(bolt: App, **answer: Any) -> list[Json]:
    """Have the app answer a submitted form; returns what it was sent."""
    heard: list[Json] = []

    @bolt.view("form")
    def submitted(ack: Any, body: Json) -> None:
        heard.append(body)
        ack(**answer)

    return heard


def test_a_click_in_a_message(
    slack: Practice, web: WebClient, ada: Actor, room: Channel, clicks: list[Json]
) -> None:
    row = {"type": "actions", "block_id": "row", "elements": [button("Fire & Rescue", "go", value="7")]}
    ts = web.chat_postMessage(channel=room.id, text="x", blocks=[row])["ts"]
    ada.presses("Fire & Rescue")
    body = clicks[0]
    assert body["type"] == "block_actions"
    assert body["user"] == {
        "id": ada.id,
        "username": "ada.abbott",
        "name": "ada.abbott",
        "team_id": slack.team_id,
    }
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": room.id,
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": room.id, "name": "readiness"}
    assert body["message"]["ts"] == ts
    assert body["state"] == {"values": {}}
    assert body["response_url"].startswith(f"{slack.url}/actions/")
    action = body["actions"][0]
    assert action.pop("action_ts")
    assert action == {
        "type": "button",
        "block_id": "row",
        "action_id": "go",
        "text": {"type": "plain_text", "text": "Fire &amp; Rescue", "emoji": True},
        "value": "7",
    }


def test_a_click_in_an_ephemeral_message_carries_no_message(
    web: WebClient, ada: Actor, room: Channel, clicks: list[Json]
) -> None:
    blocks = [section("x", accessory=button("Go", "go"))]
    web.chat_postEphemeral(channel=room.id, user=ada.id, text="x", blocks=blocks)
    ada.presses("Go")
    assert clicks[0]["container"]["is_ephemeral"] is True
    assert "message" not in clicks[0]


def test_a_message_in_a_clicks_acknowledgement_is_lost(
    slack: Practice, bolt: App, web: WebClient, ada: Actor
) -> None:
    @bolt.action("go")
    def go(ack: Any) -> None:
        ack("never shown")

    web.chat_postMessage(channel=ada.id, text="x", blocks=[section("x", accessory=button("Go", "go"))])
    ada.presses("Go")
    ada.does_not_see("never shown")
    assert [c.kind for c in slack.complaints] == ["ignored_ack"]


CHOICES: list[tuple[Json, Any, str, Any]] = [
    (
        {"type": "static_select", "options": [option("One", "1"), option("Two", "2")]},
        "Two",
        "selected_option",
        "2",
    ),
    (
        {"type": "radio_buttons", "options": [option("One", "1"), option("Two", "2")]},
        "One",
        "selected_option",
        "1",
    ),
    ({"type": "checkboxes", "options": [option("One", "1")]}, ["One"], "selected_options", ["1"]),
    ({"type": "multi_static_select", "options": [option("One", "1")]}, ["One"], "selected_options", ["1"]),
    ({"type": "datepicker"}, "2026-11-01", "selected_date", "2026-11-01"),
    ({"type": "timepicker"}, "18:00", "selected_time", "18:00"),
    ({"type": "datetimepicker"}, 1_790_000_000, "selected_date_time", 1_790_000_000),
    ({"type": "users_select"}, "Ada Abbott", "selected_user", "ada"),
    ({"type": "multi_users_select"}, ["Ada Abbott"], "selected_users", ["ada"]),
    ({"type": "channels_select"}, "#readiness", "selected_channel", "room"),
    ({"type": "conversations_select"}, "readiness", "selected_conversation", "room"),
    ({"type": "multi_conversations_select"}, ["readiness"], "selected_conversations", ["room"]),
    ({"type": "number_input", "is_decimal_allowed": False}, 4, "value", "4"),
    ({"type": "email_text_input"}, "ada@x.example", "value", "ada@x.example"),
    ({"type": "url_text_input"}, "https://x.example", "value", "https://x.example"),
]


@pytest.mark.parametrize(("element", "wanted", "key", "value"), CHOICES, ids=[c[0]["type"] for c in CHOICES])
def test_every_kind_of_field(
    slack: Practice, bolt: App, ada: Actor, room: Channel, element: Json, wanted: Any, key: str, value: Any
) -> None:
    sent = answered(bolt)
    block = {
        "type": "input",
        "block_id": "b",
        "label": plain("Field"),
        "element": element | {"action_id": "a"},
    }
    show(bolt, ada, modal([block]))
    ada.fills({"Field": wanted})
    ada.submits()
    held = sent[0]["view"]["state"]["values"]["b"]["a"]
    assert held["type"] == element["type"]
    ids = {"ada": ada.id, "room": room.id}
    given = held[key]
    if key.startswith("selected_option"):
        given = [o["value"] for o in given] if isinstance(given, list) else given["value"]
    if isinstance(value, list):
        value = [ids.get(v, v) for v in value]
    elif isinstance(value, str):
        value = ids.get(value, value)
    assert given == value
    assert ada.modal is None
    assert slack.complaints == []


def test_a_file_field(bolt: App, web: WebClient, ada: Actor, tmp_path: Path) -> None:
    sent = answered(bolt)
    roster = tmp_path / "roster.csv"
    roster.write_text("name\nAda\n")
    show(bolt, ada, modal([field("Roster", "file_input", filetypes=["csv"])]))
    ada.fills({"Roster": roster})
    ada.submits()
    file = sent[0]["view"]["state"]["values"]["roster"]["roster"]["files"][0]
    assert (file["name"], file["size"], file["mimetype"]) == ("roster.csv", 9, "text/csv")
    assert web.files_info(file=file["id"])["file"]["url_private_download"] == file["url_private_download"]


def test_the_client_checks_before_it_sends(bolt: App, ada: Actor) -> None:
    sent = answered(bolt)
    blocks = [
        field("Name", "plain_text_input", min_length=3, max_length=5),
        field("Age", "number_input", is_decimal_allowed=False, min_value="1", max_value="9", optional=True),
        field("Mail", "email_text_input", optional=True),
        field("Link", "url_text_input", optional=True),
    ]
    show(bolt, ada, modal(blocks))
    ada.submits()
    assert ada.modal_errors == {"name": "Please complete this required field."}
    for values, block in (
        ({"Name": "Al"}, "name"),
        ({"Name": "Adaline"}, "name"),
        ({"Name": "Ada", "Age": "ten"}, "age"),
        ({"Age": "1.5"}, "age"),
        ({"Age": "0"}, "age"),
        ({"Age": "10"}, "age"),
        ({"Age": "5", "Mail": "nowhere"}, "mail"),
        ({"Mail": None, "Link": "x"}, "link"),
    ):
        ada.fills(values)
        ada.submits()
        assert list(ada.modal_errors) == [block], values
    ada.fills({"Link": None})
    ada.submits()
    assert ada.modal is None
    assert sent[0]["view"]["state"]["values"]["age"]["age"]["value"] == "5"


def test_what_a_submitted_form_carries(slack: Practice, bolt: App, ada: Actor) -> None:
    sent = answered(bolt)
    show(bolt, ada, modal(FORM, private_metadata="kept"))
    ada.fills({"Name": "Fire & Rescue"})
    ada.submits()
    body = sent[0]
    assert (body["type"], body["user"]["id"], body["response_urls"]) == ("view_submission", ada.id, [])
    assert body["view"]["private_metadata"] == "kept"
    assert body["view"]["state"]["values"] == {
        "name": {"name": {"type": "plain_text_input", "value": "Fire & Rescue"}},
        "note": {"note": {"type": "plain_text_input", "value": None}},
    }
    assert body["trigger_id"]


def test_errors_for_fields(slack: Practice, bolt: App, ada: Actor) -> None:
    answered(bolt, response_action="errors", errors={"name": "We know nobody of that name"})
    show(bolt, ada, modal(FORM))
    ada.fills({"Name": "Zoe"})
    ada.submits()
    ada.sees("We know nobody of that name")
    assert slack.complaints == []


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {"text": "x"}},
        {"response_action": "update", "view": modal([{"type": "poem"}])},
        {"response_action": "push", "view": modal([section("")])},
        {"response_action": "explode"},
        {"text": "a message"},
    ],
)
def test_answers_that_make_no_sense(slack: Practice, bolt: App, ada: Actor, answer: Json) -> None:
    answered(bolt, **answer)
    show(bolt, ada, modal([*FORM, section("x", block_id="text")]))
    ada.fills({"Name": "Zoe"})
    ada.submits()
    ada.sees("We had some trouble connecting. Try again?")
    assert [c.kind for c in slack.complaints] == ["bad_response_action"]


def test_update_push_and_clear(slack: Practice, bolt: App, ada: Actor) -> None:
    answered(bolt, response_action="update", view=modal([section("second")]))
    show(bolt, ada, modal([section("first")]))
    first = ada.modal
    ada.submits()
    ada.sees("second")
    assert first
    assert ada.modal
    assert ada.modal["id"] == first["id"]
    ada.closes()

    bolt._listeners.clear()
    answered(bolt, response_action="push", view=modal([section("upon it")], callback_id="upper"))

    @bolt.view("upper")
    def upper(ack: Any) -> None:
        ack(response_action="clear")

    show(bolt, ada, modal([section("below")]))
    ada.submits()
    ada.sees("upon it")
    ada.submits()
    assert ada.modal is None
    assert slack.complaints == []


def test_a_click_in_a_modal_carries_its_state(bolt: App, ada: Actor, clicks: list[Json]) -> None:
    show(bolt, ada, modal([*FORM, {"type": "actions", "block_id": "row", "elements": [button("Go", "go")]}]))
    ada.fills({"Name": "Ada"})
    ada.presses("Go")
    body = clicks[0]
    assert body["container"]["type"] == "view"
    assert body["view"]["state"]["values"]["name"]["name"]["value"] == "Ada"
    assert "response_url" not in body


def test_a_field_that_dispatches_tells_at_once(bolt: App, ada: Actor, clicks: list[Json]) -> None:
    course = field("Course", "static_select", dispatch_action=True, options=[option("One", "1")])
    show(bolt, ada, modal([course]))
    ada.fills({"Course": "One"})
    assert clicks[0]["actions"][0]["selected_option"]["value"] == "1"
    assert clicks[0]["view"]["state"]["values"]["course"]["course"]["selected_option"]["value"] == "1"


def test_choices_in_a_message_are_remembered(web: WebClient, ada: Actor, clicks: list[Json]) -> None:
    menu = {
        "type": "static_select",
        "action_id": "which",
        "placeholder": plain("Agency"),
        "options": [option("One", "1"), option("Two", "2")],
    }
    blocks: Blocks = [{"type": "actions", "block_id": "row", "elements": [menu, button("Go", "go")]}]
    web.chat_postMessage(channel=ada.id, text="x", blocks=blocks)
    ada.chooses("Agency", "Two")
    assert clicks[0]["actions"][0]["selected_option"]["value"] == "2"
    ada.presses("Go")
    assert clicks[1]["state"]["values"]["row"]["which"]["selected_option"]["value"] == "2"


def test_overflow_entries_are_pressed_by_name(web: WebClient, ada: Actor, clicks: list[Json]) -> None:
    menu = {"type": "overflow", "action_id": "more", "options": [option("Edit", "e"), option("Remove", "r")]}
    web.chat_postMessage(channel=ada.id, text="x", blocks=[section("x", accessory=menu)])
    ada.presses("Remove")
    assert clicks[0]["actions"][0]["selected_option"]["value"] == "r"


def test_option_searches(slack: Practice, bolt: App, ada: Actor) -> None:
    asked: list[Json] = []

    @bolt.options("person")
    def people(ack: Any, body: Json) -> None:
        asked.append(body)
        names = [
            n for n in ("Ada Abbott", "Adam Ash", "Ben Byrd") if body["value"].casefold() in n.casefold()
        ]
        ack(
            option_groups=[{"label": plain("People"), "options": [option(n) for n in names]}] if names else []
        )

    show(bolt, ada, modal([field("Person", "external_select", min_query_length=2)]))
    with pytest.raises(AssertionError, match="several options fit 'Ada'"):
        ada.fills({"Person": "Ada"})
    ada.fills({"Person": "Byrd"})
    assert ada.modal
    chosen = ada.modal["state"]["values"]["person"]["person"]["selected_option"]
    assert chosen["value"] == "Ben Byrd"
    body = asked[-1]
    assert (body["type"], body["action_id"], body["block_id"], body["value"]) == (
        "block_suggestion",
        "person",
        "person",
        "Byrd",
    )
    assert body["view"]["id"] == ada.modal["id"]
    before = len(asked)
    with pytest.raises(AssertionError, match="no option fits 'B'"):
        ada.fills({"Person": "B"})
    assert len(asked) == before


def test_too_many_options_are_none(slack: Practice, bolt: App, ada: Actor) -> None:
    @bolt.options("person")
    def people(ack: Any) -> None:
        ack(options=[option(f"Person {n}") for n in range(101)])

    show(bolt, ada, modal([field("Person", "external_select")]))
    with pytest.raises(AssertionError, match="no option fits"):
        ada.fills({"Person": "Person 1"})
    assert [c.kind for c in slack.complaints] == ["invalid_options"]


def test_a_shortcut(slack: Practice, bolt: App, ada: Actor) -> None:
    heard: list[Json] = []

    @bolt.shortcut("say")
    def shortcut(ack: Any, body: Json) -> None:
        ack()
        heard.append(body)

    ada.uses_shortcut("Say it")
    body = heard[0]
    assert (body["type"], body["callback_id"], body["user"]["id"]) == ("shortcut", "say", ada.id)
    assert body["trigger_id"]
    assert "response_url" not in body


def test_nobody_presses_what_they_do_not_see(slack: Practice, web: WebClient, ada: Actor) -> None:
    ben = slack.person("Ben Byrd")
    blocks = [{"type": "actions", "block_id": "row", "elements": [button("Go", "go")]}]
    ts = web.chat_postMessage(channel=ada.id, text="x", blocks=blocks)["ts"]
    container = {"type": "message", "conversation": ada.dm.id, "ts": ts}
    action = {"type": "press", "container": container, "block_id": "row", "action_id": "go"}
    with pytest.raises(PracticeError, match="does not see"):
        slack.post("act", {"as": ben.id, "action": action})
