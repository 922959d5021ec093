"""What share is covered, and which agency or discipline is worst, best, or below so many percent.

A share never stands without its weakest part; a ranking is of agencies and disciplines, never of people.
"""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.models.blocks import Block

from commands.due.counting import APART, FEW, LEFT_OUT, Counted, counted_for
from commands.due.listed import DuePage, more_button, share_button
from commands.due.share_views import (
    are_several,
    course_share_lines,
    parts_called,
    ranked_head,
    ranked_lines,
    share_head,
)
from commands.due.views import ROWS, answered, plain_lines
from commands.kit.blocks import button, buttons, shown_of
from commands.kit.may import Action, counting_aloud, may_about
from commands.kit.problems import ONLY_THE_LEAD, TOO_FEW, Refused
from commands.kit.reply import Message, Reply
from commands.kit.request import Request
from commands.language.questions import ASK, DueQuestion, scope_called
from commands.language.questions_asked_back import NEVER_PEOPLE
from readiness.due import Scope, ScopeKind
from readiness.question import Measure, Question, Rank, State
from storage.crowds import Countable, all_countable, countable_on
from storage.scopes import scope_key
from storage.shares import Ranking, Share, ranking_for, share_for
from words.amounts import listing

LIKE_WITH_LIKE = "I compare units with units, or agencies with agencies."
NOT_TAKEN_AWAY = "With those left out, the counts of the others could give a few people away."
PARTS_LEFT_OUT = "Those with too few people are left out: a count that small could name somebody."


def share_of_them(request: Request, question: DueQuestion) -> Reply:
    """How much is covered, for whoever asks: one share, or one each where a total could tell of somebody."""
    counted = counted_for(request, question)
    blocks, lines = share_blocks(request, question, counted)
    steps = [
        button("Who is not", f"{ASK}:who", _not_current(question)),
        button("Worst first", f"{ASK}:rank", _ranked(question)) if _has_parts(question) else None,
        share_button(request, question, counted),
    ]
    return Reply(message=Message([*blocks, *lines, *buttons(*steps)]))


def share_blocks(
    request: Request, question: DueQuestion, counted: Counted, by: str = "", aloud: bool = False
) -> tuple[list[Block], list[Block]]:
    """The line that answers with what was understood, and the lines beneath it."""
    asked, catalogue = question.asked(request.today), request.catalogue
    understood = question.understood(request.session, catalogue, request.today)
    titles = [catalogue.courses[key].title for key in question.courses]
    notes = [by]
    was = asked.on < request.today
    if counted.apart:
        told = []
        for each in counted.apart:
            one = replace(asked, scopes=(each.scope,), without=())
            called = scope_called(request, each.scope)
            left_out = ", which is left out" if each.is_taken_away else ""
            if each.is_of_few:
                told.append(f"{called}{left_out}: {FEW}.")
            else:
                of_one = are_several(each.scope)
                told.append(share_head(_share(request, one), called + left_out, titles, was, of_one))
        head, lines = told[0], plain_lines(told[1:])
        notes.append(APART)
    else:
        found = _share(request, asked, not aloud and may_name_all(request, asked))
        if found.left_out and found.whole.is_empty:
            raise Refused(TOO_FEW, ONLY_THE_LEAD)
        head = share_head(found, _called(request, asked), titles, was, are_several(*asked.scopes))
        lines = course_share_lines(found, catalogue) if len(found.courses) > 1 else []
        if found.left_out:
            notes.append(LEFT_OUT)
    notes.append(request.region.handling_mark)
    return answered(head, understood, *notes), lines


def _share(request: Request, asked: Question, may_name: bool = False) -> Share:
    return share_for(request.session, asked, _countable(request, asked, may_name))


def _countable(request: Request, asked: Question, may_name: bool) -> Countable:
    """What may be counted for whoever may name all of whom is asked, or may not."""
    if may_name:
        return all_countable(request.session)
    return countable_on(request.session, asked.on, counting_aloud(request.region))


def may_name_all(request: Request, asked: Question) -> bool:
    """Whether the one who asks may name all whom a question is about."""
    return all(may_about(request, Action.NAME, each, asked.on) for each in asked.scopes)


def _called(request: Request, asked: Question) -> str:
    names = [scope_called(request, each) for each in asked.scopes]
    without = [scope_called(request, each) for each in asked.without]
    return listing(names) + (f" without {listing(without)}" if without else "")


def _has_parts(question: DueQuestion) -> bool:
    return all(each.kind not in (ScopeKind.AGENCY, ScopeKind.PERSON) for each in question.within_scopes)


def _not_current(question: DueQuestion) -> DueQuestion:
    return question.model_copy(update={"measure": Measure.WHO, "states": [State.OVERDUE]})


def _ranked(question: DueQuestion) -> DueQuestion:
    return question.model_copy(update={"measure": Measure.RANKING, "rank": Rank.AGENCY})


