"""`blocks.validate`: what Slack thinks of blocks, a message or a view, before anybody is shown it.

Source: the method's reference page in Slack's documentation.
"""

import re
from typing import Any

from practice.judge import InvalidError, judge_message, judge_view
from practice.limits import Surface
from practice.shapes import Json
from practice.web_api import ApiError, Method

WORDS = {"blocks": "invalid_blocks", "view": "invalid_view", "message": "invalid_message"}
SAID = re.compile(r"(?:\[ERROR\] )?(?P<message>.*?)(?: \[json-pointer:(?P<pointer>[^\]]*)\])?")


def methods() -> dict[str, Method]:
    """By name."""
    return {"blocks.validate": validate}


async def validate(args: Json) -> Json:
    """Judge exactly one of `blocks`, `view` and `message`."""
    given = [name for name in WORDS if args.get(name)]
    if len(given) != 1:
        said = "must provide exactly one of `blocks`, `view`, or `message`"
        raise ApiError("invalid_arguments", response_metadata={"messages": [said]})
    [name] = given
    try:
        _judge(name, args[name])
    except InvalidError as invalid:
        raise ApiError(WORDS[name], errors=[_error(each) for each in invalid.messages]) from None
    return {}


def _judge(name: str, given: Any) -> None:
    if name == "view":
        is_home = isinstance(given, dict) and given.get("type") == "home"
        judge_view(given, Surface.HOME if is_home else Surface.MODAL, pointer="")
    elif name == "message":
        if not isinstance(given, dict):
            raise InvalidError(["must provide an object [json-pointer:]"])
        judge_message(given.get("blocks"), given.get("attachments"), weigh=False)
    else:
        judge_message(given, weigh=False)


def _error(said: str) -> Json:
    found = SAID.fullmatch(said)
    message, pointer = (said, "") if found is None else (found["message"], found["pointer"] or "")
    return {"code": "failed_constraint", "message": message, "pointer": pointer}
