"""Laws 2 and 4 at the doors: what reads says with whose eyes, and who may only look writes nothing."""

import ast
import re
from pathlib import Path

import pytest

from core.audience import Audience, acting_as
from core.models import Entry
from core.sides import Side
from projects.models import Project
from tests.asking import Asker, open_paths
from tests.canaries import open_scene

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
