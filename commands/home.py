"""App Home: my standing, my agency for its lead, the region for the emergency manager, and quick buttons."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.views import View

from commands.digest import Figures, figures
from commands.registry import Click, Entry, Needs
from commands.reply import Reply
from commands.request import Request
from commands.setup import set_up_of
from commands.views.blocks import aside, button, buttons, rule, says, title, words
from commands.views.coverage import course_line, total_line, weakest_of
from commands.views.due import mine_lines
from commands.views.setup import set_up_blocks
from readiness.due import EVERYONE, Scope
from storage.answers import asked_on, who_is_due_on

MOST_AGENCIES = 5
MOST_COURSES = 6


def home(request: Request) -> Reply:
    """Home, as it is for the one who opens it."""
    blocks = list(_blocks(request))
    if request.region.handling_mark:
        blocks.append(aside(request.region.handling_mark))
    return Reply(home=View(type="home", blocks=blocks))


def _blocks(request: Request) -> Iterator[Block]:
    member = request.member
    if not member.may(Needs.RESPONDER):
        yield title("Muster")
        why_not = member.why_not or "I can't find you on the roster."
        yield words(f"{why_not} You can ask to be linked to it.")
        yield from buttons(
            button("Ask to be linked", "link.ask"), says("What Muster is", "muster help", "help")
        )
        return
    if member.agencies:
        yield from _mine(request)
    else:
        yield title("Muster")
    yield from buttons(*_quick(request))
    for agency in sorted(member.leads)[:MOST_AGENCIES]:
        yield rule()
        yield from _part(figures(request.session, Scope.agency(agency), request.today, fewest=1))
    if member.is_manager:
        yield rule()
        yield from _region(request)


def _mine(request: Request) -> Iterator[Block]:
    scope = Scope.person(request.member.person_id)
    asked = asked_on(request.session, request.today, scope)
    due = who_is_due_on(request.session, request.today, scope)
    head, lines = mine_lines(asked, due, request.catalogue, request.today)
    yield title(head) if len(head) <= 150 else words(head)
    if lines:
        yield words("\n".join(lines))


def _quick(request: Request) -> Iterator[ButtonElement]:
    yield says("Log training", "training", "log")
    yield says("My record", "training history", "history")
    if request.member.may(Needs.LEAD):
        yield says("Who's due?", "due everyone" if request.member.is_manager else "who is due", "due")
    yield says("Help", "muster help", "help")


def _part(found: Figures) -> Iterator[Block]:
    yield title(found.scope_name)
    lines = [course_line(course, found.strength) for course in found.courses[:MOST_COURSES]]
    yield words("\n".join(lines) or "Nothing is asked of anybody there today.")
    yield from buttons(says("Who is due there", f"due {found.scope_name}", found.scope))


def _region(request: Request) -> Iterator[Block]:
    state = set_up_of(request.session, request.today)
    if not state.is_empty:
        yield from _standing_of_all(request)
    # A county is seldom all on Slack: what is left to set up must not stand before what it is for.
    if not state.is_done:
        yield from set_up_blocks(state, request.region)


def _standing_of_all(request: Request) -> Iterator[Block]:
    found = figures(request.session, EVERYONE, request.today, fewest=1)
    yield title("The region")
    yield words("\n".join(part for part in (total_line(found), weakest_of(found)) if part))
    yield words(
        "\n".join(course_line(course, None) for course in found.courses[:MOST_COURSES]) or "No courses yet."
    )
    yield from buttons(says("Readiness", "readiness", "readiness"), says("Set up", "muster setup", "setup"))


ENTRIES: tuple[Entry, ...] = (Click("home", home, needs=Needs.NOTHING),)
