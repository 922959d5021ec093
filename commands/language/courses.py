"""Questions about what is asked and how often: "what is asked of me?", "how often do I need BLS?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from commands.language.naming import lexicon_of
from commands.language.said_plainly import is_short, matched, part, plainly_said, whole
from readiness.records import CourseId
from storage.catalogue import Catalogue
from words.classes import FILLERS, VERBS, listed, plain_word
from words.names import Kind, Match, tokens

ASKED = listed("asked required expected mandatory")
SELF = listed("me i my myself mine i'm im")
WHICH = listed("what what's whats which")
OF = listed("of for from")
STANDING = listed("due overdue expired lapsed expires expiring current")
"""Who asks with these asks where somebody stands."""
EVERYBODY = listed("everybody everyone anybody anyone us all people")
SMALL = (
    ASKED
    | SELF
    | WHICH
    | OF
    | FILLERS
    | VERBS
    | listed(
        "how often again and or to also there take taken taking hold keep renewed redo repeat recertify "
        "recertified certified cert card class classes course courses trainings by at on here every when "
        "then today currently exactly actually really requirement requirements rule rules new old each "
        "long last lasts valid good much year years month months still even any some get got"
    )
)
"""Words of such a question that name neither a course nor anybody."""
SCOPES = (Kind.AGENCY, Kind.DISCIPLINE, Kind.UNIT, Kind.JURISDICTION)


@dataclass
class Asking:
    """What such a question is about; `scopes`: each name, with those it fits; `unknown` names nothing."""

    courses: list[CourseId] = field(default_factory=list)
    scopes: list[tuple[str, tuple[Match, ...]]] = field(default_factory=list)
    everybody: bool = False
    unknown: list[str] = field(default_factory=list)


def asks_how_often(words: Sequence[str]) -> bool:
    """Whether a sentence asks what is asked of somebody, or how often something is."""
    plain = [plain_word(word) for word in words]
    if ("how", "often") in pairwise(plain):
        return True
    if not plain or ASKED.isdisjoint(plain):
        return False
    if (plain[0] in WHICH or words[-1].endswith("?")) and not SELF.isdisjoint(plain):
        return True
    begins = plain[0] in WHICH | {"is", "are"}
    return begins and not OF.isdisjoint(plain) and STANDING.isdisjoint(plain)


COURSES = r"(?:courses?|classes|class|trainings?|certs|certifications?)"
ASKED_OF_OTHERS = whole(
    rf"(?:what|which)(?: {COURSES})+ (?:does|do|must|should|would) (?P<of>.+?) "
    r"(?:need|require|take|have|hold|(?:need|have|are required|is required) to "
    r"(?:take|have|do|hold|complete))",
    rf"(?:what|which)(?: {COURSES})* (?:is|are) (?:required|mandatory|needed) (?:of|for|at|in|by) (?P<of>.+)",
    rf"(?:the )?(?:required|mandatory|needed) {COURSES} (?:of|for|at|in) (?P<of>.+)",
    rf"{COURSES} (?:required|mandatory|needed) (?:of|for|at|in|by) (?P<of>.+)",
)
"""What is asked of an agency or a discipline; of one person it is asked what they are due for."""


def asked_of_others(text: str) -> str:
    """What is asked of whom, said plainly: "what courses does dispatch need"; empty for anything else."""
    found = matched(ASKED_OF_OTHERS, plainly_said(text)) if is_short(text) else None
    return "" if found is None else f"what is asked of {part(found, 'of')}"


def names_scopes_alone(text: str, catalogue: Catalogue) -> bool:
    """Whether agencies or disciplines are named, and nothing beside them."""
    about = asked_about(text, catalogue)
    return bool(about.scopes) and not (about.unknown or about.courses or about.everybody)


def asked_about(text: str, catalogue: Catalogue) -> Asking:
    """The courses and the agencies that a sentence names, and the words that name nothing.

    A course by its code, title or alias, or by words of its title; all that a part of a name fits.
    """
    words, lexicon, found = text.split(), lexicon_of(catalogue), Asking()
    place, goes_on = 0, False
    while place < len(words):
        rest, word = words[place:], plain_word(words[place])
        there = lexicon.exactly(rest, [Kind.COURSE]) or lexicon.beginning(rest, Kind.COURSE)
        if there is None and word not in SMALL | EVERYBODY:
            there = lexicon.find(rest, [Kind.COURSE, *SCOPES])
        if there is not None:
            courses = [int(each.key) for each in there.matches if each.kind is Kind.COURSE]
            found.courses += [each for each in courses if each not in found.courses]
            if not courses:
                found.scopes.append((" ".join(rest[: there.words]).strip("?!.,;:"), there.matches))
            place, goes_on = place + there.words, False
            continue
        found.everybody = found.everybody or word in EVERYBODY
        if word in SMALL | EVERYBODY or not tokens(word):
            goes_on = False
        elif goes_on:
            found.unknown[-1] += f" {words[place].strip('?!.,;:')}"
        else:
            found.unknown.append(words[place].strip("?!.,;:"))
            goes_on = True
        place += 1
    return found
