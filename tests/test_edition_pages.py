"""The page of an edition: its climb with whose turn, its narrative side by side, its comments; and who may do what."""

import re

import pytest
from django.utils.translation import override

from core.audience import Audience, acting_as
from core.models import Concern
from core.sides import Side
from reporting import actions
from reporting.models import Comment, Consideration, Edition
from tests import editions
from tests.statements import statements

HERE = "/cycles/2026/editions/1/"
ROLES = ["poc", "lead", "staff", "leader"]
WHY = {"en": "The figures of area 2 are not agreed.", "ko": ""}


@pytest.fixture
def edition(cast) -> Edition:
    return editions.begun(cast.us_staff)


@pytest.fixture
def page(client, cast):
    """Somebody's browser: `page("us_staff")` gives the client, signed in."""

    def signed_in(name: str):
        client.force_login(getattr(cast, name))
        return client

    return signed_in


def seen(said) -> str:
    return re.search(r'name="seen" value="([^"]+)"', said.content.decode())[1]


def text(said) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", said.content.decode()))


# --- the climb ---


def test_the_climb_shows_each_body_with_its_marks_and_whose_turn_it_is(page, cast, edition):
    editions.climb_to(cast, edition, "rcwg")
    editions.sign(cast, edition, "rcwg", Side.US)
    told = page("rok_lead").get(HERE)
    climb = told.context["climb"]
    assert [(one["step"], one["state"], one["turn"]) for one in climb] == [
        ("close", "done", ""), ("rcwg", "now", "ROK"), ("kidd", "later", ""), ("scm", "later", ""),
    ]  # fmt: skip
    assert climb[0]["marks"] == {"us": "signed", "rok": "signed"}
    assert climb[1]["marks"] == {"us": "signed", "rok": "waiting"}
    assert climb[2]["marks"] == {"us": "idle", "rok": "idle"}
    assert "Concur for ROK" in text(told)
    assert "Concur for" not in text(page("us_lead").get(HERE)), "its side has signed"
    assert "Waiting for ROK" in text(page("us_poc").get(HERE))


@pytest.mark.parametrize(("step", "signer", "stage"), [("close", "staff", "draft"), ("rcwg", "lead", "rcwg")])
@pytest.mark.parametrize("side", ["us", "rok"])
def test_only_staff_close_a_draft_and_only_leads_sign_at_a_body(page, cast, edition, side, step, signer, stage):
    edition = editions.climb_to(cast, edition, stage)
    for role in sorted(ROLES, key=lambda role: role == signer):
        client = page(f"{side}_{role}")
        assert client.get(f"{HERE}steps/{step}/").status_code == 200
        said = client.post(f"{HERE}steps/{step}/", {"answer": "concur", "seen": edition.version})
        assert said.status_code == (302 if role == signer else 403), role
    assert page(f"{side}_poc").post(f"{HERE}steps/{step}/ask/", {"seen": edition.version}).status_code == 403


def test_a_lead_returns_an_edition_with_reasons_and_nobody_without(page, cast, edition):
    editions.climb_to(cast, edition, "rcwg")
    client = page("rok_lead")
    assert "Return with reasons" in text(client.get(HERE))
    form = client.get(f"{HERE}steps/return/")
    assert client.post(f"{HERE}steps/return/", {"seen": seen(form)}).status_code == 400
    said = client.post(f"{HERE}steps/return/", {"seen": seen(form), "reason_en": WHY["en"]}, follow=True)
    assert WHY["en"] in text(said) and editions.newest(edition).stage == "draft"
    assert "Return with reasons" not in text(page("us_poc").get(HERE))


def test_an_answer_is_taken_back_and_a_question_called_off(page, cast, edition):
    editions.climb_to(cast, edition, "rcwg")
    client = page("us_lead")
    version = editions.newest(edition).version
    assert client.post(f"{HERE}steps/rcwg/", {"answer": "concur", "seen": version}).status_code == 302
    assert client.post(f"{HERE}steps/rcwg/withdraw/", {"seen": version}).status_code == 302
    assert client.get(HERE).context["asked"][0]["marks"] == {"us": "waiting", "rok": "waiting"}
    assert page("rok_lead").post(f"{HERE}steps/rcwg/call-off/", {"seen": version}).status_code == 403
    assert page("us_lead").post(f"{HERE}steps/rcwg/call-off/", {"seen": version}).status_code == 302
    assert client.get(HERE).context["asked"] == []


def test_who_signs_what_changed_meanwhile_is_told_so(page, cast, edition):
    editions.climb_to(cast, edition, "rcwg")
    version = editions.newest(edition).version
    editions.write(edition, cast.us_staff, text_en="Changed.")
    editions.compiled(edition, by=cast.us_staff)
    assert page("rok_lead").post(f"{HERE}steps/rcwg/", {"answer": "concur", "seen": version}).status_code == 409


