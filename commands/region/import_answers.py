"""What a file leaves open, answered in one form: a select for each question, with the first values beside it.

Nothing is kept of a form that is closed. Who sends one that is answered already sees where the import stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256

from pydantic import BaseModel
from slack_sdk.models.blocks import CheckboxesElement, InputInteractiveElement, Option

from commands.kit.blocks import OPTION, cut, option, words
from commands.kit.forms import CantTake, Field, Modal, choice_field, searched_field, text_field
from commands.kit.may import Action
from commands.kit.member import Needs
from commands.kit.registry import Click, Declared
from commands.kit.reply import Reply
from commands.kit.request import Request
from commands.region.import_cards import UNDECIDED, where_it_stands
from commands.region.importing import read_again, run_of
from commands.region.importing_views import ANSWER, ImportStep
from files.called import called
from files.settled import COLUMN_OF_COURSES, Asks, Open, Settled, answered, is_new
from storage.imports import ImportRun
from words.folding import fold

MOST_QUESTIONS = 20
"""Questions of one form; the others come when these are answered."""
MOST_OPTIONS = 100
"""Options of one select, as Slack has it; of more they are found while somebody types."""
MOST_DRAWN = 500
"""Options of a whole form that are drawn with it: a view has its own bounds."""
LONGEST_SAID = 200
NONE = "none"
SEEN = 80
MOST_HINTED = 8
"""Columns whose first values stand beneath a select; all of them stand in its options."""
KNOWN = "known:"
"""With which an option's value begins that is a course or an agency of the catalogue: then comes its id."""


class Answering(BaseModel):
    """Which import a form is about, and which of its questions were shown."""

    run: int
    of: str = ""


def open_answers(request: Request) -> Reply:
    """The form, of what is open now."""
    run = run_of(request, request.carried(ImportStep).run)
    if run.state not in UNDECIDED or not run.questions:
        return Reply(message=where_it_stands(run), replaces=True)
    form = _form(_questions(run))
    lead = f"Import {run.id}: {run.file_name}, as {run.kind}. Nothing is written before the preview."
    if len(run.questions) > MOST_QUESTIONS:
        lead += f" The first {MOST_QUESTIONS} of {len(run.questions)} questions; the others come after these."
    return Reply(modal=form.view(carried=Answering(run=run.id, of=_digest(run)), above=[words(lead)]))


def submit_answers(request: Request) -> Reply:
    """Notes what was answered; the file is read once more with it."""
    carried = request.carried(Answering)
    run = run_of(request, carried.run)
    if run.state not in UNDECIDED or _digest(run) != carried.of:
        return Reply(message=where_it_stands(run), closes=True)
    questions = _questions(run)
    form = _form(questions)
    filled = form.read(request)
    said = {
        number: _key(request, question, filled[field])
        for number, (question, field) in enumerate(zip(questions, form.fields, strict=False))
        if filled[field]
    }
    if wrong := _twice(questions, said):
        raise form.wrong(wrong)
    # what the answers let in, nobody has confirmed yet
    settled = Settled.model_validate(run.settled or {}).model_copy(
        update={"verified_by": "", "verifier": None}
    )
    for number in sorted(said, key=lambda each: said[each] != ""):  # what is meant comes over what is not
        settled = answered(settled, questions[number], said[number])
    if form.fields[-1] is KEEP and filled[KEEP]:
        settled = settled.model_copy(update={"keep_names": True})
    return replace(read_again(request, run, settled), replaces=False, closes=True)


def search_answers(number: int, request: Request) -> Reply:
    """What may be chosen for one of the questions, by what is typed."""
    run = run_of(request, request.carried(Answering).run)
    questions = _questions(run)
    if number >= len(questions):
        return Reply()
    typed = fold(request.text)
    found = [each for each in _options(questions[number]) if typed in fold(_whole(each))]
    found += [each for each in _of_catalogue(request, questions[number]) if typed in fold(_whole(each))]
    return Reply(options=found[:MOST_OPTIONS])


def _questions(run: ImportRun) -> list[Open]:
    return [Open.from_kept(each) for each in run.questions[:MOST_QUESTIONS]]


def _digest(run: ImportRun) -> str:
    return sha256(json.dumps([run.kind, run.questions]).encode()).hexdigest()[:16]


def _form(questions: Sequence[Open]) -> Modal:
    """The form with a field for each question, and whether names are kept where names are asked about."""
    drawn = 0
    fields: list[Field[str]] = []
    for number, question in enumerate(questions):
        options = _options(question)
        searched = bool(question.of) or len(options) > MOST_OPTIONS or drawn + len(options) > MOST_DRAWN
        drawn += 0 if searched else len(options)
        fields.append(_field(number, question, options, searched))
    keeps = [KEEP] if any(each.of for each in questions) else []
    return replace(ANSWERS, fields=[*fields, *keeps])


