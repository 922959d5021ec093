"""What somebody settled about a file before it goes in: which column is which, how its days are written, who
is meant by a name. Nothing of it is guessed; what is still open is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from words.folding import fold
from words.written import DateOrder


class Settled(BaseModel):
    """The answers to what a file leaves open; small enough to be kept with an import and with a layout.

    Columns are told by their names as compared (`files.table`), values by how the file writes them, folded.
    """

    model_config = ConfigDict(frozen=True)

    sheet: str | None = None  # of a workbook, the one that is meant
    columns: dict[str, str] = {}  # the file's column: ours, or "" to leave it alone
    date_order: DateOrder | None = None  # None: the region's
    course: str | None = None  # of a file that is all of one course: its code
    agency: str | None = None  # of a roster that is all of one agency: its name
    day: str | None = None  # on which all of a file was completed, as somebody wrote it
    values: dict[str, dict[str, str]] = {}  # our column: the file's value: ours, or "" to leave rows out
    match_names: bool = False  # a row without e-mail and member id is known by name within its agency
    blank_clears: bool = False  # a blank cell empties what is there
    keep_names: bool = False  # what the file calls courses and agencies is kept as what else they go by
    anew: bool = False  # what is remembered of its layout is not taken
    verified_by: str = ""  # who confirms completions of a file that does not say whether they are verified
    verifier: int | None = None  # and which person that is: nobody confirms what they did themself


COLUMN_OF_COURSES = "column:"
"""With which the answer to what a whole file is about begins where it is a column of the file."""

YES = "yes"

NEW = "a new one"
"""The answer that a value nobody knows is a new course, or (with what it does behind it) a new agency."""


def is_new(answer: str) -> bool:
    """Whether an answer says that a value is one that is not here yet."""
    return answer == NEW or answer.startswith(f"{NEW}:")


def new_answer(disciplines: Iterable[str]) -> str:
    """The answer that a value is a new agency, with what it does."""
    return f"{NEW}: {'; '.join(disciplines)}"


SAME_PERSON = "same_person"
"""Under which an answer says that an e-mail or a member id is one person's, under a new name or number."""
EMERGENCY_MANAGER = "emergency_manager"
"""Under which an answer says that somebody is the emergency manager whose e-mail the settings name."""
OF_PEOPLE = (SAME_PERSON, EMERGENCY_MANAGER)


NOTHING_SETTLED = Settled()


class Asks(StrEnum):
    """What a file can leave open."""

    SHEET = "sheet"
    COLUMN = "column"  # which of the file's columns is one of ours, or what one of the file's is
    DATE_ORDER = "date order"
    COURSE = "course"  # that a whole file is about
    AGENCY = "agency"  # whose roster a whole file is
    DAY = "day"  # on which all of a file was completed
    VALUE = "value"  # an agency, a course, a result that nobody here knows
    NAMES = "names"  # whether people may be known by their names


@dataclass(frozen=True, slots=True)
class Open:
    """One question a file leaves open, asked once a file: in Slack a select, on the command line a prompt.

    `said` is the question in words. `about` is our column that it asks about, of a value too, which is then
    the first that was `seen`; else `seen` are the first values. `choices` are what may be chosen: key (for
    `answered`) and what it is called, for columns with the first values in it; without choices anything that
    is said; `of`: beside the choices any course, or agency, that is known here. `option` is the command
    line's option that answers it, as it would be typed. Where it
    `may_be_none`, an empty answer is one: leave it alone, leave it out.
    """

    asks: Asks
    about: str
    said: str
    seen: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    option: str = ""
    may_be_none: bool = True
    of: str = ""  # "course", "agency"

    @property
    def waits(self) -> bool:
        """Whether nothing of the file can be taken before it is answered: about columns, or its days."""
        return self.asks not in (Asks.VALUE, Asks.NAMES)

    @property
    def kept(self) -> dict[str, Any]:
        """It as JSON keeps it."""
        return asdict(self)

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Open:
        """A question that JSON kept."""
        choices = tuple((str(key), str(name)) for key, name in kept["choices"])
        return cls(**{**kept, "asks": Asks(kept["asks"]), "seen": tuple(kept["seen"]), "choices": choices})


