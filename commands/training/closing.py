"""`/training close`: the list of a class, who gets a record and why not the others, confirmed once.

By whose class it is: its instructor, the lead of its agency, an emergency manager; asked again at each press.
Nobody confirms themself: who taught and signed in waits for somebody else, who confirms them afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from slack_sdk.models.views import View
from sqlalchemy import and_, or_

from commands.kit.blocks import OPTION, cut, option, words
from commands.kit.class_rights import classes_for, classes_own_to, sees_to_the_others, taught
from commands.kit.forms import CantTake, Field, Modal, opened, several_searched_field, text_field
from commands.kit.home import REST, Waits
from commands.kit.may import Action, may
from commands.kit.problems import Wrong
from commands.kit.registry import Click, Declared, Form, HomePart
from commands.kit.reply import Reply, say
from commands.kit.request import Request
from commands.language.classes import class_name, class_of, class_said
from commands.training.class_views import CLOSE, moment
from commands.training.closing_views import (
    PAGE,
    STAYED,
    TAKE_OFF,
    Closing,
    OnList,
    close_button,
    closed_already,
    closed_message,
    left_blocks,
    list_blocks,
    to_close_lines,
)
from storage.attending import begins, ends, head_count, list_of, stayed, take_off
from storage.base import is_active
from storage.class_turns import ClassCancelled, ClassClosed, NotAsItIs, NotOnList
from storage.classes import IS_GOING, AttendanceRecord, ClassRecord, ClassState, Outcome
from storage.crediting import (
    ListChanged,
    NobodyThere,
    StillToCome,
    close_class,
    confirm_left,
    crediting,
    left_over,
    left_over_classes,
)
from storage.roster import terms_of
from storage.unclosed import THEN, over, who_else
from words.amounts import plural
from words.days import spoken
from words.problems import Problem, Unclear

EXAMPLE = "/training close ASIM Basic 3 Dec"
LATELY = timedelta(days=90)
"""How long ago a class may have been closed in which somebody is still left over and asked about."""
AT_HOME = 3
OFFERED = 50
MOST_AT_ONCE = 20
CHANGED = (
    "Somebody came or went since this list was shown, or logged something: look again, and confirm it. "
    "Nothing was confirmed yet."
)
"""What stands above the list where it is another one than was shown: nobody is confirmed unseen."""


def close_said(request: Request) -> Reply:
    """Opens the list of the class that is named; of the only one there is to close, where none is."""
    left = left_to_me(request)
    theirs = classes_for(request.member)
    there = and_(IS_GOING, ClassRecord.held_on <= request.today)
    among = and_(theirs, or_(there, ClassRecord.id.in_(left)))
    said = request.text.strip()
    try:
        return _opened(request, class_said(request, said, CLOSE, among, EXAMPLE))
    except Unclear as unclear:
        closed = _closed_lately(request, said)
        if closed is None:
            raise unclear from None
        return _opened(request, closed)


def close_pressed(request: Request) -> Reply:
    """Opens the list of the class that a button carries."""
    return _opened(request, _theirs(request, request.carried(Closing)))


def turn_page(request: Request) -> Reply:
    """Another page of the list; of one that is another list since, the first, and that it is."""
    closing = request.carried(Closing)
    held = going(request, closing)
    now = crediting(request.session, held, request.member.person_id).fingerprint
    if closing.seen and closing.seen != now:
        return Reply(updated=list_view(request, held, 0, CHANGED))
    return Reply(updated=list_view(request, held, closing.start))


def they_stayed(request: Request) -> Reply:
    """Notes that somebody who pressed that they leave early did not; the list comes anew."""
    pressed = request.carried(OnList)
    held = going(request, pressed, lock=True)
    record = request.session.get(AttendanceRecord, pressed.record)
    if record is None or record.class_id != held.id:
        raise Problem("They are not on this list any more.")
    try:
        stayed(request.session, record, request.trail(_from(request, held)))
    except NotOnList:
        raise Problem("They were taken off the list meanwhile.") from None
    return Reply(updated=list_view(request, held, pressed.start))


def open_taking_off(request: Request) -> Reply:
    """The form that takes people off the list, in the list's place."""
    closing = request.carried(Closing)
    going(request, closing)
    return Reply(updated=TAKING_OFF.view(carried=closing))


def search_listed(request: Request) -> Reply:
    """Those on the list whose name or agency fits what is being typed."""
    held = going(request, request.carried(Closing))
    typed = request.text.casefold().split()
    found = [
        option(cut(label, OPTION), str(record))
        for record, label in _labels(request, held)
        if all(word in label.casefold() for word in typed)
    ]
    return Reply(options=found[:OFFERED])


