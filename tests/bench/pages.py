"""What is measured, with the target of each as a multiple of the bare view's median."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from reporting.bench.words import COMMON, RARE
from tests.bench.serving import Client

LIST = "/projects/?area=maritime-security"


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    target: float | None = None


def pages(client: Client) -> Iterator[Page]:
    """Each page of the benchmark, as this client finds it."""
    yield Page("list of 50, filtered", LIST, 3)
    yield Page("last page of it", f"{LIST}&before=end", 3)
    yield Page("detail", f"/projects/{newest(client)}/", 2)
    yield Page("search, rare word", f"/search/?q={quote(RARE[1])}", 3)
    yield Page("search, word in half of all", f"/search/?q={quote(COMMON[1])}", 5)
    yield Page("list by the word in half", f"/projects/?q={quote(COMMON[1])}")
    yield Page("dashboard", "/dashboard/", 2)
    yield Page("my work", "/")
    yield Page("API list of 50", "/api/v1/projects/?page_size=50&area=maritime-security", 2)


def newest(client: Client) -> str:
    """The reference of a joint, active project near the top of the list, as a page shows it."""
    body = client.get("/projects/?stage=active&side=ROK").body.decode()
    return re.search(r"/projects/(RCF-[0-9-]+)/", body)[1]
