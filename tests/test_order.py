"""The leads of both sides fix the order of a year: a change from the scores needs a reason, an order two signatures."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.translation import override

from contacts.enums import Event
from contacts.models import Notice, User
from contacts.notices import sentence
from core import days
from core.audience import Audience, acting_as
from core.errors import Conflict, Malformed, NotAllowed
from core.models import Question
from core.sides import Side
from core.steps import known_steps
from projects import actions
from projects.actions.ordering import StaleOrder
from projects.models import Ranking
from projects.ordering import Place, by_hand, without_idle_reasons
from projects.workflow import RANKING
from tests.test_ranking import YEAR, scored  # noqa: F401 a fixture

pytestmark = pytest.mark.django_db
WHY = "It has to come before the exercise season."


def rank(name):
    return "ABCDEFGH".index(name)


def places(*names, **reasons):
    return [Place(name, reasons.get(name, "")) for name in names]


# --- where a reason is needed ---


@pytest.mark.parametrize(
    ("order", "best_other", "unexplained"),
    [
        (places("A", "B", "C"), None, set()),
        (places("C", "A", "B"), None, {"C"}),
        (places("C", "A", "B", C=WHY), None, set()),
        (places("B", "C", "A"), None, {"A"}),
        (places("A", "C"), "B", {"C"}),
        (places("A", "C", C=WHY), "B", set()),
        (places("A", "B"), "C", set()),
        (places("D", "A", "B", "C", D=WHY), "E", set()),
    ],
)
def test_who_does_not_stand_where_the_scores_put_him_needs_a_reason(order, best_other, unexplained):
    assert by_hand(order, best_other, rank) == unexplained


def test_a_reason_that_nothing_needs_any_more_is_not_kept():
    assert without_idle_reasons(places("A", "B", A=WHY), None, rank) == places("A", "B")
    assert without_idle_reasons(places("B", "A", B=WHY), None, rank) == places("B", "A", B=WHY)


# --- proposed by one, fixed by both ---


@pytest.fixture
def refs(scored):  # noqa: F811
    return [scored[title].reference for title in ("Alpha", "Bravo", "Delta", "Charlie", "=Echo")]


def ranking():
    return Ranking.objects.get(year=YEAR)


def propose(by, *references, seen=None, **reasons):
    with acting_as(Audience.of(by.side)):
        found = [Place(one, reasons.get(one, "")) for one in references]
        return actions.propose_order(ranking(), found, by=by, seen=seen or ranking().version)


def answer(by, name="fix", seen=None, **more):
    with acting_as(Audience.of(by.side)):
        return actions.answer_order(ranking(), name, by=by, seen=seen or ranking().version, **more)


def moved_up(refs):
    return (refs[4], *refs[:4]), {refs[4]: WHY}


def test_an_order_against_the_scores_needs_its_reasons(cast, refs):
    order, reasons = moved_up(refs)
    with pytest.raises(Malformed) as refused:
        propose(cast.us_lead, *order)
    assert set(refused.value.errors) == {f"reason_{refs[4]}"}
    assert propose(cast.us_lead, *order, **reasons).order[0] == {"reference": refs[4], "reason": WHY}


def test_the_order_is_fixed_once_both_sides_have_signed_the_same(cast, refs):
    order, reasons = moved_up(refs)
    propose(cast.us_lead, *order, **reasons)
    assert not answer(cast.rok_lead).is_fixed
    assert answer(cast.us_lead).is_fixed
    with pytest.raises(NotAllowed, match="Both release it"):
        propose(cast.rok_lead, *refs)


def test_another_proposal_voids_what_was_signed(cast, refs):
    propose(cast.us_lead, *refs)
    seen = answer(cast.us_lead).version
    order, reasons = moved_up(refs)
    propose(cast.rok_lead, *order, **reasons)
    with acting_as(Audience.US):
        assert list(Question.objects.about(ranking()).values_list("state", flat=True)) == ["open", "void"]
    with pytest.raises(Conflict):
        answer(cast.us_lead, seen=seen)
    assert not answer(cast.us_lead).is_fixed


def test_who_proposes_on_an_old_order_sees_both(client, cast, refs):
    seen = ranking().version
    order, reasons = moved_up(refs)
    propose(cast.us_lead, *order, **reasons)
    with pytest.raises(StaleOrder):
        propose(cast.rok_lead, *refs, seen=seen)
    client.force_login(cast.rok_lead)
    answered = client.post(reverse("projects:ranking-order", args=[YEAR]), typed(refs, seen=seen))
    assert answered.status_code == 409
    told = answered.content.decode()
    assert "Somebody proposed another order first" in told and WHY in told


def test_one_person_does_not_sign_for_both_sides(cast, refs):
    propose(cast.us_lead, *refs)
    answer(cast.us_lead)
    with acting_as(Audience.JOINT):
        User.objects.filter(pk=cast.us_lead.pk).update(is_active=False)
        User.objects.filter(pk=cast.rok_lead.pk).update(email="US.Lead+seoul@example.org")
        twin = User.objects.get(pk=cast.rok_lead.pk)
    with pytest.raises(NotAllowed, match="same person"):
        answer(twin)


def test_both_release_a_fixed_order_with_a_reason(cast, refs):
    propose(cast.us_lead, *refs)
    answer(cast.us_lead), answer(cast.rok_lead)
    with pytest.raises(Malformed):
        answer(cast.us_lead, "release")
    answer(cast.us_lead, "release", reason={"en": "A new request came in."})
    assert not answer(cast.rok_lead, "release").is_fixed


@pytest.mark.parametrize("wrong", ["twice", "unknown", "none"])
def test_only_projects_on_the_list_have_a_place(cast, refs, wrong):
    order = {"twice": [refs[0], refs[0]], "unknown": ["RCF-2026-999"], "none": []}[wrong]
    with pytest.raises(Malformed):
        propose(cast.us_lead, *order)


def test_nothing_is_signed_before_an_order_is_proposed(cast, refs):
    with pytest.raises(Conflict, match="No order is proposed"):
        answer(cast.us_lead)


def test_the_database_fixes_no_order_without_both_and_changes_none_in_silence(cast, refs):
    propose(cast.us_lead, *refs)
    answer(cast.us_lead)
    with acting_as(Audience.US):
        for change in ({"stage": "fixed", "revision": 99}, {"order": []}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Ranking.objects.filter(year=YEAR).update(**change)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            ranking().delete()
        with pytest.raises(DatabaseError, match="does not begin at the stage fixed"), transaction.atomic():
            Ranking.objects.create(year=YEAR + 9, stage="fixed")


def test_the_database_knows_the_same_steps_as_the_code():
    assert known_steps(RANKING.name) == RANKING.rows()


# --- the page and the API ---


def typed(refs, seen, **places):
    body = {"reference": refs, "seen": seen}
    body |= {f"place_{one}": places.get(one, at) for at, one in enumerate(refs, 1)}
    return body


def test_places_are_typed_without_script(client, cast, refs):
    client.force_login(cast.us_lead)
    address = reverse("projects:ranking-order", args=[YEAR])
    seen = ranking().version
    refused = client.post(address, typed(refs, seen, **{refs[4]: 2}))
    assert refused.status_code == 400 and "Say why it does not stand" in refused.content.decode()
    body = typed(refs, seen, **{refs[4]: 2}) | {f"reason_{refs[4]}": WHY}
    assert client.post(address, body).status_code == 302
    assert [row["reference"] for row in ranking().order] == [refs[0], refs[4], *refs[1:4]]
    told = client.get(address).content.decode()
    assert WHY in told and "Fix this order?" in told
    listed = client.get(reverse("projects:ranking", args=[YEAR])).content.decode()
    assert 'data-label="Place">2<' in listed


def test_a_project_from_further_down_is_brought_in_by_its_reference(client, cast, refs):
    client.force_login(cast.us_lead)
    body = typed(refs[:3], ranking().version) | {"other": refs[4].lower(), "other_place": "1", "other_reason": WHY}
    assert client.post(reverse("projects:ranking-order", args=[YEAR]), body).status_code == 302
    assert [row["reference"] for row in ranking().order] == [refs[4], *refs[:3]]


def test_both_sides_sign_on_the_page(client, cast, refs):
    propose(cast.us_lead, *refs)
    for person in (cast.us_lead, cast.rok_lead):
        client.force_login(person)
        body = {"seen": ranking().version, "key": ""}
        assert client.post(reverse("projects:order-step", args=[YEAR, "fix"]), body).status_code == 302
    assert "Both sides have fixed" in client.get(reverse("projects:ranking-order", args=[YEAR])).content.decode()
    client.force_login(cast.us_poc)
    assert (
        client.post(reverse("projects:ranking-order", args=[YEAR]), typed(refs, ranking().version)).status_code == 403
    )
    assert client.get(reverse("projects:order-step", args=[YEAR, "release"])).status_code == 200


def told(event):
    with acting_as(Audience.JOINT):
        found = Notice.objects.joint().unread().filter(event=event)
        return sorted(found.values_list("recipient__username", flat=True)), list(found)


def test_an_order_is_told_to_the_leads_and_an_answer_settles_what_asked_for_it(cast, refs):
    propose(cast.us_lead, *refs)
    assert told(Event.ASKED)[0] == ["rok.lead"]
    answer(cast.rok_lead)
    assert (told(Event.ASKED)[0], told(Event.ANSWERED)[0]) == ([], ["us.lead"])
    propose(cast.us_lead, *refs[:3])
    assert (told(Event.ANSWERED)[0], told(Event.VOIDED)[0]) == ([], ["rok.lead"])
    answer(cast.us_lead)
    answer(cast.rok_lead)
    assert told(Event.CARRIED)[0] == ["us.lead"]
    notice = told(Event.CARRIED)[1][0]
    assert (notice.title_en, notice.url) == (f"Order of the {YEAR} cycle", f"/projects/ranking/{YEAR}/order/#decision")
    with override("ko"):
        assert notice.title_ko == f"{YEAR}년 주기 순서" and "이 순서" in sentence(notice)


def test_who_has_not_answered_about_an_order_is_reminded_then_both_hear_it_is_overdue_and_nothing_is_fixed(
    cast, refs, settings
):
    propose(cast.us_lead, *refs)
    answer(cast.us_lead)
    today = days.today()
    for later, reminded, overdue in (
        (settings.REMIND_AFTER - 1, [], []),
        (settings.REMIND_AFTER, ["rok.lead"], []),
        (settings.ESCALATE_AFTER + 1, ["rok.lead"], ["rok.lead", "us.lead"]),
        (settings.ESCALATE_AFTER + 9, ["rok.lead"], ["rok.lead", "us.lead"]),
    ):
        with acting_as(Audience.JOINT):
            actions.remind_of_questions(today=days.after_working_days(today, later, *Side))
        assert (told(Event.REMINDED)[0], told(Event.OVERDUE)[0]) == (reminded, overdue)
    assert not ranking().is_fixed
    answer(cast.rok_lead)
    assert ranking().is_fixed and (told(Event.REMINDED)[0], told(Event.OVERDUE)[0]) == ([], [])


def test_an_answer_is_taken_back_and_a_question_called_off(client, cast, refs):
    propose(cast.us_lead, *refs)
    answer(cast.rok_lead)
    client.force_login(cast.rok_lead)
    back = reverse("projects:order-back", kwargs={"year": YEAR, "step": "fix", "act": "withdraw"})
    assert client.post(back, {"seen": ranking().version}).status_code == 302
    client.force_login(cast.us_lead)
    off = reverse("projects:order-back", kwargs={"year": YEAR, "step": "fix", "act": "call-off"})
    assert client.post(off, {"seen": ranking().version}).status_code == 302
    assert "Withdrawn by" in client.get(reverse("projects:ranking-order", args=[YEAR])).content.decode()


def test_the_api_proposes_and_signs_the_order(client, cast, refs):
    def send(method, name, what, version, **kwargs):
        address = reverse(f"api:ranking-{name}", kwargs={"year": YEAR, **kwargs})
        return getattr(client, method)(
            address, what, content_type="application/json", headers={"If-Match": f'"{version}"'}
        )

    client.force_login(cast.us_lead)
    version = client.get(reverse("api:ranking-detail", args=[YEAR])).headers["ETag"].strip('"')
    order = [{"reference": refs[4]}, *({"reference": one} for one in refs[:4])]
    assert send("put", "order", {"order": order}, version).status_code == 400
    order[0]["reason"] = WHY
    version = send("put", "order", {"order": order}, version).headers["ETag"].strip('"')
    for person in (cast.us_lead, cast.rok_lead):
        client.force_login(person)
        answered = send("post", "answer", {}, version, step="fix")
    assert (answered.status_code, answered.json()["stage"]) == (200, "fixed")
    assert client.get(reverse("api:ranking-questions", args=[YEAR])).json()[0]["state"] == "carried"
