"""The documentation says what the code does: links lead somewhere, and tables are complete."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contacts.enums import Role
from contacts.models import Post, User
from contacts.policies import can_administer, can_be_told, can_deputise, can_hand_over, can_keep
from core import concurrence
from core.audience import Audience
from core.models import Concern, Job
from core.sides import Side
from core.verdict import Verdict
from projects import policies as on_projects
from projects.enums import Stage
from projects.models import Document, Project, Ranking
from projects.workflow import LEADS
from rcf_tracker.demo import ACCOUNTS
from reporting import policies as on_the_year
from reporting.enums import EditionStage
from reporting.models import Comment, Consideration, Cycle, Edition
from scripts import figures_page

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])
PRODUCT = ("core", "contacts", "projects", "reporting", "rcf_tracker")
LINK = re.compile(r"\]\(([^)\s]+)\)")
READ = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"|environ(?:\.get\(|\[|\.setdefault\()\s*"([A-Z_]+)"')
COMPOSED = {"Share with ROK"}
NOT_OURS = {"COMPOSE_FILE", "DJANGO_SETTINGS_MODULE", "PATH"}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading_of_it(page):
    for link in LINK.findall(read(page)):
        if re.match(r"https?:|mailto:", link):
            continue
        path, _hash, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link}: no such file"
        assert not anchor or anchor in anchors(target), f"{link}: no such heading"


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", read(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_and_every_test_that_is_named_exists(page):
    known = {path.stem for path in ROOT.glob("tests/*.py")}
    known |= {name for path in ROOT.glob("tests/*.py") for name in re.findall(r"^def (test_\w+)", read(path), re.M)}
    assert set(re.findall(r"\b(test_\w+)\b", read(page))) <= known
    for path in re.findall(r"`((?:\w+/)+[\w.-]+\.(?:py|json|toml|html|conf))`", read(page)):
        assert path.startswith("app/") or (ROOT / path).exists(), path


@pytest.mark.parametrize("page", [*DOCS.glob("tutorial/*.md"), *DOCS.glob("how-to/*.md")], ids=lambda page: page.stem)
def test_every_label_that_is_quoted_is_on_a_page(page):
    """Bold text names a label, unless it ends like a heading."""
    sources = [*ROOT.glob("templates/**/*.html"), *(path for app in PRODUCT for path in (ROOT / app).rglob("*.py"))]
    shown = "\n".join(map(read, sources)).lower()
    bold = {" ".join(text.split()) for text in re.findall(r"\*\*([^*]+)\*\*", read(page))}
    labels = {text for text in bold - COMPOSED if text[-1] not in ".:,"}
    assert not {label for label in labels if label.lower() not in shown}


def test_the_accounts_of_the_demonstration_are_in_the_readme():
    assert set(re.findall(r"`((?:us|rok)\.\w+|admin)`", read(ROOT / "README.md"))) == set(ACCOUNTS)


def test_every_variable_that_is_read_is_in_the_environment_page():
    sources = [*ROOT.glob("*.py"), *(path for app in PRODUCT for path in (ROOT / app).rglob("*.py"))]
    found = {one or other for path in sources for one, other in READ.findall(read(path))}
    found |= set(re.findall(r"^#?(\w+)=", read(ROOT / ".env.example"), re.MULTILINE))
    assert {"SECRET_KEY", "DATABASE_URL", "PORT", "TLS_FOLDER"} <= found
    assert found - NOT_OURS == set(re.findall(r"^\| `([A-Z_]+)` \|", read(REFERENCE / "environment.md"), re.MULTILINE))


def test_every_command_is_in_the_commands_page():
    told = read(REFERENCE / "commands.md")
    ours = {path.stem for path in ROOT.glob("*/management/commands/*.py")} - {"__init__"}
    assert ours == set(re.findall(r"^\| `(\w+)[ `]", told.split("## manage.py")[1].split("##")[0], re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):[^=]*##|^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE))
    assert {one or other for one, other in targets} == set(re.findall(r"^\| `make (\w+)`", told, re.MULTILINE))


def test_the_page_of_figures_is_made_from_their_docstrings():
    """`python scripts/figures_page.py` makes it anew."""
    assert read(figures_page.PAGE) == figures_page.page(figures_page.figures(*map(read, figures_page.SOURCES)))


def test_every_decision_is_in_their_list():
    pages = {path.name: read(path).splitlines()[0] for path in (DOCS / "adr").glob("0*.md")}
    listed = re.findall(r"^\| (\d{4}) \| \[(.+)\]\((.+)\) \|$", read(DOCS / "adr" / "README.md"), re.MULTILINE)
    assert {name: f"# {int(number)}. {title}" for number, title, name in listed} == pages


# --- rights ---


def project(stage: Stage = Stage.CONCEPT, audience: str = Audience.JOINT) -> Project:
    return Project(stage=stage, audience=audience)


def document(user: User) -> Document:
    """A private one of the user's own side on a joint project."""
    return Document(project=project(), audience=user.side, side=user.side)


