"""How files say the end of a class: Passed, Completed, 92 % with PASS; Failed, No Show, In Progress.

What says that nothing was completed (a seat nobody took, a class that still goes on) is no record at all:
such a row is left out, by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from files.cells import BadCell, Cell, found, shown
from readiness.vocabulary import Result
from words.classes import listed
from words.folding import fold

RESULTS = tuple(Result)

_PASSED = listed(
    "pass passed passes p complete completed completes completion done yes y true x attended attendance "
    "present satisfactory sat s successful success certified certificate issued current active "
    "valid good qualified met finished graduated credit cr ok approved verified recertified renewed"
)
_NOT_PASSED = listed(
    "fail failed fails f incomplete inc unsatisfactory unsat u unsuccessful no n false partial"
)
_NOTHING = listed(
    "enrolled registered absent withdrawn withdrew dropped canceled cancelled waitlisted pending scheduled "
    "assigned noshow started invited excused due overdue unknown"
)

_WORDS: dict[str, Result | None] = {
    **dict.fromkeys(_PASSED, Result.PASS),
    **dict.fromkeys(_NOT_PASSED, Result.INCOMPLETE),
    **dict.fromkeys(_NOTHING, None),
    **dict.fromkeys(
        ("passed with honors", "pass with honors", "successfully completed", "completed successfully"),
        Result.PASS,
    ),
    **dict.fromkeys(
        (
            "not passed",
            "did not pass",
            "not pass",
            "no pass",
            "not complete",
            "not completed",
            "did not complete",
            "did not finish",
            "not satisfactory",
            "not successful",
            "not met",
            "needs remediation",
        ),
        Result.INCOMPLETE,
    ),
    **dict.fromkeys(
        (
            "no show",
            "did not attend",
            "not attended",
            "not present",
            "not started",
            "not yet started",
            "in progress",
            "on hold",
            "wait listed",
            "not enrolled",
            "not approved",
            "not verified",
            "to do",
        ),
        None,
    ),
}

_SCORE = re.compile(r"\(?\b\d{1,3}(?:\.\d+)? ?(?:%|/ ?\d{1,3}|percent|points?|pts?)?\)?(?=\s|$|[,;:)-])")
_TICKED = frozenset(("x", "\u2713", "\u2714", "\u2611", "\u2705"))
_SAID_YES = _TICKED | {"yes", "y", "true", "1"}
_UNTICKED = frozenset(("", "no", "n", "false", "0", "none", "n/a", "na", "-", "\u2013", "\u2014"))
BLANK = "(blank)"
"""What stands for a blank cell of which it has to be asked whether it is a pass."""
_MARKS = re.compile(r"[\s_\-\N{EN DASH}\N{EM DASH}/.,;:()]+")


def _meant(text: str) -> str:
    """What is left of a result once its score and its signs are taken away."""
    return _MARKS.sub(" ", _SCORE.sub(" ", fold(text))).strip()


_TELLS_LITTLE = listed(
    "y n x p f s u no yes true false current active valid good ok met done issued certified qualified credit "
    "cr approved verified due overdue unknown"
)
"""Words that are results where a column is one, and stand in many a column that is none."""


def tells_how_it_ended(cell: Cell) -> bool:
    """Whether a cell says by itself, whatever its column is called, how a class ended."""
    text = cell if isinstance(cell, str) else ""
    return bool(text.strip()) and not (
        unknown_result(text) or _meant(text) in _TELLS_LITTLE | {""} or text.strip() in ("1", "0")
    )


_DONE = _SAID_YES | listed("done complete completed pass passed ok attended present")
_NOT_DONE = listed("no n false 0 incomplete missing none needed") | {"not completed", "not done", "not taken"}


def says_done(cell: Cell) -> bool:
    """Whether a cell in which a day belongs says no more than that it was done: Yes, X, Done."""
    return cell is True or (not isinstance(cell, bool) and fold(shown(cell)) in _DONE)


def says_not_done(cell: Cell) -> bool:
    """Whether a cell in which a day belongs says that there is none: No, Missing."""
    return cell is False or (not isinstance(cell, bool) and fold(shown(cell)) in _NOT_DONE)


_SAYS_NOT_YET = listed(
    "enrolled registered pending scheduled assigned started invited excused waitlisted due"
)
"""Words for what is still to come, which stand in many a column that says nothing of how a class ended."""


def denies(cell: Cell) -> bool:
    """Whether a cell says by itself, whatever its column is called, that a class was not passed."""
    if not isinstance(cell, str) or not tells_how_it_ended(cell) or _meant(cell) in _SAYS_NOT_YET:
        return False
    return read_result(cell) is not Result.PASS


_DENIED = re.compile(
    r"(?:failed|fail|no[- ]?show|incomplete|absent|withdrew|dropped out|left early|"
    r"(?:did not|didn[\u2019']?t|was not|not|never|has not) (?:yet )?(?:pass|attend|complete|finish|show|"
    r"take|present|met)\w*)\b"
)


def denies_in_words(cell: Cell) -> bool:
    """Whether a remark begins by saying that a class was not passed: "failed written test"."""
    return isinstance(cell, str) and _DENIED.match(fold(cell)) is not None


def says_so(cell: Cell) -> bool:
    """Whether a cell says yes to what its column is called: a day, a tick, anything but a no or a blank."""
    return cell is not False and fold(shown(cell)) not in _UNTICKED


def alike(one: Cell, other: Cell) -> bool:
    """Whether two cells of a row say the same of how a class ended; a blank of the first is a pass, one of
    the other says nothing.
    """
    texts = [" ".join(shown(cell).split()) for cell in (one, other)]
    if not texts[1] or fold(texts[0]) == fold(texts[1]):
        return True
    if unknown_result(texts[1]) or (texts[0] and unknown_result(texts[0])):
        return False
    first = read_result(texts[0]) if texts[0] else Result.PASS
    return (first is Result.PASS) == (read_result(texts[1]) is Result.PASS)


def score_of(cell: Cell) -> float | None:
    """A score that stands alone in a cell, in percent: 92%, 92, 46/50, 92 points; None for what is none."""
    match = _SCORED.fullmatch(shown(cell).strip().casefold()) if not isinstance(cell, bool) else None
    if match is None:
        return None
    if match[2] is None:
        return float(match[1])
    return 100 * float(match[1]) / float(match[2]) if float(match[2]) else None


_SCORED = re.compile(r"\(?(\d{1,3}(?:\.\d+)?) ?(?:%|/ ?(\d{1,3})|percent|points?|pts?)?\)?")


def unknown_result(text: str) -> bool:
    """Whether nobody can say by this text how a class ended."""
    return fold(text) not in _WORDS and _meant(text) not in _WORDS and fold(text) not in ("1", "0")


def marked(header: str, cells: Sequence[Cell]) -> list[Cell]:
    """The results of a column, those of one in which something is only ticked spelled out.

    Under Fail or No Show, what is ticked is just that, and what is not says nothing. A blank is a pass under
    our own name alone: where Pass is ticked for some, or somebody else's column says nothing of a row, it is
    something to be asked about. A column of a status that nobody ever filled in says nothing of anybody.
    """
    said = [fold(shown(cell)) for cell in cells]
    if _speaks_against(header):
        name = _meant(header).rstrip("?").strip()
        return [
            "" if each in _UNTICKED else name if each in _SAID_YES else cell for cell, each in _with(cells)
        ]
    is_ours = fold(header) == _OURS and not (any(said) and all(each in _MARKED for each in said if each))
    if is_ours or (not any(said) and _STATUS.search(fold(header))):
        return list(cells)
    return [cell if each else BLANK for cell, each in _with(cells)]


_OURS = "result"
"""Our own name of the column; under it a blank is a pass, as the manual says."""
_MARKED = _TICKED | {"signed", "present", "attended", "here"}
"""What is put beside some names of a list, and not beside the others."""
_STATUS = re.compile(r"status|state\b")


def _with(cells: Sequence[Cell]) -> Iterator[tuple[Cell, str]]:
    return ((cell, fold(shown(cell))) for cell in cells)


def _speaks_against(header: str) -> bool:
    said = _meant(header).rstrip("?").strip()
    return said in _WORDS and _WORDS[said] is not Result.PASS


def read_result(text: str) -> Result | None:
    """How a class ended; None where nothing was completed. Raises KeyError for what nobody can say."""
    if text.strip() in ("1", "0"):
        return Result.PASS if text.strip() == "1" else Result.INCOMPLETE
    exact = fold(text)
    return _WORDS[exact] if exact in _WORDS else _WORDS[_meant(text)]


def parse_result(cell: Cell) -> Result | None:
    """A result's cell; None for an empty one.

    Raises:
        BadCell: for one that nobody can read, and for one that says that nothing was completed.
    """
    text = shown(cell).strip()
    if not text:
        return None
    if text == BLANK:
        raise BadCell("nothing is said there; say whether that is a pass")
    try:
        result = read_result(text)
    except KeyError:
        raise found(cell, "one of pass, incomplete") from None
    if result is None:
        raise BadCell(f'found "{text}", so nothing was completed and nothing is recorded')
    return result
