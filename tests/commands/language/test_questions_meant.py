"""Which measure a question asks for."""

from __future__ import annotations

from tests.commands.language.grove import Asker, asked_back, misunderstood

UNDERSTOOD = (
    ("what share of dispatch is current on EMD?", "share discipline:dispatch EMD current"),
    ("What percentage of Elm PD is up to date?", "share ElmPD current"),
    ("coverage on BLS on 1 July", "share everyone BLS current on=2026-07-01"),
    ("which agency is worst on ASIM Basic?", "ranking everyone ASIM-B current agency:worst"),
    ("which agencies are below 80% on LE-ASR?", "ranking everyone LE-ASR current agency:worst<80"),
    (
        "fire and EMS agencies under 75 percent for BLS",
        "ranking discipline:ems+discipline:fire BLS current agency:worst<75",
    ),
    (
        "which discipline was weakest on ASIM Basic on 1 July 2026?",
        "ranking everyone ASIM-B current discipline:worst",
    ),
    ("best fire department for HAZWOPER?", "ranking discipline:fire HAZ-R current agency:best"),
    ("coverage by agency for BLS", "ranking everyone BLS current agency:worst"),
    ("rank disciplines by BLS coverage", "ranking everyone BLS current discipline:worst"),
    ("Cedar Fire vs Cedar Police on ASIM Basic", "ranking CedarFD+CedarPD ASIM-B current agency:worst"),
    ("Cedar Fire or Cedar Police, ASIM Basic?", "ranking CedarFD+CedarPD ASIM-B current agency:worst"),
    ("which is better, Cedar Fire or Elm PD?", "ranking CedarFD+ElmPD current agency:best"),
    (
        "which of fire and EMS is worst on BLS?",
        "ranking discipline:ems+discipline:fire BLS current discipline:worst",
    ),
    (
        "compare fire and law on ASIM Basic",
        "ranking discipline:fire+discipline:law ASIM-B current discipline:worst",
    ),
    (
        "who has the lowest coverage on ASIM Basic, law or fire?",
        "ranking discipline:fire+discipline:law ASIM-B current discipline:worst",
    ),
    ("Is Sgt. Vera ONeil current on active shooter", "whether Vera O'Neil LE-ASR current"),
    ("When is Zoe Kessler due for BLS?", "when Zoë Kessler BLS due"),
    ("when is Zoe Kesslers BLS due", "when Zoë Kessler BLS due"),
    ("until when is ben.flores@oak.example good on BLS", "when Ben Flores BLS due"),
    ("is Ben Flores overdue for HAZWOPER?", "whether Ben Flores HAZ-R overdue"),
    ("isn't Zoe Kessler current on BLS?", "whether Zoë Kessler BLS current"),
    ("does Ben Flores have BLS?", "whether Ben Flores BLS current"),
    ("did Ben Flores's BLS expire?", "whether Ben Flores BLS expired"),
    ("Ben Flores current on BLS?", "whether Ben Flores BLS current"),
    ("Is Mark Good current on EMD", "whether Mark Good EMD current"),
    ("is Will Best good on EMD", "whether Will Best EMD current"),
    ("is Kara Castro of Elm PD current on ASIM Basic", "whether Kara Castro ASIM-B current"),
)
ASKED_BACK = (
    "rank my people",
    "who is worst on ASIM Basic",
    "who is below 80% on BLS",
    "agencies over 90% on BLS",
    "which agencies are overdue on BLS",
    "which course is worst?",
    "rank Cedar Fire",
    "when is Cedar Fire due?",
    "is Cedar Fire current on BLS?",
    "is everyone at Cedar Fire current on BLS?",
    "are Ben Flores and Zoe Kessler current on BLS",
    "what share of Ben Flores is current",
    "Is fire worse than law on ASIM Basic?",
    "which agency has the most overdue",
    "Cedar Fire vs",
)


def test_measures_are_understood(grove: Asker) -> None:
    assert misunderstood(grove, UNDERSTOOD) == []


def test_what_is_not_sure_is_asked_back(grove: Asker) -> None:
    assert asked_back(grove, ASKED_BACK) == list(ASKED_BACK)
