"""Modals and Homes as the workspace keeps them, and what their fields hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from practice.shapes import Blocks, Json

MAX_STACK = 3
"""A modal and two pushed upon it."""

STATE_KEYS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "channels_select": ("selected_channel", "initial_channel"),
        "checkboxes": ("selected_options", "initial_options"),
        "conversations_select": ("selected_conversation", "initial_conversation"),
        "datepicker": ("selected_date", "initial_date"),
        "datetimepicker": ("selected_date_time", "initial_date_time"),
        "email_text_input": ("value", "initial_value"),
        "external_select": ("selected_option", "initial_option"),
        "file_input": ("files", ""),
        "multi_channels_select": ("selected_channels", "initial_channels"),
        "multi_conversations_select": ("selected_conversations", "initial_conversations"),
        "multi_external_select": ("selected_options", "initial_options"),
        "multi_static_select": ("selected_options", "initial_options"),
        "multi_users_select": ("selected_users", "initial_users"),
        "number_input": ("value", "initial_value"),
        "plain_text_input": ("value", "initial_value"),
        "radio_buttons": ("selected_option", "initial_option"),
        "rich_text_input": ("rich_text_value", "initial_value"),
        "static_select": ("selected_option", "initial_option"),
        "timepicker": ("selected_time", "initial_time"),
        "url_text_input": ("value", "initial_value"),
        "users_select": ("selected_user", "initial_user"),
    }
)
"""For each stateful element, the key that holds its value and the key that gives its first one."""

_MANY = frozenset(t for t, (key, _) in STATE_KEYS.items() if key.endswith("s"))


@dataclass
class View:
    """One modal or Home. `state` holds what the person chose so far, by block and action."""

    id: str
    user: str
    payload: Json
    hash: str
    root: str
    previous: str | None = None
    state: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    opened_in: str | None = None
    changed: int = 0

    @property
    def blocks(self) -> Blocks:
        """The view's blocks, ids filled in."""
        blocks: Blocks = self.payload["blocks"]
        return blocks

    @property
    def external_id(self) -> str:
        """The app's own id for it, or nothing."""
        return str(self.payload.get("external_id") or "")


def elements_of(block: Json) -> Iterator[Json]:
    """The interactive elements of a block, and images and texts among a context's."""
    match block.get("type"):
        case "actions" | "context_actions" | "context":
            yield from block.get("elements") or []
        case "section" if block.get("accessory"):
            yield block["accessory"]
        case "input":
            yield block["element"]
        case "card":
            yield from block.get("actions") or []
        case "carousel":
            for card in block.get("elements") or []:
                yield from elements_of(card)
        case "container":
            for child in block.get("child_blocks") or []:
                yield from elements_of(child)


def find_element(blocks: Blocks, block_id: str, action_id: str) -> Json | None:
    """The element with those two ids, or None."""
    for block in blocks:
        if block.get("block_id") == block_id:
            for element in elements_of(block):
                if element.get("action_id") == action_id:
                    return element
    return None


def first_state(element: Json, conversation: str | None = None) -> Json:
    """What a stateful element holds before anybody touches it.

    `conversation` is where the view was opened from, for `default_to_current_conversation`.
    """
    key, initial = STATE_KEYS[element["type"]]
    value: Any = element.get(initial)
    if value is None and element.get("default_to_current_conversation") and conversation:
        value = [conversation] if element["type"] in _MANY else conversation
    if value is None and element["type"] in _MANY:
        value = []
    return {"type": element["type"], key: value}


def values_of(blocks: Blocks, state: Mapping[str, Json], conversation: str | None = None) -> dict[str, Json]:
    """`state.values` as Slack sends it: every stateful element, touched or not.

    A choice outlives an update of the view as long as an element of the same ids and type remains.
    """
    values: dict[str, Json] = {}
    for block in blocks:
        for element in elements_of(block):
            if element.get("type") not in STATE_KEYS:
                continue
            block_id, action_id = block["block_id"], element["action_id"]
            chosen = state.get(block_id, {}).get(action_id)
            if chosen is None or chosen.get("type") != element["type"]:
                chosen = first_state(element, conversation)
            values.setdefault(block_id, {})[action_id] = chosen
    return values


@dataclass
class Views:
    """Every person's stack of open modals, and every person's Home."""

    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)

    def stack(self, user_id: str) -> list[View]:
        """A person's open modals, the last on top."""
        return self.stacks.setdefault(user_id, [])

    def top(self, user_id: str) -> View | None:
        """The modal a person looks at, or None."""
        stack = self.stack(user_id)
        return stack[-1] if stack else None

    def everything(self) -> Iterator[View]:
        """Every open modal and every Home."""
        for stack in self.stacks.values():
            yield from stack
        yield from self.homes.values()

    def get(self, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """The open view with an id, or with the app's own id."""
        for view in self.everything():
            if view.id == view_id or (external_id and view.external_id == external_id):
                return view
        return None
