"""Logging and editing a project: what is wrong stands at its field, what two people change at once is not lost."""

import uuid
from html import unescape

import pytest
from django.http import QueryDict
from django.urls import reverse

from core.audience import Audience, acting_as
from projects import actions
from projects.documents import document_of
from projects.forms import ProjectForm
from projects.models import Project
from projects.naming import Names
from tests.factories import document

pytestmark = pytest.mark.django_db
NEW = "/projects/new/"
SUMMARY = "Two courses for the crews of coastal radars."


def typed(**changes) -> dict:
    """What a browser sends for a document, with changes to single inputs."""
    inputs: dict = {}
    for name, value in ProjectForm(names=Names([])).hidden(document()):
        inputs.setdefault(name, []).append(value)
    return inputs | {"audience": "private", "key": str(uuid.uuid4())} | changes


def edited(project: Project, **changes) -> dict:
    """What a browser sends for a project that was opened just now."""
    with acting_as(project.audience):
        found = document_of(project)
    inputs: dict = {}
    for name, value in ProjectForm(names=Names([])).hidden(found):
        inputs.setdefault(name, []).append(value)
    return inputs | {"seen": project.version} | changes


def all_projects() -> list[Project]:
    with acting_as(Audience.US):
        return list(Project.objects.all())


def fresh(project: Project) -> Project:
    with acting_as(project.audience):
        return Project.objects.get(pk=project.pk)


def test_an_opportunity_is_private_unless_it_is_chosen_to_be_joint(client, cast):
    client.force_login(cast.us_poc)
    client.post(NEW, typed())
    client.post(NEW, typed(audience="joint"))
    assert sorted(project.audience for project in all_projects()) == ["JOINT", "US"]


def test_a_double_click_logs_one_project(client, cast):
    client.force_login(cast.us_poc)
    sent = typed()
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    assert first.url == second.url
    assert len(all_projects()) == 1


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"countries-share": ["60", "39"]}, "countries", "The shares total 99%; they must total 100%."),
        ({"countries-share": ["60", "NaN"]}, "countries", "Give each share as a number, such as 33.33."),
        ({"countries-share": ["60", ""]}, "countries", "Give each share as a number, such as 33.33."),
        ({"planned_start": "2027-01-02", "planned_end": "2027-01-01"}, "planned_end", "The end is before the start."),
        ({"title_en": "x" * 10_000}, "title_en", "At most 200 characters; this has 10000."),
        ({"title_en": "", "title_ko": ""}, "title_en", "Give a title in at least one language."),
        ({"area": ""}, "area", "Choose one of the six priority areas."),
        ({"planned_start": "soon"}, "planned_start", "Enter a valid date."),
        (
            {"organisations-organisation": "1", "organisations-role": "spying"},
            "organisations",
            "Choose each organisation once in a role, from the directory.",
        ),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(client, cast, changes, field, sentence):
    client.force_login(cast.us_poc)
    answer = client.post(NEW, typed(**changes))
    assert answer.status_code == 400
    assert answer.context["form"].errors[field] == [sentence]
    page = unescape(answer.content.decode())
    assert sentence in page
    assert SUMMARY in page
    for value in [value for name, value in changes.items() if not name.startswith("organisations")]:
        assert (value if isinstance(value, str) else value[-1]) in page
    assert not all_projects()


def test_a_country_outside_the_groups_takes_part_with_a_reason_and_is_marked(client, cast):
    client.force_login(cast.us_poc)
    stranger = {"countries-country": ["TL"], "countries-share": ["100"], "planned_start": "2025-03-01"}
    answer = client.post(NEW, typed(**stranger, **{"countries-reason": [""]}))
    sentence = "Not a member of a partner group on 1\u00a0Mar\u00a02025: Timor-Leste. Say why it takes part."
    assert answer.context["form"].errors["countries"] == [sentence]
    assert "Not eligible on 1\u00a0Mar\u00a02025" in answer.content.decode()
    reason = {"countries-reason": ["Invited by ASEAN as an observer"]}
    page = client.post(NEW, typed(**stranger, **reason), follow=True).content.decode()
    assert "not eligible on 1\u00a0Mar\u00a02025" in page
    assert "Invited by ASEAN as an observer" in page


