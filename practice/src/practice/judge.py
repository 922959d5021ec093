"""Judges blocks and views as Slack does, and says what is wrong in Slack's own words.

The shapes come from `block-kit.schema.json`; what a schema cannot say (ids that must differ, what a surface
takes, sums over a table) is in `practice.limits`.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from practice.limits import Surface, broken_limits, weight
from practice.shapes import Blocks, Json

MAX_BLOCKS_WEIGHT = 13_000
"""What `chat.*` methods take of all blocks together; undocumented, reported as `msg_blocks_too_long`."""


class InvalidError(Exception):
    """Blocks or a view that Slack refuses; `messages` are Slack's sentences, each with a JSON pointer."""

    def __init__(self, messages: list[str], error: str = "invalid_blocks") -> None:
        super().__init__("; ".join(messages) or error)
        self.messages = messages
        self.error = error


def judge_message(
    blocks: Any, attachments: Any = None, *, weigh: bool = True, unknown: frozenset[str] = frozenset()
) -> None:
    """Judge a message's blocks.

    `weigh` also holds them to the undocumented sum `chat.*` methods have. `unknown` are types this workspace
    does not take yet, as when Slack brings a new block to one workspace after another.

    Raises:
        InvalidError: with `invalid_blocks_format`, `invalid_blocks` or `msg_blocks_too_long`.
    """
    if blocks is not None:
        if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
            raise InvalidError([], "invalid_blocks_format")
        _refuse(
            [
                f"unsupported type: {block['type']} [json-pointer:/blocks/{i}/type]"
                for i, block in enumerate(blocks)
                if str(block.get("type")) in unknown
            ]
        )
        _refuse(_wrong("Message", {"blocks": blocks}))
        _refuse(broken_limits(blocks, "/blocks", Surface.MESSAGE))
        if weigh and weight(blocks) > MAX_BLOCKS_WEIGHT:
            raise InvalidError([], "msg_blocks_too_long")
    if attachments is not None:
        messages = _wrong("Message", {"attachments": attachments})
        if messages:
            raise InvalidError(messages, "invalid_attachments")


def judge_view(view: Any, surface: Surface, pointer: str = "/view") -> None:
    """Judge a modal or a Home.

    Raises:
        InvalidError: with `invalid_arguments`, which is Slack's word for a view it refuses.
    """
    if not isinstance(view, dict):
        raise InvalidError([f"[ERROR] must provide an object [json-pointer:{pointer}]"], "invalid_arguments")
    name = "Modal" if surface is Surface.MODAL else "Home"
    wrong = _wrong(name, view, pointer)
    _refuse(wrong, "invalid_arguments")
    more = broken_limits(view["blocks"], f"{pointer}/blocks", surface)
    if surface is Surface.MODAL and not view.get("submit") and _has_input(view["blocks"]):
        more.append(f"missing required field: submit [json-pointer:{pointer}]")
    _refuse(more, "invalid_arguments")


def judge_options(answer: Any) -> None:
    """Judge the answer to an option search: `options` or `option_groups`, at most 100 of either.

    Raises:
        InvalidError: Slack would show no options at all.
    """
    if not isinstance(answer, dict) or not ("options" in answer or "option_groups" in answer):
        raise InvalidError(["must provide options or option_groups [json-pointer:/]"])
    element = {"type": "static_select", "action_id": "x"}
    element |= {key: answer[key] for key in ("options", "option_groups") if answer.get(key)}
    if len(element) == 2:
        return
    messages = [m for m in _wrong("StaticSelect", element, "") if "no fewer" not in m]
    blocks = [{"type": "actions", "block_id": "x", "elements": [element]}]
    _refuse(messages)
    _refuse(broken_limits(blocks, "", Surface.MESSAGE))


def _refuse(messages: list[str], error: str = "invalid_blocks") -> None:
    if messages:
        raise InvalidError([m if m.startswith("[") else f"[ERROR] {m}" for m in messages], error)


def _has_input(blocks: Blocks) -> bool:
    return any(block.get("type") == "input" for block in blocks)


