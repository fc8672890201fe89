"""Accounts: by invitation, each for one side, with passwords that hold and tokens kept as digests."""

import re
import uuid

import pytest
from django.core import mail
from django.urls import reverse
from knox.models import AuthToken

from contacts import actions
from contacts.enums import Role
from contacts.models import User
from contacts.tasks import send_invitation
from core.audience import Audience, acting_as
from core.errors import NotAllowed
from core.models import Entry, Job
from tests.cast import PASSWORD
from tests.statements import statements

PEOPLE = "/accounts/people/"
LONG = "three quiet harbours at noon"


pytestmark = pytest.mark.usefixtures("no_limit_reached_before")


def invitation(**changes) -> dict:
    return {
        "key": str(uuid.uuid4()),
        "username": "rok.desk",
        "email": "desk@example.org",
        "side": "ROK",
        "roles": [Role.POC],
        "language": "ko",
        "time_zone": "Asia/Seoul",
        **changes,
    }


def deliver() -> str:
    """Runs the waiting invitation as a worker would; returns the mail's text."""
    with acting_as(Audience.JOINT):
        job = Job.objects.joint().latest("queued_at")
    send_invitation(str(job.pk), job.audience)
    return mail.outbox[-1].body


def sign_in(client, username, password):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def test_an_invited_person_sets_a_password_and_signs_in_in_the_own_language(client, cast):
    client.force_login(cast.admin)
    form = invitation()
    for _twice in range(2):
        assert client.post(PEOPLE, form).status_code == 302
    assert User.objects.filter(username="rok.desk").count() == 1
    text = deliver()
    assert form["email"] in mail.outbox[-1].to
    client.logout()
    address = re.search(r"https?://testserver(\S+)", text).group(1)
    page = client.get(address, follow=True)
    assert "short" not in page.content.decode()
    answer = client.post(page.redirect_chain[-1][0], {"password1": LONG, "password2": LONG})
    assert answer.status_code == 302
    answer = sign_in(client, "rok.desk", LONG)
    assert answer.status_code == 302
    assert answer.cookies["django_language"].value == "ko"


def test_a_link_is_good_once(client, cast):
    client.force_login(cast.admin)
    client.post(PEOPLE, invitation())
    address = re.search(r"https?://testserver(\S+)", deliver()).group(1)
    client.logout()
    page = client.get(address, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": LONG, "password2": LONG})
    client.get(reverse("account_logout"))
    assert "no longer good" in client.get(address, follow=True).content.decode()


@pytest.mark.parametrize("person", ["us_poc", "rok_staff", "us_leader"])
def test_only_administrators_keep_accounts_and_the_refusal_says_so(client, cast, person):
    client.force_login(getattr(cast, person))
    for answer in (
        client.get(PEOPLE),
        client.post(PEOPLE, invitation()),
        client.get(f"{PEOPLE}{cast.us_poc.pk}/"),
        client.post(f"{PEOPLE}{cast.us_poc.pk}/close/"),
    ):
        assert answer.status_code == 403
        assert "Administrators keep accounts." in answer.content.decode()
    assert not User.objects.filter(username="rok.desk").exists()


@pytest.mark.parametrize("person", ["us_lead", "rok_staff"])
def test_no_door_needs_to_ask_whether_somebody_is_an_administrator(cast, person):
    """Each action on accounts asks itself."""
    by, other = getattr(cast, person), cast.us_poc
    invited = {name: value for name, value in invitation().items() if name != "key"}
    acts = (
        lambda: actions.invite(**invited, site="https://tracker.example.org/", by=by),
        lambda: actions.invite_again(other, site="https://tracker.example.org/", by=by),
        lambda: actions.give_roles(other, [Role.STAFF], seen=other.roles, by=by),
        lambda: actions.close_account(other, by=by),
        lambda: actions.reopen_account(other, by=by),
    )
    for act in acts:
        with acting_as(by.side), pytest.raises(NotAllowed, match="Administrators keep accounts"):
            act()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"side": "-", "roles": [Role.POC]}, "An administrator belongs to no side"),
        ({"roles": [Role.ADMINISTRATOR]}, "An administrator belongs to no side"),
        ({"side": ""}, "This field is required"),
        ({"roles": []}, "This field is required"),
        ({"username": "us.poc"}, "already exists"),
        ({"email": "US.POC@example.org"}, "Another account has this address."),
        ({"email": "us.poc+second@example.org"}, "One person has one account, on one side."),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_at_its_field(client, cast, change, sentence):
    client.force_login(cast.admin)
    answer = client.post(PEOPLE, invitation(**change))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_an_administrator_reads_no_private_row(client, make_project, cast):
    private = make_project(audience=Audience.US, title_en="CANARY")
    client.force_login(cast.admin)
    assert client.get(f"/api/v1/projects/{private.reference}/").status_code == 404
    assert "CANARY" not in client.get("/api/v1/projects/").content.decode()


