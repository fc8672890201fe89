"""The container files say what production is: they are parsed, and the very commands they name run without Docker."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit

import psycopg
import pytest
import yaml
from psycopg import sql

from rcf_tracker import env, roles
from rcf_tracker.processes import free_port, wait_until
from rcf_tracker.supervisor import end_group

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(COMPOSE)["services"]
OURS = {name for name, service in SERVICES.items() if "build" in service}
LONG_RUNNING = {"web", "worker", "beat"}
VARIABLE = re.compile(r"\$\{(\w+)(:\?[^}]*)?\}")
PLACES = {
    "DATABASE_URL": "shape_app",
    "DATABASE_OWNER_URL": "shape_owner",
    "DATABASE_BACKUP_URL": "shape_backup",
    "DATABASE_SUPERUSER_URL": None,
    "REDIS_URL": None,
}


def dockerfile() -> list[list[tuple[str, str]]]:
    """The stages of the Dockerfile, each a list of instructions with their arguments."""
    stages: list[list[tuple[str, str]]] = []
    for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if not line or line.startswith("#"):
            continue
        instruction, _, arguments = line.partition(" ")
        if instruction == "FROM":
            stages.append([])
        stages[-1].append((instruction, arguments))
    return stages


def arguments_of(stage: list[tuple[str, str]], instruction: str) -> list[str]:
    return [arguments for name, arguments in stage if name == instruction]


def test_the_image_is_built_in_stages_and_runs_as_nobody_in_particular():
    stages = dockerfile()
    assert len(stages) == 3
    user = arguments_of(stages[-1], "USER")
    assert user
    assert user[-1] not in {"root", "0"}
    assert not arguments_of(stages[-1][[name for name, _ in stages[-1]].index("USER") :], "RUN")
    assert json.loads(arguments_of(stages[-1], "HEALTHCHECK")[0].partition("CMD ")[2])


def test_the_image_copies_what_exists_and_every_app():
    copied = {source for stage in dockerfile() for line in arguments_of(stage, "COPY") if not line.startswith("--from")
              for source in line.split()[:-1]}  # fmt: skip
    assert all((ROOT / source).exists() for source in copied - {"locale"})
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"rcf_tracker", "templates", "locale"}
    assert apps <= copied


def test_the_image_starts_what_the_web_service_starts():
    assert json.loads(arguments_of(dockerfile()[-1], "CMD")[0]) == SERVICES["web"]["command"]


def test_all_parts_are_there_and_watched():
    assert set(SERVICES) == {"web", "worker", "beat", "roles", "migrate", "db", "redis", "proxy"}
    watched = {name for name, service in SERVICES.items() if service.get("healthcheck", {}).get("test")}
    assert watched == {"web", "worker", "db", "redis", "proxy"}
    assert all(SERVICES[name]["restart"] == "unless-stopped" for name in set(SERVICES) - {"roles", "migrate"})
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}


def test_no_value_has_a_default_and_each_is_in_the_example():
    first_mentions: dict[str, str] = {}
    for name, refusal in VARIABLE.findall(COMPOSE):
        first_mentions.setdefault(name, refusal)
    assert all(refusal.startswith(":?Set ") for refusal in first_mentions.values()), first_mentions
    example = re.findall(r"^(\w+)=$", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(example) == sorted(first_mentions)
    assert not re.search(r"(?i)password[\"']?[:=]\s*[\"']?\w", COMPOSE.replace("PASSWORD: ${", ""))


def test_only_the_migrations_know_the_owner_and_only_the_roles_the_superuser():
    known = {name: set(SERVICES[name]["environment"]) for name in OURS}
    assert {name for name, names in known.items() if "DATABASE_OWNER_URL" in names} == {"roles", "migrate"}
    assert {name for name, names in known.items() if "DATABASE_SUPERUSER_URL" in names} == {"roles"}
    assert all("rcf_app" in SERVICES[name]["environment"]["DATABASE_URL"] for name in OURS)
    for name in LONG_RUNNING:
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """Gives the environment of a service as the compose file names it, at the servers of the tests."""
    server = env.url("DATABASE_SUPERUSER_URL")
    archive = tmp_path_factory.mktemp("archive")

    def address(role: str | None) -> str:
        user, password = (role, "shape") if role else (server["USER"], server["PASSWORD"])
        place = f"host={quote(server['HOST'], safe='')}" + (f"&port={server['PORT']}" if server["PORT"] else "")
        return f"postgresql://{user}:{password}@/{'test_shape' if role else 'postgres'}?{place}"

    def environment(service: str) -> dict[str, str]:
        values = {}
        for name, text in SERVICES[service]["environment"].items():
            if name == "REDIS_URL":
                values[name] = urlsplit(os.environ["REDIS_URL"])._replace(path="/9").geturl()
            elif name in PLACES:
                values[name] = address(PLACES[name])
            else:
                values[name] = VARIABLE.sub(lambda found: EXAMPLES[found[1]], text)
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return {**values, "PATH": path, "MEDIA_ROOT": str(archive), "HOME": str(archive), "PYTHONUNBUFFERED": "1"}

    yield environment
    with roles.connect({**server, "NAME": "postgres"}, autocommit=True) as superuser:
        superuser.execute("DROP DATABASE IF EXISTS test_shape WITH (FORCE)")
        for role in filter(None, PLACES.values()):
            superuser.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


EXAMPLES = {
    "SECRET_KEY": "for-tests-only-Zk3vQ9mW7xT2bN8cR5yL1dF6hJ4gS0pA-uEoIi",
    "ALLOWED_HOSTS": "tracker.example.gov",
    "EMAIL_FROM": "tracker@example.gov",
    "EMAIL_URL": "smtp+tls://mail.example.gov:587",
    "RCF_MARKING": "UNCLASSIFIED",
}


def run(command: list[str], environment: dict[str, str], seconds: int = 120) -> str:
    """Run a command of the files to its end; what it said."""
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=seconds, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def migrated(production):
    """The one-shot services have run, in their order; twice, as at a second start."""
    for _start in range(2):
        for name in ("roles", "migrate"):
            run(SERVICES[name]["command"], production(name))
    return production


@pytest.fixture
def start(migrated, tmp_path):
    """Starts a service with its own command; ends it with SIGTERM, within its time."""
    started: list[subprocess.Popen] = []

    def begin(name: str, *, port: int = 8000) -> tuple[subprocess.Popen, Path]:
        command = [word.replace(":8000", f":{port}") for word in SERVICES[name]["command"]]
        log = tmp_path / f"{name}.log"
        with log.open("wb") as file:
            started.append(
                subprocess.Popen(
                    command, cwd=ROOT, env=migrated(name), stdout=file, stderr=file, start_new_session=True
                )
            )
        return started[-1], log

    yield begin
    for process in started:
        process.terminate()
        try:
            process.wait(timeout=40)
        finally:
            end_group(process.pid)


def test_the_owner_owns_and_the_application_does_not(migrated):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("X", migrated("web")["DATABASE_URL"])
        application = env.url("X")
        patch.setenv("X", migrated("migrate")["DATABASE_OWNER_URL"])
        owner = env.url("X")
    with roles.connect(application, autocommit=True) as connection:
        owners = connection.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert owners == [("shape_owner",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("TRUNCATE django_session")
    with roles.connect(owner, autocommit=True) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE DATABASE test_more")


def answer(port: int, path: str) -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "tracker.example.gov"})
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.status, response.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()
    except OSError as fault:
        return 0, str(fault)


def test_the_web_service_is_alive_and_ready(start, migrated):
    port = free_port()
    web, log = start("web", port=port)
    assert wait_until(lambda: answer(port, "/healthz")[0] == 200 or web.poll() is not None, seconds=60)
    assert answer(port, "/healthz")[0] == 200, log.read_text()
    assert answer(port, "/readyz")[0] == 200, answer(port, "/readyz")[1] + log.read_text()
    environment = {**migrated("web"), "PORT": str(port)}
    run(SERVICES["web"]["healthcheck"]["test"][1:], environment)
    run(json.loads(arguments_of(dockerfile()[-1], "HEALTHCHECK")[0].partition("CMD ")[2]), environment)


def test_the_health_check_fails_when_nobody_answers(migrated):
    environment = {**migrated("web"), "PORT": str(free_port())}
    done = subprocess.run(
        SERVICES["web"]["healthcheck"]["test"][1:],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("No answer on port")


def test_the_worker_answers_its_health_check(start, migrated):
    worker, log = start("worker")
    assert wait_until(lambda: "ready." in log.read_text() or worker.poll() is not None, seconds=60), log.read_text()
    assert "OK" in run(SERVICES["worker"]["healthcheck"]["test"][1:], migrated("worker"))


def test_beat_starts_and_stays(start):
    beat, log = start("beat")
    assert wait_until(lambda: "beat: Starting" in log.read_text() or beat.poll() is not None, seconds=60)
    time.sleep(2)
    assert beat.poll() is None, log.read_text()


def test_the_image_gathers_its_files_with_the_command_it_names():
    gather = next(a for a in arguments_of(dockerfile()[-1], "RUN") if "collectstatic" in a)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    said = run(json.loads(gather), {"PATH": path, "MEDIA_ROOT": "/tmp"})
    assert "static file" in said


def test_the_proxy_hands_on_to_the_web_service_and_trusts_no_header():
    settings = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert "http://web:8000" in settings
    assert {"proxy_set_header X-Forwarded-For $remote_addr", "proxy_set_header X-Forwarded-Proto https"} <= {
        line.strip().rstrip(";") for line in settings.splitlines()
    }
    published = {port.split(":")[1] for port in SERVICES["proxy"]["ports"]}
    assert published == set(re.findall(r"listen (\d+)", settings))