def _field(number: int, question: Open, options: Sequence[Option], searched: bool) -> Field[str]:
    name, missing = _name(number), "Choose what is meant."
    hint, optional = _hint(question), not question.waits
    if not question.choices and not question.of:
        return text_field(name, question.said, LONGEST_SAID, optional, hint)
    if searched:
        return replace(SEARCHED[number], label=question.said, hint=hint, optional=optional)
    return choice_field(name, question.said, options, "Choose", missing, hint, optional)


def _hint(question: Open) -> str:
    """The first values, where the question itself does not name them; what to do about one that is new."""
    if question.asks is Asks.COLUMN:
        return f"First values: {'; '.join(cut(name, SEEN) for _, name in question.choices[:MOST_HINTED])}."
    seen = ", ".join(cut(each, SEEN) for each in question.seen)
    said = f"First values: {seen}." if seen and question.asks is not Asks.VALUE else ""
    if any(is_new(key) for key, _ in question.choices):
        return f"A new {question.of} is made when this import is applied; the preview shows it first."
    if question.of:
        ways = "/muster agencies" if question.of == "agency" else "/training courses add"
        said = f"Is it a new one? Add it first ({ways}); what is left empty here is then looked up again."
    return said


def _options(question: Open) -> list[Option]:
    """Each choice by its place; where none of them may be meant, that too."""
    found = [_option(name, str(place)) for place, (_, name) in enumerate(question.choices)]
    has_none = any(not key for key, _ in question.choices)
    if question.choices and question.may_be_none and not has_none and question.asks is not Asks.DATE_ORDER:
        found.append(option("None of them: leave it alone", NONE))
    return found


def _option(name: str, value: str) -> Option:
    """A choice; what is too long for its label goes on beneath."""
    name = name or "(empty)"
    return option(name, value, name[OPTION - 1 :] if len(name) > OPTION else "")


def _whole(each: Option) -> str:
    said = each.to_dict()
    return f"{said['text']['text']} {said.get('description', {}).get('text', '')}"


def _of_catalogue(request: Request, question: Open) -> Iterator[Option]:
    """Every course or agency that is known here, where any of them may be meant."""
    if question.of == "course":
        courses = request.catalogue.courses
        for key in sorted(courses, key=lambda each: fold(courses[each].code)):
            yield _option(f"{courses[key].code}: {courses[key].title}", f"{KNOWN}{key}")
    elif question.of == "agency":
        agencies = request.catalogue.agencies
        for key in sorted(agencies, key=lambda each: fold(agencies[each].name)):
            yield _option(agencies[key].name, f"{KNOWN}{key}")


def _key(request: Request, question: Open, chosen: str) -> str:
    """The answer that a field's value stands for."""
    if not question.choices and not question.of:
        return chosen
    if chosen == NONE:
        return ""
    if chosen.startswith(KNOWN):
        key = int(chosen.removeprefix(KNOWN))
        catalogue = request.catalogue
        return catalogue.courses[key].code if question.of == "course" else catalogue.agencies[key].name
    return question.choices[int(chosen)][0]


def _twice(questions: Sequence[Open], said: dict[int, str]) -> dict[str, str]:
    """The fields in which a column is chosen that is another one of ours already."""
    taken: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for number, key in said.items():
        question, column = questions[number], key.removeprefix(COLUMN_OF_COURSES)
        names_column = question.asks is Asks.COLUMN or key.startswith(COLUMN_OF_COURSES)
        if not names_column or not column:
            continue
        if column in taken:
            wrong[_name(number)] = (
                f"That column is chosen for {called(taken[column])} already; one column is one of ours."
            )
        taken.setdefault(column, question.about)
    return wrong


def _name(number: int) -> str:
    return f"open{number}"


def _read(number: int, request: Request, field: str) -> str:
    """What was chosen of what a search found, as far as it is there."""
    chosen = request.typed(field)
    run = run_of(request, request.carried(Answering).run)
    question = _questions(run)[number]
    if not chosen and not question.waits:
        return ""
    listed = {each.value for each in (*_options(question), *_of_catalogue(request, question))}
    if chosen not in listed:
        raise CantTake("Choose what is meant.")
    return chosen


SEARCHED: Sequence[Field[str]] = tuple(
    searched_field(
        _name(number),
        "",
        "Type to find it",
        partial(_read, number),
        partial(search_answers, number),
        optional=True,
    )
    for number in range(MOST_QUESTIONS)
)
_TICK = [option("Keep these names as aliases, for every file and every question to come", "keep")]


def _box(initial: bool | None) -> InputInteractiveElement:
    return CheckboxesElement(action_id="keep", options=_TICK)


KEEP: Field[bool] = Field(
    "keep",
    "Names",
    _box,
    lambda request, field: bool(request.chosen(field)),
    "Of those that turn out to be a course or an agency that is here.",
    optional=True,
)
ANSWERS = Modal(
    "import.answers",
    "Questions on this file",
    "Continue",
    SEARCHED,
    submit_answers,
    needs=Needs.MANAGER,
    does=Action.IMPORT,
)
ENTRIES: tuple[Declared, ...] = (
    Click(ANSWER, open_answers, needs=Needs.MANAGER, does=Action.IMPORT),
    *ANSWERS.entries(),
)