def take_them_off(request: Request) -> Reply:
    """Takes those chosen off the list, with the reason given."""
    closing = request.carried(Closing)
    held = going(request, closing, lock=True)
    filled = TAKING_OFF.read(request)
    rows = [request.session.get(AttendanceRecord, each) for each in filled[WHO]]
    left = request.trail(_from(request, held))
    gone = [
        take_off(request.session, each, filled[REASON], left)
        for each in rows
        if each is not None and each.class_id == held.id
    ]
    if not any(gone):
        raise Wrong({"who": "They were taken off meanwhile: choose again."})
    note = f"Taken off the list: {plural(sum(gone), 'person', 'people')}. The reason stays readable."
    return Reply(updated=list_view(request, held, 0, note))


def confirm(request: Request) -> Reply:
    """Closes the class and gives everybody who took it their record, in one transaction; once."""
    closing = request.carried(Closing)
    held = going(request, closing, lock=True)
    me, left = request.member.person_id, request.trail(_from(request, held))
    others = [] if me is None else who_else(request.session, held, me, request.region, request.today)
    try:
        zone = request.region.zone
        found = close_class(request.session, held, me, left, request.today, zone, closing.seen, others)
    except ListChanged:
        return Reply(updated=list_view(request, held, 0, CHANGED))
    except NotAsItIs as problem:
        raise refused(request, problem) from None
    return Reply(message=closed_message(request, held, found), closes=True)


def confirm_those_left(request: Request) -> Reply:
    """Confirms who was left over: nobody confirms themself, or their record was taken back since."""
    held = _theirs(request, request.carried(Closing), lock=True)
    me, left = request.member.person_id, request.trail(_from(request, held))
    found = confirm_left(request.session, held, me, left, request.today)
    done = [each.person.name for each in found.judged if each.record.completion_id is not None]
    if not done:
        raise Problem("Nobody is left over there for you to confirm: it was done meanwhile.")
    said = f"Confirmed in {class_name(request.catalogue, held)}: {', '.join(done)}."
    return say(said, closes=True)


def classes_to_close(request: Request) -> Iterator[Waits]:
    """Home's lines of the classes of one's own that are over, and of those with somebody left over."""
    member, session = request.member, request.session
    waiting = {each.id: each for each in over(session, request.region, request.now, classes_own_to(member))}
    if sees_to_the_others(member):
        late = over(session, request.region, request.now, since=THEN.after)
        waiting |= {each.id: each for each in late}
    rows = [(held, _to_close(request, held)) for held in waiting.values()]
    for key in left_to_me(request):
        held = session.get_one(ClassRecord, key)
        rows.append((held, "closed; one record waits for you to confirm it."))
    yield from to_close_lines(request, rows[:AT_HOME], max(len(rows) - AT_HOME, 0))


def left_to_me(request: Request) -> list[int]:
    """The closed classes of late in which somebody is left over whom the speaker is to confirm."""
    member = request.member
    since = request.today - LATELY
    return left_over_classes(request.session, classes_for(member), since, member.person_id)


def going(request: Request, closing: Closing, lock: bool = False) -> ClassRecord:
    """The class of a form, still theirs and not closed. Raises Refused, and Problem for one that is over.

    What changes it asks with `lock`: it is asked of the class as it is once its turn has come.
    """
    held = _theirs(request, closing, lock)
    if held.state is ClassState.CLOSED:
        raise Problem(closed_already(request, held))
    if held.state is ClassState.CANCELLED:
        raise refused(request, ClassCancelled(held))
    if request.now < begins(held, request.region.zone):
        raise refused(request, StillToCome(held))
    return held


def refused(request: Request, problem: NotAsItIs) -> Problem:
    """What whoever holds a class is told when it can't be done with it as it is."""
    name = class_name(request.catalogue, problem.held)
    match problem:
        case ClassClosed():
            return Problem(closed_already(request, problem.held))
        case ClassCancelled():
            return Problem(f"{name} was cancelled: there is nothing to close. Nothing was changed.")
        case StillToCome():
            return Problem(f"{name} has not begun: {_begins(request, problem.held)}. Nothing was changed.")
        case NobodyThere():
            return Problem(
                f"Nobody is on the list of {name}: there is nothing to confirm. Add those who were there, or "
                "cancel the class."
            )
        case _:
            return Problem(f"{name} changed meanwhile. Nothing was changed: open its list again.")


def _begins(request: Request, held: ClassRecord) -> str:
    """From when on a class can be closed, in words."""
    if held.start_time is None:
        return f"it can be closed on {spoken(held.held_on)}"
    start = moment(begins(held, request.region.zone), request.region)
    return f"it begins on {start}, and can be closed from then on"


def list_view(request: Request, held: ClassRecord, start: int, note: str = "") -> View:
    """The list from one person on; above it a note on what was just done."""
    found = crediting(request.session, held, request.member.person_id)
    first = start if 0 <= start < len(found.judged) else 0
    course = request.catalogue.courses.get(held.course_id)
    ended = ends(held, None if course is None else course.hours, request.region.zone)
    agencies = agencies_then(request, held, [each.person.id for each in found.judged])
    blocks = list(list_blocks(request, held, found, agencies, first, ended))
    if note:
        blocks.insert(0, words(note))
    carried = Closing(class_id=held.id, start=first, seen=found.fingerprint)
    return CONFIRMING.view(carried=carried, above=blocks)


