"""What the workspace makes of the app's acknowledgements.

Source: Slack's documentation of slash commands (immediate responses) and of modals (response actions).
"""

from dataclasses import dataclass

from practice.conversations import Conversation
from practice.delivery import Outcome
from practice.judge import InvalidError, judge_message
from practice.people import Person
from practice.shapes import Json
from practice.surfaces import Surfaces, ViewError
from practice.views import View
from practice.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"
"""What Slack shows in a modal whose answer failed or made no sense."""

_ACTIONS = frozenset({"errors", "update", "push", "clear"})


@dataclass
class Answers:
    """Turns outcomes of deliveries into what people see."""

    workspace: Workspace
    surfaces: Surfaces

    def command(self, person: Person, conversation: Conversation, name: str, outcome: Outcome) -> None:
        """Show a slash command's answer, or why there is none."""
        if outcome.error:
            word = "dispatch_failed" if outcome.error == "not_installed" else outcome.error
            self.workspace.notice(person.id, f'{name} failed with the error "{word}"')
            return
        answer = outcome.payload
        if not answer:
            return
        if not isinstance(answer, dict):
            answer = {"text": str(answer)}
        try:
            judge_message(
                answer.get("blocks"),
                answer.get("attachments"),
                weigh=False,
                unknown=self.workspace.unknown_blocks,
            )
        except InvalidError as invalid:
            self.workspace.complain("invalid_blocks", f"the answer to {name}: {invalid}")
            self.workspace.notice(person.id, f'{name} failed with the error "invalid_command_response"')
            return
        if not answer.get("text") and not answer.get("blocks") and not answer.get("attachments"):
            self.workspace.complain("bad_ack", f"the answer to {name} says nothing: {answer}")
            return
        post_answer(self.workspace, person.id, conversation, answer)

    def click(self, person: Person, what: str, outcome: Outcome) -> None:
        """A click's acknowledgement says nothing; a message in it is lost."""
        if outcome.error:
            self.workspace.notice(person.id, f"{what}: {TROUBLE}")
        elif isinstance(outcome.payload, dict) and outcome.payload:
            keys = ", ".join(sorted(outcome.payload))
            self.workspace.complain(
                "ignored_ack", f"{what}: Slack ignores what a click's acknowledgement says ({keys})"
            )

    def event(self, name: str, outcome: Outcome) -> None:
        """An event's acknowledgement says nothing either."""
        if not outcome.error and isinstance(outcome.payload, dict) and outcome.payload:
            self.workspace.complain(
                "ignored_ack", f"event {name}: its acknowledgement says something, which Slack ignores"
            )

    def submission(self, view: View, outcome: Outcome) -> None:
        """Show a submitted modal's response action."""
        if view not in self.workspace.views.stack(view.user):
            return
        if outcome.error:
            self.surfaces.show_errors(view, {"": TROUBLE})
            return
        answer = outcome.payload
        if not answer:
            self.surfaces.close(view)
            return
        action = answer.get("response_action") if isinstance(answer, dict) else None
        if action not in _ACTIONS:
            self._senseless(view, f"unknown answer to a submitted modal: {answer}")
            return
        try:
            self._act(view, str(action), answer)
        except (InvalidError, ViewError) as refused:
            self._senseless(view, f"response_action {action}: {refused}")

    def _act(self, view: View, action: str, answer: Json) -> None:
        match action:
            case "clear":
                self.surfaces.clear(view.user)
            case "update":
                self.surfaces.update(view, answer.get("view") or {})
            case "push":
                self.surfaces.push(view.user, answer.get("view") or {})
            case _:
                errors = answer.get("errors")
                inputs = {b["block_id"] for b in view.blocks if b.get("type") == "input"}
                if (
                    not isinstance(errors, dict)
                    or not errors
                    or not all(isinstance(e, str) for e in errors.values())
                ):
                    self._senseless(view, f"response_action errors without errors: {answer}")
                elif unknown := set(errors) - inputs:
                    self._senseless(
                        view, f"errors for blocks that are no inputs of the view: {sorted(unknown)}"
                    )
                else:
                    self.surfaces.show_errors(view, errors)

    def _senseless(self, view: View, why: str) -> None:
        self.workspace.complain("bad_response_action", why)
        self.surfaces.show_errors(view, {"": TROUBLE})


def post_answer(workspace: Workspace, user_id: str, conversation: Conversation, answer: Json) -> None:
    """Post what an app answered in an acknowledgement or to a response URL; only the user sees it unless
    it says `in_channel`."""
    if not answer.get("text"):
        workspace.complain(
            "no_text", "an answer has blocks but no text, which screen readers and notices need"
        )
    public = answer.get("response_type") == "in_channel"
    workspace.post(
        conversation,
        workspace.bot.id,
        str(answer.get("text") or ""),
        answer.get("blocks"),
        bot_id=workspace.bot_id,
        ephemeral_to=None if public else user_id,
        thread_ts=answer.get("thread_ts"),
    )
