"""Runs the tests that need no browser on servers that are already there, as DATABASE_URL and REDIS_URL name them.

DATABASE_URL may name the application role, existing or not, or a superuser whose place the tests' own roles then take;
DATABASE_SUPERUSER_URL names the superuser in the first case. Without them: `postgres` on 127.0.0.1:5432 with no
password, and Redis on 127.0.0.1:6379, database 1. Roles and database are prepared here.
"""

import os
import sys
from typing import Any
from urllib.parse import quote

import psycopg
import redis
from django.core.exceptions import ImproperlyConfigured

from rcf_tracker import env, roles

SUPERUSER = {"HOST": "127.0.0.1", "PORT": "5432", "USER": "postgres", "PASSWORD": "", "NAME": "postgres", "OPTIONS": {}}
ROLES = {"DATABASE_URL": "rcf_app", "DATABASE_OWNER_URL": "rcf_owner", "DATABASE_BACKUP_URL": "rcf_backup"}
OLDEST_POSTGRES = 150000


def main() -> None:
    """Prepare the servers, then become pytest; stop with a sentence when a server is not there."""
    try:
        prepare()
    except ImproperlyConfigured as fault:
        sys.exit(f"second run: {fault}")
    except psycopg.Error as fault:
        sys.exit(f"second run: PostgreSQL: {str(fault).strip()}")
    except (OSError, redis.RedisError) as fault:
        sys.exit(f"second run: Redis does not answer at REDIS_URL: {fault}")
    # Set by the import of the composition root; the tests name the settings once the rest of the environment stands.
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", "-m", "not browser", *sys.argv[1:]])


def prepare() -> None:
    """Find the superuser, name the addresses that are not given, and prepare roles and database."""
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/1")
    given = env.url("DATABASE_URL", default=None)
    superuser = find_superuser(given)
    for name, role in ROLES.items():
        is_usable = name != "DATABASE_URL" or (given and given["USER"] != superuser["USER"])
        if not (os.environ.get(name) and is_usable):
            os.environ[name] = address(given or superuser, role)
    addresses = [env.url(name) for name in ROLES]
    roles.prepare(
        superuser, application=addresses[0], owner=addresses[1], backup=addresses[2], may_create_databases=True
    )
    os.environ["DATABASE_SUPERUSER_URL"] = address(superuser, superuser["USER"])
    version = redis.Redis.from_url(env.redis_url("REDIS_URL"), socket_connect_timeout=5).info("server")["redis_version"]
    print(f"Second run: PostgreSQL {server_version(superuser)} and Redis {version}", flush=True)


def find_superuser(given: dict[str, Any] | None) -> dict[str, Any]:
    """Who may create roles: as named, or the given role itself, or `postgres` on the same server."""
    named = env.url("DATABASE_SUPERUSER_URL", default=None)
    if named:
        return named
    if given is None:
        return SUPERUSER
    try:
        with roles.connect(given) as connection:
            if connection.info.parameter_status("is_superuser") == "on":
                return given
    except psycopg.OperationalError:
        pass  # The role or the database may not exist yet; `postgres` makes them.
    return {**given, "USER": "postgres", "PASSWORD": "", "NAME": "postgres"}


def server_version(superuser: dict[str, Any]) -> str:
    """The version, as people write it; raises ImproperlyConfigured below the oldest that is supported."""
    with roles.connect(superuser) as connection:
        if connection.info.server_version < OLDEST_POSTGRES:
            raise ImproperlyConfigured("PostgreSQL 15 or newer is needed")
        return connection.info.parameter_status("server_version") or "?"


def address(server: dict[str, Any], role: str) -> str:
    """The address of a role's own on the same server."""
    password = f":{quote(server['PASSWORD'], safe='')}" if server["PASSWORD"] else ""
    port = f"&port={server['PORT']}" if server["PORT"] else ""
    name = server["NAME"] if server["NAME"] != "postgres" else "rcf"
    return f"postgresql://{role}{password}@/{name}?host={quote(server['HOST'], safe='')}{port}"


if __name__ == "__main__":
    main()
