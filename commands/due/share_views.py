"""How a share and a ranking are said: the line that answers, then a line each with a bar."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from commands.kit.blocks import bold_lines
from commands.kit.coverage_views import bar, beside, outside_words, percent, share_of
from readiness.coverage import Counts
from readiness.due import Scope, ScopeKind
from readiness.question import End, Question, Rank
from readiness.text import fold
from readiness.vocabulary import Discipline, discipline_name
from storage.catalogue import Catalogue
from storage.shares import Share
from storage.weakest import Part
from words.amounts import listing, plural

Ranked = Sequence[tuple[Scope, Part]]
PLURAL = frozenset((Discipline.DISPATCH, Discipline.SCHOOL, Discipline.HOSPITAL))
"""Disciplines whose names are plurals."""
ALL = "all required training"
"""What a share is of where no course is named."""


def share_head(
    found: Share, called: str, courses: Sequence[str], was: bool = False, are_several: bool = False
) -> str:
    """The share in a sentence, its weakest part beside it, then who is outside of it.

    `are_several`: what is called so is spoken of in the plural, "911 and dispatch are".
    """
    if found.whole.is_empty:
        about = f" in {listing(courses)}" if courses else ""
        return f"{called}: nothing is asked of anybody{about}."
    what = listing(courses) if courses else ALL
    counts = found.whole
    of = "" if len(found.courses) == 1 else " requirements"
    share = f"{counts.current:,} of {counts.required:,}{of}"
    verb = ("were" if was else "are") if are_several else ("was" if was else "is")
    weak = beside((found.beside.agency, found.beside.discipline), found.beside.untold, "; ", "weakest: ")
    outside = outside_words(counts)
    apart = f" Not counted: {', '.join(outside)}." if outside else ""
    if counts.unverified:
        apart += (
            f" Of the {counts.current:,} current, {counts.unverified:,} {_is(counts.unverified)} unverified."
        )
    if counts.share is None:
        return f"{called}: nothing {'was' if was else 'is'} required in {what} right now.{apart}"
    return f"{called} {verb} {percent(counts)} current in {what}: {share}{weak}.{apart}"


def course_share_lines(found: Share, catalogue: Catalogue) -> list[Block]:
    """A line a course: title, bar, share, count, its weakest beside it; those with most to train first."""
    ordered = sorted(
        found.courses.items(), key=lambda each: (-each[1][0].to_train, catalogue.courses[each[0]].title)
    )
    lines = []
    for course, (counts, stands) in ordered:
        weak = beside((stands.agency, stands.discipline), stands.untold, " · weakest: ", is_short=True)
        lines.append((catalogue.courses[course].title, f" {_bar(counts)}{weak}"))
    return [bold_lines(lines)] if lines else []


def _bar(counts: Counts) -> str:
    return "n/a" if counts.share is None else f"{bar(counts)} {share_of(counts)}"


def part_called(scope: Scope, part: Part) -> str:
    """What a part of a ranking is called."""
    return discipline_name(part.name) if scope.kind is ScopeKind.DISCIPLINE else part.name


def are_several(*scopes: Scope) -> bool:
    """Whether they are spoken of in the plural: several scopes, or a discipline like "Schools"."""
    return len(scopes) > 1 or any(
        each.kind is ScopeKind.DISCIPLINE and fold(str(each.key)) in PLURAL for each in scopes
    )


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def parts_called(asked: Question) -> tuple[str, str]:
    """What one of the parts of a ranking is, and several."""
    kinds = {each.kind for each in asked.scopes}
    if asked.rank is Rank.DISCIPLINE:
        return "discipline", "disciplines"
    if kinds == {ScopeKind.UNIT}:
        return "unit", "units"
    if kinds == {ScopeKind.JURISDICTION} and len(set(asked.scopes)) > 1:
        return "jurisdiction", "jurisdictions"
    return "agency", "agencies"


def ranked_lines(parts: Ranked) -> list[Block]:
    """A line a part: its name, bar, share and count."""
    lines = [(part_called(scope, part), f" {_bar(part.counts)}") for scope, part in parts]
    return [bold_lines(lines)] if lines else []


def ranked_head(
    parts: Ranked, asked: Question, courses: Sequence[str], was: bool = False, left_out: bool = False
) -> str:
    """Which part is first, or which are below a share; of those that may be counted, where some are
    `left_out`: one of them may be it.
    """
    kind, many = parts_called(asked)
    what = listing(courses) if courses else ALL
    of_those = f"Of the {many} I may count here, " if left_out else ""
    if asked.below is not None:
        if not parts and left_out:
            verb = "was" if was else "is"
            return f"None of the {many} I may count here {verb} below {asked.below}% in {what}."
        if not parts:
            return f"No {kind} {'was' if was else 'is'} below {asked.below}% in {what}."
        names = listing([f"{part_called(*each)} {percent(each[1].counts)}" for each in parts], 3)
        verb = "was" if was and len(parts) == 1 else "were" if was else "is" if len(parts) == 1 else "are"
        number = f"{len(parts):,}" if left_out else plural(len(parts), kind, many)
        return f"{of_those}{number} {verb} below {asked.below}% in {what}: {names}."
    if not parts:
        return f"Nothing is asked of anybody in {what}: there is no {kind} to compare."
    scope, part = parts[0]
    alike = [each for each in parts if each[1].counts.share == part.counts.share]
    end = "weakest" if asked.end is End.WORST else "best"
    is_several = are_several(scope)
    verb = ("were" if was else "are") if is_several else ("was" if was else "is")
    among = f" of {plural(len(parts), kind, many)}" if len(parts) > 1 and not left_out else ""
    the_one = f"{of_those}{part_called(scope, part)} {verb} the {end}{among} in {what}"
    said = f"{the_one}: {share_of(part.counts)}"
    if len(alike) > 1:
        said += f"; {listing([part_called(*each) for each in alike[1:]], 2)} at {percent(part.counts)} too"
    return f"{said}."
