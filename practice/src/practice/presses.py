"""What people do with controls: press, choose, fill in, submit, close, search options, use a shortcut."""

from dataclasses import dataclass
from typing import Any

from practice import payloads
from practice.answers import Answers
from practice.delivery import INTERACTIVE, Courier
from practice.files import shared_file
from practice.filled import unfit
from practice.judge import InvalidError, judge_options
from practice.messages import Message
from practice.people import Person
from practice.shapes import Blocks, Json
from practice.surfaces import Surfaces
from practice.views import STATE_KEYS, View, find_element
from practice.workspace import Workspace

_ECHOED = ("text", "value", "style", "placeholder", "url")


@dataclass
class Presses:
    """Turns what people do with controls into interaction payloads."""

    workspace: Workspace
    courier: Courier
    answers: Answers
    surfaces: Surfaces

    async def press(self, person: Person, action: Json) -> Json:
        """Press a button or choose something in a message, a modal or Home: `block_actions`."""
        self._interactive()
        source, blocks = self._place(person, action)
        element = self._element(blocks, action)
        given = action.get("element") or {}
        if isinstance(source, View) and isinstance(action.get("values"), dict):
            self._fill(source, action["values"])
        self._remember(source, person, action, element, given)
        now = self.workspace.clock.seconds()
        payload = payloads.interaction(
            self.workspace, "block_actions", person, in_message=isinstance(source, Message)
        )
        if isinstance(source, View):
            payload |= payloads.view_place(self.workspace, source)
            payload["trigger_id"] = self.workspace.triggers.new(person.id, now, source.opened_in, source.id)
        else:
            payload |= payloads.message_place(self.workspace, source, person.id)
            payload["trigger_id"] = self.workspace.triggers.new(person.id, now, source.conversation)
            path = self.workspace.response_urls.new(
                "actions", self.workspace.team_id, person.id, source.conversation, now, source.ts
            )
            payload["response_url"] = f"{self.workspace.base_url}{path}"
        payload["actions"] = [self._action(action, element, given)]
        label = (element.get("text") or {}).get("text") or element["type"]
        await self.courier.deliver(
            INTERACTIVE, payload, lambda o: self.answers.click(person, f"“{label}”", o), user=person.id
        )
        return {}

    async def fill(self, person: Person, action: Json) -> Json:
        """Fill in fields without sending anything: what the client keeps until Submit."""
        view = self._view(person, action)
        self._fill(view, action.get("values") or {})
        self.workspace.touch([person.id])
        return {}

    async def submit(self, person: Person, action: Json) -> Json:
        """Submit a modal: what the client checks itself first, then `view_submission`."""
        self._interactive()
        view = self._view(person, action)
        if self.workspace.views.top(person.id) is not view:
            raise LookupError("another modal lies upon that one")
        if not view.payload.get("submit"):
            raise LookupError("that modal has nothing to submit")
        self._fill(view, action.get("values") or {})
        wrong = unfit(view)
        if wrong:
            self.surfaces.show_errors(view, wrong)
            return {"errors": wrong}
        view.errors = {}
        payload = payloads.interaction(self.workspace, "view_submission", person)
        now = self.workspace.clock.seconds()
        payload["trigger_id"] = self.workspace.triggers.new(person.id, now, view.opened_in, view.id)
        payload["view"] = payloads.view_object(self.workspace, view)
        payload["response_urls"] = self._response_urls(view)
        await self.courier.deliver(
            INTERACTIVE, payload, lambda o: self.answers.submission(view, o), user=person.id
        )
        return {}

    async def close(self, person: Person, action: Json) -> Json:
        """Close the top modal, or with `all` every one; `view_closed` where the app asked for it."""
        self._interactive()
        view = self._view(person, action)
        stack = list(self.workspace.views.stack(person.id))
        everything = bool(action.get("all"))
        if everything:
            self.surfaces.clear(person.id)
            closed = stack
        else:
            self.surfaces.close(view)
            closed = [v for v in stack if v not in self.workspace.views.stack(person.id)]
        for gone in reversed(closed):
            if gone.payload.get("notify_on_close"):
                payload = payloads.interaction(self.workspace, "view_closed", person)
                payload |= {"view": payloads.view_object(self.workspace, gone), "is_cleared": everything}
                await self.courier.deliver(
                    INTERACTIVE, payload, lambda o: self.answers.event("view_closed", o), user=person.id
                )
        return {}

    async def suggest(self, person: Person, action: Json) -> Json:
        """Type into an external select: `block_suggestion`, whose acknowledgement holds the options."""
        self._interactive()
        source, blocks = self._place(person, action)
        element = self._element(blocks, action)
        query = str(action.get("value") or "")
        if len(query) < element.get("min_query_length", 3):
            return {"options": []}
        payload = payloads.interaction(
            self.workspace, "block_suggestion", person, in_message=isinstance(source, Message)
        )
        if isinstance(source, View):
            payload |= payloads.view_place(self.workspace, source)
        else:
            place = payloads.message_place(self.workspace, source, person.id)
            payload |= {key: value for key, value in place.items() if key != "state"}
        payload |= {"block_id": action["block_id"], "action_id": action["action_id"], "value": query}
        outcome = await self.courier.deliver(INTERACTIVE, payload, _nothing, user=person.id, again=False)
        if outcome.error:
            return {"options": [], "error": outcome.error}
        try:
            judge_options(outcome.payload)
        except InvalidError as invalid:
            self.workspace.complain("invalid_options", f"{action['action_id']} {query!r}: {invalid}")
            return {"options": [], "error": "invalid_options"}
        found: Json = outcome.payload
        return {key: found[key] for key in ("option_groups", "options") if key in found}

    async def shortcut(self, person: Person, action: Json) -> Json:
        """Use a global shortcut."""
        self._interactive()
        declared = self.workspace.manifest.shortcuts.get(str(action.get("callback_id")))
        if declared is None or declared.type != "global":
            raise LookupError(f"the app has no global shortcut {action.get('callback_id')!r}")
        if person.outside and not self.workspace.installation.outsiders_command:
            raise LookupError("Slack shows people of another organization only their own apps' shortcuts")
        now = self.workspace.clock.seconds()
        payload = payloads.interaction(self.workspace, "shortcut", person)
        payload |= {
            "callback_id": declared.callback_id,
            "action_ts": f"{now:.6f}",
            "trigger_id": self.workspace.triggers.new(person.id, now),
        }
        await self.courier.deliver(
            INTERACTIVE,
            payload,
            lambda o: self.answers.click(person, f"“{declared.name}”", o),
            user=person.id,
        )
        return {}

    # -- finding things

    def _interactive(self) -> None:
        if not self.workspace.manifest.interactive:
            raise LookupError("the manifest does not enable interactivity: Slack would not tell the app")

    def _view(self, person: Person, action: Json) -> View:
        view = self.workspace.views.get(str(action.get("view_id")))
        if view is None or view.user != person.id:
            raise LookupError(f"{person.real_name} has no view {action.get('view_id')} open")
        return view

    def _place(self, person: Person, action: Json) -> tuple[View | Message, Blocks]:
        container = action.get("container") or {}
        if container.get("type") == "view":
            view = self._view(person, container)
            return view, view.blocks
        message = self.workspace.messages.get(str(container.get("conversation")), str(container.get("ts")))
        if message is None or message.ephemeral_to not in (None, person.id):
            raise LookupError(f"{person.real_name} sees no message {container.get('ts')}")
        if not self.workspace.sees(person, self.workspace.conversations.by_id[message.conversation]):
            raise LookupError(f"{person.real_name} does not see that conversation")
        return message, message.blocks

    def _element(self, blocks: Blocks, action: Json) -> Json:
        element = find_element(blocks, str(action.get("block_id")), str(action.get("action_id")))
        if element is None:
            raise LookupError(f"there is no control {action.get('block_id')}/{action.get('action_id')} there")
        return element

    def _fill(self, view: View, values: Json) -> None:
        """Keep what somebody filled in, field by field.

        Raises:
            LookupError: the view has no such field.
        """
        for block_id, chosen in values.items():
            for action_id, held in chosen.items():
                element = self._element(view.blocks, {"block_id": block_id, "action_id": action_id})
                if element["type"] not in STATE_KEYS:
                    raise LookupError(f"{block_id}/{action_id} is a {element['type']}, which holds nothing")
                kept = {"type": element["type"]} | held
                if element["type"] == "file_input":
                    kept["files"] = [self._file(f) for f in held.get("files") or []]
                view.state.setdefault(block_id, {})[action_id] = kept

    def _file(self, given: Json) -> Json:
        file = self.workspace.files.get(str(given.get("id")))
        if file is None:
            raise LookupError(f"no file {given.get('id')} was uploaded")
        return shared_file(file, self.workspace.base_url, self.workspace.team_id)

    def _remember(
        self, source: View | Message, person: Person, action: Json, element: Json, given: Json
    ) -> None:
        """Keep a choice as state, as the client does, so that the next payload carries it."""
        if element["type"] not in STATE_KEYS:
            return
        key = STATE_KEYS[element["type"]][0]
        state = source.state if isinstance(source, View) else source.state.setdefault(person.id, {})
        chosen = {"type": element["type"], key: given.get(key)}
        state.setdefault(action["block_id"], {})[action["action_id"]] = chosen
        self.workspace.touch([person.id])

    def _action(self, action: Json, element: Json, given: Json) -> Json:
        made: Json = {
            "type": element["type"],
            "block_id": action["block_id"],
            "action_id": action["action_id"],
            "action_ts": f"{self.workspace.clock.seconds():.6f}",
        }
        made |= {key: element[key] for key in _ECHOED if key in element}
        made |= {key: value for key, value in given.items() if key not in made}
        if element["type"] in STATE_KEYS:
            made[STATE_KEYS[element["type"]][0]] = given.get(STATE_KEYS[element["type"]][0])
        shown: Json = payloads.escaped(made)
        return shown

    def _response_urls(self, view: View) -> list[Json]:
        """One for each chosen conversation whose select asked for it with `response_url_enabled`."""
        urls: list[Json] = []
        for block in view.blocks:
            element = block.get("element") or {}
            if not element.get("response_url_enabled"):
                continue
            held = view.state.get(block["block_id"], {}).get(element["action_id"], {})
            chosen = held.get(STATE_KEYS[element["type"]][0])
            if chosen:
                path = self.workspace.response_urls.new(
                    "actions", self.workspace.team_id, view.user, chosen, self.workspace.clock.seconds()
                )
                urls.append(
                    {
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                        "channel_id": chosen,
                        "response_url": f"{self.workspace.base_url}{path}",
                    }
                )
        return urls


def _nothing(_: Any) -> None:
    """An option search's answer goes back to whoever typed; nothing is shown elsewhere."""