def test_closing_an_account_ends_its_sessions_and_tokens(client, cast):
    AuthToken.objects.create(cast.us_poc)
    sign_in(client, "us.poc", PASSWORD)
    assert client.get("/accounts/profile/").status_code == 200
    other = type(client)()
    other.force_login(cast.admin)
    assert other.post(f"{PEOPLE}{cast.us_poc.pk}/close/").status_code == 302
    assert client.get("/accounts/profile/").status_code == 302
    assert not AuthToken.objects.filter(user=cast.us_poc).exists()
    assert sign_in(client, "us.poc", PASSWORD).status_code != 500
    assert client.get("/accounts/profile/").status_code == 302
    other.post(f"{PEOPLE}{cast.us_poc.pk}/reopen/")
    sign_in(client, "us.poc", PASSWORD)
    assert client.get("/accounts/profile/").status_code == 200


def test_nobody_closes_the_own_account(client, cast):
    client.force_login(cast.admin)
    answer = client.post(f"{PEOPLE}{cast.admin.pk}/close/")
    assert answer.status_code == 403
    assert "You cannot close your own account." in answer.content.decode()


def test_roles_change_with_history_and_the_side_never_does(client, cast):
    client.force_login(cast.admin)
    form = {"roles": ["lead", "staff"], "seen": "poc", "side": "ROK"}
    assert client.post(f"{PEOPLE}{cast.us_poc.pk}/", form).status_code == 302
    person = User.objects.get(pk=cast.us_poc.pk)
    assert (person.side, person.roles) == ("US", ["lead", "staff"])
    with acting_as(Audience.JOINT):
        entry = Entry.objects.joint().filter(table="contacts_user", action="give-roles").latest("seq")
    assert entry.actor_id == cast.admin.pk
    assert client.post(f"{PEOPLE}{cast.us_poc.pk}/", form | {"roles": ["poc"]}).status_code == 409


def test_a_leader_may_be_given_other_roles(client, cast):
    client.force_login(cast.admin)
    form = {"roles": ["staff"], "seen": "leadership"}
    assert client.post(f"{PEOPLE}{cast.us_leader.pk}/", form).status_code == 302
    assert User.objects.get(pk=cast.us_leader.pk).roles == ["staff"]


def test_nobody_becomes_an_administrator_by_a_change_of_roles(client, cast):
    client.force_login(cast.admin)
    answer = client.post(f"{PEOPLE}{cast.us_poc.pk}/", {"roles": ["administrator"], "seen": "poc"})
    assert answer.status_code == 400
    answer = client.post(f"{PEOPLE}{cast.admin.pk}/", {"roles": ["poc"], "seen": "administrator"})
    assert answer.status_code == 403


def test_history_knows_nothing_about_passwords(client, cast):
    sign_in(client, "us.poc", PASSWORD)
    form = {"oldpassword": PASSWORD, "password1": LONG, "password2": LONG}
    assert client.post(reverse("account_change_password"), form).status_code == 302
    assert User.objects.get(pk=cast.us_poc.pk).check_password(LONG)
    with acting_as(Audience.JOINT):
        told = str(list(Entry.objects.joint().filter(table="contacts_user").values()))
    assert "password" not in told
    assert "argon2" not in told


