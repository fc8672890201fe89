"""What waits in the annual report stands in My work: signatures, concerns, texts and comments, for whom they are."""

import pytest

from core.audience import Audience, acting_as
from core.sides import Side
from reporting import actions
from reporting.models import Edition
from reporting.waiting import work_of
from tests import editions
from tests.statements import statements

WHY = {"en": "The figures of area 2 are not agreed."}


@pytest.fixture
def edition(cast) -> Edition:
    return editions.begun(cast.us_staff)


def waiting(user) -> list[tuple[str, str]]:
    with acting_as(user.audience):
        return [(item.kind, item.facts["url"]) for item in work_of(user).items if item.what == "edition"]


def kinds(user) -> list[str]:
    """Without what nobody has written yet, and what is to be compiled again: those have tests of their own."""
    return [kind for kind, _url in waiting(user) if kind != "write"]


def test_a_draft_waits_for_the_secretariats_and_a_body_for_the_leads(cast, edition):
    editions.sign(cast, edition, "close", Side.US)
    assert ("sign", "/cycles/2026/editions/1/steps/close/") in waiting(cast.rok_staff)
    assert kinds(cast.us_staff) == kinds(cast.rok_lead) == kinds(cast.rok_poc) == kinds(cast.rok_leader) == []
    editions.climb_to(cast, edition, "rcwg")
    editions.sign(cast, edition, "rcwg", Side.ROK, answer="concerns", concerns=[WHY])
    assert kinds(cast.us_lead) == ["sign"]
    assert kinds(cast.rok_lead) == ["concern"]
    assert kinds(cast.us_staff) == kinds(cast.rok_staff) == []


def test_texts_wait_for_the_secretariat_of_their_language(cast, edition):
    editions.write(edition, cast.us_staff, text_en="One.")
    editions.write(edition, cast.us_staff, "outlook", text_en="One.")
    assert (kinds(cast.us_staff), kinds(cast.rok_staff)) == (["confirm"], ["translate"])
    editions.write(edition, cast.rok_staff, text_ko="하나.")
    assert kinds(cast.rok_staff) == ["translate", "confirm"] or kinds(cast.rok_staff) == ["confirm", "translate"]


def test_a_comment_waits_for_the_other_secretariat_until_it_is_answered(cast, edition):
    section = editions.section_of(edition)
    with acting_as(Audience.US):
        comment = actions.add_comment(section, "To both.", audience=Audience.JOINT, by=cast.us_poc)
        actions.add_comment(section, "Between us.", audience=Audience.US, by=cast.us_poc)
    assert (kinds(cast.us_staff), kinds(cast.rok_staff)) == ([], ["answer"])
    with acting_as(Audience.ROK):
        actions.add_comment(section, "Noted.", audience=Audience.JOINT, by=cast.rok_poc, answers=comment)
    assert kinds(cast.rok_staff) == []


def test_my_work_shows_it_with_the_other_sides_mark_in_the_same_statements(client, cast, edition):
    client.force_login(cast.rok_staff)
    client.get("/")
    before = statements(client, "/")
    editions.sign(cast, edition, "close", Side.US)
    editions.write(edition, cast.us_staff, "outlook", text_en="One.")
    said = client.get("/").content.decode()
    assert "Annual report 2026, edition 1" in said and "Close the draft and put it to the RCWG?" in said
    assert "Missing in Korean: Outlook" in said
    assert statements(client, "/") == before


def told(user) -> list[str]:
    """What there is to write and to compile, as it is told."""
    with acting_as(user.audience):
        return [item.facts["why"] for item in work_of(user).items if item.kind == "write"]


def test_what_nobody_has_written_waits_for_both_secretariats_and_for_nobody_else(cast, edition):
    for staff in (cast.us_staff, cast.rok_staff):
        (said,) = told(staff)
        assert said.startswith("Not written in either language: Foreword, ") and "Outlook" in said
    assert told(cast.us_lead) == told(cast.rok_poc) == []
    editions.write(edition, cast.us_staff, text_en="One.")
    assert all("Foreword" not in said for staff in (cast.us_staff, cast.rok_staff) for said in told(staff))


def test_a_narrative_that_changed_after_compiling_is_to_be_compiled_again_by_either_secretariat(cast, edition):
    again = "The narrative changed since the report was compiled: compile it again, then sign."
    assert again not in told(cast.us_staff)
    editions.write(edition, cast.us_staff, text_en="One.")
    assert again in told(cast.us_staff) and again in told(cast.rok_staff) and again not in told(cast.rok_lead)
    editions.compiled(edition, by=cast.rok_staff)
    assert again not in told(cast.us_staff) + told(cast.rok_staff)


def test_a_sealed_edition_has_nothing_to_write(cast, edition):
    editions.climb_to(cast, edition, "sealed")
    assert told(cast.us_staff) == []