def test_a_narrative_that_changed_is_compiled_before_it_is_signed(page, cast, edition):
    editions.climb_to(cast, edition, "rcwg")
    editions.sign(cast, edition, "rcwg", Side.US)
    editions.write(edition, cast.rok_staff, text_ko="새 문장.")
    said = text(page("rok_staff").get(HERE))
    assert "compile it again, then sign" in said and "Compile the report" in said
    assert "Void: " in said and "Foreword" in said
    version = editions.newest(edition).version
    refused = page("rok_lead").post(f"{HERE}steps/rcwg/", {"answer": "concur", "seen": version})
    assert refused.status_code == 403 and "Compile it again" in text(refused)


def test_what_an_edit_voids_is_said_before_it(page, cast, edition):
    client = page("us_staff")
    assert "Save the section" in text(client.get(f"{HERE}sections/foreword/edit/"))
    editions.climb_to(cast, edition, "rcwg")
    editions.sign(cast, edition, "rcwg", Side.ROK)
    form = client.get(f"{HERE}sections/foreword/edit/")
    assert "Save and void 1 signature" in text(form)
    assert form.context["voids"][0]["after"] == {"us": "waiting", "rok": "void"}
    assert client.get(HERE).context["voids"] == form.context["voids"]


def test_a_concern_about_an_edition_is_closed_on_its_page_by_the_side_that_raised_it(page, cast, edition):
    editions.climb_to(cast, edition, "rcwg")
    editions.sign(cast, edition, "rcwg", Side.ROK, answer="concerns", concerns=[WHY])
    with acting_as(Audience.JOINT):
        path = f"{HERE}concerns/{Concern.objects.get().pk}/"
    assert WHY["en"] in text(page("us_lead").get(HERE)) and path not in page("us_lead").get(HERE).content.decode()
    assert page("us_lead").post(path, {"reason_en": "Done."}).status_code == 403
    client = page("rok_lead")
    assert path in client.get(HERE).content.decode()
    assert client.post(path, {}).status_code == 400
    assert client.post(path, {"reason_en": "Agreed at the working level."}).status_code == 302
    assert client.get(HERE).context["concerns"] == []


def test_staff_note_on_which_day_a_body_considered_it_and_what_it_tasked(page, cast, edition):
    editions.climb_to(cast, edition, "kidd")
    with acting_as(Audience.JOINT):
        path = f"{HERE}considerations/{Consideration.objects.get().pk}/edit/"
    note = {"considered_on": "2026-09-09", "tasking_en": "Agree the figures.", "owner": "both", "seen": "1"}
    assert page("us_lead").post(path, note).status_code == 403
    client = page("us_staff")
    assert client.get(path).status_code == 200
    assert client.post(path, note | {"considered_on": ""}).status_code == 400
    assert client.post(path, note).status_code == 302
    assert "Agree the figures." in text(client.get(HERE)) and "9 Sep 2026" in text(client.get(HERE)).replace(
        "\xa0", " "
    )
    stale = client.post(path, note | {"tasking_en": "Second."})
    assert stale.status_code == 409 and "Agree the figures." in text(stale) and "Second." in text(stale)


def test_a_sealed_edition_says_so_offers_a_correction_and_no_edit(page, cast, edition):
    editions.write(edition, cast.us_staff, text_en="As sealed.")
    editions.compiled(edition, by=cast.us_staff)
    editions.climb_to(cast, edition, "sealed")
    client = page("us_staff")
    said = text(client.get(HERE))
    assert "Sealed by both sides on" in said and "Edit this section" not in said and "Compile the report" not in said
    assert client.get(f"{HERE}sections/foreword/edit/").status_code == 403
    assert page("us_lead").post(f"{HERE}correct/").status_code == 403
    first, again = (page("rok_staff").post(f"{HERE}correct/") for _time in range(2))
    assert first.url == again.url == "/cycles/2026/editions/2/"
    with acting_as(Audience.JOINT):
        correction = Edition.objects.get(number=2)
    assert "corrects edition 1" in text(client.get(first.url))
    assert "Corrected by edition 2" in text(client.get(HERE))
    editions.write(correction, cast.us_staff, text_en="As corrected.")
    assert client.get(first.url).context["corrected"] == ["Foreword"]


# --- the narrative ---


@pytest.mark.parametrize("side", ["us", "rok"])
@pytest.mark.parametrize("role", ROLES)
def test_only_staff_write_and_confirm_and_all_read(page, edition, side, role):
    client, may = page(f"{side}_{role}"), role == "staff"
    assert client.get(f"{HERE}sections/outlook/").status_code == 200
    path = f"{HERE}sections/outlook/edit/"
    assert client.get(path).status_code == (200 if may else 403)
    sent = {"text_en": "One.", "text_ko": "하나.", "seen": "1"}
    assert client.post(path, sent).status_code == (302 if may else 403)
    said = client.post(f"{HERE}sections/outlook/confirm/", {"text": "text.ko", "seen": "2" if may else "1"})
    assert said.status_code == (302 if may else 403)
    assert ("Edit this section" in text(client.get(HERE))) == may