def test_a_country_is_eligible_from_the_day_on_which_it_joined(client, cast):
    client.force_login(cast.us_poc)
    joined = {"countries-country": ["TL"], "countries-share": ["100"], "planned_start": "2025-10-26"}
    page = client.post(NEW, typed(**joined, **{"countries-reason": [""]}), follow=True).content.decode()
    assert "All eligible on 26\u00a0Oct\u00a02025: ASEAN member." in page


def test_another_row_of_countries_keeps_all_that_was_typed(client, cast):
    client.force_login(cast.us_poc)
    answer = client.post(NEW, typed(**{"add-country": "1", "title_en": "Half a ti"}))
    assert answer.status_code == 200
    assert [row["country"] for row in answer.context["country_rows"]] == ["PH", "FJ", ""]
    assert "Half a ti" in answer.content.decode()
    answer = client.post(NEW, typed(**{"remove-country": "0"}))
    assert [row["country"] for row in answer.context["country_rows"]] == ["FJ"]
    assert answer.context["total"]["missing"] == "60"
    assert not all_projects()


def test_decomposed_hangul_is_kept_composed(client, cast):
    client.force_login(cast.rok_poc)
    decomposed = "".join(chr(c) for c in (0x1112, 0x1162, 0x110B, 0x1163, 0x11BC))
    client.post(NEW, typed(title_ko=decomposed, audience="joint"))
    assert [project.title_ko for project in all_projects()] == ["해양"]


@pytest.mark.parametrize("person", ["us_leader", "admin"])
def test_who_only_reads_is_refused_with_the_reason(client, cast, make_project, person):
    project = make_project()
    client.force_login(getattr(cast, person))
    for address in (NEW, reverse("projects:edit", args=[project.reference])):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "Points of contact, leads and staff" in answer.content.decode()


def test_an_edit_is_the_next_revision(client, cast, make_project):
    project = make_project()
    client.force_login(cast.rok_poc)
    answer = client.post(
        reverse("projects:edit", args=[project.reference]), edited(project, summary_en="Three courses.")
    )
    assert answer.url == project.get_absolute_url()
    assert (fresh(project).summary_en, fresh(project).revision) == ("Three courses.", 2)


def test_the_post_of_who_logs_it_is_named_and_may_be_changed(client, cast):
    for person, name, other in ((cast.us_poc, "us_post", "rok_post"), (cast.rok_poc, "rok_post", "us_post")):
        client.force_login(person)
        form = client.get(NEW).context["form"]
        assert form[name].value() == person.contact.tenures.get().post_id
        assert not form[other].value()


def test_an_edit_says_before_it_which_signatures_it_voids(client, cast, make_project):
    project = make_project(stage="review")
    address = reverse("projects:edit", args=[project.reference])
    client.force_login(cast.us_poc)
    assert "becomes void" not in client.get(address).content.decode()
    with acting_as(Audience.ROK):
        actions.take_step(project, "decide", by=cast.rok_lead, seen=project.version)
    page = client.get(address).content.decode()
    assert "Decide to carry it out?" in page and "1 signature becomes void" in page


def test_saving_what_nobody_changed_makes_no_revision(client, cast, make_project):
    project = make_project()
    client.force_login(cast.us_poc)
    client.post(reverse("projects:edit", args=[project.reference]), edited(project))
    assert fresh(project).revision == 1


@pytest.fixture
def raced(client, cast, make_project):
    """A project that both sides opened, the ROK side saved, and then the US side: the answer to the second."""
    project = make_project(planned_end="2026-12-31")
    mine = edited(project, summary_en="Two courses for search and rescue.", objective_en="Safer coasts.")
    with acting_as(Audience.ROK):
        actions.revise(
            project,
            {"summary_en": "Three courses for crews.", "kind": "initiative"},
            by=cast.rok_poc,
            seen=project.version,
        )
    client.force_login(cast.us_poc)
    address = reverse("projects:edit", args=[project.reference])
    return project, address, client.post(address, mine)


