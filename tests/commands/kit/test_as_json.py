"""Blocks as they are sent: the same as the SDK makes them, and refused where it refuses them."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    CheckboxesElement,
    ConfirmObject,
    ContextBlock,
    DatePickerElement,
    DividerBlock,
    ExternalDataSelectElement,
    HeaderBlock,
    InputBlock,
    MarkdownTextObject,
    NumberInputElement,
    Option,
    OptionGroup,
    OverflowMenuElement,
    PlainTextInputElement,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextListElement,
    RichTextSectionElement,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.views import View

from commands.kit.as_json import as_json
from commands.kit.charts import BarChart, DrawnBars
from commands.kit.tables import DrawnTable, NativeTable

SURE = ConfirmObject(title="Are you sure?", text="All of it goes.", confirm="Yes", deny="No")
OPTIONS = [Option(text="One", value="1", description="the first"), Option(text="Two", value="2")]
BUTTON = ButtonElement(text="Press <me>", action_id="press", value="{}", style="danger", confirm=SURE)
PARTS = RichTextElementParts
RICH = RichTextSectionElement(
    elements=[
        PARTS.Text(text="bold", style=PARTS.TextStyle(bold=True, code=False)),
        PARTS.User(user_id="U1"),
        PARTS.Link(url="https://example.org", text="there"),
    ]
)
INPUT = InputBlock(
    label="Hours",
    block_id="hours",
    optional=True,
    dispatch_action=False,
    hint="At most 99",
    element=PlainTextInputElement(
        action_id="hours",
        initial_value="",
        dispatch_action_config=DispatchActionConfig(trigger_actions_on=["on_enter_pressed"]),
    ),
)
BLOCKS = [
    DividerBlock(),
    HeaderBlock(text="Readiness", block_id="head"),
    SectionBlock(text=MarkdownTextObject(text="*Due* <#C1>"), accessory=BUTTON),
    SectionBlock(
        fields=[PlainTextObject(text="a", emoji=False), MarkdownTextObject(text="b", verbatim=True)]
    ),
    SectionBlock(text="pick", accessory=OverflowMenuElement(action_id="more", options=OPTIONS)),
    ContextBlock(elements=[MarkdownTextObject(text="as I understood it")]),
    RichTextBlock(elements=[RICH, RichTextListElement(style="bullet", elements=[RICH], indent=0)]),
    RichTextBlock(elements=[RichTextSectionElement(elements=[])]),
    ActionsBlock(
        elements=[
            BUTTON,
            StaticSelectElement(
                action_id="one",
                placeholder="Choose",
                option_groups=[OptionGroup(label="All", options=OPTIONS)],
                initial_option=OPTIONS[1],
            ),
            DatePickerElement(action_id="day", initial_date="2026-11-27"),
            CheckboxesElement(action_id="these", options=OPTIONS, initial_options=OPTIONS[:1]),
            ExternalDataSelectElement(action_id="find", min_query_length=0, placeholder="Who"),
            NumberInputElement(action_id="many", is_decimal_allowed=False, min_value="0"),
        ]
    ),
    INPUT,
    BarChart("Covered", ["A", "B"], [("now", [1, 2])], "people", ["A: 1"]),
    DrawnBars(["███"], ["three"]),
    DrawnTable(["Name", "Due"], [["Ann", "1 May"]], ["Ann: 1 May"]),
    NativeTable(["Name", "Due"], [["Ann", ""]], ["Ann"]),
]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: type(block).__name__)
def test_a_block_is_what_the_sdk_makes_of_it(block: JsonObject) -> None:
    assert as_json(block) == block.to_dict()
    assert list(as_json(block)) == list(block.to_dict()), "in the same order, too"


def test_a_view_and_an_option_are_what_the_sdk_makes_of_them() -> None:
    view = View(
        type="modal", title="Log", submit="Save", callback_id="log", private_metadata="", blocks=[INPUT]
    )
    for each in (view, *OPTIONS, OptionGroup(label="All", options=OPTIONS)):
        assert as_json(each) == each.to_dict()


@pytest.mark.parametrize(
    "refused",
    [
        HeaderBlock(text="x" * 151),
        SectionBlock(),
        ActionsBlock(elements=[ButtonElement(text="y" * 76, action_id="press")]),
        ContextBlock(elements=[MarkdownTextObject(text="z")] * 11),
        InputBlock(label="Who", element=StaticSelectElement(action_id="who", options=[OPTIONS[0]] * 101)),
        View(type="modal", title="a title of far more than four and twenty signs", blocks=[DividerBlock()]),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_the_sdk_refuses_is_refused_for_the_same(refused: JsonObject) -> None:
    with pytest.raises(SlackObjectFormationError) as theirs:
        refused.to_dict()
    with pytest.raises(SlackObjectFormationError) as ours:
        as_json(refused)
    assert str(ours.value) == str(theirs.value)
