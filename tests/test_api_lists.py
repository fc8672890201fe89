"""What every list of the API keeps to, and the description of the whole."""

import pytest
from django.core.management import call_command
from rest_framework.mixins import ListModelMixin
from rest_framework.relations import RelatedField
from rest_framework.serializers import ModelSerializer, Serializer

from core.api import Door, Undeclared
from core.audience import Audience, acting_as
from projects.enums import Stage
from projects.models import Project, Theme
from tests.statements import statements


@pytest.mark.parametrize("path", ["areas/", "themes/", "groups/", "countries/", "organisations/", "contacts/", "posts/",
                                  "tenures/", "deputies/", "projects/", "cycles/", "presentations/",
                                  "editions/"])  # fmt: skip
def test_every_list_answers_in_few_statements_and_in_pages(api, path):
    client = api("us_poc")
    assert set(client.get(f"/api/v1/{path}").json()) == {"next", "previous", "results"}
    assert statements(client, f"/api/v1/{path}") <= 8


def test_the_list_takes_the_same_statements_for_one_project_and_for_fifty(api, make_project):
    client = api("us_poc")
    make_project()
    few = statements(client, "/api/v1/projects/")
    for _more in range(49):
        make_project()
    assert statements(client, "/api/v1/projects/") == few <= 8
    assert len(client.get("/api/v1/projects/").json()["results"]) == 50
    assert statements(client, f"/api/v1/projects/{make_project().reference}/") <= 8


def test_pages_follow_each_other_without_gap_or_repetition(api, make_project):
    made = {make_project().reference for _ in range(7)}
    client = api("us_poc")
    for order in ("", "&ordering=reference", "&ordering=-reference", "&ordering=updated_at"):
        address, seen = f"/api/v1/projects/?page_size=3{order}", []
        while address:
            page = client.get(address).json()
            seen += [row["reference"] for row in page["results"]]
            address = page["next"]
        assert len(seen) == len(set(seen))
        assert set(seen) == made


@pytest.mark.parametrize(("asked", "got"), [("0", 50), ("-1", 50), ("abc", 50), ("1", 1), ("9999", 60)])
def test_the_size_of_a_page_has_limits(api, make_project, asked, got):
    with acting_as(Audience.JOINT):
        Theme.objects.bulk_create(Theme(slug=f"t-{n}", name_en=f"T {n}", name_ko=f"주제 {n}") for n in range(60))
    rows = api("us_poc").get(f"/api/v1/themes/?page_size={asked}").json()["results"]
    assert len(rows) == (got if got == 1 else Theme.objects.count())


def test_each_row_of_the_list_says_what_its_project_says(api, make_project):
    project = make_project(stage=Stage.ACTIVE)
    client = api("rok_poc")
    row = client.get("/api/v1/projects/").json()["results"][0]
    whole = client.get(f"/api/v1/projects/{project.reference}/").json()
    whole["countries"] = [{"country": one["country"], "share": one["share"]} for one in whole["countries"]]
    assert row == {name: whole[name] for name in row}


@pytest.mark.parametrize("question", ["stage=none", "health=none", "year=x", "side=ATLANTIS", "country=%00"])
def test_a_question_that_means_nothing_is_refused_at_its_field(api, question):
    answer = api("us_poc").get(f"/api/v1/projects/?{question}")
    assert answer.status_code == 400
    assert question.split("=")[0] in answer.json()


def test_an_order_that_was_not_declared_is_not_followed(api, make_project):
    make_project()
    client = api("us_poc")
    plain = client.get("/api/v1/projects/").json()
    for secret in ("updated_by__password", "audience", "us_post__tenures__holder__user__password"):
        assert client.get(f"/api/v1/projects/?ordering={secret}").json() == plain


@pytest.mark.parametrize(
    "missing", ["ordering_fields", "search_fields", "filterset_fields", "ordering", "serializer_class"]
)
def test_a_list_that_does_not_declare_what_it_answers_about_cannot_be_made(missing):
    class Shape(Serializer):
        pass

    declared = {
        "serializer_class": Shape,
        "ordering": ("pk",),
        "ordering_fields": (),
        "search_fields": (),
        "filterset_fields": (),
    }
    type("Complete", (ListModelMixin, Door), declared)
    with pytest.raises(Undeclared, match=missing):
        type("Incomplete", (ListModelMixin, Door), {k: v for k, v in declared.items() if k != missing})


def test_a_serializer_of_all_fields_cannot_be_shown():
    class Everything(ModelSerializer):
        class Meta:
            model = Project
            fields = "__all__"

    body = dict.fromkeys(("ordering", "ordering_fields", "search_fields", "filterset_fields"), ())
    with pytest.raises(Undeclared):
        type("Open", (ListModelMixin, Door), {"serializer_class": Everything, **body})


def _every(kind: type):
    for one in kind.__subclasses__():
        yield one
        yield from _every(one)


def test_no_serializer_looks_up_related_rows_by_itself():
    """A related field with a queryset tells whether a hidden row exists."""
    ours = [
        one
        for one in _every(Serializer)
        if one.__module__.split(".")[0] in ("core", "contacts", "projects", "reporting")
    ]
    assert len(ours) > 20
    for shape in ours:
        if issubclass(shape, ModelSerializer) and not hasattr(shape, "Meta"):
            continue
        for name, field in shape().fields.items():
            assert not (isinstance(field, RelatedField) and field.queryset is not None), (shape, name)


# --- the description ---


def test_the_schema_is_valid_and_without_warnings(db, tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_the_schema_and_its_page_are_for_those_who_are_signed_in(client, api):
    assert client.get("/api/v1/docs/").status_code == 302
    signed_in = api("us_poc")
    assert "/api/v1/projects/{reference}/" in signed_in.get("/api/v1/schema/").content.decode()
    page = signed_in.get("/api/v1/docs/").content.decode()
    for path in (
        "/api/v1/projects/{reference}/",
        "/api/v1/projects/{reference}/milestones/",
        "/api/v1/tokens/current/",
    ):
        assert path in page
    assert "<script>" not in page
    assert " style=" not in page
