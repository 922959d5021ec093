"""What Home says of readiness: one's positions, the agencies somebody leads, the region to its manager."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, ButtonElement

from commands.kit.blocks import button, buttons, paragraphs, rule, says, styled, title, words
from commands.kit.may import agencies_led, counting
from commands.kit.member import Needs
from commands.kit.request import Request
from commands.language.questions import ASK, question_about
from commands.language.taking_part import position_lines
from commands.readiness.coverage_views import course_line, total_line, weakest_of
from commands.readiness.depth_views import SHOW_TEAMS, TeamsAsked, depth_line
from commands.readiness.digest_views import NOTHING_ASKED
from readiness.due import EVERYONE, Scope
from storage.figures import Figures, figures
from words.amounts import plural

MOST_AGENCIES = 5
MOST_COURSES = 6
MOST_OF_THE_REGION = 3
"""Courses of the region, each of two lines with its weakest; the others stand in `/readiness`."""

MOST_POSITIONS = 8


def coverage_of_mine(request: Request) -> Iterator[Block]:
    """Each agency the speaker leads; for the emergency manager the region, where something was brought."""
    for agency in agencies_led(request.member)[:MOST_AGENCIES]:
        yield rule()
        yield from _part(_figures(request, Scope.agency(agency)))
    if request.member.may(Needs.MANAGER) and request.catalogue.courses:
        yield rule()
        yield from _region(request)


def _figures(request: Request, scope: Scope) -> Figures:
    return figures(request.session, scope, request.today, counting(request, scope))


def _part(found: Figures) -> Iterator[Block]:
    yield title(found.scope_name)
    lines = [course_line(course, found.strength) for course in found.courses[:MOST_COURSES]]
    yield words("\n".join(lines) or "Nothing is asked of anybody there yet.")
    yield from _depth(found)
    yield from buttons(
        button("Who is due there", f"{ASK}:{found.scope}", question_about(found.scope)), _teams(found)
    )


def _region(request: Request) -> Iterator[Block]:
    found = _figures(request, EVERYONE)
    yield title("The region")
    if found.courses:
        yield words("\n".join(part for part in (total_line(found), weakest_of(found)) if part))
    yield from _depth(found)
    lines = [course_line(course, None) for course in found.courses[:MOST_OF_THE_REGION]]
    if len(found.courses) > len(lines):
        lines.append(f"{plural(len(found.courses) - len(lines), 'course')} with fewer people to train.")
    yield words("\n".join(lines) or NOTHING_ASKED)
    yield from buttons(
        says("Readiness", "readiness", "readiness"), _teams(found), says("Set up", "muster setup", "setup")
    )


def _depth(found: Figures) -> Iterator[Block]:
    """How many teams deep, where a team needs any position: nothing is hidden from those who may name."""
    line = depth_line(found.teams)
    if line:
        yield words(line)


def _teams(found: Figures) -> ButtonElement | None:
    if found.teams is None:
        return None
    return button("Teams", f"{SHOW_TEAMS}:{found.scope}", TeamsAsked(scope=found.scope))


def positions_i_played(request: Request) -> Iterator[Block]:
    """The positions the speaker has held: "Transport: played 14 Jan 2026 (full-scale), walked 3 Oct 2025"."""
    person_id = request.member.person_id
    held = [] if person_id is None else position_lines(request, person_id)
    if not held:
        return
    lines = held[:MOST_POSITIONS]
    if len(held) > MOST_POSITIONS:
        lines.append(f"{len(held) - MOST_POSITIONS} more in your record.")
    yield styled("*Positions you have held*")
    yield from paragraphs(lines)
