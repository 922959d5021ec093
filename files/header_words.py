"""What the tools people use call our columns, and how a column's name compares.

Names are compared in any case, camelCase or not, without asterisks, colons and bracketed hints. For each of
our columns there are several ranks of words: one of a later rank is taken only where a file has none of an
earlier one (`Date` is the day of completion where there is no `Completion Date`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from files.columns import Kind, specs

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_HINT = re.compile(r"[(\[{<][^)\]}>]*[)\]}>]")
_NUMBERED = re.compile(r"^\s*[0-9]{1,2}\s*[.)]\s+(?=\S)")
_NUMBER = re.compile(r"#|\bno\b\.?|\bnr\b\.?|\bnum\b\.?|№", re.IGNORECASE)
_FILLERS = frozenset(("your", "the", "please", "enter", "what", "is", "of", "s", "a", "for", "select"))

_WHO = (
    *("employee", "student", "learner", "user", "member", "attendee", "participant", "trainee", "personnel"),
    *("responder", "staff", "volunteer", "respondent", "person", "officer", "firefighter", "provider"),
)
"""Whose: before an e-mail, a name or a number it says nothing more."""

_ABOUT_SOMEBODY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "email": ("email", "email address", "mail", "work email", "primary email", "business email"),
        "member_id": ("id", "number", "id number"),
        "first_name": ("first name", "given name", "first", "forename", "name first"),
        "last_name": ("last name", "family name", "surname", "last", "name last"),
        "full_name": ("name", "full name"),
    }
)

_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "email": (
            "email; email address; work email; e mail address; primary email; mail; emails; email 1",
            "username; user name; login; login id; sis login id; contact email; personal email",
        ),
        "member_id": (
            "member id; member number; employee id; employee number; badge; badge number; badge id; "
            "personnel id; personnel number; staff id; emp id; emp number; id badge; department id "
            "number; psid; star number; shield number; unit id number",
            "user id; student id; learner id; sis user id; external id; acadis id; reference; ref; id "
            "number; userid",
        ),
        "first_name": ("first name; given name; forename; fname; first; name first",),
        "last_name": ("last name; surname; family name; lname; last; name last",),
        "full_name": (
            "name; full name; employee name; student name; member name; attendee; attendee name; "
            "participant; participant name; learner; learner name; trainee; printed name; print name; "
            "name printed; person; responder; display name; student; employee; member; user full name; "
            "first last name; last first name; name last first; name first last; first and last name",
            "user; personnel",
        ),
        "agency": (
            "agency; agency name; home agency; employing agency",
            "department; dept; department name; organization; organisation; org; organization name; "
            "company; employer; organizational unit; home unit",
            "division; affiliation; branch",
        ),
        "role": ("role; job title; position title; assignment", "title; position; job"),
        "rank": ("rank; grade rank",),
        "phone": (
            "phone; phone number; mobile; mobile phone; cell; cell phone; work phone; telephone; contact "
            "number",
        ),
        "fema_sid": ("fema sid; sid; fema student id; student identification number; fema student number",),
        "joined_on": (
            "joined on; joined; date joined; join date; hire date; date hired; hired; start date; hired "
            "on; member since; appointment date; date appointed",
        ),
        "left_on": (
            "left on; left; date left; end date; termination date; separation date; resigned; date separated",
        ),
        "course": (
            "course; course code; courseid; course id; course number; training code; class code; activity "
            "code",
            "course name; course title; coursename; qualification; qualification name; training title; "
            "training name; class; class name; class title; training; training course; course taken; "
            "which class did you attend; which course did you attend; class attended; course attended; "
            "event name; activity name; module; certification; certificate; credential; certification "
            "name; credential name; lesson; learning object; training object title; learning activity; "
            "courses; classes; trainings; courses completed; courses taken; "
            "training event; session title; exercise or class; assignment name; powerdms course",
            "title; event; event title; topic; subject; activity; program; session; description; item; "
            "assignment; name course; document name",
        ),
        "completed_on": (
            "completed on; completion date; timecompleted; awarded; date completed; completed; date "
            "completion; course completion date; completed date; completion; transcript completed date; "
            "date course completed; finished; finish date; date finished; date passed; passed on; last "
            "completed; completion date time; date and time completed; completed at; completion time; "
            "date taken; taken on; class date; course date; training date; session date; date training; "
            "date class; date attended; attended on; attendance date; event date; end date; course end "
            "date; class end date; issue date; issued; issued on; date issued; certification date; date "
            "earned; earned on; certified on; date course; awarded; awarded on; date awarded; signed on; "
            "date signed; signature date; valid from; effective date; date issue; card issued",
            "date; when; event starts; event start date",
            "timestamp; submitted at; submission date; submitted on; submitted; sign in time; signed in; "
            "signed in at; check in time; checked in; checked in at; check in date time; date time check "
            "in; time in; date time; start date; start time; start; activity start; event start",
        ),
        "expires_on": (
            "expires on; expires; expiration date; expiration; expiry date; expiry; expire date; exp "
            "date; exp; valid until; valid through; valid thru; valid to; good through; good thru; good "
            "until; card expires; certificate expires; certification expires; certification expiration; "
            "certificate expiration date; certification expiration date; date expiry; date expiration; "
            "date expires; renewal date; renew by",
        ),
        "hours": (
            "hours; credit hours; training hours; total hours; hrs; contact hours; course hours; class "
            "hours; ce hours; ceu hours; credits; duration hours; hours credit; hours awarded; hours "
            "attended; hours earned; hours completed; credit; ceu; ceus; ce credits; total training hours",
            "duration; length; time spent; total time; course duration; minutes; duration minutes; "
            "duration mins; total minutes; training minutes; credit minutes; minutes completed",
        ),
        "result": (
            "result; status; enrollment state; completion status; course status; training status; "
            "outcome; pass fail; passed; pass; final result; transcript status; attendance status; "
            "enrollment status; class result; registration status; course result; completed y n; "
            "assignment status; attended; attendance; competency status; completed status; final status; "
            "roll status; student status",
        ),
        "provider": (
            "provider; training provider; vendor; sponsor; provided by; delivered by; training "
            "organization; sponsoring agency; institution; academy; school; host",
        ),
        "instructor": (
            "instructor; instructor name; instructors; lead instructor; trainer; taught by; teacher; "
            "evaluator; proctor; instructor s; facilitator",
        ),
        "verified": ("verified; confirmed; approved; validated",),
        "grant": ("grant; grant number; funding source",),
        "evidence": ("evidence; certificate link; certificate url; document link; attachment; proof",),
        "starts_on": ("starts on; start date; from; start; begins; leave start; begin date",),
        "ends_on": ("ends on; end date; to; until; end; through; leave end; return date",),
        "reason": ("reason; reason leave; notes; comments",),
        "kind": ("kind; type; absence type; leave type",),
        "code": ("code; course code; course id; course number; course; class code; activity code", "id"),
        "title": ("title; course title; course name; class title; name", "description"),
        "jurisdiction": ("jurisdiction; city; municipality; place",),
        "disciplines": ("disciplines; discipline; type; agency type; service; services",),
        "strength": ("strength; headcount; number employees; staffing; authorized strength",),
        "governance": ("governance; level; government level",),
        "held_on": ("held on; exercise date; event date; date; start date; date held",),
        "exercise": ("exercise; exercise code; exercise id; exercise name; exercise title; event",),
        "host_agency": ("host agency; host; hosting agency; hosted by; host organization; lead agency",),
        "aliases": ("aliases; alias; also known as; short name; abbreviation; other names; aka",),
    }
)

_ONLY: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("agencies", "agency"): (
            "agency; agency name; department; department name; organization; organization name; name",
        ),
        ("roster", "joined_on"): _WORDS["joined_on"],
        ("participation", "role"): ("role; exercise role",),
        ("actions", "status"): ("status; state; action status",),
        ("actions", "due_on"): ("due on; due; due date; completion due; target date; deadline",),
        ("actions", "done_on"): ("done on; completion date; date completed; completed on; closed on",),
        ("actions", "starts_on"): ("starts on; start date; start",),
        ("actions", "poc"): ("poc; point contact; owner; responsible; assigned to",),
        ("actions", "agency"): ("agency; responsible organization; organization responsible; organization",),
        ("exercises", "title"): ("title; exercise title; exercise name; name",),
        ("exercises", "exercise"): ("exercise; exercise code; exercise id; code; id",),
        ("exercises", "type"): ("type; exercise type",),
        ("ratings", "task"): ("task; critical task",),
        ("ratings", "rating"): ("rating; score",),
    }
)
"""Words of a column in one kind only, instead of its others."""

TIMESTAMPS = frozenset(
    (
        *("timestamp", "submitted at", "submission date", "submitted on", "submitted", "sign in time"),
        *("signed in", "signed in at", "check in time", "checked in", "checked in at", "time in"),
        *("completion time", "start time", "date time", "completed at", "check in date time"),
    )
)
"""Columns that say when somebody signed in or handed something in: an instant, of which the day counts."""


class Named(NamedTuple):
    """A column of ours that a name may mean, and how well: 0 is our own name for it."""

    column: str
    rank: int


def header_key(text: str) -> str:
    """A column's name as it compares: its words in small letters, without hints, signs and fillers."""
    text = unicodedata.normalize("NFKC", text)
    text = _NUMBERED.sub("", text)
    bare = _HINT.sub(" ", text)
    text = bare if any(map(str.isalnum, bare)) else text
    text = _NUMBER.sub(" number ", _CAMEL.sub(" ", text)).casefold()
    text = "".join(sign if sign.isalnum() else " " for sign in text)
    words = [word for word in text.split() if word not in _FILLERS] or text.split()
    return " ".join(words).replace("e mail", "email").replace("number number", "number")


@cache
def words_of(kind: Kind[Any]) -> Mapping[str, tuple[Named, ...]]:
    """What each name, as compared, may mean in files of a kind; its best meaning first."""
    found: dict[str, list[Named]] = {}
    for column, spec in specs(kind.row_type):
        own = [column.replace("_", " ")]
        listed = _ONLY.get((kind.name, column)) or _WORDS.get(column, ())
        ranks = [own, *(each.split(";") for each in listed or ("",))]
        ranks[1] += [*spec.also, *_of_somebody(column)]
        for rank, names in enumerate(ranks):
            for name in filter(str.strip, names):
                meanings = found.setdefault(header_key(name), [])
                if all(each.column != column for each in meanings):
                    meanings.append(Named(column, rank))
    return {key: tuple(sorted(each, key=lambda named: named.rank)) for key, each in found.items()}


def _of_somebody(column: str) -> Iterator[str]:
    for who in _WHO:
        for what in _ABOUT_SOMEBODY.get(column, ()):
            yield f"{who} {what}"


def meant_by(header: str, words: Mapping[str, Sequence[Named]]) -> Sequence[Named]:
    """What a column's name may mean; nothing where nobody knows it."""
    return words.get(header_key(header), ())