def answered(settled: Settled, question: Open, key: str) -> Settled:
    """What is settled once a question got an answer: one of its choices' keys, or what was said instead.

    An empty answer is that none of them is meant: columns are left alone, rows of a value left out. What is
    then still open is asked by the plan that is made with it.

    Raises:
        ValueError: for an answer that the question does not have.
    """
    keys = [choice for choice, _ in question.choices]
    if keys and key and key not in keys and not question.of:
        raise ValueError(key)
    match question.asks:
        case Asks.SHEET:
            return settled.model_copy(update={"sheet": key or None})
        case Asks.COLUMN:
            others = dict.fromkeys(keys, "") if question.about == "result" or not key else {}
            said = others | ({key: question.about} if key else {})
            return settled.model_copy(update={"columns": {**settled.columns, **said}})
        case Asks.DATE_ORDER:
            return settled.model_copy(update={"date_order": DateOrder(key.upper())})
        case Asks.COURSE | Asks.AGENCY if key.startswith(COLUMN_OF_COURSES):
            column = key.removeprefix(COLUMN_OF_COURSES)
            return settled.model_copy(update={"columns": {**settled.columns, column: question.about}})
        case Asks.COURSE | Asks.AGENCY | Asks.DAY:
            about = "day" if question.asks is Asks.DAY else question.about
            return settled.model_copy(update={about: key or None})
        case Asks.VALUE:
            said = {**settled.values.get(question.about, {}), fold(question.seen[0]): key}
            return settled.model_copy(update={"values": {**settled.values, question.about: said}})
        case Asks.NAMES:
            return settled.model_copy(update={"match_names": key == YES})


def layout_part(settled: Settled) -> Settled:
    """What of it is true of the next file with the same header: never which course, agency, day or sheet,
    that blank cells clear, or who somebody is: whose an address is may be another's tomorrow. Nor what was
    new: by then it is there, or was taken back. Nor that its completions are verified.
    """
    values = {
        about: {value: ours for value, ours in said.items() if not is_new(ours)}
        for about, said in settled.values.items()
        if about not in OF_PEOPLE
    }
    once = {
        **dict.fromkeys(("sheet", "course", "agency", "day", "verifier")),
        "verified_by": "",
        **dict.fromkeys(("blank_clears", "keep_names", "anew"), False),
    }
    kept = {about: said for about, said in values.items() if said}
    return settled.model_copy(update={**once, "values": kept})


def in_words(settled: Settled) -> str:
    """What was settled, as it would be said again."""
    said = [
        f"{column} is {ours}" if ours else f"{column} left alone" for column, ours in settled.columns.items()
    ]
    for column, answers in settled.values.items():
        said += [f"{column} {value}: {ours or 'left out'}" for value, ours in answers.items()]
    if settled.date_order is not None:
        said.append("month first" if settled.date_order is DateOrder.MDY else "day first")
    if settled.match_names:
        said.append("people by their names")
    return "; ".join(said)


def over(settled: Settled, remembered: Settled) -> Settled:
    """What was settled of a file, and beneath it what is remembered of its layout."""
    columns = {**remembered.columns, **settled.columns}
    wanted = {ours: column for column, ours in settled.columns.items() if ours}
    for column, ours in remembered.columns.items():
        if column not in settled.columns and wanted.get(ours, column) != column:
            columns[column] = ""
    values = {
        column: {**remembered.values.get(column, {}), **settled.values.get(column, {})}
        for column in (*remembered.values, *settled.values)
    }
    return settled.model_copy(
        update={
            "columns": columns,
            "values": values,
            "date_order": settled.date_order or remembered.date_order,
            "match_names": settled.match_names or remembered.match_names,
        }
    )
