"""Filling in the fields of a modal by their labels."""

import base64
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from practice import render
from practice.render import Reader
from practice.shapes import Blocks, Json

Search = Callable[[str], Blocks]
"""From what is typed into an external select to the options it offers."""

Upload = Callable[[str, bytes], Json]
"""From a file's name and bytes to its file object."""


def find_field(view: Json, label: str, reader: Reader) -> Json:
    """The input block with a label, or the section or actions block whose control goes by it.

    Raises:
        AssertionError: there is none, or more than one; the message lists what there is.
    """
    named: list[tuple[str, Json]] = []
    for block in view["blocks"]:
        if block["type"] == "input":
            named.append((render.text(block["label"], reader), block))
        elif block["type"] == "section" and "action_id" in (block.get("accessory") or {}):
            named.append((render.text(block.get("text"), reader), block | {"element": block["accessory"]}))
        elif block["type"] == "actions":
            for element in block["elements"]:
                words = render.text(element.get("placeholder") or element.get("text"), reader)
                named.append((words, block | {"element": element}))
    word = label.casefold()
    for found in (
        [block for name, block in named if name == label],
        [block for name, block in named if name.casefold() == word],
        [block for name, block in named if name.casefold().startswith(word)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            raise AssertionError(f"more than one field goes by {label!r}: {[name for name, _ in named]}")
    raise AssertionError(f"there is no field {label!r}; there are {[name for name, _ in named]}")


def held(element: Json, wanted: Any, search: Search, upload: Upload, ids: Callable[[Any], str]) -> Json:
    """What a field holds once somebody has put `wanted` into it; None empties it.

    `ids` finds the id of somebody or of a channel given as such or by name.

    Raises:
        AssertionError: no option fits, or several do.
    """
    kind = str(element["type"])
    match kind:
        case "datepicker":
            return {"selected_date": wanted.isoformat() if isinstance(wanted, date) else wanted}
        case "timepicker":
            return {"selected_time": wanted.strftime("%H:%M") if isinstance(wanted, time) else wanted}
        case "datetimepicker":
            return {"selected_date_time": int(wanted.timestamp()) if isinstance(wanted, datetime) else wanted}
        case "static_select" | "radio_buttons":
            return {"selected_option": None if wanted is None else _option(_offered(element), wanted)}
        case "multi_static_select" | "checkboxes":
            return {"selected_options": [_option(_offered(element), one) for one in _many(wanted)]}
        case "external_select":
            return {"selected_option": None if wanted is None else _option(search(str(wanted)), wanted)}
        case "multi_external_select":
            return {"selected_options": [_option(search(str(one)), one) for one in _many(wanted)]}
        case "users_select" | "channels_select" | "conversations_select":
            key = f"selected_{kind.removesuffix('s_select')}"
            return {key: None if wanted is None else ids(wanted)}
        case "multi_users_select" | "multi_channels_select" | "multi_conversations_select":
            key = f"selected_{kind.removeprefix('multi_').removesuffix('_select')}"
            return {key: [ids(one) for one in _many(wanted)]}
        case "file_input":
            paths = [Path(one) for one in _many(wanted)]
            return {"files": [upload(path.name, path.read_bytes()) for path in paths]}
        case "rich_text_input":
            section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(wanted)}]}
            return {"rich_text_value": {"type": "rich_text", "elements": [section]} if wanted else None}
        case _:
            return {"value": None if wanted is None else str(wanted)}


def encoded(content: bytes) -> str:
    """Bytes as the page uploads them."""
    return base64.b64encode(content).decode()


def _offered(element: Json) -> Blocks:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]


def _option(options: Blocks, wanted: Any) -> Json:
    texts = [render.text(option["text"]) for option in options]
    word = str(wanted)
    for found in (
        [o for o, t in zip(options, texts, strict=True) if t == word],
        [o for o, t in zip(options, texts, strict=True) if word.casefold() in t.casefold()],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            break
    raise AssertionError(f"{'several options fit' if found else 'no option fits'} {word!r}: {texts}")


def _many(wanted: Any) -> list[Any]:
    if wanted is None:
        return []
    return list(wanted) if isinstance(wanted, Iterable) and not isinstance(wanted, str | bytes) else [wanted]
