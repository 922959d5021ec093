"""Somebody in the practice workspace, as a test or a tour drives them: says, presses, fills, sees."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from practice import form, render
from practice.patience import Patience
from practice.render import Reader
from practice.shapes import Json
from practice.sight import Control, Seen, everything, reader_of
from practice.wire import Channel, Wire

__all__ = ["Actor", "Channel"]

_POLL_SECONDS = 0.02
_MODAL_SECONDS = 5.0


@dataclass(eq=False)
class Actor:
    """One person. Every verb waits until the app has acknowledged what it sets off."""

    slack: Wire
    id: str
    name: str
    real_name: str
    tz: str
    dm: Channel
    _since: int = 0
    _at_home: bool = False
    _sight: Json = field(default_factory=dict)

    # -- doing

    def says(
        self,
        text: str,
        in_: Channel | None = None,
        *,
        thread: str | None = None,
        broadcast: bool = False,
        classic: bool = False,
        files: Iterable[Path] = (),
    ) -> str | None:
        """Say something, or use a slash command, in a channel or by default in the DM with the bot.

        `/me TEXT` is a `me_message`; `broadcast` sends a thread's reply to the channel too, as a
        `thread_broadcast`. A bot can say something too, a `classic` one as a `bot_message` that is nobody's.
        Returns the message's timestamp; None for a command.
        """
        where = in_ or self.dm
        self._line(text if where is self.dm else f"(in #{where.name}) {text}")
        sent = [self._upload(path.name, path.read_bytes())["id"] for path in files]
        action = {"type": "say", "conversation": where.id, "text": text, "thread_ts": thread, "files": sent}
        return self._act(action | {"broadcast": broadcast, "classic": classic}).get("ts")

    def edits(self, ts: str, text: str, in_: Channel | None = None) -> None:
        """Change one of their own messages."""
        self._line(f"(edits) {text}")
        self._act({"type": "edit", "conversation": (in_ or self.dm).id, "ts": ts, "text": text})

    def deletes(self, ts: str, in_: Channel | None = None) -> None:
        """Delete one of their own messages."""
        self._line("(deletes)")
        self._act({"type": "delete", "conversation": (in_ or self.dm).id, "ts": ts})

    def presses(self, label: str) -> None:
        """Press the newest visible control with a label: in the open modal, else messages, else Home."""
        control = self._control(label)
        self._line(f"[{control.label}]")
        self._press(control.container, control.block_id, control.action_id, control.sends)

    def chooses(self, field_name: str, option: Any) -> None:
        """Choose in a menu that stands outside an input, in the newest thing that has one so named."""
        for seen in reversed(self.sights("ever")):
            try:
                block = form.find_field({"blocks": seen.blocks}, field_name, self._reader())
            except AssertionError:
                continue
            place = seen.controls[0].container if seen.controls else self._place(seen)
            self._line(f"[{field_name}: {option}]")
            self._put(place, block, option, press=True)
            return
        raise AssertionError(f"{self.real_name} sees no menu {field_name!r}:\n{self.transcript()}")

    def fills(self, values: Mapping[str, Any]) -> None:
        """Fill in fields of the open modal by their labels."""
        self._since = self._look()["now"]
        for label, wanted in values.items():
            view, block = self._field(label)
            self._line(f"{label}: {_spoken(wanted)}")
            press = block["type"] != "input" or bool(block.get("dispatch_action"))
            since = self._since
            self._put({"type": "view", "view_id": view["id"]}, block, wanted, press=press)
            self._since = since

    def submits(self) -> None:
        """Submit the open modal."""
        view = self._open_modal()
        if not view.get("submit"):
            raise AssertionError(f"there is nothing to submit:\n{self.transcript()}")
        self._line(f"[{render.text(view['submit'])}]")
        self._act({"type": "submit", "view_id": view["id"], "values": {}})

    def closes(self, *, everything: bool = False) -> None:
        """Close the open modal, or the whole stack."""
        view = self._open_modal()
        self._line("(closes)")
        self._act({"type": "close", "view_id": view["id"], "all": everything})

    def opens_home(self) -> None:
        """Look at the app's Home."""
        self._line("(opens Home)")
        self._act({"type": "open_home"})
        self._at_home = True

    def uses_shortcut(self, name: str) -> None:
        """Use a global shortcut by its name."""
        shortcuts = self.state()["shortcuts"]
        found = [s["callback_id"] for s in shortcuts if s["name"] == name]
        if not found:
            raise AssertionError(f"there is no shortcut {name!r}: {[s['name'] for s in shortcuts]}")
        self._line(f"(shortcut) {name}")
        self._act({"type": "shortcut", "callback_id": found[0]})

    def repeats_last(self, times: int = 1, *, as_retry: bool = False) -> None:
        """Have Slack deliver the last thing they did again: the same envelope, trigger and payload.

        With `as_retry` it is marked as a retry, as after an acknowledgement that got lost.
        """
        self.slack.post("repeat", {"as": self.id, "times": times, "as_retry": as_retry})

    def reloads(self) -> None:
        """Reload the client: messages only they saw are gone."""
        self.slack.post("reload", {"as": self.id})

    def joins(self, channel: Channel) -> None:
        """Join a channel."""
        self.slack.post("channels/change", {"channel": channel.id, "join": [self.id]})

    def leaves(self, channel: Channel) -> None:
        """Leave a channel."""
        self.slack.post("channels/change", {"channel": channel.id, "leave": [self.id]})

    def changes(self, **about: Any) -> None:
        """Change their account: real_name, title, tz, email, guest, admin, deactivated, email_confirmed."""
        self.slack.post("people/change", {"user": self.id} | about)

    # -- seeing

    def sees(self, text: str, seconds: float = 5.0, *, since: str = "last") -> Seen:
        """Wait until something they see, new since their last act, contains the text; an open modal counts,
        and Home while they look at it. With since="ever" everything counts.

        Raises:
            AssertionError: nothing did in time; the message is what they do see.
        """
        patience = Patience(seconds)
        wanted = " ".join(text.split())
        while True:
            sights = self.sights(since)
            for seen in reversed(sights):
                if wanted in " ".join(seen.text.split()):
                    self._tell(sights)
                    return seen
            if patience.over:
                raise AssertionError(
                    f"{self.real_name} does not see {text!r}. In sight:\n{self.transcript(since)}"
                )
            time.sleep(_POLL_SECONDS)

    def does_not_see(self, text: str, *, since: str = "last") -> None:
        """Make sure nothing they see now, new since their last act, contains the text."""
        wanted = " ".join(text.split())
        for seen in self.sights(since):
            if wanted in " ".join(seen.text.split()):
                raise AssertionError(f"{self.real_name} sees {text!r} in a {seen.where}:\n{seen.text}")

    def sees_no_more(self, text: str, seconds: float = 5.0) -> None:
        """Wait until nothing new since their last act contains the text."""
        patience = Patience(seconds)
        while True:
            try:
                return self.does_not_see(text)
            except AssertionError:
                if patience.over:
                    raise
            time.sleep(_POLL_SECONDS)

    def sees_nothing(self, seconds: float = 0.5) -> None:
        """Make sure nothing new comes for a while."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if any(seen.changed > self._since for seen in self.sights()):
                raise AssertionError(f"{self.real_name} sees something:\n{self.transcript('last')}")
            time.sleep(_POLL_SECONDS)

    def sights(self, since: str = "last") -> list[Seen]:
        """What they see, oldest first and the open modal last; not their own words."""
        sight = self._look()
        state = sight["state"]
        seen = [s for s in everything(state, sight["changes"], self._reader(state)) if not s.mine]
        if since == "ever":
            return seen
        return [s for s in seen if s.changed > self._since or s.where == "modal" or self._looks_at(s)]

    def state(self) -> Json:
        """All they see, as the page is told it."""
        state: Json = self._look()["state"]
        return state

    @property
    def modal(self) -> Json | None:
        """The view of the open modal, or None."""
        modals = self.state()["modals"]
        return modals[-1]["view"] if modals else None

    @property
    def modal_errors(self) -> dict[str, str]:
        """What stands under the open modal's fields, by block id."""
        modals = self.state()["modals"]
        return modals[-1]["errors"] if modals else {}

    @property
    def home(self) -> Json | None:
        """The view of their Home, or None."""
        home: Json | None = self.state()["home"]
        return home

    def messages(self, in_: Channel | None = None) -> list[Json]:
        """The messages they see in a channel, or in their DM, oldest first."""
        found: list[Json] = self.state()["messages"].get((in_ or self.dm).id, [])
        return found

    def transcript(self, since: str = "ever") -> str:
        """What they see, readably."""
        parts = []
        for seen in self.sights(since)[-20:]:
            parts.append(f"--- {seen.where} ({seen.author})\n{seen.text}")
        return "\n".join(parts) or "(nothing)"

    # -- inside

    def _act(self, action: Json) -> Json:
        if self.slack.on_line:
            self._tell(self.sights())
        self._at_home = False
        answer = self.slack.post("act", {"as": self.id, "action": action})
        self._since = int(answer["before"])
        return answer

    def _look(self) -> Json:
        """What they see, asked for again only when it changed."""
        known = str(self._sight.get("now", ""))
        answer: Json = self.slack.get("sight", {"as": self.id, "unless": known})
        if "state" in answer:
            self._sight = answer
        return self._sight

    def _press(self, container: Json, block_id: str, action_id: str, sends: Json) -> None:
        at_home = self._at_home
        self._act(
            {
                "type": "press",
                "container": container,
                "block_id": block_id,
                "action_id": action_id,
                "element": sends,
            }
        )
        home = self.home
        self._at_home = at_home and home is not None and container.get("view_id") == home["id"]

    def _put(self, place: Json, block: Json, wanted: Any, *, press: bool) -> None:
        element = block["element"]
        ids = {"block_id": block["block_id"], "action_id": element["action_id"]}

        def search(query: str) -> list[Json]:
            found = self.slack.post(
                "act",
                {"as": self.id, "action": {"type": "suggest", "container": place, "value": query} | ids},
            )
            groups = found.get("option_groups") or []
            return [*(found.get("options") or []), *(o for group in groups for o in group["options"])]

        held = form.held(element, wanted, search, self._upload, self.slack.id_of)
        if press:
            self._press(place, block["block_id"], element["action_id"], held)
        else:
            values = {block["block_id"]: {element["action_id"]: {"type": element["type"]} | held}}
            self._act({"type": "fill", "view_id": place["view_id"], "values": values})

    def _upload(self, name: str, content: bytes) -> Json:
        action = {"type": "upload", "name": name, "content_base64": form.encoded(content)}
        file: Json = self.slack.post("act", {"as": self.id, "action": action})["file"]
        return file

    def _control(self, label: str) -> Control:
        sights = self.sights("ever")
        modal = [s for s in sights if s.where == "modal"]
        order = modal or [s for s in reversed(sights) if s.where.startswith("message")]
        order += [s for s in sights if s.where == "Home"] if not modal else []
        if self._at_home and not modal:
            order.sort(key=lambda s: s.where != "Home")
        controls = [control for seen in order for control in seen.controls]
        word = label.casefold()
        for found in (
            [control for control in controls if control.label == label],
            [control for control in controls if control.label.casefold() == word],
        ):
            if found:
                return found[0]
        raise AssertionError(f"{self.real_name} sees nothing to press called {label!r}:\n{self.transcript()}")

    def _open_modal(self) -> Json:
        patience = Patience(_MODAL_SECONDS)
        while True:
            view = self.modal
            if view is not None:
                return view
            if patience.over:
                raise AssertionError(f"{self.real_name} has no modal open:\n{self.transcript()}")
            time.sleep(_POLL_SECONDS)

    def _field(self, label: str) -> tuple[Json, Json]:
        """The open modal and its field of that label; the modal may be another in a moment."""
        patience = Patience(_MODAL_SECONDS)
        while True:
            view = self._open_modal()
            try:
                return view, form.find_field(view, label, self._reader())
            except AssertionError:
                if patience.over:
                    raise
            time.sleep(_POLL_SECONDS)

    def _looks_at(self, seen: Seen) -> bool:
        return seen.where == "Home" and self._at_home

    def _place(self, seen: Seen) -> Json:
        if seen.where in ("modal", "Home"):
            return {"type": "view", "view_id": seen.source["id"]}
        for conversation, messages in self.state()["messages"].items():
            if any(m["ts"] == seen.source.get("ts") for m in messages):
                return {"type": "message", "conversation": conversation, "ts": seen.source["ts"]}
        raise AssertionError("that message is gone")

    def _reader(self, state: Json | None = None) -> Reader:
        return reader_of(state or self.state(), self.tz)

    def _line(self, text: str) -> None:
        if self.slack.on_line:
            self.slack.on_line(self.real_name, text)

    def _tell(self, sights: list[Seen]) -> None:
        """Hand what the app or Slack said to whoever listens, once whoever sees it."""
        if not self.slack.on_line:
            return
        for seen in sights:
            if seen.from_bot and seen.key not in self.slack.told:
                self.slack.told.add(seen.key)
                self.slack.on_line(seen.author, seen.shown)


def _spoken(wanted: Any) -> str:
    if isinstance(wanted, list | tuple):
        return ", ".join(_spoken(one) for one in wanted)
    if isinstance(wanted, Actor):
        return wanted.real_name
    if isinstance(wanted, Channel):
        return f"#{wanted.name}"
    return str(wanted)