def ranking(request: Request, page: DuePage, replaces: bool = False) -> Reply:
    """Agencies or disciplines in order, from the end that was asked for."""
    question = page.question
    asked = question.asked(request.today)
    found = ranked_for(request, asked)
    blocks = ranking_blocks(request, question, found, page.start)
    shown = found.parts[page.start : page.start + ROWS]
    opens = [
        button("Who is not current there", f"{ASK}:open", _opened(question, shown[0][0]))
        if shown and page.start == 0 and may_about(request, Action.NAME, shown[0][0], asked.on)
        else None
    ]
    to_share = share_button(request, question)
    if to_share is not None and not _has_parts_aloud(request, asked, found):
        to_share = None
    row = buttons(more_button(page, len(found.parts)), *opens, to_share)
    return Reply(message=Message([*blocks, *row]), replaces=replaces)


def _has_parts_aloud(request: Request, asked: Question, found: Ranking) -> bool:
    """Whether a channel may hear of the parts that are asked about; those in order are counted already."""
    try:
        _refuse_ranking(request, asked, aloud=True)
    except Refused:
        return False
    countable = _countable(request, asked, may_name=False)
    return (
        asked.below is not None
        or not (found.parts or found.left_out)
        or any(_is_counted(countable, scope, asked) for scope, _ in found.parts)
    )


def _is_counted(countable: Countable, scope: Scope, asked: Question) -> bool:
    if len(asked.courses) == 1:
        return countable.has(scope, asked.courses[0])
    courses = countable.courses(scope) & set(asked.courses or countable.crowd.numbers)
    return bool(courses) and countable.as_a_whole(scope)


def _opened(question: DueQuestion, scope: Scope) -> DueQuestion:
    """Who is not current in one of the parts."""
    more = {"scopes": [scope_key(scope)], "rank": None, "below": None}
    return _not_current(question).model_copy(update=more)


def ranked_for(request: Request, asked: Question, aloud: bool = False) -> Ranking:
    """The parts in order, as far as they are for the one who asks; `aloud`, for a channel.

    Raises Refused for people, for what can't be compared, and where the parts would tell of a few.
    """
    may_name = _refuse_ranking(request, asked, aloud)
    found = ranking_for(request.session, asked, _countable(request, asked, may_name))
    if found.left_out and not found.parts and asked.below is None:
        raise Refused(TOO_FEW, ONLY_THE_LEAD)
    return found


def _refuse_ranking(request: Request, asked: Question, aloud: bool) -> bool:
    """Raises Refused for people, and for what can't be compared; whether all may be named."""
    kinds = {each.kind for each in asked.scopes}
    if ScopeKind.PERSON in kinds:
        raise Refused(NEVER_PEOPLE, "Ask about one person, or ask who is due in an agency.")
    if ScopeKind.UNIT in kinds and len(kinds) > 1:
        raise Refused(LIKE_WITH_LIKE, "Ask about each by itself.")
    may_name = not aloud and may_name_all(request, asked)
    if not may_name:
        for each in asked.scopes:
            may_about(request, Action.COUNT, each, asked.on).or_refuse()
        _refuse_differences(asked)
    return may_name


def _refuse_differences(asked: Question) -> None:
    """Raises Refused where a part would be counted less some of its own, which may be a few.

    Whole agencies may be left out of a ranking of agencies, and disciplines of one of disciplines; a
    discipline within a place is a part that is not counted elsewhere.
    """
    by_discipline = asked.rank is Rank.DISCIPLINE
    among = {each.kind for each in asked.scopes} <= {ScopeKind.UNIT, ScopeKind.JURISDICTION}
    if by_discipline:
        whole = {ScopeKind.DISCIPLINE}
        within = {each.kind for each in asked.scopes} - {ScopeKind.EVERYONE, ScopeKind.DISCIPLINE}
        if within:
            raise Refused(TOO_FEW, ONLY_THE_LEAD)
    elif among:
        whole = set()
    else:
        whole = {ScopeKind.AGENCY, ScopeKind.DISCIPLINE, ScopeKind.JURISDICTION}
    if any(each.kind not in whole for each in asked.without):
        raise Refused(NOT_TAKEN_AWAY, ONLY_THE_LEAD)


def ranking_blocks(
    request: Request, question: DueQuestion, found: Ranking, start: int = 0, by: str = ""
) -> list[Block]:
    """The line that answers, what was understood, and a page of parts."""
    asked = question.asked(request.today)
    understood = question.understood(request.session, request.catalogue, request.today)
    titles = [request.catalogue.courses[key].title for key in question.courses]
    shown = found.parts[start : start + ROWS]
    notes = [
        by,
        shown_of(
            start,
            len(shown),
            len(found.parts),
            parts_called(asked)[1].capitalize(),
            f"{question.end.value} first",
        ),
        PARTS_LEFT_OUT if found.left_out else "",
        request.region.handling_mark,
    ]
    head = ranked_head(found.parts, asked, titles, asked.on < request.today, found.left_out)
    return [*answered(head, understood, *notes), *ranked_lines(shown)]
