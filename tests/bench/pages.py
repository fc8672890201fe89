"""What is measured, with the target of each as a multiple of the bare view's median."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from reporting.bench.words import COMMON, RARE
from tests.bench.serving import Client

AREA = "/projects/?area=maritime-security"
LIST, LAST = "list of 50, filtered", "last page of it"
FEW = 10_000
POC, LEAD, ROK_LEAD = "us.poc", "us.lead", "rok.lead"


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    target: float | None = None
    user: str = POC
    forget: bool = False
    """Whether nothing of it is known from before, as after a change."""


def pages(client: Client, projects: int) -> Iterator[Page]:
    """Each page of the benchmark at a number of projects, as this client finds it."""
    of_issue_3 = 3 if projects <= FEW else 4
    yield Page(LIST, AREA, 3)
    yield Page(LAST, f"{AREA}&before=end", 3)
    yield Page("detail", f"/projects/{newest(client)}/", 2)
    yield Page("search, rare word", f"/search/?q={quote(RARE[1])}", 3)
    yield Page("search, word in half of all", f"/search/?q={quote(COMMON[1])}", 5)
    yield Page("list by the word in half", f"/projects/?q={quote(COMMON[1])}")
    yield Page("dashboard", "/dashboard/", 2)
    yield Page("my work, POC", "/", of_issue_3)
    yield Page("my work, POC, changed", "/", of_issue_3, forget=True)
    yield Page("my work, lead", "/", of_issue_3, LEAD)
    yield Page("my work, lead, changed", "/", of_issue_3, LEAD, forget=True)
    yield Page("ranked list", ranked(client), of_issue_3)
    yield Page("ranked list by title", f"{ranked(client)}?sort=title", of_issue_3)
    yield Page("API list of 50", "/api/v1/projects/?page_size=50&area=maritime-security", 2)


def ranked(client: Client) -> str:
    """The ranked list of the year that is scored for."""
    return client.another().get("/projects/ranking/").headers["Location"]


def newest(client: Client) -> str:
    """The reference of a joint, active project near the top of the list, as a page shows it."""
    body = client.another().get("/projects/?stage=active&side=ROK").body.decode()
    return re.search(r"/projects/(RCF-[0-9-]+)/", body)[1]
