"""What a sentence was taken for, before anything is answered: the form, and what that form reads of it.

The sentence goes the way of one in a direct message: the same resolving, the same readers, the same rights.
What is given back names records by their names, for a reader elsewhere; nothing is ever recorded by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from commands.checklists.checklist import asked_for
from commands.exercises.actions_asked import actions_asked, asked_of, codes_said
from commands.exercises.listing import exercises_asked
from commands.kit.member import Needs
from commands.kit.problems import AskedBack, Refused
from commands.kit.registry import Form, Registry
from commands.kit.request import Request
from commands.kit.slash import in_our_words
from commands.kit.troubles import not_for_you, problem_message
from commands.language.checklists import ListPicked
from commands.language.exercises import exercise_of
from commands.language.logs import read_log
from commands.language.questions import DueQuestion, understand
from commands.language.records_meant import RecordsAsked
from commands.language.senses import settled
from commands.language.sentences import form_of
from commands.language.taking_part import understand_part
from commands.meetings.asked import MeetingsAsked, meant
from commands.readiness.played import played_asked
from commands.readiness.teams import teams_asked
from commands.training.class_asked import classes_asked
from readiness.due import Scope, ScopeKind
from readiness.question import Measure
from storage.exercises import ExerciseRecord
from storage.people import Person
from words.problems import Problem, Unclear

Said = dict[str, Any]
COMMAND = "command"
"""The measure of what asks for something else that Muster does: `form` says what."""


@dataclass(frozen=True)
class Understood:
    """What was understood, in the words of its JSON, and what would answer it: nothing, where it is asked
    back."""

    said: Said
    form: Form | None = None
    text: str = ""
    problem: Problem | None = None


def understood(registry: Registry, request: Request, sentence: str) -> Understood:
    """What a sentence is taken for, as somebody says it in a direct message. Raises nothing for its words."""
    form, text = None, ""
    try:
        form, text = _form_of(registry, request, sentence)
        if not _may_use(request, form):
            raise Refused(not_for_you(request.member, form.needs).text, "")
        said = _READERS.get(form.says, _of_a_command(form))(replace(request, text=text))
    except AskedBack as back:
        message = back.reply.message
        return Understood(_asked_back("" if message is None else message.text), problem=back)
    except Problem as problem:
        return Understood(_asked_back(problem_message(problem, request.region).text), problem=problem)
    return Understood(_whole(request, said), form, text)


def _form_of(registry: Registry, request: Request, sentence: str) -> tuple[Form, str]:
    """The form it uses; who makes something of a sentence that uses none is asked what."""
    said = in_our_words(sentence, registry.commands, request.region)
    return settled(request, *form_of(registry, said))


def _may_use(request: Request, form: Form) -> bool:
    """Whether the form is the speaker's to use; whoever sits at the command line is nobody on the roster."""
    return request.member.may(Needs.MANAGER) or request.member.may(form.needs)


def _asked_back(words: str) -> Said:
    return {**_nothing_asked("who"), "asked_back": words or "?"}


def _nothing_asked(measure: str) -> Said:
    return {
        "measure": measure,
        "scopes": [],
        "without": [],
        "courses": [],
        "without_courses": [],
        "states": [],
        "from": None,
        "by": None,
        "on": None,
        "asked_back": None,
    }


def _whole(request: Request, said: Said) -> Said:
    """With every field of the JSON, so that whoever reads it need not ask which there are."""
    if said["measure"] in ("log", "log_exercise"):
        return {**said, "asked_back": None}
    whole = {**_nothing_asked(said["measure"]), "on": request.today, "scopes": ["everyone"]} | said
    return {name: each.isoformat() if hasattr(each, "isoformat") else each for name, each in whole.items()}


def _of_a_command(form: Form) -> Callable[[Request], Said]:
    def read(request: Request) -> Said:
        return {"measure": COMMAND, "form": form.says, "text": request.text}

    return read


def _of_due(request: Request) -> Said:
    return question_said(request, _due_question(request))


def _due_question(request: Request) -> DueQuestion:
    return understand(
        request.text, request.session, request.catalogue, request.member, request.reading(looks_back=False)
    )


def question_said(request: Request, question: DueQuestion) -> Said:
    """A question of who is due, in the words of its JSON."""
    asked = question.asked(request.today)
    codes = {key: course.code for key, course in request.catalogue.courses.items()}
    said: Said = {
        "measure": asked.measure.value,
        "scopes": _named(request, asked.scopes),
        "without": _named(request, asked.without),
        "courses": sorted(codes[key] for key in asked.courses),
        "without_courses": sorted(codes[key] for key in asked.without_courses),
        "states": sorted(each.value for each in asked.states),
        "from": asked.since,
        "by": asked.by,
        "on": asked.on,
    }
    if asked.measure is Measure.RANKING:
        rank = None if asked.rank is None else asked.rank.value
        said |= {"rank": rank, "end": asked.end.value, "below": asked.below}
    return said


def _of_a_log(request: Request) -> Said:
    """The class that would be recorded. Raises what is asked back, and Unclear for what is left open."""
    said = read_log(request)
    if said.unclear or said.course is None:
        raise Unclear(not_understood=said.unclear or "Which course?")
    return {
        "measure": "log",
        "course": request.catalogue.courses[said.course].code,
        "day": None if said.day is None else said.day.isoformat(),
        "hours": said.hours,
        "people": _people(request, said.people),
        "result": said.result.value,
    }


def _of_a_log_shown(request: Request) -> Said:
    """The class that the form would be filled in with; the form alone, where nothing is said of one."""
    return _of_a_log(request) if request.text else {"measure": COMMAND, "form": "training", "text": ""}


