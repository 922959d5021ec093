"""What somebody sees, thing by thing, and the controls on it: what the harness looks through."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from practice import render
from practice.render import Reader
from practice.shapes import Blocks, Json
from practice.views import elements_of


@dataclass(frozen=True)
class Control:
    """Something that can be pressed: its label, and what pressing it sends."""

    label: str
    container: Json
    block_id: str
    action_id: str
    element: Json
    sends: Json


@dataclass(frozen=True)
class Seen:
    """One thing somebody sees: a message, a modal, Home or a notice.

    `where` is `message in #room`, `message in DM`, `modal`, `Home` or `notice`; `buttons` are the labels of
    what can be pressed on it. `text` is what to search: for a message with blocks, its plain text as well,
    which `shown` leaves out.
    """

    where: str
    text: str
    blocks: Blocks = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    source: Json = field(default_factory=dict)
    changed: int = 0
    author: str = ""
    mine: bool = False
    shown: str = ""
    from_bot: bool = True
    controls: tuple[Control, ...] = ()

    @property
    def key(self) -> tuple[str, str, int]:
        """Tells this sight from any other, and from itself before it changed."""
        return self.where, str(self.source.get("ts") or self.source.get("id") or self.text), self.changed


def everything(state: Json, changes: Json, reader: Reader) -> list[Seen]:
    """All that one person sees, by the workspace's own account, oldest first; the open modal comes last."""
    names = {c["id"]: f"#{c['name']}" if c["kind"] == "channel" else "DM" for c in state["conversations"]}
    seen: list[Seen] = []
    for conversation, messages in state["messages"].items():
        for message in messages:
            changed = changes["messages"].get(conversation, {}).get(message["ts"], 0)
            seen.append(
                _message(message, conversation, names[conversation], changed, state["me"]["id"], reader)
            )
    for notice, changed in zip(state["notices"], changes["notices"], strict=False):
        text = notice["text"]
        seen.append(Seen("notice", text, changed=changed, author="Slackbot", shown=text))
    seen.sort(key=lambda s: (str(s.source.get("ts") or ""), s.changed))
    bot = state["bot"]["name"]
    if state["home"]:
        seen.append(_view("Home", state["home"], {}, changes["home"], reader, bot))
    for modal, changed in zip(state["modals"][-1:], changes["modals"][-1:], strict=False):
        seen.append(_view("modal", modal["view"], modal["errors"], changed, reader, bot))
    return seen


def _message(message: Json, conversation: str, name: str, changed: int, me: str, reader: Reader) -> Seen:
    place = {"type": "message", "conversation": conversation, "ts": message["ts"]}
    controls = tuple(controls_in(message["blocks"], place, reader))
    lines = render.message(message, reader)
    own_text = render.text(message["text"], reader)
    whole = "\n".join(lines)
    return Seen(
        where=f"message in {name}",
        text=whole if own_text in whole else f"{whole}\n{own_text}",
        blocks=message["blocks"],
        buttons=[control.label for control in controls],
        source=message,
        changed=changed,
        author=message["author"],
        mine=message["user"] == me,
        shown=whole,
        from_bot=message["is_bot"],
        controls=controls,
    )


def _view(where: str, view: Json, errors: Json, changed: int, reader: Reader, bot: str) -> Seen:
    controls = tuple(controls_in(view["blocks"], {"type": "view", "view_id": view["id"]}, reader))
    text = "\n".join(render.view(view, errors, reader))
    return Seen(
        where=where,
        text=text,
        shown=text,
        blocks=view["blocks"],
        buttons=[control.label for control in controls],
        source=view,
        changed=changed,
        author=bot,
        controls=controls,
    )


def controls_in(blocks: Blocks, container: Json, reader: Reader) -> Iterator[Control]:
    """The buttons and menu entries of blocks, in reading order."""
    for block in blocks:
        for element in elements_of(block):
            for label, sends in _pressable(element, reader):
                yield Control(label, container, block["block_id"], element["action_id"], element, sends)


def _pressable(element: Json, reader: Reader) -> Iterator[tuple[str, Json]]:
    match element.get("type"):
        case "button" | "workflow_button" | "icon_button":
            yield render.text(element.get("text"), reader), {"value": element.get("value")}
        case "overflow" | "radio_buttons" | "static_select":
            groups = element.get("option_groups") or []
            options = [*(element.get("options") or []), *(o for g in groups for o in g["options"])]
            for option in options:
                yield render.text(option["text"], reader), {"selected_option": option}
        case "checkboxes":
            for option in element.get("options") or []:
                yield render.text(option["text"], reader), {"selected_options": [option]}
        case "feedback_buttons":
            for key in ("positive_button", "negative_button"):
                yield render.text(element[key]["text"], reader), {"value": element[key]["value"]}


def reader_of(state: Json, tz: str) -> Reader:
    """How ids read for somebody who sees a state."""
    names = {p["id"]: p["real_name"] for p in state["people"]}
    names |= {c["id"]: c["name"] for c in state["conversations"] if c["kind"] == "channel"}
    return Reader(names, tz)
