"""What Home says of readiness: one's positions, the agencies somebody leads, the region to its manager."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from commands.kit.blocks import bold, bold_lines, button, buttons, cut, headed, plain, says, title, words
from commands.kit.coverage_views import share_line, share_of
from commands.kit.home import LINE, Piece, ToDo, bounded, room_for
from commands.kit.may import agencies_led, counting
from commands.kit.member import Needs
from commands.kit.request import Request
from commands.language.questions import ASK, question_about
from commands.language.taking_part import position_lines
from commands.readiness.depth_views import SHOW_TEAMS, TeamsAsked, depth_line
from commands.readiness.digest_lines_views import TITLE, five_lines, lines_beneath
from commands.readiness.digest_views import NOTHING_ASKED, SHOW, How
from commands.readiness.next_steps import step_button
from commands.readiness.steps_views import asked_of, next_steps
from readiness.coverage import weakness
from readiness.due import EVERYONE, Scope
from storage.answers import DueEntry, who_is_due_on
from storage.figures import Figures, figures
from words.amounts import plural
from words.standing import row_words

COURSES_OF_ONE = 1
"""Courses that are named of one person who is due; of more how many there are."""


def positions_i_played(request: Request) -> Iterator[Piece]:
    """The positions the speaker has held: "Transport: played 14 Jan 2026 (full-scale), walked 3 Oct 2025"."""
    person_id = request.member.person_id
    held = [] if person_id is None else position_lines(request, person_id)
    most = room_for(request.member).positions
    if not held or not most:
        return
    shown, left = bounded(held, most)
    if most == 1:
        more = f" · {len(held) - 1:,} more" if left else ""
        yield bold("Position you held: ", f"{held[0]}{more}")
        return
    lines = [*shown, *([f"{left:,} more in your record."] if left else [])]
    yield headed("Positions you have held", "\n".join(lines))


def the_region(request: Request) -> Iterator[Piece]:
    """To an emergency manager where the region stands, in five lines, and what to do next about it."""
    if not request.member.may(Needs.MANAGER) or not request.catalogue.courses:
        return
    found = _figures(request, EVERYONE, with_activity=True)
    yield title("The region")
    yield bold_lines(five_lines(found) if found.courses else [("", NOTHING_ASKED), *lines_beneath(found)])
    for number, step in enumerate(next_steps(found), 1):
        yield ToDo(asked_of(found, step), step_button(found, step, number))
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
        is_alone = len(led) == 1 and not request.member.may(Needs.MANAGER)
        yield from (_alone if is_alone else _among)(found, people, room.people)
    if len(led) > len(shown):
        names = [request.catalogue.agencies[key].name for key in led[len(shown) :]]
        yield words(cut(f"You lead {', '.join(names)} too: ask /readiness of each.", LINE))


def _alone(found: Figures, people: Sequence[tuple[str, str]], most: int) -> Iterator[Block]:
    """The one agency of a lead: who is due by name, those that can be acted on first."""
    yield title(found.scope_name)
    lines = [("", line) for line in (_share(found), depth_line(found.teams)) if line]
    yield bold_lines([*lines, *_bounded(people, most)])
    yield from buttons(
        button("Who is due there", f"{ASK}:{found.scope}", question_about(found.scope)),
        _teams(found) if found.teams is not None else None,
        button("Coverage", f"{SHOW}:{found.scope}", How(scope=found.scope)),
    )


def _among(found: Figures, people: Sequence[tuple[str, str]], most: int) -> Iterator[Block]:
    """One of several agencies: the same in a paragraph, with the way to who is due there."""
    lines = [f"{found.scope_name}: {_share(found)}"]
    lines += [f"{name}{said}" for name, said in _bounded(people, most)]
    who = button("Who is due there", f"{ASK}:{found.scope}", question_about(found.scope))
    yield SectionBlock(text=plain("\n".join(lines)), accessory=who)


def _bounded(people: Sequence[tuple[str, str]], most: int) -> Iterator[tuple[str, str]]:
    shown, left = bounded(people, most) if most else ((), 0)
    yield from shown
    if left:
        yield "", f"and {plural(left, 'more person is', 'more people are')} due"


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
        named.append(f"and {len(entries) - COURSES_OF_ONE:,} more")
    return "; ".join(named)


def _share(found: Figures) -> str:
    """How much of what is asked there is met, beside its weakest course."""
    if not found.courses:
        return "Nothing is asked of anybody there yet."
    weakest = min(
        (each for each in found.courses if each.counts.required),
        key=lambda each: weakness(each.counts, each.name),
        default=None,
    )
    said = share_line(found.overall, "requirements")
    if weakest is None or len(found.courses) == 1:
        return said
    return f"{said}; weakest: {cut(weakest.name, TITLE)} {share_of(weakest.counts)}"


def _figures(request: Request, scope: Scope, with_activity: bool = False) -> Figures:
    fewest = counting(request, scope)
    return figures(request.session, scope, request.today, fewest, with_activity=with_activity)


def _teams(found: Figures) -> ButtonElement:
    return button("Teams", f"{SHOW_TEAMS}:{found.scope}", TeamsAsked(scope=found.scope))