def _of_a_part(request: Request) -> Said:
    """The part in an exercise that would be recorded. Raises as for a class."""
    understood, positions = understand_part(request), request.catalogue.every_position
    said, exercise = understood.said, understood.exercise
    if said.unclear or exercise is None:
        raise Unclear(not_understood=said.unclear or "Which exercise?")
    return {
        "measure": "log_exercise",
        "exercise": exercise.code,
        "position": None if said.position is None else positions[said.position].code,
        **({"more_positions": [positions[each].code for each in said.more]} if said.more else {}),
        "run": said.run,
        "role": said.role.value,
        "day": _day_of(exercise),
        "people": _people(request, said.people),
    }


def _day_of(exercise: ExerciseRecord) -> str:
    return exercise.held_on.isoformat()


def _of_teams(request: Request) -> Said:
    scopes, on = teams_asked(request)
    return {"measure": "teams", "scopes": _named(request, scopes), "on": on}


def _of_played(request: Request) -> Said:
    asked = played_asked(request)
    codes = [request.catalogue.positions[key].code for key in asked.positions]
    scopes = _named(request, asked.scopes)
    said: Said = {"measure": "played", "scopes": scopes, "on": asked.on, "positions": sorted(codes)}
    return said | {"from": asked.since, "by": asked.by}


def _of_actions(request: Request) -> Said:
    if codes := codes_said(request):
        return {"measure": "actions", "actions": [each.upper() for each in codes]}
    page = actions_asked(request)
    said = {"measure": "actions", **_of_whom(request, asked_of(page)), "states": [page.part]}
    if page.exercise:
        said["exercise"] = exercise_of(request, page.exercise).code
    if page.since or page.by:
        said["dated"] = page.dated
    return said | ({"scopes": _people(request, [])} if page.mine and request.member.person_id else {})


def _of_checklists(request: Request) -> Said:
    """Raises Unclear for what is none of the speaker's."""
    page = asked_for(request)
    if not isinstance(page, ListPicked):
        return {"measure": "checklist", "text": request.text}
    scopes = [Scope.agency(each) for each in ([page.agency] if page.agency else [])]
    said: Said = {"measure": "checklist", "scopes": _named(request, scopes) or ["everyone"]}
    if page.mine and request.member.person_id is not None:
        said["scopes"] = _people(request, [])
    return said | {"states": [page.part] if page.part else [], "from": page.since, "by": page.by}


def _of_exercises(request: Request) -> Said:
    return {"measure": "exercises", "text": request.text}


def _of_listed_exercises(request: Request) -> Said:
    asked = exercises_asked(request)
    said = {"measure": "exercises", **_of_whom(request, asked)}
    return said | {"kinds": sorted(map(str, asked.kinds)), "text": request.text}


def _of_classes(request: Request) -> Said:
    asked = classes_asked(request)
    said = {"measure": "classes", **_of_whom(request, asked), "text": request.text}
    return said | ({"scopes": _people(request, [])} if asked.mine else {})


def _of_whom(request: Request, asked: RecordsAsked) -> Said:
    """Of whom and when some records are asked for, in the words of the JSON."""
    codes = request.catalogue.courses
    return {
        "scopes": _named(request, asked.within_scopes),
        "without": _named(request, asked.left_out),
        "courses": sorted(codes[key].code for key in asked.courses),
        "from": asked.since,
        "by": asked.by,
    }


def _of_meetings(request: Request) -> Said:
    said: Said = {"measure": "meetings", "text": request.text}
    asked = meant(request)
    if not isinstance(asked, MeetingsAsked):
        return said
    said |= _of_whom(request, asked)
    return said | ({"scopes": _people(request, [])} if asked.mine and request.member.person_id else {})


_READERS: dict[str, Callable[[Request], Said]] = {
    "due": _of_due,
    "training": _of_a_log_shown,
    "training log": _of_a_log,
    "exercise log": _of_a_part,
    "readiness teams": _of_teams,
    "readiness played": _of_played,
    "exercise actions": _of_actions,
    "exercise": _of_exercises,
    "exercise show": _of_exercises,
    "exercise index": _of_listed_exercises,
    "meeting": _of_meetings,
    "meeting past": _of_meetings,
    "training classes": _of_classes,
    "checklist": _of_checklists,
}


def _people(request: Request, keys: Sequence[int]) -> list[str]:
    """Whom a log is of; the speaker, where nobody was named. Raises Unclear for a speaker on no roster."""
    if not keys and request.member.person_id is None:
        raise Unclear(not_understood="Who is it for? You are not on a roster yourself. Nothing was recorded.")
    whom = keys or [request.member.person_id or 0]
    people = request.session.scalars(select(Person).where(Person.id.in_(whom)))
    return sorted({_person_spelled(each) for each in people})


def _named(request: Request, scopes: Iterable[Scope]) -> list[str]:
    return sorted({scope_spelled(request, each) for each in scopes})


def _person_spelled(person: Person) -> str:
    return f"person:{person.email or person.member_id or person.name}"


def scope_spelled(request: Request, scope: Scope) -> str:
    """A scope as its JSON names it: "agency:Cedar Fire Department", "person:EMAIL"."""
    catalogue = request.catalogue
    match scope.kind:
        case ScopeKind.EVERYONE:
            return "everyone"
        case ScopeKind.PERSON:
            return _person_spelled(request.session.get_one(Person, scope.number))
        case ScopeKind.UNIT:
            unit = catalogue.units[scope.number]
            return f"unit:{catalogue.agencies[unit.agency].name}/{unit.name}"
        case ScopeKind.AGENCY:
            return f"agency:{catalogue.agencies[scope.number].name}"
        case _:
            return f"{scope.kind.value}:{scope.key}"
