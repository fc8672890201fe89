"""Notices: who is told what, in which language, and what never leaves the house."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from contacts import actions
from contacts.enums import Event, How, MailState
from contacts.models import Notice, NoticePreference, Outgoing, User
from contacts.notices import SENTENCES, sentence
from contacts.reading import people_who
from core.audience import Audience, acting_as
from core.sides import Side
from tests.statements import statements

pytestmark = pytest.mark.django_db
TITLES = {"title_en": "CANARY radar training", "title_ko": "CANARY 레이더 교육"}
MONDAY = datetime(2026, 11, 30, 12, tzinfo=UTC)  # 07:00 in Washington, 21:00 in Seoul


def tell(event=Event.ASKED, *, to, audience=Audience.JOINT, by=None, **facts) -> list[Notice]:
    """Tells people of something, as the action that causes it does."""
    facts = {"question": {"en": "Carry it out?", "ko": "추진하시겠습니까?"}} | facts
    with acting_as(audience):
        return actions.notify(
            event, to=to, audience=audience, subject_id="1", url="/projects/RCF-2026-001/", by=by, **TITLES, **facts
        )


def seen_by(user: User) -> list[Notice]:
    with acting_as(Audience.of(user.side)):
        return list(Notice.objects.visible_to(user))


def send() -> list:
    """What the worker sends now."""
    django_mail.outbox.clear()
    actions.make_digests()
    actions.send_waiting()
    return django_mail.outbox


# --- who is told ---


def test_people_are_told_once_and_not_of_what_they_did(cast):
    tell(to=[cast.us_lead, cast.rok_lead, cast.rok_lead, cast.rok_poc], by=cast.us_lead)
    assert [len(seen_by(one)) for one in (cast.us_lead, cast.rok_lead, cast.rok_poc)] == [0, 1, 1]


def test_of_what_one_side_keeps_private_nobody_else_is_told(cast):
    tell(to=vars(cast).values(), audience=Audience.US, by=cast.us_poc)
    with acting_as(Audience.US):
        told = set(Notice.objects.values_list("recipient__username", flat=True))
    assert told == {"us.lead", "us.staff", "us.leader"}


def test_administrators_and_closed_accounts_are_told_nothing(cast):
    cast.us_poc.is_active = False
    assert tell(to=[cast.admin, cast.us_poc]) == []


def test_who_lost_access_is_shown_and_mailed_nothing(cast, client):
    tell(to=[cast.us_poc])
    client.force_login(cast.us_poc)
    with acting_as(Audience.JOINT):
        cast.us_poc = actions.close_account(cast.us_poc, by=cast.admin)
    assert seen_by(cast.us_poc) == []
    assert send() == []
    with acting_as(Audience.JOINT):
        assert Outgoing.objects.get().state == MailState.DROPPED


def test_holders_leads_and_staff_are_found(cast):
    posts = [cast.us_poc.contact.tenures.get().post_id, None]
    assert people_who(act_for=posts) == [cast.us_poc]
    assert set(people_who(lead=Side)) == {cast.us_lead, cast.rok_lead}
    everybody = people_who(act_for=posts, lead=[Side.ROK])
    assert set(everybody) == {cast.us_poc, cast.rok_lead}
    assert list(User.objects.staff_of(Side.ROK)) == [cast.rok_staff]


# --- what it says ---


def test_a_notice_is_in_its_readers_language(cast):
    [notice] = tell(Event.REMINDED, to=[cast.rok_lead], due=datetime(2026, 12, 4).date())
    with override("en"):
        assert sentence(notice).replace("\xa0", " ").endswith("“Carry it out?” yet. The answer is due on 4 Dec 2026.")
    with override("ko"):
        assert "추진하시겠습니까?" in sentence(notice)
        assert "2026.\xa012.\xa04." in sentence(notice)


def test_every_event_has_a_sentence():
    assert set(SENTENCES) == set(Event)


# --- in the product ---


def test_the_bell_counts_what_is_unread_and_nobody_elses_without_a_statement_more(client, cast):
    client.force_login(cast.us_poc)
    before = statements(client, "/help/")
    tell(to=[cast.us_poc, cast.us_lead])
    tell(to=[cast.us_poc], audience=Audience.US)
    tell(to=[cast.rok_poc], audience=Audience.ROK)
    assert statements(client, "/help/") == before
    assert 'rcf-nav__count">2<' in client.get("/help/").content.decode()
    client.force_login(cast.admin)
    assert "rcf-bell" not in client.get("/help/").content.decode()


def test_the_page_shows_and_opens_ones_own_notices(client, cast):
    [notice] = tell(to=[cast.us_poc], by=cast.rok_lead)
    client.force_login(cast.us_poc)
    page = unescape(client.get(reverse("contacts:notices")).content.decode())
    assert "ROK lead, Maritime Security asks both sides: “Carry it out?”" in page
    opened = client.post(reverse("contacts:open-notice", args=[notice.pk]))
    assert opened["Location"] == notice.url
    assert "No notice is unread" in client.get(reverse("contacts:notices")).content.decode()


def test_nobody_reads_or_opens_somebody_elses_notice(client, cast):
    [notice] = tell(to=[cast.us_poc])
    for other in (cast.us_lead, cast.rok_lead, cast.admin):
        client.force_login(other)
        assert "CANARY" not in client.get(reverse("contacts:notices")).content.decode()
        assert client.post(reverse("contacts:open-notice", args=[notice.pk])).status_code == 404
        assert client.get(f"/api/v1/notices/{notice.pk}/").status_code == 404
        assert client.post(f"/api/v1/notices/{notice.pk}/read/").status_code == 404
    with acting_as(Audience.US):
        actions.read_notice(notice, by=cast.us_lead)
    assert seen_by(cast.us_poc)[0].read_at is None


def test_marking_all_as_read_leaves_what_came_after_the_page_and_what_others_were_told(client, cast):
    tell(to=[cast.us_poc, cast.us_lead])
    client.force_login(cast.us_poc)
    until = re.search(r'name="until" value="([^"]+)"', client.get(reverse("contacts:notices")).content.decode())[1]
    tell(to=[cast.us_poc])
    client.post(reverse("contacts:read-notices"), {"until": until})
    assert [notice.read_at is None for notice in seen_by(cast.us_poc)] == [True, False]
    assert seen_by(cast.us_lead)[0].read_at is None
    assert client.post(reverse("contacts:read-notices"), {"until": "yesterday"}).status_code == 400


def asked_on(page) -> list[str]:
    return re.findall(r"“(Question \d\?)”", page.content.decode())


def test_pages_of_notices_go_on_where_the_last_one_ended(client, cast, monkeypatch):
    monkeypatch.setattr("contacts.views.notices.SIZE", 2)
    for number in range(3):
        tell(to=[cast.us_poc], question=f"Question {number}?")
    client.force_login(cast.us_poc)
    first = client.get(reverse("contacts:notices"))
    assert asked_on(first) == [
        "Question 2?",
        "Question 1?",
    ]
    second = client.get(reverse("contacts:notices") + first.context["next_url"])
    assert asked_on(second) == ["Question 0?"]
    assert second.context["previous_url"]


def test_what_is_done_needs_no_attention_any_more(cast):
    tell(to=[cast.us_lead, cast.rok_lead])
    with acting_as(Audience.US):
        assert actions.settle(Event.ASKED, subject_id="1", side=Side.US) == 1
    assert seen_by(cast.us_lead)[0].read_at
    assert not seen_by(cast.rok_lead)[0].read_at


def test_the_api_reads_and_marks_as_the_page_does(client, cast):
    first, _second = tell(to=[cast.us_poc])[0], tell(Event.REMARKED, to=[cast.us_poc], by=cast.rok_poc)[0]
    client.force_login(cast.us_poc)
    rows = client.get("/api/v1/notices/?read_at__isnull=true").json()["results"]
    assert rows[0]["text"] == "ROK POC, Maritime Security has added a remark."
    assert client.post(f"/api/v1/notices/{first.pk}/read/").json()["read_at"]
    answer = client.post("/api/v1/notices/read-all/", {"until": timezone.now()}, content_type="application/json")
    assert answer.status_code == 204
    assert client.get("/api/v1/notices/?read_at__isnull=true").json()["results"] == []


# --- how people wish to be mailed ---


def test_everybody_chooses_for_each_event(client, cast):
    client.force_login(cast.us_poc)
    address = reverse("accounts:notices")
    wanted = {event.value: How.OFF for event in Event} | {Event.REMARKED: How.AT_ONCE}
    assert client.post(address, wanted).status_code == 302
    tell(to=[cast.us_poc])
    tell(Event.REMARKED, to=[cast.us_poc])
    assert [notice.how for notice in seen_by(cast.us_poc)] == [How.AT_ONCE, How.OFF]
    assert len(send()) == 1
    assert client.post(address, wanted | {Event.ASKED: "by pigeon"}).status_code == 400
    answer = client.put("/api/v1/notice-choices/", {"titles_only": True, "mailed": {}}, content_type="application/json")
    assert answer.json()["titles_only"] is True
    assert answer.json()["mailed"][Event.REMARKED] == How.AT_ONCE
    client.force_login(cast.us_lead)
    assert client.get("/api/v1/notice-choices/").json()["mailed"][Event.ASKED] == How.AT_ONCE
    client.force_login(cast.admin)
    assert client.get(address).status_code == 403
    assert client.post(address, wanted).status_code == 403


def test_what_is_switched_off_is_left_out_of_the_digest_that_waits_and_of_nobody_elses(cast, at):
    at(MONDAY)
    tell(Event.REMARKED, to=[cast.us_poc, cast.us_lead])
    with acting_as(Audience.US):
        actions.set_notice_preferences({Event.REMARKED: How.OFF}, titles_only=False, by=cast.us_poc)
    at(MONDAY + timedelta(days=1, hours=3))
    assert [mail.to for mail in send()] == [[cast.us_lead.email]]


# --- mails ---


def test_a_mail_about_joint_things_tells_them_in_the_readers_language(cast, settings):
    settings.SITE_URL = "https://tracker.example.gov"
    tell(to=[cast.us_lead, cast.rok_lead])
    to_us, to_rok = sorted(send(), key=lambda mail: mail.to, reverse=True)
    assert "CANARY radar training" in to_us.subject
    assert "https://tracker.example.gov/projects/RCF-2026-001/" in to_us.body
    assert to_us.body.splitlines()[0].startswith("UNCLASSIFIED")
    assert "CANARY 레이더 교육" in to_rok.subject
    assert "추진하시겠습니까?" in to_rok.body


def test_a_mail_about_private_things_names_nothing(cast):
    tell(to=[cast.us_lead, cast.rok_lead], audience=Audience.US, by=cast.us_poc)
    [mail] = send()
    assert mail.to == [cast.us_lead.email]
    for word in ("CANARY", "RCF-2026-001", "Carry it out", cast.us_poc.signs_as["en"]):
        assert word not in mail.subject + mail.body + str(mail.extra_headers)


def test_who_wants_titles_only_is_mailed_no_content(cast):
    User.objects.filter(pk=cast.us_lead.pk).update(titles_only=True)
    tell(to=[cast.us_lead])
    [mail] = send()
    assert mail.subject == "Something waits for you in the tracker"
    assert not re.search("CANARY|RCF-|Carry", mail.body)


def test_a_mail_goes_once_and_not_at_all_when_it_was_read_before(cast):
    first, second = tell(to=[cast.us_lead, cast.us_poc])
    with acting_as(Audience.US):
        actions.read_notice(second, by=cast.us_poc)
    assert [mail.to for mail in send()] == [[cast.us_lead.email]]
    assert send() == []
    for change in ({"mail": None}, {"mail": second.mail_id}):
        with acting_as(Audience.JOINT), pytest.raises(DatabaseError), transaction.atomic():
            Notice.objects.filter(pk=first.pk).update(**change)
    with acting_as(Audience.JOINT), pytest.raises(DatabaseError), transaction.atomic():
        Outgoing.objects.update(state=MailState.WAITING, ended_at=None)


def failing_with(monkeypatch, *failures) -> None:
    """The server fails in these ways, one a mail, and then takes all."""
    left, take = list(failures), EmailBackend.send_messages

    def send_messages(backend, messages):
        if left:
            raise left.pop(0)
        return take(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)


def test_a_mail_that_the_server_did_not_answer_goes_again_under_the_same_name(cast, at, monkeypatch):
    at(MONDAY)
    tell(to=[cast.us_lead])
    with acting_as(Audience.JOINT):
        name = str(Outgoing.objects.get().pk)
    failing_with(monkeypatch, SMTPServerDisconnected(), TimeoutError())
    for later, sent in ((0, 0), (30, 0), (61, 0), (200, 0), (400, 1)):
        at(MONDAY + timedelta(seconds=later))
        mails = send()
        assert len(mails) == sent, later
    assert mails[0].extra_headers["Message-ID"].startswith(f"<{name}@")


def test_a_mail_that_the_server_will_never_take_ends(cast, monkeypatch):
    tell(to=[cast.us_lead])
    failing_with(monkeypatch, SMTPRecipientsRefused({"us.lead@example.org": (550, b"unknown")}))
    assert send() == []
    with acting_as(Audience.JOINT):
        ended = Outgoing.objects.get()
    assert (ended.state, ended.problem) == (MailState.FAILED, "SMTPRecipientsRefused 550")


def test_while_the_mail_server_is_away_nothing_is_claimed_and_old_news_is_given_up(cast, at, monkeypatch):
    at(MONDAY)
    tell(to=[cast.us_lead])
    with monkeypatch.context() as away:
        away.setattr(EmailBackend, "open", lambda backend: (_ for _ in ()).throw(ConnectionRefusedError()))
        assert send() == []
    with acting_as(Audience.JOINT):
        assert (Outgoing.objects.get().state, Outgoing.objects.get().attempts) == (MailState.WAITING, 0)
    at(MONDAY + timedelta(days=3))
    assert send() == []
    assert seen_by(cast.us_lead)[0].read_at is None


# --- what is kept ---


def test_read_notices_go_after_half_a_year_and_unread_ones_stay(cast, at):
    at(MONDAY - timedelta(days=200))
    old, unread = tell(to=[cast.us_poc, cast.us_lead])
    with acting_as(Audience.US):
        actions.read_notice(old, by=cast.us_poc)
    send()
    at(MONDAY)
    actions.tidy()
    assert seen_by(cast.us_poc) == []
    assert seen_by(cast.us_lead) == [unread]
    with acting_as(Audience.JOINT):
        assert Outgoing.objects.count() == 1


def test_an_unknown_choice_is_refused_by_the_database(cast):
    with pytest.raises(DatabaseError), transaction.atomic():
        NoticePreference.objects.create(user=cast.us_poc, event=Event.ASKED, how="pigeon")