def agencies_then(request: Request, held: ClassRecord, person_ids: Sequence[int]) -> dict[int, str]:
    """The agencies some people belonged to on the day of a class, in words."""
    known, terms = request.catalogue.agencies, terms_of(request.session, person_ids)
    return {
        person: " and ".join(
            dict.fromkeys(
                known[each.agency].name
                for each in theirs
                if is_active(each.joined_on, each.left_on, held.held_on)
            )
        )
        for person, theirs in terms.items()
    }


def _closed_lately(request: Request, said: str) -> ClassRecord | None:
    """The one class of theirs that is named and was closed lately: of it is told by whom, and when."""
    lately = ClassRecord.held_on.between(request.today - LATELY, request.today)
    closed = and_(classes_for(request.member), lately, ClassRecord.state == ClassState.CLOSED)
    try:
        return class_said(request, said, CLOSE, closed, EXAMPLE) if said else None
    except Unclear:
        return None


def _opened(request: Request, held: ClassRecord) -> Reply:
    may(request.member, Action.CREDIT, taught(held), held.held_on, request.today).or_refuse()
    if held.state is ClassState.CLOSED:
        view = _left_view(request, held)
        return opened(
            request, view, "Somebody is left over there, for you to confirm.", close_button(held, "Look")
        )
    going(request, Closing(class_id=held.id))
    return opened(
        request,
        list_view(request, held, 0),
        f"{class_name(request.catalogue, held)}: look at its list, and confirm it once.",
        close_button(held, "Open the list"),
    )


def _left_view(request: Request, held: ClassRecord) -> View:
    """The form that confirms who was left over. Raises Problem where nobody is whom the speaker may."""
    own: list[str] = []
    gone: list[str] = []
    for record, person in left_over(request.session, held.id):
        if may(request.member, Action.CREDIT, taught(held, person.id), held.held_on, request.today):
            (own if record.outcome is Outcome.THEIR_OWN else gone).append(person.name)
    if not own and not gone:
        raise Problem(closed_already(request, held))
    return LEFT_OVER.view(carried=Closing(class_id=held.id), above=left_blocks(request, held, own, gone))


def _theirs(request: Request, closing: Closing, lock: bool = False) -> ClassRecord:
    """The class a form is about, still the speaker's to close. Raises Refused."""
    held = class_of(request, closing.class_id, lock)
    may(request.member, Action.CREDIT, taught(held), held.held_on, request.today).or_refuse()
    return held


def _to_close(request: Request, held: ClassRecord) -> str:
    here = head_count(request.session, held.id).on_list
    return f"over, and not closed yet; {plural(here, 'person', 'people')} on its list."


def _from(request: Request, held: ClassRecord) -> str:
    """Where records of a class come from, in words; it stands beside each."""
    return f"the sign-in of {class_name(request.catalogue, held)}"


def _labels(request: Request, held: ClassRecord) -> Iterator[tuple[int, str]]:
    """Those on a list, each by the number of their place on it, with their agency."""
    there = list_of(request.session, held.id)
    agencies = agencies_then(request, held, [person.id for _, person in there])
    for record, person in there:
        where = agencies.get(person.id, "")
        yield record.id, f"{person.name} ({where})" if where else person.name


def _rows(request: Request, field: str) -> list[int]:
    found = list(dict.fromkeys(request.chosen_ids(field)))
    if not found:
        raise CantTake("Choose somebody from the list.")
    return found


WHO: Field[list[int]] = replace(
    several_searched_field("who", "Whom", "Type a name", _rows, search_listed, MOST_AT_ONCE), optional=False
)
REASON = text_field("reason", "Reason", optional=False, hint="It stays readable beside what was taken back.")
TAKING_OFF = Modal("class.take_off", "Take off the list", "Take off", (WHO, REASON), take_them_off)
CONFIRMING = Modal("class.confirm", "Close the class", "Confirm and close", (), confirm)
LEFT_OVER = Modal("class.left_over", "Confirm who is left", "Confirm", (), confirm_those_left)

ENTRIES: tuple[Declared, ...] = (
    Form(
        "training close",
        close_said,
        what="look at who took a class, and confirm them once",
        example=EXAMPLE,
        takes="CLASS",
    ),
    Click(CLOSE, close_pressed),
    Click(PAGE, turn_page),
    Click(STAYED, they_stayed, changes=True),
    Click(TAKE_OFF, open_taking_off),
    *TAKING_OFF.entries(),
    *CONFIRMING.entries(),
    *LEFT_OVER.entries(),
    HomePart(REST, classes_to_close),
)
