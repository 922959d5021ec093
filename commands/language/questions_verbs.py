"""What people in a question do to, with or for others: "who trained Noor Dahl", "who can run BLS".

No state of a record answers it, so it is asked back; it is never answered about whoever is named there.
"""

from __future__ import annotations

import re
from itertools import pairwise

from commands.language.pieces import QUIET, Doubt, Heard, Piece, Why
from commands.language.questions_taken import ARTICLES
from words.asking import Part
from words.classes import listed, plain_word
from words.names import Kind

DOING = listed("run print pull report reports check show give tell list see find get")
"""Verbs that are fillers of a request ("run me the list"), and a deed right behind "who"."""
MAY = listed("can could should would will may might also")
"""What may stand between "who" and such a verb."""
BESIDE = listed("with from to by")
"""Before a person they say with whom or from whom; before an agency whose people are meant."""
WISHES = listed("would i'd id you'd we'd he'd she'd they'd")
"""Before "like" they make it a wish."""
GOING = listed("go goes going gone went")
"""Before a course they tell who takes part in it on some day."""
AS_OF = "as of"
ASKED = (
    *(Part.STATE, Part.NEEDS, Part.SHARE, Part.HOW_MANY, Part.WHEN, Part.END, Part.BELOW, Part.RANKED),
    *(Part.VERSUS, Part.EACH),
)
"""What says what is asked about somebody."""
SPAN = re.compile(r"\d+ ?[a-z]+")
""" "30d", "6 months"."""
ENDS_BEFORE = listed("by before until till through thru within in since after from no")
"""Behind one of these a day only ends or begins a time."""
QUESTIONS = (Part.OTHERS, Part.HOW_MANY, Part.SHARE, Part.WHEN, Part.WHAT)
IS = listed("is are who's whos who're")
SOMEBODY = (Part.OTHERS, Part.PEOPLE, Part.HOW_MANY, Part.ROLE, Part.EVERYONE)


def refuse_deeds(heard: Heard) -> None:
    """Raises Doubt where somebody is said to do something to, with or from another, or to be like them."""
    for piece in heard.pieces:
        said = _doing(heard, piece)
        if said:
            raise Doubt(Why.TURNING, [piece], said=said)
    pieces = [e for e in heard.pieces if e.part is not Part.NOT and plain_word(e.said) not in ARTICLES]
    for who, verb, name in zip(pieces, pieces[1:], pieces[2:], strict=False):
        does = who.part is Part.OTHERS and plain_word(verb.said) in ("do", "does", "did")
        if does and name.is_scope and _is_person(name):
            raise Doubt(Why.TURNING, [who, verb, name], said=heard.said(range(who.place, name.end)))
    for first, second in pairwise(pieces):
        if second.is_scope and not first.mark and _turns(heard, first, second):
            raise Doubt(Why.TURNING, [first, second], said=heard.said(range(first.place, second.end)))
        if first.is_scope and second.part in (Part.PEOPLE, Part.GROUP) and _is_theirs(heard, first):
            raise Doubt(Why.TURNING, [first, second], said=heard.said(range(first.place, second.end)))


def refuse_what_takes_place(heard: Heard) -> None:
    """Raises Doubt for a class on a day, of which no state is said: "BLS yesterday", "who goes to BLS on
    Friday", "Noor Dahl has BLS on Dec 4". It may have been taken, or lie ahead; who is due says neither.
    """
    courses = [each for each in heard.pieces if each.is_course]
    for course in courses:
        before = [each for each in heard.pieces if each.end <= course.place and each.part is not Part.FOR]
        if before and plain_word(before[-1].said) in GOING:
            raise Doubt(Why.TURNING, [before[-1]], said=heard.said(range(before[-1].place, course.end)))
    if not courses or heard.has(*ASKED):
        return
    has = heard.has(Part.HAS) and heard.has(Part.OTHERS)  # "who has BLS on July 1"
    days = [each for each in heard.of(Part.TIME) if _is_a_day(heard, each) and not has]
    if days:
        raise Doubt(Why.CLASS, days)