def test_a_section_that_does_not_exist_is_not_found(page, edition):
    for path in ("sections/annex/", "sections/annex/edit/", "steps/annex/"):
        assert page("us_staff").get(HERE + path).status_code == 404


def test_states_stand_beside_each_language_and_in_the_contents(page, cast, edition):
    editions.write(edition, cast.us_staff, text_en="One.", text_ko="하나.")
    client = page("rok_staff")
    client.post(f"{HERE}sections/foreword/confirm/", {"text": "text.ko", "seen": "2"})
    said = client.get(HERE, headers={"Accept-Language": "ko"})
    assert [(one["lang"], one["css"]) for one in said.context["contents"][0]["boxes"]] == [
        ("KO", "is-ok"), ("EN", "is-draft"),
    ]  # fmt: skip
    editions.write(edition, cast.us_staff, text_en="Two.")
    said = client.get(HERE)
    assert {one["lang"]: one["css"] for one in said.context["contents"][0]["boxes"]}["KO"] == "is-old"
    with override("en"):
        assert said.context["leaf"][0]["lang"] == "en" and "Two." in text(said)


def test_the_second_of_two_who_write_a_section_sees_both_versions_and_loses_neither(page, cast, edition):
    editions.write(edition, cast.us_staff, text_en="As the US staff wrote it.")
    path, client = f"{HERE}sections/foreword/edit/", page("rok_staff")
    stale = client.post(path, {"text_en": "As the ROK staff wrote it.", "text_ko": "한국 측 문장.", "seen": "1"})
    said = text(stale)
    assert stale.status_code == 409 and "The other side saved first" in said and "Before, in revision 1:" in said
    assert "As the US staff wrote it." in said and "As the ROK staff wrote it." in said and "한국 측 문장." in said
    typed = dict(re.findall(r'<input type="hidden" name="(text_..|resolve)" value="([^"]*)"', stale.content.decode()))
    chosen = {"choice-text_en": "both", "both-text_en": "Both.", "seen": seen(stale)}
    assert client.post(path, typed | chosen).status_code == 302
    now = editions.section_of(edition)
    assert (now.text_en, now.text_ko) == ("Both.", "한국 측 문장.")


def test_two_who_write_one_language_each_both_stand(page, cast, edition):
    editions.write(edition, cast.us_staff, text_en="Before.", text_ko="이전.")
    editions.write(edition, cast.us_staff, text_en="As the US staff wrote it.")
    path, client = f"{HERE}sections/foreword/edit/", page("rok_staff")
    stale = client.post(path, {"text_en": "Before.", "text_ko": "한국 측 문장.", "seen": "2"})
    said = text(stale)
    assert stale.status_code == 409 and "You changed different languages" in said and "Both of you changed" not in said
    typed = dict(re.findall(r'<input type="hidden" name="(text_..|resolve)" value="([^"]*)"', stale.content.decode()))
    assert client.post(path, typed | {"seen": seen(stale)}).status_code == 302
    now = editions.section_of(edition)
    assert (now.text_en, now.text_ko) == ("As the US staff wrote it.", "한국 측 문장.")


def test_a_text_written_from_both_that_cannot_be_saved_comes_back_whole(page, cast, edition):
    editions.write(edition, cast.us_staff, text_en="One.")
    sent = {"resolve": "1", "text_en": "Mine.", "choice-text_en": "both", "both-text_en": "Both. " * 4000, "seen": "2"}
    said = page("rok_staff").post(f"{HERE}sections/foreword/edit/", sent)
    assert said.status_code == 400 and sent["both-text_en"].strip() in said.content.decode()


def test_ones_own_version_can_be_kept_as_a_file(page, cast, edition):
    editions.write(edition, cast.us_staff, text_en="One.")
    sent = {"resolve": "1", "copy": "1", "text_en": "Mine.", "text_ko": "나의 것.", "seen": "2"}
    said = page("rok_staff").post(f"{HERE}sections/foreword/edit/", sent)
    assert "attachment" in said["Content-Disposition"]
    assert "Mine." in said.content.decode() and "나의 것." in said.content.decode()
    assert editions.section_of(edition).text_en == "One."


