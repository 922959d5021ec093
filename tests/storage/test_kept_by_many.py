"""What a process keeps in memory is right when another process changed what it was made from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from storage import catalogue
from storage.catalogue import Catalogue, catalogue_changed, catalogue_of, share_catalogue
from storage.engine import Store
from storage.lexicon import lexicon_of
from storage.people import AgencyRecord, Person
from storage.progress import progress
from storage.roster_names import roster_names
from words.folding import fold
from words.names import Kind, tokens

pytestmark = pytest.mark.postgres


@pytest.fixture
def other(county_store: Store) -> Iterator[Store]:
    """Another process at the same database."""
    found = Store(county_store.url.render_as_string(hide_password=False))
    yield found
    found.close()


def agencies(store: Store) -> set[str]:
    with store.reading() as session:
        return {each.name for each in catalogue_of(session).agencies.values()}


def rename(store: Store, old: str, new: str) -> None:
    with store.writing() as session:
        agency = session.scalars(select(AgencyRecord).where(AgencyRecord.name == old)).one()
        agency.name, agency.key = new, fold(new)
        catalogue_changed(session)


def test_the_catalogue_and_what_is_made_from_it(county_store: Store, other: Store) -> None:
    for store in (county_store, other):
        assert "Grove 911" in agencies(store)
        with store.reading() as session:
            lexicon_of(catalogue_of(session))
    rename(other, "Grove 911", "Grove Dispatch")
    for store in (county_store, other):
        assert agencies(store) >= {"Grove Dispatch"}
        with store.reading() as session:
            found = lexicon_of(catalogue_of(session)).exactly(tokens("Grove Dispatch"), (Kind.AGENCY,))
            assert found is not None
            assert [each.name for each in found.matches] == ["Grove Dispatch"]


def test_whoever_is_called_otherwise(county_store: Store, other: Store) -> None:
    def called(store: Store) -> set[str]:
        with store.reading() as session:
            names = roster_names(session)
            assert names is not None
            return set(names.whole)

    assert called(county_store) == called(other)
    with other.writing() as session:
        person = session.scalars(select(Person).where(Person.first_name == "Ada")).one()
        person.first_name = "Adele"
        person.rekey()
    assert "adele abbott" in called(county_store)
    assert called(county_store) == called(other)


@pytest.fixture
def on_postgresql(database: str) -> None:
    if database == "sqlite":
        pytest.skip("SQLite's writers take turns")


@pytest.mark.usefixtures("on_postgresql")
def test_what_a_writer_saw_before_is_not_kept_for_what_is_now(county_store: Store, other: Store) -> None:
    """It had looked at an agency; another process called it otherwise; then it waited for the catalogue."""
    with county_store.writing() as session:
        seen = session.scalars(select(AgencyRecord).where(AgencyRecord.name == "Grove 911")).one()
        rename(other, "Grove 911", "Grove Dispatch")
        share_catalogue(session)
        assert "Grove Dispatch" in {each.name for each in catalogue_of(session).agencies.values()}
        assert seen.name == "Grove Dispatch"
    assert "Grove Dispatch" in agencies(county_store)


@pytest.mark.usefixtures("on_postgresql")
def test_what_was_changed_while_it_was_read_is_not_kept_for_what_was(
    county_store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer sees each statement's own moment: between two of them another process commits."""
    reads = catalogue.load_catalogue
    with county_store.reading() as before:
        version = progress(before, catalogue.VERSION)

        def slowly(session: object, version: str) -> Catalogue:
            monkeypatch.setattr(catalogue, "load_catalogue", reads)
            rename(other, "Grove 911", "Grove Dispatch")
            return reads(session, version)  # type: ignore[arg-type]

        monkeypatch.setattr(catalogue, "load_catalogue", slowly)
        with county_store.writing() as session:
            session.info["catalogue"].clear()
            catalogue_of(session)
        then = catalogue_of(before)
        assert then.version == version
        assert "Grove 911" in {each.name for each in then.agencies.values()}, "as it was, all of it"
    assert "Grove Dispatch" in agencies(county_store)