def sent_by(answer, **choices) -> QueryDict:
    """What the form of a conflict page sends when it is pressed."""
    data = QueryDict(mutable=True)
    for name, value in answer.context["hidden"]:
        data.appendlist(name, value)
    data.update({"seen": answer.context["project"].version, "resolve": "1"} | choices)
    return data


def post(client, address: str, data: QueryDict):
    return client.post(address, data.urlencode(), content_type="application/x-www-form-urlencoded")


def test_a_stale_edit_shows_both_versions_and_saves_nothing(raced):
    project, _address, answer = raced
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "The other side saved first" in page
    assert "Two courses for <ins>" in page
    assert "Before, in revision 1:" in page and SUMMARY in page
    assert [row["label"] for row in answer.context["kept"]] == ["Objective, English", "Kind"]
    assert fresh(project).summary_en == "Three courses for crews."


@pytest.mark.parametrize(
    ("choice", "summary"),
    [
        ({"choice-summary_en": "saved"}, "Three courses for crews."),
        ({"choice-summary_en": "mine"}, "Two courses for search and rescue."),
        ({"choice-summary_en": "both", "both-summary_en": "Three courses for rescue."}, "Three courses for rescue."),
    ],
)
def test_the_choice_is_saved_and_what_only_one_changed_is_kept(client, raced, choice, summary):
    project, address, answer = raced
    assert post(client, address, sent_by(answer, **choice)).status_code == 302
    saved = fresh(project)
    assert (saved.summary_en, saved.objective_en, saved.kind) == (summary, "Safer coasts.", "initiative")
    assert saved.revision == 3
    assert "60.00" in str(edited(saved)["countries-share"])


def test_a_second_conflict_while_choosing_shows_both_versions_again(client, cast, raced):
    project, address, answer = raced
    with acting_as(Audience.ROK):
        now = fresh(project)
        actions.revise(now, {"summary_en": "Four courses."}, by=cast.rok_poc, seen=now.version)
    again = post(client, address, sent_by(answer, **{"choice-summary_en": "mine"}))
    assert again.status_code == 409
    page = again.content.decode()
    assert "search and rescue" in page and "Four" in page
    assert post(client, address, sent_by(again, **{"choice-summary_en": "mine"})).status_code == 302
    assert fresh(project).summary_en == "Two courses for search and rescue."
    assert fresh(project).objective_en == "Safer coasts."


def test_what_is_wrong_with_a_choice_is_said_in_the_form_with_everything_kept(client, raced):
    project, address, answer = raced
    both = {"choice-summary_en": "both", "both-summary_en": "x" * 4001}
    refused = post(client, address, sent_by(answer, **both))
    assert refused.status_code == 400
    assert "summary_en" in refused.context["form"].errors
    assert "Safer coasts." in refused.content.decode()
    assert fresh(project).revision == 2


def test_a_copy_of_the_own_version_is_a_file(client, raced):
    _project, address, answer = raced
    copy = post(client, address, sent_by(answer, copy="1"))
    assert copy["Content-Disposition"].startswith("attachment")
    assert "Two courses for search and rescue." in copy.content.decode()


def test_an_edit_begun_before_sharing_meets_the_shared_version(client, cast, make_project):
    project = make_project(audience=Audience.US)
    mine = edited(project, summary_en="Two courses for search and rescue.")
    with acting_as(Audience.US):
        shared = actions.share(project, by=cast.us_lead, seen=project.version)
        actions.revise(shared, {"summary_en": "Three courses."}, by=cast.us_lead, seen=shared.version)
    client.force_login(cast.us_poc)
    answer = client.post(reverse("projects:edit", args=[project.reference]), mine)
    assert answer.status_code == 409
    assert "Somebody of your side saved first" in answer.content.decode()
    assert "search and rescue" in answer.content.decode()
