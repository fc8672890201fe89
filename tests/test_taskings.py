"""What a body tasked is open until the side that carries it out says how: on pages, in My work, in the API."""

from html import unescape

import pytest

from core.audience import Audience, acting_as
from core.errors import Malformed, NotAllowed
from core.models import Entry
from core.sides import Side
from projects.actions.keeping import StalePart
from reporting import actions
from reporting.models import Consideration, Edition
from reporting.waiting import work_of
from tests import editions

HERE = "/cycles/2026/editions/1/"
TASK = {"tasking_en": "Agree the figures of area 2.", "owner": "ROK"}
HOW = {"en": "Agreed at the working level.", "ko": ""}


@pytest.fixture
def edition(cast) -> Edition:
    return editions.begun(cast.us_staff)


@pytest.fixture
def tasked(cast, edition) -> Consideration:
    """The RCWG considered the edition and tasked the ROK side."""
    editions.climb_to(cast, edition, "kidd")
    with acting_as(Audience.US):
        return actions.note_consideration(Consideration.objects.get(), TASK, by=cast.us_staff, seen_revision=1)


def settled(tasked: Consideration, by, seen: int = 2) -> Consideration:
    with acting_as(by.audience):
        return actions.settle_tasking(tasked, HOW, by=by, seen_revision=seen)


def waits_for(user) -> list[str]:
    with acting_as(user.audience):
        return [item.facts["url"] for item in work_of(user).items if "tasking" in item.facts.get("url", "")]


def text(said) -> str:
    return unescape(said.content.decode()).replace("\xa0", " ")


@pytest.mark.parametrize("name", ["us_staff", "us_lead", "rok_poc", "rok_leader"])
def test_only_secretariat_and_leads_of_the_owner_say_that_it_is_done(cast, tasked, name):
    with pytest.raises(NotAllowed):
        settled(tasked, getattr(cast, name))


@pytest.mark.parametrize("owner", ["ROK", "both"])
def test_who_said_it_when_and_how_stays_with_it_until_it_is_opened_again(cast, tasked, owner):
    with acting_as(Audience.US):
        tasked = actions.note_consideration(tasked, {"owner": owner}, by=cast.us_staff, seen_revision=2)
    done = settled(tasked, cast.rok_lead, seen=3)
    assert done.done_at and (done.done_side, done.done_post, done.how_en) == (
        Side.ROK, cast.rok_lead.signs_as, HOW["en"],
    )  # fmt: skip
    with acting_as(Audience.ROK):
        with pytest.raises(StalePart):
            actions.reopen_tasking(tasked, by=cast.rok_staff, seen_revision=3)
        with pytest.raises(NotAllowed):
            actions.reopen_tasking(tasked, by=cast.rok_poc, seen_revision=4)
        again = actions.reopen_tasking(tasked, by=cast.rok_staff, seen_revision=4)
        acts = Entry.objects.filter(object_id=str(tasked.pk)).order_by("seq").values_list("action", flat=True)
        assert list(acts)[-2:] == ["settle-tasking", "reopen-tasking"]
    assert (again.done_at, again.done_side, again.how_en) == (None, "", "")


def test_done_says_how_and_nothing_that_was_not_tasked_is_done(cast, edition, tasked):
    with acting_as(Audience.ROK), pytest.raises(Malformed):
        actions.settle_tasking(tasked, {"en": " "}, by=cast.rok_staff, seen_revision=2)
    settled(tasked, cast.rok_staff)
    with acting_as(Audience.US), pytest.raises(Malformed):
        actions.note_consideration(tasked, {"tasking_en": ""}, by=cast.us_staff, seen_revision=3)
    editions.climb_to(cast, edition, "scm")
    with acting_as(Audience.ROK):
        untasked = Consideration.objects.get(body="kidd")
    with pytest.raises(NotAllowed):
        settled(untasked, cast.rok_staff, seen=1)


def test_it_waits_in_my_work_of_its_owner_alone_while_it_is_open(cast, tasked):
    address = [f"{HERE}considerations/{tasked.pk}/tasking/"]
    assert waits_for(cast.rok_staff) == waits_for(cast.rok_lead) == address
    assert waits_for(cast.us_staff) == waits_for(cast.rok_poc) == []
    settled(tasked, cast.rok_staff)
    assert waits_for(cast.rok_staff) == waits_for(cast.rok_lead) == []


def test_the_pages_of_the_edition_the_year_and_the_next_year_list_it_while_it_is_open(client, cast, tasked):
    with acting_as(Audience.JOINT):
        actions.open_cycle(2027, {"ordinal": 59}, by=cast.us_staff)
    client.force_login(cast.rok_staff)
    places = {"/cycles/2026/": 'id="taskings"', "/cycles/2027/": 'id="carried"'}
    for address, place in places.items():
        assert TASK["tasking_en"] in text(client.get(address)).partition(place)[2], address
    shown = text(client.get(HERE))
    assert "<b>Open</b> · ROK" in shown and "Say that it is done" in shown
    address = f"{HERE}considerations/{tasked.pk}/tasking/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"seen": 2, "how_en": ""}).status_code == 400
    assert client.post(address, {"seen": 2, "how_en": HOW["en"]}).status_code == 302
    assert HOW["en"] in text(client.get(HERE))
    for address, place in places.items():
        assert TASK["tasking_en"] not in text(client.get(address)).partition(place)[2], address
    client.force_login(cast.us_staff)
    assert client.get(f"{HERE}considerations/{tasked.pk}/tasking/").status_code == 403


def test_a_tasking_is_settled_and_opened_again_through_the_api(client, cast, tasked):
    client.force_login(cast.rok_lead)
    where, json = (
        f"/api/v1/editions/{tasked.edition_id}/considerations/{tasked.pk}/",
        {"content_type": "application/json"},
    )
    assert client.post(f"{where}tasking/", HOW, **json).status_code == 428
    said = client.post(f"{where}tasking/", {"how_ko": "실무선에서 합의함"}, headers={"If-Match": '"2"'}, **json)
    assert (said.status_code, said.json()["owner"], said.json()["how_ko"]) == (200, "ROK", "실무선에서 합의함")
    assert said.json()["done_at"] and said.json()["done_side"] == "ROK"
    opened = client.post(f"{where}tasking/", {"is_open": True}, headers={"If-Match": said["ETag"]}, **json)
    assert (opened.json()["done_at"], opened.json()["how_ko"]) == (None, "")
    client.force_login(cast.us_lead)
    refused = client.post(f"{where}tasking/", {"how_en": "x"}, headers={"If-Match": opened["ETag"]}, **json)
    assert refused.status_code == 403
