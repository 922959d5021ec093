"""Blocks read aloud."""

import pytest

from practice import render
from practice.render import Reader
from practice.shapes import Json
from tests.parrot import button, field, option, plain, section

READER = Reader({"U1": "Ada Abbott", "C1": "readiness"}, "America/Chicago")


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("*12* people are _due_ ~now~", "12 people are due now"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("`*not bold*` ```_nor this_```", "*not bold* _nor this_"),
        ("<@U1> in <#C1> and <@U9|zoe>", "@Ada Abbott in #readiness and @zoe"),
        ("<https://x.example|the site> <https://x.example>", "the site https://x.example"),
        ("<mailto:a@x.example|a@x.example> <!here>", "a@x.example @here"),
        ("Fire &amp; Rescue &lt;3", "Fire & Rescue <3"),
        ("<!date^1767225600^{date_short_pretty} at {time}|then>", "Dec 31, 2025 at 6:00 PM"),
        ("<!date^1767225600^{date_long}|then>", "Wednesday, December 31, 2025"),
        ("<!date^never^{date}|then>", "then"),
    ],
)
def test_markup(source: str, read: str) -> None:
    assert render.mrkdwn(source, READER) == read


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def words(*texts: str) -> Json:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": t} for t in texts]}


BLOCKS: list[tuple[Json, list[str]]] = [
    (section("hello", accessory=button("Go", "go")), ["hello [Go]"]),
    ({"type": "section", "fields": [plain("Due\n12"), plain("Current\n3")]}, ["Due: 12", "Current: 3"]),
    ({"type": "header", "text": plain("*Due*")}, ["*Due*"]),
    ({"type": "divider"}, ["---"]),
    ({"type": "context", "elements": [plain("a"), {"type": "image", "alt_text": "b"}]}, ["a (image: b)"]),
    ({"type": "image", "alt_text": "a map", "title": plain("Map")}, ["(image: Map)"]),
    ({"type": "markdown", "text": "# A\n**b**"}, ["# A", "b"]),
    (
        {
            "type": "actions",
            "elements": [
                button("Go", "go"),
                {"type": "overflow", "options": [option("Edit"), option("Remove")]},
                {"type": "static_select", "placeholder": plain("Agency"), "options": [option("One")]},
                {"type": "datepicker", "initial_date": "2026-11-01"},
            ],
        },
        ["[Go] [... Edit | Remove] [Agency] [2026-11-01]"],
    ),
    (
        field("Kind", "radio_buttons", options=[option("One"), option("Two")], initial_option=option("Two")),
        ["Kind: ( ) One (x) Two"],
    ),
    (
        field("Name", "plain_text_input", optional=True) | {"hint": plain("Yours")},
        ["Name (optional): [____]", "(Yours)"],
    ),
    (
        {
            "type": "table",
            "rows": [
                [{"type": "raw_text", "text": "Agency"}, {"type": "raw_text", "text": "Due"}],
                [rich(words("Fire")), {"type": "raw_number", "value": 3, "text": "3"}],
            ],
        },
        ["Agency | Due", "Fire | 3"],
    ),
    (
        {
            "type": "data_visualization",
            "title": "Coverage",
            "chart": {
                "type": "bar",
                "axis_config": {"categories": ["Fire", "Law"]},
                "series": [
                    {
                        "name": "Current",
                        "data": [{"label": "Fire", "value": 5}, {"label": "Law", "value": 10}],
                    }
                ],
            },
        },
        ["(chart: Coverage)", "Current", "  Fire: 5 ##########", "  Law: 10 ####################"],
    ),
    (
        {
            "type": "data_visualization",
            "title": "Share",
            "chart": {"type": "pie", "segments": [{"label": "Fire", "value": 1}]},
        },
        ["(chart: Share)", "  Fire: 1 ####################"],
    ),
    (
        rich(
            words("Hello ", "there"),
            {"type": "rich_text_list", "style": "bullet", "elements": [words("one"), words("two")]},
            {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [words("first")]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1"}]},
        ),
        ["Hello there", "- one", "- two", "  1. first", "> said", "x = 1"],
    ),
    (
        rich(
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "user", "user_id": "U1"},
                    {"type": "text", "text": " "},
                    {"type": "channel", "channel_id": "C1"},
                    {"type": "text", "text": " "},
                    {"type": "link", "url": "https://x.example", "text": "x"},
                    {"type": "emoji", "name": "wave"},
                    {"type": "broadcast", "range": "here"},
                    {"type": "date", "timestamp": 1767225600, "format": "{date_num}", "fallback": "then"},
                ],
            }
        ),
        ["@Ada Abbott #readiness x:wave:@here2025-12-31"],
    ),
    ({"type": "alert", "level": "warning", "text": plain("Careful")}, ["(warning) Careful"]),
    (
        {"type": "card", "title": {"type": "mrkdwn", "text": "*Title*"}, "actions": [button("Go", "go")]},
        ["Title", "[Go]"],
    ),
    ({"type": "video", "title": plain("Drill")}, ["(video: Drill)"]),
    ({"type": "file", "external_id": "F1"}, ["(file F1)"]),
    ({"type": "task_card", "title": "Count", "status": "complete", "task_id": "1"}, ["(complete) Count"]),
    ({"type": "poem"}, ["(a poem block)"]),
]


@pytest.mark.parametrize(("block", "lines"), BLOCKS, ids=[b["type"] for b, _ in BLOCKS])
def test_every_kind_of_block(block: Json, lines: list[str]) -> None:
    assert render.blocks([block], READER) == lines


def test_a_view_with_errors_and_what_its_fields_hold() -> None:
    view = {
        "type": "modal",
        "title": plain("Log"),
        "close": plain("Cancel"),
        "submit": plain("Save"),
        "blocks": [field("Who", "multi_users_select"), field("Course", "static_select")],
        "state": {
            "values": {
                "who": {"who": {"type": "multi_users_select", "selected_users": ["U1"]}},
                "course": {"course": {"type": "static_select", "selected_option": option("ASIM Basic")}},
            }
        },
    }
    assert render.view(view, {"who": "Not her", "": "Trouble"}, READER) == [
        "== Log ==",
        "Who: Ada Abbott",
        "! Not her",
        "Course: ASIM Basic",
        "! Trouble",
        "[Cancel] [Save]",
    ]