def _is_a_day(heard: Heard, time: Piece) -> bool:
    """Whether a time is one day on which something takes place, and not one as of which is asked."""
    period, said = time.period, time.said.lower()
    if period is None or said.startswith(AS_OF):
        return False
    bare = period.since is None and any(map(str.isdecimal, said)) and not SPAN.fullmatch(said)
    return period.on is not None or (bare and said.split()[0] not in ENDS_BEFORE)


def refuse_no_state(heard: Heard) -> None:
    """Raises Doubt for "who is Noor Dahl", "who's at Elm PD": of those named nothing is asked."""
    if heard.has(*ASKED, Part.TIME, Part.HAS, Part.PAST, Part.FUTURE, Part.AWAY) or not heard.has(
        Part.OTHERS
    ):
        return
    pieces = [each for each in heard.pieces if each.part not in (Part.FOR, Part.FILLER)]
    is_typed = bool(pieces) and pieces[0].place < len(heard.words)
    asks = (
        is_typed
        and pieces[0].part is Part.OTHERS
        and (
            plain_word(heard.words[pieces[0].place]) in IS
            or (len(pieces) > 1 and plain_word(pieces[1].said) in IS)
        )
    )
    if asks and any(e.is_scope for e in pieces) and not any(e.is_course for e in pieces):
        raise Doubt(Why.WHETHER, [each for each in pieces if not each.is_scope])


def refuse_two_questions(heard: Heard) -> None:
    """Raises Doubt for "who is overdue at Elm PD and how many at Oak Fire": each has a place of its own."""
    pieces = [each for each in heard.pieces if each.part not in (Part.FOR, Part.FILLER)]
    for place, (first, second) in enumerate(pairwise(pieces)):
        asked_before = any(each.part in QUESTIONS for each in pieces[:place])
        if first.part is Part.AND and second.part in QUESTIONS and asked_before:
            named = any(e.is_scope for e in pieces[:place]) and any(e.is_scope for e in pieces[place + 2 :])
            if named and {e.part for e in pieces[:place]} & set(QUESTIONS) != {second.part}:
                raise Doubt(Why.TWO, [second])


def _doing(heard: Heard, piece: Piece) -> str:
    """ "Who can run BLS", "who reports to": from "who" to the verb; nothing where none stands there."""
    if piece.part is not Part.OTHERS:
        return ""
    end = piece.end
    while end < len(heard.words) and plain_word(heard.words[end]) in MAY:
        end += 1
    is_deed = end < len(heard.words) and plain_word(heard.words[end]) in DOING
    return heard.said(range(piece.place, end + 1)) if is_deed else ""


def _turns(heard: Heard, before: Piece, name: Piece) -> bool:
    """Whether a word right before a name makes those in it somebody else than who is asked about."""
    word = plain_word(before.said)
    wished = before.place and plain_word(heard.words[before.place - 1]) in WISHES
    if word == "like" and before.part is Part.FILLER:
        return not wished
    if not heard.has(*SOMEBODY):
        return False
    if before.part is Part.NEEDS or _trains(heard, before):
        return True
    if word == "training":
        return _is_person(name)
    got = any(plain_word(each.said) == "got" for each in heard.of(Part.HAS))
    if before.part is Part.FOR and word in BESIDE:
        trained = any(each.phrase is not None and each.phrase.trained for each in heard.of(Part.STATE))
        learned = any(plain_word(each.said) == "trained" for each in heard.of(Part.STATE))
        deed = (word == "from" and got) or (word == "by" and trained) or (word == "with" and learned)
        return deed or _is_person(name)
    return before.part in (Part.STATE, Part.HAS) and _is_person(name)


def _trains(heard: Heard, piece: Piece) -> bool:
    """Whether "trained" says what somebody did: "who trained Cedar Fire"."""
    if piece.phrase is None or not piece.phrase.trained:
        return False
    before = [each for each in heard.pieces if each.end <= piece.place and each.part not in QUIET]
    return bool(before) and before[-1].part is Part.OTHERS and "'" not in plain_word(before[-1].said)


def _is_theirs(heard: Heard, name: Piece) -> bool:
    """Whether somebody's people are meant and not they: "Noor Dahl's crew"."""
    return _is_person(name) and plain_word(heard.words[name.end - 1]).endswith(("'s", "s'"))


def _is_person(piece: Piece) -> bool:
    return all(match.kind is Kind.PERSON for match in piece.matches)