def test_a_text_that_is_too_long_or_cannot_be_printed_comes_back_whole_with_the_reason(page, edition):
    path, client = f"{HERE}sections/foreword/edit/", page("us_staff")
    long = "long " * 40_000
    for sent, why in ((long, "At most 20,000 characters"), ("A rare sign: 𠮷𓀀", "cannot print")):
        said = client.post(path, {"text_en": sent, "text_ko": "", "seen": "1"})
        assert said.status_code == 400 and why.replace(",", "") in text(said).replace(",", "")
        assert sent.strip() in said.content.decode()


def test_the_same_text_is_no_revision(page, cast, edition):
    editions.write(edition, cast.us_staff, text_en="One.")
    page("us_staff").post(f"{HERE}sections/foreword/edit/", {"text_en": "One.", "text_ko": "", "seen": "2"})
    assert editions.section_of(edition).revision == 2


def test_the_history_says_who_did_what(page, cast, edition):
    editions.climb_to(cast, edition, "rcwg")
    editions.write(edition, cast.rok_staff, text_ko="하나.")
    told = [(one["side"], one["did"]) for one in page("us_poc").get(HERE).context["history"]]
    assert told[0] == ("rok", "wrote in the narrative")
    assert ("rok", "gave the second signature: the draft is closed") in told
    assert ("us", "concurred: Close the draft") in told and told[-1] == ("us", "began the edition")


# --- comments ---


def test_comments_are_answered_and_closed_and_a_form_sent_twice_says_it_once(page, edition):
    client = page("rok_poc")
    sent = {"text": "The Korean sentence differs.", "audience": "JOINT", "key": "9b2d6f0e-0d0e-4a37-8a3f-3a6a4a2d9c11"}
    for _time in range(2):
        assert client.post(f"{HERE}sections/foreword/comments/", sent).status_code == 302
    with acting_as(Audience.JOINT):
        comment = Comment.objects.get()
    answer, close = (f"{HERE}comments/{comment.pk}/{verb}/" for verb in ("answer", "close"))
    us = page("us_staff")
    assert us.post(answer, {"text": ""}).status_code == 400
    assert us.post(answer, {"text": "We bring it into line."}).status_code == 302
    assert us.post(close).status_code == 403
    client = page("rok_poc")
    assert "We bring it into line." in text(client.get(HERE))
    assert client.post(close).status_code == 302
    told = client.get(HERE)
    assert (told.context["open_threads"], told.context["closed_threads"]) == (0, 1)
    assert client.post(answer, {"text": "Too late."}).status_code == 400


@pytest.mark.parametrize("name", ["us_leader", "admin"])
def test_who_only_looks_does_not_comment(page, edition, name):
    said = page(name).post(f"{HERE}sections/foreword/comments/", {"text": "x", "audience": "JOINT"})
    assert said.status_code == 403


def test_a_comment_of_one_side_is_marked_as_such_and_does_not_exist_for_the_other(page, cast, edition):
    client = page("us_poc")
    client.post(f"{HERE}sections/foreword/comments/", {"text": "Between us.", "audience": "US"})
    own = text(client.get(HERE))
    assert "Between us." in own and "US only" in own and "1 open comment" in own
    refused = client.post(f"{HERE}sections/foreword/comments/", {"text": "For them.", "audience": "ROK"})
    assert refused.status_code == 400 and "For them." in text(refused)
    with acting_as(Audience.US):
        comment = Comment.objects.get()
    for name in ("rok_lead", "rok_staff", "admin"):
        other = page(name)
        assert "Between us." not in text(other.get(HERE)) and "1 open comment" not in text(other.get(HERE))
        for verb in ("answer", "close"):
            assert other.post(f"{HERE}comments/{comment.pk}/{verb}/", {"text": "x"}).status_code in (403, 404)
    assert page("rok_staff").post(f"{HERE}comments/{comment.pk}/answer/", {"text": "x"}).status_code == 404
    with acting_as(Audience.US):
        actions.add_comment(editions.section_of(edition), "To both.", audience=Audience.JOINT, by=cast.us_poc)
    told = [page(name).get(HERE).context["threads"] for name in ("us_poc", "rok_poc")]
    assert [[one["number"] for one in threads] for threads in told] == [[None, 1], [1]], "no number tells of a gap"


def test_the_page_takes_the_same_statements_however_much_is_on_it(page, cast, edition):
    client = page("us_staff")
    client.get(HERE)
    before = statements(client, HERE)
    editions.climb_to(cast, edition, "rcwg")
    editions.sign(cast, edition, "rcwg", Side.ROK, answer="concerns", concerns=[WHY, WHY])
    editions.write(edition, cast.us_staff, text_en="One.", text_ko="하나.")
    section = editions.section_of(edition)
    with acting_as(Audience.US):
        for number in range(5):
            comment = actions.add_comment(section, f"No. {number}", audience=Audience.JOINT, by=cast.us_poc)
            actions.add_comment(section, "Yes.", audience=Audience.JOINT, by=cast.us_lead, answers=comment)
    assert statements(client, HERE) == before
