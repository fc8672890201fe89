"""How a project is found by words, in English and in Korean, on plain PostgreSQL.

Latin text is cut into words that match by their beginning. Korean joins endings to its words, so Hangul is cut into
overlapping pairs of syllables: any run of two or more syllables inside a word finds it.
"""

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from core.paging import MOST
from core.text import clean
from projects.models import JointText, PrivateText, Project

RUN = re.compile(r"[\uac00-\ud7a3]+|[^\W_\uac00-\ud7a3]+")
MOST_WORDS = 12
FEW = MOST
"""So many matches are looked up by their keys; a page counts no further."""


def lexemes(*texts: str) -> list[str]:
    """The words of these texts as they are stored."""
    found: set[str] = set()
    for run in RUN.findall(" ".join(texts).lower()):
        found.add(run[:60])
        if is_hangul(run):
            found.update(run[i : i + 2] for i in range(len(run) - 1))
    return sorted(found)


def is_hangul(run: str) -> bool:
    return "\uac00" <= run[0] <= "\ud7a3"


def query(text: str) -> SearchQuery | None:
    """What a person typed as a query in which every word must match; None when nothing in it can."""
    parts: list[str] = []
    for run in RUN.findall(clean(text).lower())[:MOST_WORDS]:
        pairs = [run[i : i + 2] for i in range(len(run) - 1)] if is_hangul(run) else []
        parts += [f"'{pair}'" for pair in pairs] or [f"'{run[:60]}':*"]
    return SearchQuery(" & ".join(parts), search_type="raw", config="simple") if parts else None


def matching(projects: QuerySet, text: str) -> QuerySet:
    """The projects with every word of `text` in their reference, titles, summaries or objectives."""
    return found(projects, text)[0]


def found(projects: QuerySet, text: str) -> tuple[QuerySet, int]:
    """The projects with every word, and how many of all joint ones and these private ones, at most MOST + 1.

    Costs one statement at once: few matches are then looked up by their keys; of many, the rows are asked one by one
    in the order of the list, so that a page of them is found soon.
    """
    asked = query(text)
    if asked is None:
        return projects.none(), 0
    joint = JointText.objects.filter(words=asked).values_list("project", flat=True)
    private = PrivateText.objects.filter(words=asked, project__in=projects.order_by().values("pk"))
    few = list(joint.union(private.values_list("project", flat=True), all=True)[: FEW + 1])
    if len(few) <= FEW:
        return projects.filter(pk__in=few), len(few)
    hit = Coalesce(_hit(JointText, asked), _hit(PrivateText, asked), Value(False))
    return projects.filter(hit), MOST + 1


def _hit(model: Any, asked: SearchQuery) -> Subquery:
    """Whether the words of the outer project match; a scalar, which the database does not turn into a full scan."""
    matches = ExpressionWrapper(Q(words=asked), output_field=BooleanField())
    return Subquery(model.objects.filter(project=OuterRef("pk")).values(hit=matches), output_field=BooleanField())


def index(project: Project) -> None:
    """Keeps the words of a project current; called by every action that changes its text or audience."""
    words = lexemes(
        project.reference,
        project.title_en,
        project.title_ko,
        project.summary_en,
        project.summary_ko,
        project.objective_en,
        project.objective_ko,
    )
    table = "projects_privatetext" if project.is_private else "projects_jointtext"
    with connection.cursor() as cursor:
        if not project.is_private:
            cursor.execute("DELETE FROM projects_privatetext WHERE project_id = %s", [project.pk])
        cursor.execute(
            f"INSERT INTO {table} (project_id, audience, updated_at, words)"
            " VALUES (%s, %s, %s, array_to_tsvector(%s::text[])) ON CONFLICT (project_id) DO UPDATE"
            " SET updated_at = excluded.updated_at, words = excluded.words",
            [project.pk, project.audience, project.updated_at, words],
        )
