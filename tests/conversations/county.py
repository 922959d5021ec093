"""A county small enough to know by heart, as of Monday, 2 November 2026.

Cedar Fire has ambulances too. Ada's ASIM Basic ran out, Ben's is good, Cora leads Cedar Fire, and there
are two people called Jo Lee.
"""

from __future__ import annotations

from datetime import UTC, datetime

from files.imports.applying import apply_plan
from files.imports.planning import plan_import
from files.kinds import KINDS
from files.table import read_table
from storage.engine import Store
from storage.people import Person, RightKind
from storage.region import Region
from storage.rights import give_right

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)  # Monday, 09:00 in Chicago
REGION = Region("America/Chicago", "mdy", "For official use", frozenset({"dana@grove.example"}), 2)
"""So few people live here that two of them are counted for those who may not name them."""

FILES = {
    "agencies": """agency,disciplines,jurisdiction,governance,strength
Cedar Fire Department,fire;ems,City of Cedar,municipal,60
Birch Police Department,law,City of Birch,municipal,
Grove 911,dispatch,Grove County,county,
""",
    "roster": """email,first_name,last_name,agency,joined_on,left_on
ada@grove.example,Ada,Abbott,Cedar Fire Department,2020-01-01,
ben@grove.example,Ben,Flores,Cedar Fire Department,2020-01-01,
cora@grove.example,Cora,Diaz,Cedar Fire Department,2020-01-01,
jo.lee@grove.example,Jo,Lee,Cedar Fire Department,2021-05-01,
jolee@birch.example,Jo,Lee,Birch Police Department,2021-05-01,
max@birch.example,Max,<!channel> O'Hara,Birch Police Department,2019-03-01,
pat@birch.example,Pat,Quinn,Birch Police Department,2024-01-01,
lou@birch.example,Lou,Ito,Birch Police Department,2024-01-01,
eve@grove.example,Eve,Nakamura,Grove 911,2022-02-01,
old@grove.example,Otis,Oldham,Cedar Fire Department,2010-01-01,2025-06-30
""",
    "courses": """code,title,hours
ASIM-B,ASIM Basic,4
ASIM-A,ASIM Advanced,24
BLS,Basic Life Support,4
""",
    "rules": """course,effective_on,interval_months,anchor,month_end,grace_days
ASIM-B,2015-01-01,24,completion,no,30
ASIM-A,2015-01-01,24,completion,no,0
BLS,2015-01-01,24,completion,yes,0
""",
    "requirements": """course,disciplines,effective_on
ASIM-B,all,2020-01-01
BLS,fire;ems,
""",
    "equivalents": """course,counts_for,kind
ASIM-A,ASIM-B,satisfies
""",
    "completions": """email,course,completed_on,result,verified
ada@grove.example,ASIM-B,2023-03-01,pass,yes
ada@grove.example,BLS,2026-01-15,pass,yes
ben@grove.example,ASIM-B,2026-03-10,pass,yes
ben@grove.example,BLS,2024-12-03,pass,yes
cora@grove.example,ASIM-A,2026-05-05,pass,yes
cora@grove.example,BLS,2025-09-09,pass,yes
jo.lee@grove.example,ASIM-B,2024-11-20,pass,no
max@birch.example,ASIM-B,2025-05-05,pass,yes
""",
    "absences": """email,kind,course,starts_on,ends_on,reason
eve@grove.example,leave,,2026-10-01,2026-12-31,on file
""",
}


def bring_in(store: Store, region: Region = REGION, now: datetime = NOW) -> None:
    """Imports the county, and makes Cora the lead of Cedar Fire."""
    for name, text in FILES.items():
        take(store, name, text, region, now)
    with store.writing() as session:
        cora = session.query(Person).filter_by(email="cora@grove.example").one()
        give_right(session, cora.id, RightKind.LEAD, agency_id(store, "Cedar Fire Department"), "a test", now)


def take(store: Store, name: str, text: str, region: Region = REGION, now: datetime = NOW) -> None:
    """Imports a file of a kind, of which every row is taken."""
    table = read_table(text.encode(), f"{name}.csv")
    with store.writing() as session:
        plan = plan_import(session, KINDS[name], table, region, region.day(now))
        assert not plan.refused, plan.refused
        apply_plan(session, plan, "a test", "command line", now)


def agency_id(store: Store, name: str) -> int:
    """An agency's id by its name."""
    from storage.catalogue import catalogue_of

    with store.reading() as session:
        agency = catalogue_of(session).agency_named(name)
        assert agency is not None
        return agency.key