def test_passwords_are_stored_with_argon2(cast):
    cast.us_poc.set_password(LONG)
    assert cast.us_poc.password.startswith("argon2")


@pytest.mark.parametrize("weak", ["fourteen chars", "us.poc@example.org"])
def test_short_and_guessable_passwords_are_refused(client, cast, weak):
    sign_in(client, "us.poc", PASSWORD)
    form = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    assert client.post(reverse("account_change_password"), form).status_code == 200
    assert User.objects.get(pk=cast.us_poc.pk).check_password(PASSWORD)


def test_after_some_failed_sign_ins_the_page_asks_to_wait_even_with_the_right_password(client, cast):
    for _try in range(5):
        sign_in(client, "us.poc", "wrong")
    answer = sign_in(client, "us.poc", PASSWORD)
    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_nobody_registers_and_the_page_says_how_to_get_access(client, db):
    page = client.get(reverse("account_signup")).content.decode()
    assert "by invitation" in page
    form = {"username": "x", "email": "x@example.org", "password1": LONG, "password2": LONG}
    client.post(reverse("account_signup"), form)
    assert not User.objects.filter(username="x").exists()


def test_the_own_language_and_time_zone_are_kept_and_used_at_once(client, cast):
    client.force_login(cast.us_poc)
    answer = client.post("/accounts/profile/", {"language": "ko", "time_zone": "Pacific/Honolulu"})
    assert answer.cookies["django_language"].value == "ko"
    person = User.objects.get(pk=cast.us_poc.pk)
    assert (person.language, person.time_zone) == ("ko", "Pacific/Honolulu")


def test_signing_out_everywhere_ends_the_other_sessions(client, cast):
    other = type(client)()
    for one in (client, other):
        sign_in(one, "us.poc", PASSWORD)
        assert one.get("/accounts/profile/").status_code == 200
    client.post(reverse("usersessions_list"))
    assert client.get("/accounts/profile/").status_code == 200
    assert other.get("/accounts/profile/").status_code == 302


def test_a_token_is_shown_once_and_stored_as_a_digest(client, cast):
    client.force_login(cast.us_poc)
    form = {"key": str(uuid.uuid4()), "days": 30}
    page = client.post("/accounts/tokens/", form).content.decode()
    text = re.search(r'<code class="rcf-token">(\w+)</code>', page).group(1)
    assert text not in client.get("/accounts/tokens/").content.decode()
    assert text not in client.post("/accounts/tokens/", form).content.decode()
    token = AuthToken.objects.get(user=cast.us_poc)
    assert text not in str(vars(token))
    assert len(token.digest) == 128


def test_one_revokes_ones_own_tokens_only(client, cast):
    mine, theirs = AuthToken.objects.create(cast.us_poc)[0], AuthToken.objects.create(cast.rok_poc)[0]
    client.force_login(cast.us_poc)
    for token in (mine, theirs):
        client.post(f"/accounts/tokens/{token.token_key}/revoke/")
    assert list(AuthToken.objects.all()) == [theirs]


def test_a_new_password_ends_the_tokens(client, cast):
    AuthToken.objects.create(cast.us_poc)
    sign_in(client, "us.poc", PASSWORD)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": LONG, "password2": LONG})
    assert not AuthToken.objects.exists()


def test_account_pages_take_few_statements(client, cast):
    client.force_login(cast.admin)
    for address in (PEOPLE, f"{PEOPLE}{cast.us_poc.pk}/", "/accounts/profile/", "/accounts/tokens/"):
        assert statements(client, address) <= 8


def test_a_confirmed_mail_address_becomes_the_main_one_also_from_another_browser(client, cast):
    sign_in(client, "us.poc", PASSWORD)
    client.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})
    address = re.search(r"https?://testserver(\S+)", mail.outbox[-1].body).group(1)
    other = type(client)()
    assert other.get(address).status_code == 200
    assert other.post(address).status_code == 302
    client.post(reverse("account_email"), {"action_primary": "", "email": "new@example.org"})
    assert User.objects.get(pk=cast.us_poc.pk).email == "new@example.org"
