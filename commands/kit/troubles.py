"""How what can't be done is said: what was understood, what was not, an example; who could; a reference."""

from __future__ import annotations

from math import ceil

from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.blocks import aside, button, buttons, offered, says, words
from commands.kit.member import Member, Needs
from commands.kit.problems import Refused
from commands.kit.reading import by_name
from commands.kit.reply import Message
from commands.kit.slash import locally
from storage.region import Region
from words.amounts import plural
from words.problems import Problem, Unclear

WHO = {
    Needs.RESPONDER: "It is for people on the roster.",
    Needs.LEAD: "An agency lead or an emergency manager can do this.",
    Needs.MANAGER: "An emergency manager can do this.",
}


def problem_message(problem: Problem, region: Region) -> Message:
    """What is said about a problem somebody can do something about, with the commands this region has."""
    match problem:
        case Unclear():
            return _unclear(problem, region)
        case Refused():
            return _message([problem.what, problem.who_could], says("What I can do", "muster help", "help"))
        case _:
            return _message([by_name(str(problem))])


def not_for_you(member: Member, needs: Needs, meanwhile: str = "") -> Message:
    """Somebody lacks the right a request needs; a stranger may ask to be linked.

    `meanwhile`: what became of what they said, and what else a stranger may do about it.
    """
    if member.person_id is None or not member.may(Needs.RESPONDER):
        lines = [
            member.why_not or "I can't find you on the roster.",
            "Muster answers people on the roster. You can ask the emergency manager to link you to it.",
        ]
        if meanwhile:
            lines.append(meanwhile)
        return _message(
            lines, button("Ask to be linked", "link.ask"), says("What Muster is", "muster help", "help")
        )
    return _message(
        ["I can't do that for you here.", WHO[needs]], says("What I can do", "muster help", "help")
    )


def try_again() -> Message:
    """Slack could not be asked who is speaking."""
    return _message(["I could not ask Slack who you are just now. Nothing was recorded. Please try again."])


def by_rules_before(seconds: float) -> str:
    """What is said above an answer by the rules before, while everybody is counted by those of now."""
    return (
        "What is asked of people was changed, and everybody is being counted by that. "
        f"This is how it stands by the rules before; by the new ones you can ask {_in_about(seconds)}."
    )


def not_counted_yet(seconds: float, meanwhile: str = "") -> Message:
    """Everybody is to be counted anew first, and by which rules they were counted before is not known, or of
    no use: what is given out is by the rules of now.

    `meanwhile`: what became of what was asked for.
    """
    again = (
        "What is asked of people was changed, or Muster was, and everybody is being counted anew. "
        f"Please ask this again {_in_about(seconds)}. About one agency or one person you can ask now."
    )
    return _message([" ".join(filter(None, (again, meanwhile)))])


def _in_about(seconds: float) -> str:
    minutes = max(1, ceil(seconds / 60))
    return f"in about {plural(minutes, 'minute')}"


def ours(reference: str, out_of_reach: bool) -> Message:
    """A failure that is ours, with the reference that stands in the log."""
    what = "I can't reach my records just now." if out_of_reach else "Something of mine went wrong."
    return _message(
        [f"{what} Nothing was recorded. Please try again in a moment.", f"Reference: {reference}"]
    )


def busy() -> Message:
    """More was asked at one time than can be answered: this was not taken on."""
    return _message(["I'm busy: many people are asking. Nothing was recorded. Please try again in a minute."])


def still_at_it() -> Message:
    """The records are held by somebody else: an answer follows, unless this process ends before."""
    return _message(
        [
            "I'm still working on this: my records are busy. My answer follows; if none comes in a minute, "
            "please ask again."
        ]
    )


def unsaved() -> Message:
    """A form whose answer has to wait, for the records are held by somebody else."""
    return _message(
        [
            "My records are busy just now. What you filled in is still there: close this and submit it again "
            "in a moment. It is recorded once, however often you do."
        ]
    )


def changed_since() -> Message:
    """A form that was taken already, and is submitted again with something else in it."""
    return _message(
        [
            "I had taken this form already, as you submitted it first. What you changed in it since is not "
            "recorded. Close this, look at what I recorded, and correct it there."
        ]
    )


def unread(reference: str) -> Message:
    """What Slack delivered could not be read; the reference stands in the log."""
    return _message(
        [
            "I could not read what Slack sent me. Nothing was recorded. Please try again.",
            f"Reference: {reference}",
        ]
    )


def _unclear(problem: Unclear, region: Region) -> Message:
    lines = [problem.not_understood]
    if problem.understood:
        lines.append(f"I understood: {problem.understood}.")
    blocks: list[Block] = [words(by_name("\n".join(lines)))]
    row = offered(problem.offers)
    if row:
        blocks += [words(_which(problem)), *row]
    if problem.example:
        blocks.append(aside(f"For example: {locally(problem.example, region)}"))
    return Message(blocks)


def _which(problem: Unclear) -> str:
    """What the buttons ask; what the first line named already is not said again."""
    if all(offer.label in problem.not_understood for offer in problem.offers):
        return "Which one?"
    meant = " · ".join(f"“{offer.label}”" for offer in problem.offers)
    return f"Did you mean: {meant}?"


def _message(lines: list[str], *elements: ButtonElement) -> Message:
    return Message([words("\n".join(lines)), *buttons(*elements)])
