"""Checklists to begin with, in our own words: each is loaded only when somebody sets it up or hands it out.

The roadmap's six steps, what shows that an agency is ready, and the elements of a program for hostile events
by the public table of contents of NFPA 3000. When something is due, how often it comes again, whose it
usually is and where paper is asked for are assumptions (A), to be edited: local policy. Muster is independent
of the NFPA; no words of a standard are in here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.checklists import OwnerRight
from storage.templates import LineSaid, TemplateSaid

LOCAL_POLICY = (
    "Due days, how often something comes again, and where evidence is asked for are local policy: change "
    "them to yours."
)
INDEPENDENT = (
    "By the public table of contents of NFPA 3000, in our own words. Muster is independent of the NFPA, and "
    "this takes no standard's place."
)


@dataclass(frozen=True, slots=True)
class ReadyTemplate:
    """A template that comes with Muster. `aliases`: what else it is called in a command."""

    said: TemplateSaid
    lines: Sequence[LineSaid]
    aliases: Sequence[str] = ()

    @property
    def key(self) -> str:
        """What names it in a command."""
        return self.said.key


@dataclass(frozen=True, slots=True)
class Under:
    """The heading some lines stand under, and whose they usually are by right."""

    step: str
    owner: OwnerRight

    def line(self, text: str, days: int, every: int | None = None, evidence: bool = False) -> LineSaid:
        """A line due so many days after it is handed out, then every so many months."""
        return LineSaid(text, self.step, self.owner, days, every, evidence)


_RISK = Under("1. Name the risk and own the problem", OwnerRight.MANAGER)
_ROOM = Under("2. Convene the right room", OwnerRight.MANAGER)
_MAP = Under("3. Map the current state", OwnerRight.MANAGER)
_PLAN = Under("4. Agree on one regional plan", OwnerRight.MANAGER)
_TRAIN = Under("5. Train and exercise together", OwnerRight.MANAGER)
_FUND = Under("6. Secure funding and sustainment", OwnerRight.MANAGER)

ROADMAP = ReadyTemplate(
    TemplateSaid(
        "Roadmap",
        "From every agency on its own to one plan, one language and one program of training and exercises: "
        "six steps over about two years, led by emergency management.",
        for_agencies=False,
        key="roadmap",
    ),
    (
        _RISK.line(
            "Write on one page which incidents here would take several agencies at once: where, how many "
            "hurt, and how long until help arrives from outside",
            30,
        ),
        _RISK.line(
            "List the incidents and exercises of the last five years in which agencies got in each other's "
            "way, what was found, and what was mended",
            45,
        ),
        _RISK.line(
            "Say in one sentence what this region wants to be able to do together, and by when, so that "
            "anybody can tell whether it got there",
            60,
        ),
        _RISK.line(
            "Brief the county administrator and the elected officials, and have them name emergency "
            "management as the one that leads this",
            60,
            evidence=True,
        ),
        _ROOM.line(
            "List the seats that must be filled: police chiefs and sheriffs, fire and EMS chiefs (private "
            "and third-service EMS too), 911, schools and campus, city and county administrators",
            60,
        ),
        _ROOM.line("Call the first meeting with one clear objective: /meeting call", 75),
        _ROOM.line(
            "Telephone every chief whose seat is still empty, yourself; ask what would bring them", 85
        ),
        _ROOM.line(
            "Hold it; keep the decisions, and the objections in the words of those who raised them",
            100,
            evidence=True,
        ),
        _ROOM.line(
            "Have each agency name one person who speaks for it between meetings, and a stand-in", 120
        ),
        _ROOM.line("Hold the room's regular meeting, with every required seat filled", 190, every=3),
        _MAP.line(
            "Collect every agency's own procedure for these incidents, and lay them side by side",
            150,
            evidence=True,
        ),
        _MAP.line(
            "Lay the radio plans side by side: channels, names, who can talk to whom, who can patch "
            "(usually the 911 director's)",
            150,
            evidence=True,
        ),
        _MAP.line(
            "Bring rosters and training records into one place, so that who was trained on what, and when, "
            "has an answer",
            150,
        ),
        _MAP.line(
            "List the mutual-aid agreements: who signed, until when they hold, what they leave out",
            165,
            evidence=True,
        ),
        _MAP.line(
            "List what could be shared: trainers, protective gear, treatment supplies, command posts", 180
        ),
        _MAP.line(
            "Read the gaps back to the room, without blame, and agree on the five that matter most", 195
        ),
        _PLAN.line(
            "Name a small writing group: one each from law enforcement, fire, EMS, 911 and emergency "
            "management, with a day to be done by",
            210,
        ),
        _PLAN.line(
            "Write the plan: first arrival, unified command, zones and common terms, rescue task forces, "
            "triage and transport, staging, families",
            300,
            evidence=True,
        ),
        _PLAN.line(
            "Write the one radio plan that goes with it (usually the 911 director's)", 300, evidence=True
        ),
        _PLAN.line(
            "Walk the draft through a tabletop with the whole room, and mend what it shows",
            330,
            evidence=True,
        ),
        _PLAN.line(
            "Have every agency adopt it and point its own procedure to it: hand out the agency-readiness "
            "checklist",
            390,
        ),
        _PLAN.line("Review the plan with the room, and revise it or say that it stands", 730, 12, True),
        _TRAIN.line(
            "Agree which course each discipline takes, who teaches it, and how long it lasts: requirements "
            "in Muster",
            330,
        ),
        _TRAIN.line("Have two trainers in every agency, or agree in writing who lends theirs", 420),
        _TRAIN.line(
            "Hold the basic course with law enforcement, fire, EMS and dispatch in one classroom", 450
        ),
        _TRAIN.line(
            "Publish a three-year exercise calendar up the ladder: tabletop, functional, full-scale",
            420,
            evidence=True,
        ),
        _TRAIN.line("Go through the open corrective actions with the room, each with its owner", 455, 3),
        _TRAIN.line(
            "Hold a full-scale exercise with every discipline at the table, and file its after-action report",
            640,
            evidence=True,
        ),
        _FUND.line(
            "Put a price on three years of it: course hours, overtime and backfill, trainers, supplies",
            390,
            evidence=True,
        ),
        _FUND.line(
            "Match each cost with a source (county budget, EMPG, HSGP, state), and note the deadlines", 420
        ),
        _FUND.line("Have the program in the county's budget as a line of its own", 540, evidence=True),
        _FUND.line(
            "Report to elected officials what was done, what was not, and what the numbers show",
            480,
            12,
            True,
        ),
        _FUND.line(
            "Write down who takes over when a chief, a lead or the emergency manager leaves, and what a "
            "newcomer hears in the first 30 days",
            600,
        ),
    ),
)

_ADOPT = Under("Plan and procedure", OwnerRight.LEAD)
_RADIO = Under("Radio and dispatch", OwnerRight.LEAD)
_PEOPLE = Under("People and training", OwnerRight.LEAD)
_TOGETHER = Under("Working together", OwnerRight.LEAD)

AGENCY_READINESS = ReadyTemplate(
    TemplateSaid(
        "Agency readiness",
        "What an agency can show a chief, a council or a court: the plan adopted, the radio plan on file, "
        "people trained, agreements signed.",
        key="agency-readiness",
    ),
    (
        _ADOPT.line(
            "The regional plan is adopted by whoever can bind us (chief, board or council)",
            90,
            evidence=True,
        ),
        _ADOPT.line(
            "Our own procedure points to the regional plan, and contradicts it nowhere", 150, evidence=True
        ),
        _ADOPT.line(
            "Everybody on shift can find the plan within a minute: in the vehicle, at the console, on the "
            "phone",
            150,
        ),
        _ADOPT.line("Our procedure was read against the plan in force", 365, 12),
        _RADIO.line(
            "The regional radio plan is on file, and our radios are programmed to it", 90, evidence=True
        ),
        _RADIO.line(
            "Dispatch has the numbers by which a decision maker of ours is reached at any hour", 30, 6
        ),
        _RADIO.line(
            "Interoperability with dispatch was tested: we were heard on the shared channels, and could be "
            "patched",
            120,
            6,
            True,
        ),
        _RADIO.line("Our people use the plan's common terms and call signs on the air", 180),
        _PEOPLE.line("A lead (training officer) and a stand-in are named", 30),
        _PEOPLE.line("Our roster is current: who joined, who left, who is in which unit", 30, 6),
        _PEOPLE.line(
            "Everybody who is asked for the basic course has it, or has a seat in a class that is planned",
            365,
        ),
        _PEOPLE.line(
            "Two of our people are trained as trainers, or another agency lends us theirs in writing",
            270,
            evidence=True,
        ),
        _PEOPLE.line(
            "Protective gear and bleeding-control supplies are where the plan says they are", 180, 12
        ),
        _TOGETHER.line(
            "The mutual-aid agreement is signed, and we know until when it holds", 180, evidence=True
        ),
        _TOGETHER.line("We played in an exercise with at least two other disciplines", 365, 12),
        _TOGETHER.line(
            "Every corrective action that is ours has an owner and a day, and none is overdue", 180, 6
        ),
    ),
)

_COMMITTEE = Under("Committee", OwnerRight.MANAGER)
_HAZARD = Under("Risk assessment", OwnerRight.MANAGER)
_PLANS = Under("Plans", OwnerRight.MANAGER)
_RECORDS = Under("Personnel and records", OwnerRight.MANAGER)
_AID = Under("Resources and mutual aid", OwnerRight.MANAGER)
_COMMAND = Under("Unified command", OwnerRight.MANAGER)
_AFTER = Under("After-action", OwnerRight.MANAGER)
_SITES = Under("Facilities", OwnerRight.MANAGER)
_MONEY = Under("Finance", OwnerRight.MANAGER)
_CENTER = Under("Communications center", OwnerRight.MANAGER)

HOSTILE_EVENT = ReadyTemplate(
    TemplateSaid(
        "Hostile-event program",
        f"The parts of a county's program for active shooter and other hostile events. {INDEPENDENT}",
        for_agencies=False,
        key="hostile-event",
    ),
    (
        _COMMITTEE.line(
            "A standing committee is appointed, with law enforcement, fire, EMS, 911, emergency management, "
            "hospitals, schools and administrators on it",
            60,
            evidence=True,
        ),
        _COMMITTEE.line(
            "Somebody is named who runs the program day to day, with the authority to call people in",
            60,
            evidence=True,
        ),
        _COMMITTEE.line("The committee met, and its decisions are kept", 120, 3, True),
        _HAZARD.line(
            "Places where many people gather are listed, with what makes each easy to attack or hard to "
            "reach",
            150,
            evidence=True,
        ),
        _HAZARD.line(
            "For each of the likeliest, how many could be hurt is set against ambulances, hospital beds and "
            "the time until help arrives",
            180,
        ),
        _HAZARD.line("The assessment was gone through again, with what changed since", 540, 12, True),
        _PLANS.line(
            "One response plan covers the incident from the first call until the scene is given back",
            300,
            evidence=True,
        ),
        _PLANS.line(
            "How families are told and brought together has a place, an owner and a telephone line",
            330,
            evidence=True,
        ),
        _PLANS.line(
            "Receiving hospitals and EMS agreed how the injured are shared out among them", 330, evidence=True
        ),
        _PLANS.line("Who speaks to the public and the press, and from where, is agreed", 330),
        _PLANS.line("Recovery has a plan: the injured, the bereaved, our own people, the place itself", 420),
        _RECORDS.line(
            "What law enforcement, fire, EMS and dispatch each have to be able to do is written down",
            240,
            evidence=True,
        ),
        _RECORDS.line("Everybody's training toward that is on record, with its evidence", 420),
        _RECORDS.line(
            "What each role wears and carries into a warm zone is decided, bought and fitted",
            420,
            evidence=True,
        ),
        _AID.line(
            "Mutual-aid agreements cover these incidents by name: who comes, under whom, who pays",
            270,
            evidence=True,
        ),
        _AID.line("What is needed in the first hour is listed, with where it is and who can move it", 270),
        _COMMAND.line(
            "Who sits in unified command, and how the first arrivals hand over to it, is agreed",
            240,
            evidence=True,
        ),
        _COMMAND.line("The same terms for zones, teams and the injured stand in everybody's procedure", 300),
        _COMMAND.line("Unified command was set up in an exercise, by those who would do it", 480, 12, True),
        _AFTER.line(
            "How a review begins, who leads it and by when it is filed is agreed before it is needed", 240
        ),
        _AFTER.line("Findings become corrective actions, each with an owner and a day", 480, 6),
        _SITES.line(
            "Schools, hospitals, public buildings and large employers know the plan, and whom to call",
            365,
            evidence=True,
        ),
        _SITES.line("Floor plans and access (keys, cards, cameras) reach the first arrivals", 365),
        _SITES.line("A drill was held with a facility and those who would respond to it", 540, 12, True),
        _MONEY.line("What the program costs a year, and who bears it, is in a budget", 365, evidence=True),
        _MONEY.line(
            "How an incident is paid for is settled: emergency purchases, time records, reimbursement", 365
        ),
        _CENTER.line("Call takers have a script for these calls, and it was practiced", 240, evidence=True),
        _CENTER.line("The center can dispatch, stage and track all disciplines on one incident", 300),
        _CENTER.line(
            "The center has a plan for the flood of calls, and for losing its own room", 365, evidence=True
        ),
    ),
    aliases=("NFPA", "NFPA 3000", "Active shooter", "Active shooter program"),
)
