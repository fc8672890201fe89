"""What the environment says is read with types, and what is wrong in it is told in a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from rcf_tracker import env

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def given(monkeypatch):
    """Sets the variable that the test reads."""
    return lambda value: monkeypatch.setenv("X", value)


def test_a_database_address_is_read_with_its_encoded_parts(given):
    given("postgresql://rcf%40app:p%2Fw%3A1@db.example:6543/r%20cf?sslmode=require")
    assert env.url("X") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "r cf",
        "USER": "rcf@app",
        "PASSWORD": "p/w:1",
        "HOST": "db.example",
        "PORT": "6543",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize(
    "address", ["postgresql://app@/rcf?host=/var/Run%20x", "postgres://app@%2Fvar%2FRun%20x/rcf"], ids=["query", "host"]
)
def test_a_database_is_reached_through_a_socket_folder(given, address):
    given(address)
    assert (env.url("X")["HOST"], env.url("X")["NAME"]) == ("/var/Run x", "rcf")


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (env.url, "mysql://a@b/c", "X does not start with postgres: or postgresql:"),
        (env.url, "postgresql://a@b/", "X names no database"),
        (env.url, "postgresql://b/c", "X names no role"),
        (env.url, "postgresql://a:s3cret/x@b/c", "X is not an address"),
        (env.url, "postgresql://a:s3cret@b:port/c", "X is not an address"),
        (env.redis_url, "http://b", "X does not start with redis: or rediss:"),
        (env.redis_url, "redis:///1", "X names no host"),
        (env.redis_url, "redis://b/one", "X ends in something other than a database number"),
        (env.email_url, "mail.example.gov", "X does not start with console:"),
        (env.email_url, "smtp://", "X names no host"),
        (env.site_url, "tracker.example.gov", "X does not start with http: or https:"),
        (env.site_url, "https://example.gov/tracker", "X is not a host with at most a port"),
        (env.integer, "many", "X is not a whole number"),
        (env.flag, "perhaps", "X is neither yes nor no"),
    ],
)
def test_a_malformed_value_is_told_in_one_sentence_with_an_example(given, read, value, sentence):
    given(value)
    with pytest.raises(ImproperlyConfigured) as told:
        read("X")
    assert str(told.value).startswith(sentence)
    assert "set it, for example, to X=" in str(told.value)
    assert "\n" not in str(told.value)
    assert "s3cret" not in str(told.value)


@pytest.mark.parametrize("read", [env.text, env.url, env.redis_url, env.email_url, env.integer, env.words])
@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_value_counts_as_missing(given, read, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match=r"^X is missing: set it in the environment, for example X=\S"):
        read("X")


def test_a_number_outside_its_bounds_is_refused(given):
    given("70000")
    with pytest.raises(ImproperlyConfigured, match="X is not between 1 and 65535"):
        env.integer("X", least=1, most=65535)


def test_defaults_stand_in_for_what_is_not_set(monkeypatch):
    monkeypatch.delenv("X", raising=False)
    assert env.text("X", "a") == "a"
    assert env.integer("X", 8000) == 8000
    assert env.words("X", ["a"]) == ["a"]
    assert env.url("X", None) is None
    assert env.flag("X") is False
    assert env.flag("X", True) is True
    assert env.email_url("X", "console:") == {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}


def test_words_and_flags_are_read_loosely(given):
    given(" a, b,,c ")
    assert env.words("X") == ["a", "b", "c"]
    given("Yes")
    assert env.flag("X") is True
    given("off")
    assert env.flag("X", True) is False


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [
        ("smtp+tls://u:p%40@mail.example.gov", 587, True, False),
        ("smtps://u:p%40@mail.example.gov:8465", 8465, False, True),
        ("smtp://u:p%40@mail.example.gov", 25, False, False),
    ],
)
def test_a_mail_address_becomes_the_settings_of_django(given, address, port, tls, ssl):
    given(address)
    mail = env.email_url("X")
    assert (mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == (port, tls, ssl)
    assert (mail["EMAIL_HOST"], mail["EMAIL_HOST_USER"], mail["EMAIL_HOST_PASSWORD"]) == ("mail.example.gov", "u", "p@")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "manage.py: SECRET_KEY is missing"),
        ({"DATABASE_URL": "oracle://x"}, "manage.py: DATABASE_URL does not start with postgres: or postgresql:"),
        ({"REDIS_URL": "nonsense"}, "manage.py: REDIS_URL does not start with redis: or rediss:"),
        ({"DATABASE_OWNER_URL": "postgresql://a@127.0.0.1:1/b"}, "manage.py: the database does not answer"),
    ],
)
def test_manage_py_tells_a_wrong_environment_in_a_sentence(change, sentence):
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "migrate", "--plan", "--database", "owner"],
        env={**os.environ, **change}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert "Traceback" not in done.stderr
