"""Signatures, by both leads in turn: projects are suspended and resumed, so that nothing is used up by measuring."""

import re
from itertools import islice

from tests.bench import BARE_POST
from tests.bench.serving import COUNT, Answer, Client, Measured

ROUNDS, WARM_UP = 20, 3
REASON = {"reason_en": "Measured.", "reason_ko": "측정함."}
FIRST, SECOND = "signature, the first", "signature that decides"
TARGET = 5


def signatures(us: Client, rok: Client) -> dict[str, Measured]:
    """The first signature, and the second, which moves the stage; each beside the bare POST of the same moment."""
    took: dict[str, list[tuple[float, float]]] = {FIRST: [], SECOND: []}
    counted: dict[str, Answer] = {}
    for number, reference in enumerate(_projects(us)):
        for step in ("suspend", "resume"):
            page = f"/projects/{reference}/steps/{step}/"
            _post(us, page, f"{page}ask/")
            for name, client in ((FIRST, us), (SECOND, rok)):
                headers = COUNT if number == 0 else {}
                bare, answer = _bare(client), _post(client, page, page, **headers)
                if number == 0:
                    counted[name] = answer
                elif number >= WARM_UP:
                    took[name].append((answer.seconds, bare.seconds))
    return {name: Measured.of(*zip(*pairs, strict=True), counted[name]) for name, pairs in took.items()}


def _projects(client: Client) -> list[str]:
    """Active projects that nobody has asked to suspend; an interrupted run may have."""
    body = client.get("/projects/?stage=active&side=ROK&size=100").body.decode()
    found = dict.fromkeys(re.findall(r"/projects/(RCF-[0-9-]+)/", body))
    free = (one for one in found if b'suspend/ask/"' in client.get(f"/projects/{one}/steps/suspend/").body)
    return list(islice(free, ROUNDS + WARM_UP))


def _post(client: Client, page: str, to: str, **headers: str) -> Answer:
    """Sends the form that a page shows."""
    body = client.get(page).body.decode()
    shown = dict(re.findall(r'name="(key|seen)" value="([^"]*)"', body))
    answer = client.post(to, {**shown, **REASON, "answer": "concur"}, **headers)
    if answer.status != 302:
        raise SystemExit(f"{to} answers {answer.status}")
    return answer


def _bare(client: Client) -> Answer:
    return client.post(BARE_POST, {"stage": "active"})