RIGHTS: dict[str, Callable[[User], Verdict]] = {
    "Log an opportunity": on_projects.can_log,
    "Edit a project": lambda user: on_projects.can_edit(user, project()),
    "Confirm a translation": lambda user: on_projects.can_confirm(user, project()),
    "Translate and confirm what the own side said when it decided": lambda user: on_projects.can_translate(
        user, user.side
    ),
    "Share a project": lambda user: on_projects.can_share(user, project(audience=user.side)),
    "Develop a project, propose it for review": lambda user: concurrence.can_take(user, project(), "propose"),
    "Ask both sides": lambda user: concurrence.can_ask(user, project(Stage.REVIEW), "decide", {}),
    "Sign for a side, return, decline, start": lambda user: concurrence.can_take(
        user, project(Stage.REVIEW), "decide", {}
    ),
    "Close a concern": lambda user: concurrence.can_close(user, Concern(side=user.side or Side.US), LEADS),
    "Add or change a milestone": lambda user: on_projects.can_plan(user, project()),
    "Keep risks, issues and indicators": lambda user: on_projects.can_keep_results(user, project()),
    "Enter what partner countries say, and links between businesses": lambda user: on_projects.can_keep_partners(
        user, project()
    ),
    "Answer an overlap with an effort of others": lambda user: on_projects.can_answer(user, project()),
    "Enter or change an effort of others": on_projects.can_keep_efforts,
    "Report progress": lambda user: on_projects.can_report(user, project(Stage.ACTIVE)),
    "Record money of the own side": lambda user: on_projects.can_fund(user, user.side),
    "Enter an exchange rate": on_projects.can_enter_rates,
    "Score a project for the own side": lambda user: on_projects.can_score(user, project(Stage.REVIEW)),
    "Keep the criteria of a year": on_projects.can_keep_criteria,
    "Propose the order of a year": lambda user: on_projects.can_order(user, Ranking()),
    "Upload a document": lambda user: on_projects.can_upload(user, project()),
    "Change what a document is called": lambda user: on_projects.can_describe_document(user, document(user)),
    "Share a document": lambda user: on_projects.can_share_document(user, document(user)),
    "Withdraw a document": lambda user: on_projects.can_withdraw_document(user, document(user)),
    "Write a remark": lambda user: on_projects.can_remark(user, project()),
    "Choose what is presented at the SCM": lambda user: on_the_year.can_present(user, Cycle(), project()),
    "Open a cycle": on_the_year.can_open_cycle,
    "Change the dates of a cycle": lambda user: on_the_year.can_revise_cycle(user, Cycle()),
    "Remind the owners of what is missing": lambda user: on_the_year.can_remind_of_missing(user, True, False),
    "Compile the report": lambda user: on_the_year.can_compile(user, Cycle()),
    "Stop a compiling": lambda user: on_the_year.can_cancel(user, Job()),
    "Have the files of a seal made again": lambda user: on_the_year.can_make_sealed_files(user, True),
    "Export the archive of editions": on_the_year.can_export,
    "Write, translate and confirm the report": lambda user: on_the_year.can_write(user, Edition()),
    "Comment on the report": on_the_year.can_comment,
    "Close a comment": lambda user: on_the_year.can_close_comment(user, Comment(side=user.side or Side.US)),
    "Close the draft of a report": lambda user: concurrence.can_take(user, Edition(), "close", {}),
    "Sign a report at the RCWG, the KIDD or the SCM, return it": lambda user: concurrence.can_take(
        user, Edition(stage=EditionStage.RCWG), "rcwg", {}
    ),
    "Note what a body tasked": on_the_year.can_note_consideration,
    "Say that a tasking is done": lambda user: on_the_year.can_settle_tasking(user, Consideration(tasking_en="x")),
    "Correct a sealed report": lambda user: on_the_year.can_correct(user, Edition(stage=EditionStage.SEALED)),
    "Enter what was agreed at an SCM": on_the_year.can_keep_commitments,
    "Keep the cover and marking of the own side": lambda user: on_the_year.can_keep_letterhead(user, user.side),
    "Keep the directory": lambda user: can_keep(user, user.side),
    "Hand posts over to a successor": lambda user: can_hand_over(user, user.side or Side.US),
    "Name a deputy for a post, or end its time": lambda user: can_deputise(user, Post(side=user.side or Side.US)),
    "Choose what is mailed": can_be_told,
    "Invite people, close accounts, give roles": can_administer,
}


@pytest.mark.django_db
def test_the_table_of_rights_is_what_the_policies_say():
    table = re.findall(r"^\| ([^|]+) \| ((?:(?:yes|–) \| ){5})", read(REFERENCE / "roles.md"), re.MULTILINE)
    told = {action: [cell == "yes" for cell in cells.split(" | ")[:5]] for action, cells in table}
    assert told.keys() == RIGHTS.keys()
    for action, may in RIGHTS.items():
        for people in people_of_each_side():
            assert [bool(may(person)) for person in people] == told[action], (action, people[0].side)


def people_of_each_side() -> Iterator[list[User]]:
    for side in Side:
        yield [User(side="" if role == Role.ADMINISTRATOR else side, roles=[role]) for role in Role]


INSIDE = {
    *("can_choose", "can_hold_back", "can_withdraw", "can_call_off", "can_close", "can_give_roles"),
    *("can_revise_risk", "can_turn_into_issue", "can_begin_edition", "can_climb"),
}
"""Policies that another one in the table asks, or that go with it."""


def test_every_policy_is_in_the_table_of_rights():
    """A right that nobody wrote down fails here."""
    sources = [
        ROOT / "core/concurrence.py",
        *(ROOT / app / "policies.py" for app in ("contacts", "projects", "reporting")),
    ]
    declared = {name for path in sources for name in re.findall(r"^def (can_\w+)", read(path), re.MULTILINE)}
    assert declared - INSIDE == set(re.findall(r"can_\w+", read(Path(__file__)))) - INSIDE
