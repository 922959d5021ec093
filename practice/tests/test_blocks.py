"""What Slack takes for blocks, and what it says of what it does not."""

import contextlib
import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.judge import InvalidError, judge_message, judge_options, judge_view
from practice.limits import Surface, weight
from practice.shapes import Blocks, Json
from tests.parrot import button, field, modal, option, plain, section


def actions(*elements: Json) -> Json:
    return {"type": "actions", "block_id": "b", "elements": list(elements)}


def number(**about: Any) -> Json:
    return field("Age", "number_input", is_decimal_allowed=True, **about)


def select(**about: Any) -> Json:
    return {"type": "static_select", "action_id": "a", "placeholder": plain("Choose")} | about


def table(rows: int, columns: int, text: str = "x") -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * columns] * rows}


def chart(**about: Any) -> Json:
    axis = {"categories": ["Fire", "Law"]}
    data = [{"label": "Fire", "value": 3}, {"label": "Law", "value": 5}]
    bars = {"type": "bar", "axis_config": axis, "series": [{"name": "Current", "data": data}]} | about
    return {"type": "data_visualization", "title": "Coverage", "chart": bars}


def refused(blocks: Any, surface: Surface = Surface.MESSAGE) -> list[str]:
    try:
        if surface is Surface.MESSAGE:
            judge_message(blocks)
        elif surface is Surface.MODAL:
            judge_view(modal(blocks), surface)
        else:
            judge_view({"type": "home", "blocks": blocks}, surface)
    except InvalidError as error:
        return [m.removeprefix("[ERROR] ") for m in error.messages]
    return []


