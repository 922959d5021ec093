"""`/muster help`: every form with an example, as far as it is for the one who asks."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from commands.helping_views import scene_blocks
from commands.kit.blocks import aside, button, buttons, paragraphs, says, styled, title, words
from commands.kit.member import Member, Needs
from commands.kit.registry import Entry, Form
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.kit.slash import locally, unprefixed
from commands.language.sentences_of_greeting import ALL_RIGHT, THANKS

ABOUT = (
    "Muster keeps who has been trained on what and when, answers who is due for a refresher, and can show "
    "how it knows. It is not for live incidents: use your dispatch and your radio plan for those."
)
ALL = "all"
"""Asks help for the words of every command; without it help shows what to begin with."""
WELCOME = "You are welcome."
AS_YOU_SAY = "All right."
WORDS_TOO = (
    "The same words work without the slash when you mention me, in a thread, or in a direct message, "
    "and behind /muster."
)


def entries(forms: Sequence[Form]) -> tuple[Entry, ...]:
    """The forms of help itself, over all the other forms there are."""

    def help_with(request: Request) -> Reply:
        return _help(request, [*forms, *own])

    own = (
        Form(
            "muster",
            help_with,
            "what Muster is, and what you can say",
            "/muster",
            Needs.NOTHING,
            takes="help",
        ),
        Form(
            "muster help",
            help_with,
            "the forms of a command, with an example each",
            "/muster help due",
            Needs.NOTHING,
        ),
    )
    return own


def _help(request: Request, forms: Sequence[Form]) -> Reply:
    asked = request.text.split()
    if asked == [THANKS]:
        return Reply(message=Message([words(WELCOME), *buttons(*_next_steps(request.member))]))
    if request.text == ALL_RIGHT:
        return Reply(message=Message([words(AS_YOU_SAY)]))
    command = unprefixed(asked[0], request.region) if asked else ""
    shown = [form for form in forms if request.member.may(form.needs)]
    about = [form for form in shown if command and form.says.split()[0] == command]
    # Examples and explanations are our own words, and easier to tell apart when the example looks typed.
    if about:
        lines = [f"`{locally(form.example, request.region)}`  {form.what}" for form in about]
    else:
        lines = _overview(request, shown)
    blocks: list[Block] = [title("What you can say"), words(ABOUT)]
    if not asked and request.member.may(Needs.RESPONDER):
        blocks += scene_blocks(request.member, request.catalogue, request.region)
        blocks += buttons(says("All the words I know", f"muster help {ALL}", "words"))
    else:
        blocks += paragraphs(lines, styled)
    blocks.append(aside(WORDS_TOO))
    who = _who(request.member)
    blocks.append(aside(who))
    blocks += buttons(*_next_steps(request.member))
    return Reply(message=Message(blocks))


def _overview(request: Request, forms: Sequence[Form]) -> list[str]:
    """A line a command, with the words that may follow it: what each of them does, its own help says."""
    by_command: dict[str, list[Form]] = {}
    for form in forms:
        by_command.setdefault(form.says.split()[0], []).append(form)
    lines = []
    for theirs in by_command.values():
        first, *others = sorted(theirs, key=lambda form: len(form.says.split()) > 1)
        more = [" ".join(form.says.split()[1:]) for form in others]
        line = f"`{locally(first.example, request.region)}`  {first.what}"
        lines.append(f"{line}; then {', '.join(f'`{each}`' for each in more)}" if more else line)
    return [
        *lines,
        f"`{locally('/muster help training', request.region)}`  what may follow one, with examples",
    ]


def _who(member: Member) -> str:
    if member.person_id is None or not member.may(Needs.RESPONDER):
        return f"{member.why_not or 'I do not know you yet.'} Until you are linked, help is all I can give."
    return f"You are signed in as {member.name}: {', '.join(member.roles)}."


def _next_steps(member: Member) -> list[ButtonElement]:
    if not member.may(Needs.RESPONDER):
        return [button("Ask to be linked", "link.ask")]
    steps: list[ButtonElement] = [
        says("What I am due for", "due", "mine"),
        says("Log training", "training", "log"),
    ]
    if member.may(Needs.MANAGER):
        steps.append(says("Set up", "muster setup", "setup"))
    return steps
