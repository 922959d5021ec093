"""What Slack's own client checks before it sends a modal: required fields, lengths, numbers, addresses."""

import re
from typing import Any

from practice.shapes import Json
from practice.views import STATE_KEYS, View, values_of

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")

REQUIRED = "Please complete this required field."


def unfit(view: View) -> dict[str, str]:
    """For each input block that cannot be sent as it is, what the client shows under it."""
    values = values_of(view.blocks, view.state, view.opened_in)
    errors: dict[str, str] = {}
    for block in view.blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        chosen = values[block["block_id"]][element["action_id"]]
        value = chosen.get(STATE_KEYS[element["type"]][0])
        if value in (None, "", []):
            if not block.get("optional"):
                errors[block["block_id"]] = REQUIRED
            continue
        wrong = _wrong(element, value)
        if wrong:
            errors[block["block_id"]] = wrong
    return errors


def _wrong(element: Json, value: Any) -> str | None:
    match element["type"]:
        case "plain_text_input":
            return _length(value, element.get("min_length", 0), element.get("max_length", 3000))
        case "number_input":
            return _number(element, value)
        case "email_text_input" if not _EMAIL.fullmatch(value):
            return "Enter an email address."
        case "url_text_input" if not _URL.fullmatch(value):
            return "Enter a valid URL."
        case kind if kind.startswith("multi_") and len(value) > element.get("max_selected_items", len(value)):
            return f"Choose up to {element['max_selected_items']} items."
        case "file_input" if len(value) > element.get("max_files", 10):
            return f"Upload up to {element.get('max_files', 10)} files."
    return None


def _length(value: str, least: int, most: int) -> str | None:
    if len(value) < least:
        return f"Please enter at least {least} characters."
    if len(value) > most:
        return f"Please enter no more than {most} characters."
    return None


def _number(element: Json, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a valid number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and number < float(least):
        return f"Please enter a number greater than or equal to {least}."
    if most is not None and number > float(most):
        return f"Please enter a number less than or equal to {most}."
    return None
