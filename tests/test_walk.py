"""Every address of the product, asked for by everybody who must not learn of a private row."""

import ast
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.urls import URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch
from django.utils import timezone

from contacts.enums import Event, How
from contacts.models import Notice
from core import jobs
from core.audience import Audience, AudienceQuerySet, acting_as
from core.models import Entry
from core.sides import Side
from projects import actions, overlaps, reading
from projects.models import Document, MoneyLine, Project
from tests.factories import make_results

CANARY = {Side.US: "zyzzyvausa", Side.ROK: "zyzzyvarok"}
WORD = "quinquereme"
"""Stands beside the canary: who searches for it would meet the canary, who only asked sees the word again."""
OUTSIDERS = {Side.US: ["rok_poc", "rok_lead", "rok_staff", "rok_leader", "admin"], Side.ROK: ["us_lead", "admin"]}
NOT_WALKED = re.compile(r"^(account_|socialaccount_|static|usersessions_)")
"""Pages of the sign-in package: they know no project."""


def addresses() -> Iterator[tuple[str, frozenset[str]]]:
    """Each named address of the product with the names of its parameters."""
    yield from set(_walk(get_resolver(), "", frozenset()))


def _walk(resolver: URLResolver, namespace: str, above: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for pattern in resolver.url_patterns:
        names = above | frozenset(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner, names)
        elif pattern.name and not NOT_WALKED.match(pattern.name):
            yield f"{namespace}{pattern.name}", names - {"format"}


def test_every_address_has_a_name():
    """An address without a name would not be walked."""

    def nameless(resolver, prefix=""):
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from nameless(pattern, f"{prefix}{pattern.pattern}")
            elif not pattern.name:
                yield f"{prefix}{pattern.pattern}"

    assert set(nameless(get_resolver())) <= {"healthz", "readyz"}


@pytest.fixture
def private(make_project, cast, settings, tmp_path):
    """A private concept of each side with a canary in every text of every part, by side."""
    found = {}
    settings.MEDIA_ROOT = tmp_path
    for side in Side:
        poc = getattr(cast, f"{side.lower()}_poc")
        project = make_project(
            audience=Audience.of(side),
            title_en=f"{CANARY[side]} {WORD} title",
            title_ko=f"{CANARY[side]} 제목",
            summary_en=f"{CANARY[side]} summary",
            summary_ko=f"{CANARY[side]} 개요",
            objective_en=f"{CANARY[side]} objective",
            objective_ko=f"{CANARY[side]} 목표",
            us_post=cast.us_poc.contact.tenures.get().post_id,
            rok_post=cast.rok_poc.contact.tenures.get().post_id,
            planned_start="2026-01-01",
            planned_end="2026-06-30",
        )
        with acting_as(Audience.of(side)):
            plan = {"name_en": f"{CANARY[side]} milestone", "planned_on": date(2026, 2, 1)}
            milestone = actions.add_milestone(project, plan, by=poc)
            money = actions.add_money(project, money_of(side), by=poc)
            remark = actions.remark(project, f"{CANARY[side]} remark", audience=Audience.of(side), by=poc)
            document = document_of(project, CANARY[side], by=poc)
            results = make_results(project, CANARY[side], by=poc)
            job = jobs.enqueue("core.tasks.sweep", audience=Audience.of(side), by=poc, subject_id=CANARY[side])
            entry = Entry.objects.visible_to(poc).about(project).first()
            notice = misled_notices(project, CANARY[side], [getattr(cast, one) for one in OUTSIDERS[side]])
        found[side] = {
            "project": project,
            "milestone": milestone,
            "money": money,
            "document": document,
            "projects:file": document,
            "remark": remark,
            **results,
            "job": job,
            "entry": entry,
            "notice": notice,
            "post": project.us_post,
            "hand-over": cast.us_poc.contact,
            "contacts:": cast.us_poc.contact,
            "accounts:": cast.us_poc,
        }
    return found


def misled_notices(project: Project, canary: str, outsiders: list) -> Notice:
    """A private notice for each outsider, as only a mistake could make it: `notify` leaves the other side out."""
    about = {"audience": project.audience, "event": Event.REMARKED, "subject_id": str(project.pk), "how": How.OFF}
    words = {"title_en": f"{canary} title", "title_ko": f"{canary} 제목", "by_post": {"en": canary, "ko": canary}}
    made = [
        Notice.objects.create(recipient=one, url=project.get_absolute_url(), at=timezone.now(), **about, **words)
        for one in outsiders
    ]
    return made[0]


def document_of(project: Project, canary: str, *, by) -> Document:
    """A document with a canary in its titles, its name and its content."""
    titles = {"title_en": f"{canary} note", "title_ko": f"{canary} 문서"}
    values = titles | {"category": "other", "language": "en"}
    audience, content = Audience.of(by.side), f"{canary} content".encode()
    return actions.upload_document(
        project, values, name=f"{canary} file.txt", content=content, audience=audience, by=by
    )


def money_of(side: Side) -> dict[str, object]:
    """Something given in kind with a canary in each text."""
    texts = {f"{name}_{language}": f"{CANARY[side]} {name}" for name in MoneyLine.TEXTS for language in ("en", "ko")}
    return {"fiscal_year": 2026, "form": "in-kind", "currency": "USD", "planned": 1234567, **texts}


def samples(of: dict, name: str) -> dict[str, object]:
    """What stands for each parameter: whatever of the private project an outsider would try."""
    by_door = ("money", "document", "projects:file", "remark", "value", "risk", "issue", "indicator", "voice", "link")
    by_door += ("job", "entry", "post", "hand-over", "notice", "contacts:", "accounts:")
    row = of[next((word for word in by_door if word in name), "milestone")]
    return {
        "reference": of["project"].reference,
        "pk": of["risk"].pk if "text" in name else row.pk,
        "kind": "risk",
        "indicator": of["indicator"].pk,
        "effort": "official-security-assistance",
        "job": of["job"].pk,
        "uuid": of["job"].pk,
        "name": "develop",
        "step": "present" if "cycle-" in name or "presenting" in name else "develop",
        "verb": "close",
        "key": "0123abcd",
        "period": "2026-01",
        "code": "PH",
        "slug": "maritime-security",
        "year": 2026,
        "number": 1,
        "language": "en",
        "revision": 1,
        "act": "withdraw",
    }


QUESTIONS = (
    "",
    f"?q={WORD}",
    f"?search={WORD}",
    "?sort=title&page_size=100",
    "?ordering=title_en",
    "?stage=opportunity&country=PH&area=maritime-security&year=2026",
    "?format=json",
    "?audience=US",
    "?audience=ROK",
)


@contextmanager
def open_to_all(audience, *, read_only=False):
    """A transaction in which row-level security hides nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('rcf.audience', 'JOINT,US,ROK', true)")
        yield


@pytest.mark.parametrize("side", Side)
def test_no_address_tells_the_other_side_of_a_private_row(client, cast, private, side):
    walk(client, cast, private[side], side, OUTSIDERS[side])


@pytest.fixture
def built_anew():
    """What this process has built of its queries is forgotten, before and after."""
    built = [one for made in (reading, overlaps) for one in vars(made).values() if hasattr(one, "cache_clear")]
    for one in built:
        one.cache_clear()
    yield
    for one in built:
        one.cache_clear()


@pytest.mark.parametrize("side", Side)
def test_the_same_holds_when_row_level_security_is_taken_away(client, cast, private, side, monkeypatch, built_anew):
    monkeypatch.setattr("core.http.acting_as", open_to_all)
    walk(client, cast, private[side], side, OUTSIDERS[side][-2:])


@pytest.mark.parametrize("side", Side)
def test_the_same_holds_when_the_querysets_are_taken_away(client, cast, private, side, monkeypatch, built_anew):
    monkeypatch.setattr(AudienceQuerySet, "readable_by", lambda rows, side: rows)
    walk(client, cast, private[side], side, OUTSIDERS[side][-2:])


def walk(client, cast, of, side, outsiders, secrets=None):
    """Asks for every address as each of these people and fails at the first trace of the private row or a secret."""
    secrets = secrets or {CANARY[side], of["project"].reference, str(of["project"].pk), str(of["milestone"].pk)}
    for outsider in outsiders:
        client.force_login(getattr(cast, outsider))
        for name, parameters in sorted(addresses()):
            known = samples(of, name)
            assert parameters <= set(known), (
                f"{name} has a parameter that this walk does not know: say what stands for it"
            )
            for question in QUESTIONS if not parameters else QUESTIONS[:1]:
                try:
                    path = reverse(name, kwargs={key: known[key] for key in parameters})
                except NoReverseMatch:
                    continue  # the value does not have the form that the address asks for
                response = client.get(path + question)
                assert response.status_code < 500, (outsider, path)
                said = content(response).replace(path, "")
                assert not [secret for secret in secrets if secret in said], (outsider, path + question)


def content(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = {name: value for name, value in response.headers.items() if name not in {"Expires", "Last-Modified"}}
    return body.decode("utf-8", "replace") + str(headers)


@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
def test_what_is_not_visible_answers_exactly_like_what_does_not_exist(client, cast, private, method):
    of = private[Side.US]
    client.force_login(cast.rok_lead)
    for name, parameters in sorted(addresses()):
        if "reference" not in parameters:
            continue
        known, unknown = samples(of, name), {"reference": "US-2026-999", "pk": uuid.uuid4()}
        answers = []
        for values in (known, {**known, **unknown}):
            try:
                path = reverse(name, kwargs={key: values[key] for key in parameters})
            except NoReverseMatch:
                continue
            response = getattr(client, method)(path, headers={"If-Match": f'"{of["project"].version}"'})
            body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|\d\d:\d\d', "", content(response))
            answers.append((response.status_code, body.replace(path, "")))
        if answers:
            assert answers[0] == answers[1], name
            assert answers[0][0] in {404, 405}, name


@pytest.mark.parametrize("person", ["us_leader", "admin"])
def test_who_may_only_look_changes_nothing(client, cast, make_project, person):
    """Leaders and administrators are refused by every address that writes about a joint project."""
    project = make_project()
    with acting_as(Audience.JOINT):
        of = {"project": project, **make_results(project, "open", by=cast.us_poc)}
        of["milestone"] = actions.add_milestone(
            project, {"name_en": "Visit", "planned_on": "2026-12-01"}, by=cast.us_poc
        )
        of |= dict.fromkeys(["money", "document", "remark", "job", "entry", "post"], project)
        before = Project.objects.values().get(pk=project.pk), Entry.objects.count()
    client.force_login(getattr(cast, person))
    for name, parameters in sorted(addresses()):
        if "reference" in parameters and "remark" not in name:
            values = samples(of, name)
            path = reverse(name, kwargs={key: values[key] for key in parameters})
            sent = {"title_en": "changed", "text": "text.en"}
            client.post(path, sent | {"seen": project.version if parameters == {"reference"} else 1})
    with acting_as(Audience.JOINT):
        assert (Project.objects.values().get(pk=project.pk), Entry.objects.count()) == before


DOORS = [
    path
    for app in ("contacts", "projects", "reporting")
    for path in Path(__file__).parent.parent.joinpath(app).rglob("*.py")
    if re.search(r"/(views|api|forms|filters|serializers|admin|exports|finding)(/|\.py|_)", str(path))
]
SAFE = {"visible_to", "joint"}


def test_every_door_says_whose_eyes_it_reads_with():
    """In views, API, forms and filters `.objects` is always followed by `.visible_to(` or `.joint()`."""
    bare = []
    for path in DOORS:
        tree = ast.parse(path.read_text())
        parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "objects":
                parent = parents[node]
                if not (isinstance(parent, ast.Attribute) and parent.attr in SAFE):
                    bare.append(f"{path.name}:{node.lineno}")
    assert bare == []
