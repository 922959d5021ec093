"""What Slack holds blocks to beyond their shape: ids that differ, sizes, and what each surface takes.

Source: Slack's Block Kit reference, each block's and element's page.
"""

import enum
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from practice.shapes import Blocks, Json
from practice.views import STATE_KEYS, elements_of


class Surface(enum.Enum):
    """Where blocks are shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


_VIEW_BLOCKS = frozenset(
    {"actions", "alert", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
)
_ID = re.compile(r"(block_id|action_id|callback_id|external_id)")

_LENGTHS: Mapping[str, int] = MappingProxyType(
    {
        "accessibility_label": 75,
        "action_id": 255,
        "alt_text": 2000,
        "block_id": 255,
        "callback_id": 255,
        "external_id": 255,
        "image_url": 3000,
        "title_url": 3000,
        "url": 3000,
    }
)
_TEXTS: Mapping[str, int] = MappingProxyType(
    {"placeholder": 150, "hint": 2000, "description": 75, "confirm.title": 100, "confirm.text": 300}
)
_OPTIONS: Mapping[str, int] = MappingProxyType({"checkboxes": 10, "radio_buttons": 10, "overflow": 5})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

MAX_OPTIONS = 100
MAX_ROWS, MAX_COLUMNS, MAX_TABLE_TEXT = 100, 20, 10_000


def broken_limits(blocks: Blocks, root: str, surface: Surface) -> list[str]:
    """What is wrong with blocks whose shapes are right, in Slack's words with JSON pointers.

    `root` is the pointer of the list itself.
    """
    wrong: list[str] = []
    for pointer, node in _nodes(blocks, root):
        wrong += [f"{message} [json-pointer:{pointer}{where}]" for where, message in _node(node)]
    wrong += _same_ids(blocks, root)
    wrong += _surface(blocks, root, surface)
    for i, block in enumerate(blocks):
        if block.get("type") == "table":
            wrong += [f"{message} [json-pointer:{root}/{i}{where}]" for where, message in _table(block)]
        if block.get("type") == "data_visualization":
            wrong += [
                f"{message} [json-pointer:{root}/{i}/chart{where}]"
                for where, message in _chart(block["chart"])
            ]
    if sum(len(b.get("text") or "") for b in blocks if b.get("type") == "markdown") > 12_000:
        wrong.append(f"markdown blocks must be less than 12001 characters together [json-pointer:{root}]")
    return wrong


def weight(blocks: Blocks) -> int:
    """What blocks count towards `msg_blocks_too_long`: their text, and a little for each container.

    The rule is not documented. Reports put the limit at 13,297 characters of markdown text alone, and lower
    when the same text is spread over more containers; 20 a container fits what was reported.
    """
    total = 0
    for _, node in _nodes(blocks, ""):
        kind = node.get("type")
        if kind in ("raw_text", "raw_number"):
            total += len(str(node.get("text") or ""))
            continue
        total += 20 if kind and kind not in ("plain_text", "mrkdwn") else 0
        total += sum(
            len(node[key]) for key in ("text", "title", "alt_text") if isinstance(node.get(key), str)
        )
    return total


def _nodes(value: Any, pointer: str) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        yield pointer, value
        for key, inner in value.items():
            yield from _nodes(inner, f"{pointer}/{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _nodes(inner, f"{pointer}/{i}")


def _node(node: Json) -> Iterator[tuple[str, str]]:
    for key, most in _LENGTHS.items():
        text = node.get(key)
        if isinstance(text, str) and len(text) > most:
            yield f"/{key}", f"must be less than {most + 1} characters"
        if isinstance(text, str) and not text and _ID.fullmatch(key) and key != "external_id":
            yield f"/{key}", "must be more than 0 characters"
    if node.get("type") in ("plain_text", "mrkdwn") and not node.get("text"):
        yield "/text", "must be more than 0 characters"
    confirm = node.get("confirm")
    texts = {key: node.get(key) for key in ("placeholder", "hint", "description")}
    if isinstance(confirm, dict):
        texts |= {f"confirm.{key}": confirm.get(key) for key in ("title", "text")}
    for key, text in texts.items():
        if isinstance(text, dict) and len(text.get("text") or "") > _TEXTS[key]:
            yield f"/{key.replace('.', '/')}/text", f"must be less than {_TEXTS[key] + 1} characters"
    if node.get("type") in STATE_KEYS or node.get("type") == "overflow":
        yield from _element(node)
    if node.get("type") == "context" and not node.get("elements"):
        yield "/elements", "no fewer than 1 items allowed"
    if node.get("type") == "actions" and not node.get("elements"):
        yield "/elements", "no fewer than 1 items allowed"


def _element(element: Json) -> Iterator[tuple[str, str]]:
    kind = element["type"]
    options = element.get("options")
    groups = element.get("option_groups")
    if kind in _OPTIONS and not 1 <= len(options or []) <= _OPTIONS[kind]:
        less = not options
        word = "no fewer than 1 items allowed" if less else f"no more than {_OPTIONS[kind]} items allowed"
        yield "/options", word
    if kind in ("static_select", "multi_static_select"):
        if (options is None) == (groups is None):
            yield "", "must define either `options` or `option_groups`, and not both"
        for i, group in enumerate(groups or []):
            if not 1 <= len(group["options"]) <= MAX_OPTIONS:
                yield f"/option_groups/{i}/options", f"no more than {MAX_OPTIONS} items allowed"
            if len(group["label"]["text"]) > 75:
                yield f"/option_groups/{i}/label/text", "must be less than 76 characters"
        if groups is not None and not 1 <= len(groups) <= MAX_OPTIONS:
            yield "/option_groups", f"no more than {MAX_OPTIONS} items allowed"
    yield from _first_choice(element, options, groups)
    for i, option in enumerate(options or []):
        if "value" not in option and kind != "overflow":
            yield f"/options/{i}", "missing required field: value"
        if len(str(option.get("value") or "")) > 150:
            yield f"/options/{i}/value", "must be less than 151 characters"
    if kind == "datepicker" and not _DAY.fullmatch(element.get("initial_date") or "2000-01-01"):
        yield "/initial_date", "must provide a valid date"
    if kind == "timepicker" and not _TIME.fullmatch(element.get("initial_time") or "00:00"):
        yield "/initial_time", "must provide a valid time"
    if kind == "plain_text_input":
        for key, least, most in (("min_length", 0, 3000), ("max_length", 1, 3000)):
            if not least <= element.get(key, 1) <= most:
                yield f"/{key}", f"must be between {least} and {most}"
        if len(element.get("initial_value") or "") > element.get("max_length", 3000):
            yield "/initial_value", f"must be less than {element.get('max_length', 3000) + 1} characters"
    if kind == "number_input":
        yield from _first_number(element)


def _first_number(element: Json) -> Iterator[tuple[str, str]]:
    """A number that is there beforehand lies between the least and the most it may be."""
    said = {key: element.get(key) for key in ("initial_value", "min_value", "max_value")}
    wrong = [key for key, value in said.items() if value is not None and not _NUMBER.fullmatch(str(value))]
    if wrong:
        yield from ((f"/{key}", "must be a number") for key in wrong)
        return
    first, least, most = (None if value is None else Decimal(str(value)) for value in said.values())
    if least is not None and most is not None and least > most:
        yield "/min_value", "must be less than or equal to `max_value`"
    in_order = [each for each in (least, first, most) if each is not None]
    if first is not None and in_order != sorted(in_order):
        yield "/initial_value", "must be between `min_value` and `max_value`"


def _first_choice(element: Json, options: Blocks | None, groups: Blocks | None) -> Iterator[tuple[str, str]]:
    """An option chosen beforehand must be one of those offered, letter for letter."""
    offered = [*(options or []), *(option for group in groups or [] for option in group["options"])]
    if not offered:
        return
    chosen = element.get("initial_options")
    if chosen is not None and not chosen:
        yield "/initial_options", "no fewer than 1 items allowed"
    first = [*(chosen or []), *([element["initial_option"]] if element.get("initial_option") else [])]
    for option in first:
        if option not in offered:
            yield "", "initial option must match one of the options offered"


def _same_ids(blocks: Blocks, root: str) -> Iterator[str]:
    seen: set[str] = set()
    for i, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id and block_id in seen:
            yield f"`block_id` {block_id} already exists [json-pointer:{root}/{i}/block_id]"
        seen.add(block_id or "")
        ids = [e["action_id"] for e in elements_of(block) if e.get("action_id")]
        for again in {action_id for action_id in ids if ids.count(action_id) > 1}:
            yield f"`action_id` {again} already exists in this block [json-pointer:{root}/{i}]"


def _surface(blocks: Blocks, root: str, surface: Surface) -> Iterator[str]:
    focus = 0
    for i, block in enumerate(blocks):
        if surface is not Surface.MESSAGE and block.get("type") not in _VIEW_BLOCKS:
            yield f"unsupported type: {block.get('type')} [json-pointer:{root}/{i}/type]"
        for element in elements_of(block):
            focus += bool(element.get("focus_on_load"))
            if element.get("type") == "file_input" and surface is not Surface.MODAL:
                yield f"unsupported type: file_input [json-pointer:{root}/{i}/element/type]"
            if element.get("type") == "workflow_button" and surface is not Surface.MESSAGE:
                yield f"unsupported type: workflow_button [json-pointer:{root}/{i}]"
    if focus > 1:
        yield f"only one element may have focus_on_load [json-pointer:{root}]"
    if sum(block.get("type") == "table" for block in blocks) > 1:
        yield f"only_one_table_allowed [json-pointer:{root}]"
    if sum(block.get("type") == "data_visualization" for block in blocks) > 2:
        yield f"no more than 2 data_visualization blocks allowed [json-pointer:{root}]"


def _table(table: Json) -> Iterator[tuple[str, str]]:
    rows = table["rows"]
    if not 1 <= len(rows) <= MAX_ROWS:
        yield "/rows", f"no more than {MAX_ROWS} items allowed" if rows else "no fewer than 1 items allowed"
    if len(table.get("column_settings") or []) > MAX_COLUMNS:
        yield "/column_settings", f"no more than {MAX_COLUMNS} items allowed"
    total = 0
    for i, row in enumerate(rows):
        if not 1 <= len(row) <= MAX_COLUMNS:
            yield f"/rows/{i}", f"no more than {MAX_COLUMNS} items allowed"
        for j, cell in enumerate(row):
            if cell["type"] == "raw_text" and not cell["text"]:
                yield f"/rows/{i}/{j}/text", "must be more than 0 characters"
            total += sum(len(str(n.get("text") or "")) for _, n in _nodes(cell, ""))
    if total > MAX_TABLE_TEXT:
        yield "/rows", f"must be less than {MAX_TABLE_TEXT + 1} characters in all cells together"


def _chart(chart: Json) -> Iterator[tuple[str, str]]:
    if chart["type"] == "pie":
        return
    categories = chart["axis_config"]["categories"]
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) < len(names):
        yield "/series", "series names must be unique"
    for i, series in enumerate(chart["series"]):
        if [point["label"] for point in series["data"]] != categories:
            yield f"/series/{i}/data", "labels must match axis_config.categories"