@cache
def _validator(name: str) -> Any:
    schema = json.loads(Path(__file__).with_name("block-kit.schema.json").read_text(encoding="utf-8"))
    judging: Any = extend(  # type: ignore[no-untyped-call]
        Draft7Validator, {"allOf": _all_of, "properties": _properties}
    )
    return judging(_without_references(schema["definitions"])[name])


def _without_references(definitions: Json) -> Json:
    """The definitions with each reference replaced by what it stands for: nothing is looked up again."""

    def stands_for(part: Any) -> Any:
        while isinstance(part, dict) and "$ref" in part:
            part = definitions[part["$ref"].removeprefix("#/definitions/")]
        return part

    def replace(part: Any) -> None:
        for key, inner in part.items() if isinstance(part, dict) else enumerate(part):
            if isinstance(inner, dict | list):
                part[key] = stands_for(inner)
                if part[key] is inner:  # what it stands for is gone through by itself
                    replace(inner)

    for each in definitions.values():
        replace(each)
    return {name: stands_for(each) for name, each in definitions.items()}


def _properties(validator: Any, properties: Json, instance: Any, schema: Json) -> Iterator[ValidationError]:
    """`properties`, without a closer look at text that is as it must be: most of them."""
    if not isinstance(instance, dict):
        return
    for name, each in properties.items():
        if name in instance and not _is_right_text(each, instance[name]):
            yield from validator.descend(instance[name], each, path=name, schema_path=name)


_OF_TEXT = frozenset({"type", "const", "minLength", "maxLength"})


def _is_right_text(schema: Any, instance: Any) -> bool:
    return (
        isinstance(instance, str)
        and isinstance(schema, dict)
        and schema.get("type") == "string"
        and schema.keys() <= _OF_TEXT
        and schema.get("const", instance) == instance
        and schema.get("minLength", 0) <= len(instance) <= schema.get("maxLength", len(instance))
    )


def _all_of(validator: Any, schemas: list[Json], instance: Any, schema: Json) -> Iterator[ValidationError]:
    """`allOf`, without a look into what only goes for another type of block or element: most of it."""
    for place, each in enumerate(schemas):
        if not _is_for_another_type(each, instance):
            yield from validator.descend(instance, each, schema_path=place)


def _is_for_another_type(schema: Json, instance: Any) -> bool:
    match schema, instance:
        case {"if": {"properties": {"type": {"const": kind}}}, "then": _}, {"type": given}:
            return bool(given != kind) and len(schema) == 2 and len(schema["if"]) == 1
    return False


def _wrong(name: str, payload: Json, root: str = "") -> list[str]:
    found = [leaf for error in _validator(name).iter_errors(payload) for leaf in _leaves(error)]
    sentences: dict[str, None] = {}
    for error in found:
        pointer = root + "".join(f"/{step}" for step in error.absolute_path)
        sentences[f"{_sentence(error)} [json-pointer:{pointer or '/'}]"] = None
    return list(sentences)


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """The innermost complaints; of alternatives, those of the one that came closest."""
    if not error.context:
        yield error
        return
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    closest = min(branches.values(), key=lambda b: (len(b), -max(len(e.absolute_path) for e in b)))
    for inner in closest:
        yield from _leaves(inner)


def _sentence(error: ValidationError) -> str:
    instance: Any = error.instance
    value: Any = error.validator_value
    match error.validator:
        case "maxLength":
            return f"must be less than {value + 1} characters"
        case "minLength":
            return f"must be more than {value - 1} characters"
        case "maxItems":
            return f"no more than {value} items allowed"
        case "minItems":
            return f"no fewer than {value} items allowed"
        case "required":
            missing = [name for name in value if name not in instance]
            return f"missing required field: {missing[0]}"
        case "additionalProperties":
            known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
            extra = [name for name in instance if name not in known]
            return f"invalid additional property: {extra[0]}"
        case "type":
            article = "an" if str(value)[0] in "aeio" else "a"
            return f"must provide {article} {value}"
        case "enum" | "const" if list(error.absolute_path)[-1:] == ["type"]:
            return f"unsupported type: {instance}"
        case "enum" | "const":
            return f"value must be one of {value}"
        case "anyOf":
            return "failed to match any allowed schemas"
        case _:
            return error.message
