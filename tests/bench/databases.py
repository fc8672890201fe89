"""A database of each size, made once by the owner role and found again."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from psycopg import sql

from rcf_tracker import env, roles

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "a password of the bench"
EFFORTS, FEW = (10_000, 5_000), 500
"""So many efforts for up to so many projects: far more than a registry holds; for more projects, a few hundred."""
BARE_TABLE = """
CREATE TABLE bench_row AS SELECT p.id, p.reference, p.title_en AS title, p.area_id AS area, p.stage,
    p.health, p.planned_end, p.updated_at, (SELECT string_agg(c.country_id, ', ') FROM projects_projectcountry c
    WHERE c.project_id = p.id) AS countries FROM projects_project p WHERE p.planned_end IS NOT NULL;
CREATE INDEX ON bench_row (updated_at DESC);
"""


def name_of(projects: int) -> str:
    return f"rcf_bench_{projects}"


@contextmanager
def at(projects: int) -> Iterator[None]:
    """The environment points to the database of this size, which is made when it is not there yet."""
    before = {name: os.environ[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    other = {name: urlsplit(url)._replace(path=f"/{name_of(projects)}").geturl() for name, url in before.items()}
    os.environ |= {**other, "DEMO_PASSWORD": PASSWORD, "DEMO": "yes", "HTTPS": "no"}
    try:
        if not is_ready(projects):
            make(projects)
        yield
    finally:
        os.environ |= before


def is_ready(projects: int) -> bool:
    """Whether the database is there, made by this code with these migrations; an older one is made anew."""
    owner = env.url("DATABASE_OWNER_URL")
    with roles.connect({**owner, "NAME": "postgres"}, autocommit=True) as admin:
        found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [owner["NAME"]]).fetchone()
    if not found:
        return False
    with roles.connect(owner) as connection:
        made = connection.execute("SELECT obj_description(to_regclass('bench_row'))").fetchone()
    return made == (recipe(),) and manage("migrate", "--database", "owner", "--check", check=False) == 0


def recipe() -> str:
    """Names the code that makes the rows."""
    sources = sorted((ROOT / "reporting" / "bench").glob("*.py")) + sorted(ROOT.glob("*/migrations/0*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def make(projects: int) -> None:
    """Makes and fills the database; says so, because it takes a while."""
    print(f"Making the database of {projects:,} projects ...", flush=True)
    owner, application = env.url("DATABASE_OWNER_URL"), env.url("DATABASE_URL")
    name = sql.Identifier(owner["NAME"])
    with roles.connect({**owner, "NAME": "postgres"}, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(name))
    with roles.connect(owner, autocommit=True) as connection:
        roles.grant(connection, application["USER"], owner["USER"])
    for command in (
        ["migrate", "--database", "owner"],
        ["createcachetable", "--database", "owner"],
        ["load_framework"],
        ["demo_data"],
        ["bench_data", "--projects", str(projects), "--efforts", str(EFFORTS[1] if projects <= EFFORTS[0] else FEW)],
    ):
        manage(*command)
    with roles.connect(owner, autocommit=True) as connection:
        connection.execute("SELECT set_config('rcf.audience', 'JOINT', false)")
        connection.execute(BARE_TABLE)
        connection.execute(sql.SQL("COMMENT ON TABLE bench_row IS {}").format(sql.Literal(recipe())))
        connection.execute("VACUUM ANALYZE")


def manage(*command: str, check: bool = True) -> int:
    """Runs a management command quietly; gives its exit code."""
    call = [sys.executable, str(ROOT / "manage.py"), *command]
    return subprocess.run(call, cwd=ROOT, stdout=subprocess.DEVNULL, check=check).returncode
