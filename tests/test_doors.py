"""Laws 2 and 4 at the doors: what reads says with whose eyes, and who may only look writes nothing."""

import ast
import re
from pathlib import Path

import pytest

from core.audience import Audience, acting_as
from core.errors import NotAllowed
from core.models import Entry
from core.sides import Side
from projects import actions
from projects.models import ProgressUpdate, Project
from reporting import actions as on_the_year
from tests.asking import Asker, open_paths
from tests.canaries import open_scene
from tests.factories import document

DOORS = [
    path
    for app in ("contacts", "projects", "reporting")
    for path in Path(__file__).parent.parent.joinpath(app).rglob("*.py")
    if re.search(r"/(views|api|forms|filters|serializers|admin|exports|finding)(/|\.py|_)", str(path))
]
SAFE = {"visible_to", "joint"}
OPEN_TO_LEADERS = {"projects:remark", "api:remark-list"}
"""Leaders may add remarks."""


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


def test_each_action_asks_for_the_right_itself(db, settings, tmp_path):
    """A door that forgot to ask would open nothing: a leader is refused by the actions, too."""
    settings.MEDIA_ROOT = tmp_path
    scene = open_scene(Side.ROK)
    rows, by = scene.open, {"by": scene.cast.us_leader}
    project, seen = rows["project"], {**by, "seen_revision": 1}
    with acting_as(Audience.JOINT):
        update = ProgressUpdate.objects.get(project=project)
    acts = [
        lambda: actions.log_project(document(), **by),
        lambda: actions.confirm_text(project, "summary", "en", **by, seen=project.version),
        lambda: actions.revise_milestone(rows["milestone"], {}, **seen),
        lambda: actions.report_progress(project, {}, **by),
        lambda: actions.revise_progress(update, {}, **seen),
        lambda: actions.revise_issue(rows["issue"], {}, **seen),
        lambda: actions.revise_indicator(rows["indicator"], {}, **seen),
        lambda: actions.add_indicator_value(rows["indicator"], {}, **by),
        lambda: actions.revise_indicator_value(rows["value"], {}, **seen),
        lambda: actions.revise_voice(rows["voice"], {}, **seen),
        lambda: actions.revise_business_link(rows["link"], {}, **seen),
        lambda: actions.correct_rate(rows["rate"], {}, **seen),
        lambda: actions.open_ranking(2031, closes_on=None, **by),
        lambda: on_the_year.open_cycle(2031, {}, **by),
    ]
    for act in acts:
        with acting_as(Audience.US), pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize("person", ["us_leader", "admin"])
def test_who_may_only_look_changes_nothing(db, settings, tmp_path, person):
    """Leaders and administrators are refused by every address that writes about a joint project."""
    settings.MEDIA_ROOT = tmp_path
    scene = open_scene(Side.ROK)
    project = scene.open["project"]
    with acting_as(Audience.JOINT):
        before = Project.objects.values().get(pk=project.pk), Entry.objects.count()
    asker = Asker(getattr(scene.cast, person))
    for name, path in open_paths(scene.open).items():
        if project.reference in path and name not in OPEN_TO_LEADERS:
            sent = {"title_en": "changed", "text": "text.en", "answer": "concur"}
            for seen in (project.version, 1):
                asker.ask(path, "post", data=sent | {"seen": seen}, headers={"If-Match": f'"{seen}"'})
    with acting_as(Audience.JOINT):
        assert (Project.objects.values().get(pk=project.pk), Entry.objects.count()) == before
