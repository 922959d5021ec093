"""Of whom a question is asked."""

from __future__ import annotations

from tests.commands.language.grove import Asker, asked_back, misunderstood

UNDERSTOOD = (
    ("firefighters due in January", "who discipline:fire due from=2027-01-01 by=2027-01-31"),
    ("dispatchers due for EMD", "who discipline:dispatch EMD due"),
    ("firefighters at Cedar Fire overdue on BLS", "who CedarFD BLS overdue"),
    ("how many officers at Elm PD aren't trained on ASIM Basic yet", "how_many ElmPD ASIM-B never|new"),
    ("for the board: what share of fire is current on BLS?", "share discipline:fire BLS current"),
    ("who is due", "who everyone due"),
    ("who is due", "who CedarFD due", "cora"),
    ("who is due", "who everyone due", "uma"),
    ("how many are overdue", "how_many everyone overdue", "uma"),
    ("am I overdue on anything?", "whether Uma Joyner overdue", "uma"),
    ("when does my active shooter expire?", "when Uma Joyner LE-ASR due", "uma"),
    ("was I current on LE-ASR on August 15?", "whether Uma Joyner LE-ASR current on=2026-08-15", "uma"),
    ("will I be current on LE-ASR on 1 June?", "whether Uma Joyner LE-ASR current on=2027-06-01", "uma"),
    ("what do I need", "who Uma Joyner due", "uma"),
    ("what do I need by June", "who Uma Joyner due by=2027-06-30", "uma"),
    ("", "who Uma Joyner due", "uma"),
    ("HAZWOPER coverage in my agency, in percent", "share OakFD HAZ-R current", "pia"),
    ("am I good on asim b?", "whether Pia Hahn ASIM-B current", "pia"),
    ("is my HAZWOPER current?", "whether Pia Hahn HAZ-R current", "pia"),
    ("do I need anything", "whether Pia Hahn due", "pia"),
    ("how long until my HAZWOPER expires", "when Pia Hahn HAZ-R due", "pia"),
    ("my team without Noor Dahl: who's due for HAZWOPER?", "who CedarFD -Noor Dahl HAZ-R due", "cora"),
    ("who of ours is due until the end of February?", "who CedarFD due by=2027-02-28", "cora"),
    ("how many of our people are in the grace period?", "how_many CedarFD grace", "cora"),
    ("where I lead, how many have a waiver?", "how_many CedarFD waived", "cora"),
    ("Cedar Fire but not BLS, who is due", "who CedarFD -BLS due", "cora"),
    ("who do I have overdue", "who CedarFD overdue", "cora"),
    ("do we have anyone overdue", "who CedarFD overdue", "cora"),
    ("our people and Elm PD, who's overdue", "who CedarFD+ElmPD overdue", "cora"),
    ("who is due in our agency except me", "who CedarFD -Cora Smith-Jones due", "cora"),
    ("me and Zoe Kessler, what's due", "who Cora Smith-Jones+Zoë Kessler due", "cora"),
    ("which of my guys aren't current on haz-r", "who CedarFD HAZ-R overdue", "cora"),
    ("me or Zoe Kessler overdue", "who Cora Smith-Jones+Zoë Kessler overdue", "cora"),
    ("who is overdue, Noor Dahl or me?", "who Cora Smith-Jones+Noor Dahl overdue", "cora"),
    (
        "who is overdue: Noor Dahl, Zoe Kessler or myself",
        "who Cora Smith-Jones+Noor Dahl+Zoë Kessler overdue",
        "cora",
    ),
    ("what do Noor Dahl and I need", "who Cora Smith-Jones+Noor Dahl due", "cora"),
    ("show me Noor Dahl and Zoe Kessler, overdue", "who Noor Dahl+Zoë Kessler overdue", "cora"),
    ("I want Noor Dahl and Zoe Kessler, overdue", "who Noor Dahl+Zoë Kessler overdue", "cora"),
    ("everyone here but Noor, overdue?", "who CedarFD -Noor Dahl overdue", "cora"),
    ("who here is overdue on BLS", "who CedarFD BLS overdue", "cora"),
    ("who here at Cedar Fire is overdue", "who CedarFD overdue", "cora"),
    ("who here at Elm PD is overdue", "who ElmPD overdue", "cora"),
    ("how many here are overdue", "how_many ElmPD overdue", "uma"),
    ("who here is overdue", "who everyone overdue"),
    ("anything of mine expiring?", "who Pia Hahn due_soon", "pia"),
    ("who of mine is expiring?", "who CedarFD due_soon", "cora"),
    ("people of mine who are overdue", "who CedarFD overdue", "cora"),
    ("deputies overdue on LE-ASR", "who Grove County Sheriff LE-ASR overdue"),
    ("troopers overdue", "who State Police Troop G overdue"),
    ("deputies at the sheriff's office overdue", "who Grove County Sheriff overdue"),
    ("compare Elm PD with Gum PD on LE-ASR", "ranking ElmPD+GumPD LE-ASR current agency:worst"),
)
ASKED_BACK = (
    "officers overdue on LE-ASR",
    "medics at Cedar Fire who are overdue",
    "captains who are overdue",
    "what am I due for",
    "is it current",
    "are they current on BLS",
    "is he overdue",
    "remind them",
    "email everyone who is overdue",
)


def test_whom_a_question_is_about_is_understood(grove: Asker) -> None:
    assert misunderstood(grove, UNDERSTOOD) == []


def test_what_is_not_sure_is_asked_back(grove: Asker) -> None:
    assert asked_back(grove, ASKED_BACK) == list(ASKED_BACK)


def test_the_speaker_is_not_dropped_beside_others(grove: Asker) -> None:
    beside = (
        "am i or Noor Dahl overdue",
        "am i and Noor Dahl current on BLS",
        "are Noor Dahl and I current on BLS",
        "is my BLS or Noor Dahl's overdue",
        "am I or is Noor Dahl overdue",
        "do I or does Noor Dahl need BLS",
        "am I current or Noor Dahl",
        "is Noor Dahl or are we overdue",
    )
    assert asked_back(grove, beside, "cora") == list(beside)
    nobody: tuple[str, ...] = (
        "am I or Noor Dahl overdue",
        "me or Noor Dahl overdue",
        "who is overdue, Ben Flores or me",
    )
    assert asked_back(grove, nobody) == list(nobody)
