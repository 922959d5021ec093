"""What Home says of readiness: one's positions, the agencies somebody leads, the region to its manager."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from commands.kit.blocks import bold_lines, button, buttons, cut, plain, says, styled, title, words
from commands.kit.home import LINE, Piece, ToDo, room_for
from commands.kit.may import agencies_led, counting
from commands.kit.member import Needs
from commands.kit.request import Request
from commands.language.questions import ASK, question_about
from commands.language.taking_part import position_lines
from commands.readiness.coverage_views import due_line, percent, total_line, weakest_of
from commands.readiness.depth_views import SHOW_TEAMS, TeamsAsked, depth_line
from commands.readiness.digest_views import NOTHING_ASKED, SHOW, How
from commands.readiness.next_steps import late_actions, next_steps, step_button
from readiness.coverage import Counts
from readiness.due import EVERYONE, Scope
from storage.answers import DueEntry, who_is_due_on
from storage.figures import Figures, figures
from words.amounts import plural
from words.standing import row_words

COURSES_OF_ONE = 2
"""Courses that are named of one person who is due; of more how many there are."""


def positions_i_played(request: Request) -> Iterator[Piece]:
    """The positions the speaker has held: "Transport: played 14 Jan 2026 (full-scale), walked 3 Oct 2025"."""
    person_id = request.member.person_id
    held = [] if person_id is None else position_lines(request, person_id)
    if not held:
        return
    most = room_for(request.member).positions
    lines = held[:most]
    if len(held) > most:
        lines.append(f"{len(held) - most} more in your record.")
    yield styled("*Positions you have held*")
    yield words("\n".join(lines))


def the_region(request: Request) -> Iterator[Piece]:
    """To an emergency manager where the region stands, in five lines, and what to do next about it."""
    if not request.member.may(Needs.MANAGER) or not request.catalogue.courses:
        return
    found = _figures(request, EVERYONE)
    yield title("The region")
    late = sum(each.count for each in late_actions(request.session, EVERYONE, request.today))
    lines = [
        *((total_line(found), weakest_of(found)) if found.courses else (NOTHING_ASKED,)),
        depth_line(found.teams),
        f"Falling due: {due_line(found)}" if found.courses else "",
        f"{plural(late, 'corrective action')} overdue" if late else "",
    ]
    yield words("\n".join(line for line in lines if line))
    for step in next_steps(request.session, found):
        yield ToDo(step.line, step_button(step, "home"))
    yield says("Readiness", "readiness", "readiness")
    if found.teams is not None:
        yield _teams(found)


def agencies_of_mine(request: Request) -> Iterator[Piece]:
    """Each agency the speaker leads: where it stands, and who is due there."""
    led, room = agencies_led(request.member), room_for(request.member)
    shown = led[: room.agencies]
    for agency in shown:
        found = _figures(request, Scope.agency(agency))
        due = who_is_due_on(request.session, request.today, Scope.agency(agency))
        people = _by_person(due, request.today)
        most = max(room.people // len(shown), 1)
        yield from (_alone if len(shown) == 1 else _among)(found, people, most)
    if len(led) > len(shown):
        names = [request.catalogue.agencies[key].name for key in led[len(shown) :]]
        yield words(cut(f"You lead {', '.join(names)} too: ask /readiness of each.", LINE))


def _alone(found: Figures, people: Sequence[tuple[str, str]], most: int) -> Iterator[Block]:
    """The one agency of a lead: who is due by name, those that can be acted on first."""
    yield title(found.scope_name)
    yield words("\n".join(part for part in (_share(found), depth_line(found.teams)) if part))
    if people:
        yield styled("*Who is due*")
        yield bold_lines(_bounded(people, most))
    yield from buttons(
        button("Who is due there", f"{ASK}:{found.scope}", question_about(found.scope)),
        _teams(found) if found.teams is not None else None,
        button("Coverage", f"{SHOW}:{found.scope}", How(scope=found.scope)),
    )


def _among(found: Figures, people: Sequence[tuple[str, str]], most: int) -> Iterator[Block]:
    """One of several agencies: the same in a paragraph, with the way to who is due there."""
    lines = [f"{found.scope_name}: {_share(found)}", depth_line(found.teams)]
    lines += [f"{name}{said}" for name, said in _bounded(people, most)]
    who = button("Who is due there", f"{ASK}:{found.scope}", question_about(found.scope))
    yield SectionBlock(text=plain("\n".join(line for line in lines if line)), accessory=who)


def _bounded(people: Sequence[tuple[str, str]], most: int) -> Iterator[tuple[str, str]]:
    shown = people if len(people) <= most + 1 else people[:most]
    yield from shown
    if len(people) > len(shown):
        yield f"and {len(people) - len(shown):,} more", " are due."


def _by_person(due: Iterable[DueEntry], today: date) -> list[tuple[str, str]]:
    """Who is due for what since when, by person; what lapsed lately, or soon will, before what long has."""
    theirs: defaultdict[int, list[DueEntry]] = defaultdict(list)
    for each in due:
        theirs[each.person.id].append(each)

    def far(entry: DueEntry) -> int:
        due_on = entry.row.due_on
        return date.max.toordinal() if due_on is None else abs((due_on - today).days)

    for entries in theirs.values():
        entries.sort(key=far)
    found = sorted(theirs.values(), key=lambda entries: far(entries[0]))
    return [(entries[0].person.name, f": {_said(entries)}") for entries in found]


def _said(entries: Sequence[DueEntry]) -> str:
    named = [f"{each.title} {row_words(each.row)}" for each in entries[:COURSES_OF_ONE]]
    if len(entries) > COURSES_OF_ONE:
        named.append(plural(len(entries) - COURSES_OF_ONE, "more course"))
    return "; ".join(named)


def _share(found: Figures) -> str:
    """How much of what is asked there is met, beside its weakest course."""
    if not found.courses:
        return "Nothing is asked of anybody there yet."
    weakest = min(
        (each for each in found.courses if each.counts.share is not None),
        key=lambda each: (each.counts.share or 0, -each.counts.to_train),
        default=None,
    )
    said = f"{_of(found.overall, ' requirements')}"
    if weakest is None or len(found.courses) == 1:
        return said
    return f"{said}; weakest: {cut(weakest.name, 60)} {_of(weakest.counts)}"


def _of(counts: Counts, what: str = "") -> str:
    return f"{counts.current:,} of {counts.required:,}{what} current ({percent(counts)})"


def _figures(request: Request, scope: Scope) -> Figures:
    return figures(request.session, scope, request.today, counting(request, scope))


def _teams(found: Figures) -> ButtonElement:
    return button("Teams", f"{SHOW_TEAMS}:{found.scope}", TeamsAsked(scope=found.scope))