GOOD: list[Blocks] = [
    [],
    [section("hello", accessory=button("Go", "go"))],
    [{"type": "section", "fields": [plain("a"), {"type": "mrkdwn", "text": "*b*"}]}],
    [actions(select(options=[option(str(n)) for n in range(100)]))],
    [actions(select(option_groups=[{"label": plain("G"), "options": [option("1")]}]))],
    [actions({"type": "overflow", "action_id": "o", "options": [{"text": plain("x"), "value": "1"}]})],
    [{"type": "divider"}, {"type": "header", "text": plain("h" * 150)}],
    [{"type": "context", "elements": [plain("a")] * 10}],
    [{"type": "markdown", "text": "# hello"}],
    [table(100, 20, "12345")],
    [chart()],
    [chart(type="pie") | {"chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]}}],
    [field("Name", "plain_text_input")],
    [{"type": "divider"}] * 50,
]


@pytest.mark.parametrize("blocks", GOOD)
def test_what_slack_takes(blocks: Blocks) -> None:
    judge_message(blocks)


BAD: list[tuple[Blocks, str]] = [
    ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ([{"type": "poem"}], "unsupported type: poem [json-pointer:/blocks/0/type]"),
    ([{"type": "section"}], "missing required field: text [json-pointer:/blocks/0]"),
    ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ([section("x", colour="red")], "invalid additional property: colour [json-pointer:/blocks/0]"),
    ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters"),
    ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "unsupported type: mrkdwn"),
    ([{"type": "context", "elements": [plain("a")] * 11}], "no more than 10 items allowed"),
    ([{"type": "context", "elements": []}], "no fewer than 1 items allowed"),
    ([{"type": "section", "fields": [plain("a")] * 11}], "no more than 10 items allowed"),
    ([{"type": "section", "fields": [plain("a" * 2001)]}], "must be less than 2001 characters"),
    ([actions(*(button("x", str(n)) for n in range(26)))], "no more than 25 items allowed"),
    ([actions(button("x" * 76, "a"))], "must be less than 76 characters"),
    ([actions(button("x", "a", value="v" * 2001))], "must be less than 2001 characters"),
    ([actions(button("x", "a" * 256))], "must be less than 256 characters"),
    ([actions(button("x", "a"), button("y", "a"))], "`action_id` a already exists in this block"),
    ([section("a", block_id="b"), section("c", block_id="b")], "`block_id` b already exists"),
    ([section("a", block_id="")], "must be more than 0 characters [json-pointer:/blocks/0/block_id]"),
    ([actions(select(options=[]))], "no fewer than 1 items allowed"),
    ([actions(select(options=[option(str(n)) for n in range(101)]))], "no more than 100 items allowed"),
    ([actions(select())], "must define either `options` or `option_groups`"),
    ([actions(select(options=[option("x" * 76)]))], "must be less than 76 characters"),
    ([actions(select(options=[option("x", "v" * 151)]))], "must be less than 151 characters"),
    ([actions(select(options=[{"text": plain("x")}]))], "missing required field: value"),
    ([actions(select(options=[option("x")], initial_option=option("y")))], "initial option must match"),
    ([actions(select(options=[option("x")], placeholder=plain("p" * 151)))], "must be less than 151"),
    (
        [actions({"type": "checkboxes", "action_id": "c", "options": [option(str(n)) for n in range(11)]})],
        "than 10",
    ),
    ([actions({"type": "radio_buttons", "action_id": "r", "options": []})], "no fewer than 1 items allowed"),
    (
        [actions({"type": "overflow", "action_id": "o", "options": [option(str(n)) for n in range(6)]})],
        "than 5",
    ),
    ([actions({"type": "datepicker", "action_id": "d", "initial_date": "1/2/2026"})], "valid date"),
    ([actions({"type": "timepicker", "action_id": "t", "initial_time": "25:00"})], "valid time"),
    ([number(initial_value="51", max_value="50")], "between"),
    ([number(initial_value="0", min_value="1")], "between"),
    ([number(initial_value="many")], "must be a number"),
    ([number(min_value="9", max_value="1")], "less than or equal"),
    ([{"type": "image", "alt_text": "x"}], "missing required field: image_url"),
    ([field("x" * 2001, "plain_text_input") | {"block_id": "b"}], "must be less than 2001 characters"),
    ([field("File", "file_input")], "unsupported type: file_input"),
    ([{"type": "markdown", "text": "x" * 6001}] * 2, "markdown blocks must be less than 12001"),
    ([table(101, 1)], "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
    ([table(1, 21)], "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
    ([table(1, 1, "")], "must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]"),
    ([table(100, 20, "123456")], "must be less than 10001 characters"),
    ([table(1, 1), table(1, 1)], "only_one_table_allowed"),
    ([chart()] * 3, "no more than 2 data_visualization"),
    ([chart() | {"title": "x" * 51}], "must be less than 51 characters"),
    ([chart(axis_config={"categories": ["Law", "Fire"]})], "labels must match axis_config.categories"),
    ([chart(series=[])], "no fewer than 1 items allowed"),
    ([chart(type="donut")], "unsupported type: donut"),
    (
        [section("x", accessory=button("x", "a", confirm={"title": plain("t" * 101), "text": plain("x")}))],
        "must be less than 101",
    ),
]


@pytest.mark.parametrize(("blocks", "sentence"), BAD)
def test_what_slack_refuses(blocks: Blocks, sentence: str) -> None:
    assert any(sentence in said for said in refused(blocks)), refused(blocks)


def test_blocks_that_are_no_list_of_blocks() -> None:
    for blocks in ("x", {"type": "divider"}, ["x"]):
        with pytest.raises(InvalidError) as error:
            judge_message(blocks)
        assert error.value.error == "invalid_blocks_format"


def test_what_a_modal_and_home_take() -> None:
    judge_view(modal([{"type": "divider"}] * 99 + [field("Name", "file_input")]), Surface.MODAL)
    judge_view({"type": "home", "blocks": [section("x")] * 100}, Surface.HOME)
    assert refused([{"type": "divider"}] * 101, Surface.MODAL) == [
        "no more than 100 items allowed [json-pointer:/view/blocks]"
    ]
    assert refused([table(1, 1)], Surface.MODAL) == [
        "unsupported type: table [json-pointer:/view/blocks/0/type]"
    ]
    assert refused([chart()], Surface.HOME) == [
        "unsupported type: data_visualization [json-pointer:/view/blocks/0/type]"
    ]
    assert "file_input" in refused([field("Name", "file_input")], Surface.HOME)[0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
        ({"submit": None}, "must provide an object [json-pointer:/view/submit]"),
        ({"close": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/close/text]"),
        ({"private_metadata": "x" * 3001}, "must be less than 3001 characters"),
        ({"callback_id": "x" * 256}, "must be less than 256 characters"),
        ({"submit_disabled": True}, "invalid additional property: submit_disabled [json-pointer:/view]"),
    ],
)
def test_what_a_modal_is_held_to(change: Json, sentence: str) -> None:
    with pytest.raises(InvalidError) as error:
        judge_view(modal([section("x")], **change), Surface.MODAL)
    assert error.value.error == "invalid_arguments"
    assert any(sentence in said for said in error.value.messages), error.value.messages


def test_a_modal_with_inputs_needs_a_submit_button() -> None:
    view = modal([field("Name", "plain_text_input")])
    del view["submit"]
    with pytest.raises(InvalidError) as error:
        judge_view(view, Surface.MODAL)
    assert "missing required field: submit" in error.value.messages[0]


def test_options() -> None:
    judge_options({"options": [option(str(n)) for n in range(100)]})
    judge_options({"options": []})
    judge_options({"option_groups": [{"label": plain("G"), "options": [option("1")]}]})
    for answer in (
        None,
        {},
        {"options": [option(str(n)) for n in range(101)]},
        {"options": [option("x" * 76)]},
        {"options": [option("x", "v" * 151)]},
        {"options": ["x"]},
    ):
        with pytest.raises(InvalidError):
            judge_options(answer)


def test_the_sum_of_blocks() -> None:
    assert weight([{"type": "markdown", "text": "x" * 12_000}]) < 13_000
    long = [section("x" * 2900) for _ in range(5)]
    with pytest.raises(InvalidError) as error:
        judge_message(long)
    assert error.value.error == "msg_blocks_too_long"
    judge_message(long, weigh=False)


KEYS = ["type", "text", "elements", "options", "element", "label", "value", "rows", "chart", "block_id"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)


@st.composite
def spoiled(draw: st.DrawFn) -> Blocks:
    """Good blocks with one thing in them replaced or taken away."""
    blocks: Blocks = copy.deepcopy(
        draw(st.sampled_from([good[:3] for good in GOOD if good and len(str(good)) < 4000]))
    )
    places: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            places.append((value, key))
            if isinstance(inner, dict | list):
                walk(inner)

    walk(blocks)
    holder, key = draw(st.sampled_from(places[:60]))
    if isinstance(holder, dict) and draw(st.booleans()):
        del holder[key]
    else:
        holder[key] = draw(JUNK)
    return blocks


@settings(max_examples=100, deadline=None)
@given(spoiled())
def test_whatever_is_sent_is_judged_and_never_breaks_the_judge(blocks: Blocks) -> None:
    for surface in Surface:
        with contextlib.suppress(InvalidError):
            if surface is Surface.MESSAGE:
                judge_message(blocks)
            else:
                judge_view({"type": surface.value, "title": plain("x"), "blocks": blocks}, surface)
