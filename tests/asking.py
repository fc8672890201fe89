"""Every address of the product and every question that it answers, asked as somebody; and each of the two layers."""

import gc
import inspect
import re
import sys
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from contacts.models import User
from core.api import Door
from core.audience import AudienceQuerySet
from core.queries import Prepared
from tests.canaries import WORD, Scene

NOT_ASKED = re.compile(r"^(account_|socialaccount_|static|usersessions_)")
"""Pages of the sign-in package: they know no project."""
OF_NOBODY = {"api:schema", "api:docs", "help"}
"""They say the same to everybody and read no row."""
AS = {"projects:export": "projects:list"}
"""What answers the questions that another page offers."""

# --- addresses ---


@cache
def addresses() -> dict[str, tuple[frozenset[str], URLPattern]]:
    """Each named address of the product: the names of its parameters, and its pattern."""
    return dict(sorted(_below(get_resolver(), "", frozenset())))


def _below(
    resolver: URLResolver, namespace: str, above: frozenset[str]
) -> Iterator[tuple[str, tuple[frozenset[str], URLPattern]]]:
    for pattern in resolver.url_patterns:
        names = above | frozenset(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _below(pattern, inner, names)
        elif pattern.name and not NOT_ASKED.match(pattern.name):
            yield f"{namespace}{pattern.name}", (names - {"format"}, pattern)


def nameless(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Addresses that nobody could ask for by a name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from nameless(pattern, f"{prefix}{pattern.pattern}")
        elif not pattern.name:
            yield f"{prefix}{pattern.pattern}"


SLUGS = {"group": "asean", "theme": "counter-terrorism", "effort": "official-security-assistance"}
PROJECTS = {"project", "others"}
"""They stand for `reference`, never for the key of a part."""


def samples(of: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What stands for each parameter of an address: the rows of `of`, and what is the same for everybody."""
    words = (word for word in of if word in name and word not in PROJECTS)
    row = of[max(words, key=lambda word: (name.rfind(word) + len(word), len(word)), default="milestone")]
    return {
        "reference": of["project"].reference,
        "pk": of["risk"].pk if "text" in name else row.pk,
        "kind": "stage" if "said" in name else "risk",
        "indicator": of["indicator"].pk,
        "effort": "official-security-assistance",
        "evidence": of["risk"].pk,
        "job": of["job"].pk,
        "name": _name(name),
        "step": _step(name),
        "verb": "close",
        "key": "foreword" if "section" in name else "0123abcd",
        "edition": of["edition"].pk,
        "period": "2026-03",
        "code": "PH",
        "slug": next((slug for word, slug in SLUGS.items() if word in name), "maritime-security"),
        "year": 2026,
        "number": 1,
        "side": "us",
        "language": "en",
        "extension": "docx",
        "revision": 1,
        "act": "withdraw",
    }


def _name(name: str) -> str:
    """What stands for `name`: a text that was said, or a step."""
    if "said" in name:
        return "reason"
    return "close" if "edition-" in name else "fix" if "ranking" in name else "complete"


def _step(name: str) -> str:
    if "edition-question" in name:
        return "close"
    return "present" if "cycle-" in name or "presenting" in name else "complete"


def path_of(name: str, values: Mapping[str, Any]) -> str | None:
    """The address with these parameters; None where one does not have the form that the address asks for."""
    parameters, _pattern = addresses()[name]
    unknown = parameters - set(values)
    assert not unknown, f"{name} has a parameter that this walk does not know: say in `samples` what stands for it"
    try:
        return reverse(name, kwargs={key: values[key] for key in parameters})
    except NoReverseMatch:
        return None


def open_paths(of: Mapping[str, Any]) -> dict[str, str]:
    """The path of each address for rows that everybody may read."""
    paths = {name: path_of(name, samples(of, name)) for name in addresses() if name not in OF_NOBODY}
    return {name: path for name, path in paths.items() if path}


def hidden_paths(scene: Scene) -> Iterator[tuple[str, str, str]]:
    """Each address that names a hidden row, alone or below an open one, and the same address of nothing at all."""
    for name, (parameters, _pattern) in addresses().items():
        shared, hidden = samples(scene.open, name), samples(scene.hidden, name)
        private = {key for key in parameters if hidden[key] != shared[key]}
        for below_open in (False, True):
            named = private - {"reference"} if below_open else private
            path = named and path_of(name, shared | {key: hidden[key] for key in named})
            nothing = path and path_of(name, shared | {key: _unknown(hidden[key]) for key in named})
            if nothing and path:
                yield name, path, nothing
            if "reference" not in private:
                break


def _unknown(value: Any) -> Any:
    """A value of the same form that nothing has."""
    return uuid.uuid4() if isinstance(value, uuid.UUID) else re.sub(r"\d+$", "999", value)


# --- questions ---

ANSWERS = {
    "q": WORD, "search": WORD, "area": "maritime-security", "country": "PH", "group": "asean", "stage": "opportunity",
    "health": "at-risk", "side": "US", "year": "2026", "mine": "true", "stale": "true", "late": "true",
    "like_minded": "true", "kind": "ministry", "is_lead": "true", "event": "remarked",
    "read_at__isnull": "true", "day": "2026-03-01", "host": "seoul", "cycle": "2026", "state": "open", "language": "en",
    "edition": str(uuid.UUID(int=0)), "audience": "US", "fiscal_year": "2026", "form": "in-kind", "currency": "USD",
    "step": "decide", "sort": "title", "size": "25", "rows": "dense", "texts": "both", "unread": "1",
    "before": "end", "page_size": "1", "lead": "1", "on": "2027-01-15", "overlap": "open",
    "status": "running", "category": "other", "format": "pdf", "sha256": "0" * 64, "is_sealed": "true",
    "section__key": "foreword", "with": "2026-1",
    "post": lambda of: of["post"].pk, "organisation": lambda of: of["organisation"].pk,
    "successor": lambda of: of["successor"].pk, "holder": lambda of: of["successor"].pk,
    "deputy": lambda of: of["successor"].pk,
    "api:edition-list?state": "draft", "api:commitment-list?state": "kept", "project": "RCF-2026-001",
}  # fmt: skip
"""What is asked for each question that a list answers. A list that answers another one fails the walk."""


def answered(names: Iterable[str], where: str, of: Mapping[str, Any]) -> str:
    """The question in which each of these names has its answer."""
    asked = {}
    for name in names:
        assert name in ANSWERS, f"{where} answers the question “{name}”: say in `ANSWERS` what is asked"
        answer = ANSWERS.get(f"{where}?{name}", ANSWERS[name])
        asked[name] = answer(of) if callable(answer) else answer
    return "?" + urlencode(asked)


def questions_of_door(name: str, of: Mapping[str, Any]) -> list[str]:
    """What a list of the API answers: each filter, each order both ways, the search, and its pages."""
    door = addresses()[name][1].callback.cls
    if not (issubclass(door, Door) and name.endswith("-list")):
        return []
    fields = getattr(door, "filterset_fields", ())
    lookups = fields.items() if isinstance(fields, dict) else [(field, ["exact"]) for field in fields]
    named = [f"{field}__{one}".removesuffix("__exact") for field, several in lookups for one in several]
    named += getattr(getattr(door, "filterset_class", None), "base_filters", [])
    named += ["page_size", *(["search"] if door.search_fields else [])]
    orders = [f"?ordering={sign}{field}" for field in door.ordering_fields for sign in ("", "-")]
    return [*(answered([one], name, of) for one in named), *orders]


FORM = re.compile(r"<form([^>]*)>(.*?)</form>", re.DOTALL)
CONTROL = re.compile(r'<(?:select|input)[^>]*\bname="([^"]+)"')
LINK = re.compile(r'href="([^"?#]*)\?([^"#]+)"')
READ = re.compile(r'\.GET(?:\.get\(|\[)"(\w+)"')


def questions_of_page(name: str, said: str, of: Mapping[str, Any]) -> list[str]:
    """What a page may be asked: what its module reads, each control of a form that looks, alone and all together, and
    each link to itself. In what a page said its own address is left out.
    """
    view = addresses()[name][1].callback
    asked = [[one] for one in READ.findall(inspect.getsource(sys.modules[view.__module__]))]
    for form, inside in FORM.findall(said):
        if "post" not in form and ("action=" not in form or 'action=""' in form):
            controls = CONTROL.findall(inside)
            asked += [*([one] for one in controls), controls]
    links = [f"?{query.replace('&amp;', '&')}" for at, query in LINK.findall(said) if not at]
    return list(dict.fromkeys([*(answered(names, name, of) for names in asked if names), *links]))


# --- asking ---

CHANGING = re.compile(r'name="(?:csrfmiddlewaretoken|key)" value="[^"]*"|(?<!\d)\d\d:\d\d(?::\d\d(?:\.\d+)?)?')
"""What differs from one answer to the same question to the next: tokens, keys of forms, the time of the day."""
MOVING = {"Expires", "Last-Modified", "Content-Length"}


class Asker:
    """Somebody who is signed in, and what the product says to him or her."""

    def __init__(self, user: User):
        self.client = Client()
        self.client.force_login(user)

    def ask(self, path: str, method: str = "get", **more: Any) -> str:
        """The status, headers and body of an answer, without what changes from one to the next."""
        return told(getattr(self.client, method)(path, **more), path)

    def everything(self, of: Mapping[str, Any], *, thorough: bool) -> dict[str, str]:
        """What each address says about rows that all may read; thoroughly, also to each question that it answers."""
        paths = open_paths(of)
        said = {path: self.ask(path) for path in paths.values()}
        if thorough:
            shown = {name: path for name, path in paths.items() if said[path].startswith("200")}
            asked = [path + one for name, path in shown.items() for one in self.questions(name, path, said, of)]
            of_projects = [name for name in shown if addresses()[name][0] == {"reference"}]
            asked += [reverse(name, args=[other.reference]) for name in of_projects for other in of["others"]]
            said |= {path: self.ask(path) for path in asked if path not in said}
        return {path: answer for path, answer in said.items() if not answer.startswith("405")}

    @staticmethod
    def questions(name: str, path: str, said: Mapping[str, str], of: Mapping[str, Any]) -> list[str]:
        """What an address answers; a file of a list answers what the page of that list does."""
        if hasattr(addresses()[name][1].callback, "cls"):
            return questions_of_door(name, of)
        page = path_of(AS[name], {}) if name in AS else path
        return questions_of_page(AS.get(name, name), said[page or path], of)


def told(response: HttpResponse, path: str) -> str:
    """An answer as text; its own address is left out, since a page may well repeat what it was asked."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = {name: value for name, value in response.headers.items() if name not in MOVING}
    text = f"{response.status_code}\n{headers}\n{body.decode('utf-8', 'replace')}"
    return CHANGING.sub("", text.replace(path, "").replace(path.replace("&", "&amp;"), ""))


# --- the two layers ---


@contextmanager
def open_to_all(audience: str, *, read_only: bool = False) -> Iterator[None]:
    """A transaction in which row-level security hides nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('rcf.audience', 'JOINT,US,ROK', true)")
        yield


def forget_built_queries() -> None:
    """Forgets what this process has built of its queries: it was built with the layers as they stood then."""
    for module in [one for name, one in sys.modules.items() if name.split(".")[0] in PRODUCT]:
        for value in vars(module).values():
            if hasattr(value, "cache_clear") and value.__module__.split(".")[0] in PRODUCT:
                value.cache_clear()
    for kept in gc.get_objects():
        if type(kept) is Prepared:
            kept.forget()


PRODUCT = ("core", "contacts", "projects", "reporting", "rcf_tracker")
LAYERS = {
    "both layers": [],
    "the querysets alone": [("core.http.acting_as", open_to_all)],
    "row-level security alone": [
        (AudienceQuerySet, "readable_by", lambda rows, side: rows.all()),
        (AudienceQuerySet, "joint", lambda rows: rows.all()),
    ],
}
"""What stands between a side and the other's rows, and what of it is taken away."""
