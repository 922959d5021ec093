"""What is told to the log of exercises, and is no part in one: what did not take place, and a class."""

from __future__ import annotations

from commands.kit.blocks import meant
from commands.kit.request import Request
from commands.language.logs import NOT_YET
from commands.language.naming import lexicon_of
from commands.language.played import Played
from commands.language.scopes import shown
from words.names import GENERIC, Kind, tokens
from words.problems import Unclear

LOG = "training log"


def refuse_no_part(told: Played, example: str) -> None:
    """Raises Unclear where it is said that somebody had no part, or did not end it."""
    if told.never:
        raise Unclear(
            not_understood=f"“{shown(' '.join(told.never))}” sounds like an exercise you had no part in, or "
            f"one still to come. {NOT_YET}",
            example=example,
        )


def refuse_class(told: Played, request: Request, example: str) -> None:
    """Raises Unclear for a class told as an exercise, with a button that hands it to the log of classes."""
    if course := course_in(told, request):
        raise Unclear(
            not_understood=f"“{shown(course)}” is a class, not a part in an exercise. {NOT_YET}",
            example=example,
            offers=[meant(LOG, request.text)],
        )


def course_in(told: Played, request: Request) -> str:
    """The course named in full by words that are no position and no exercise; nothing where none is.

    Nor is there one beside a position at an exercise: that tells of both, and is looked at in the form.
    """
    if told.positions and told.exercises:
        return ""
    left = [*told.unknown, *([] if told.exercises else told.exercise_words.split())]
    lexicon = lexicon_of(request.catalogue)
    for place in range(len(left)):
        found = lexicon.exactly(left[place:], [Kind.COURSE])
        if found is not None:
            said = " ".join(left[place : place + found.words])
            if not GENERIC.issuperset(tokens(said)):
                return said
    return ""
