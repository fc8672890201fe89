"""Account pages beside those of the sign-in package."""

from django.urls import path, re_path

from contacts.views import accounts, notices

app_name = "accounts"
urlpatterns = [
    path("profile/", accounts.Profile.as_view(), name="profile"),
    path("email/", accounts.Addresses.as_view(), name="addresses"),
    path("notices/", notices.NoticeChoices.as_view(), name="notices"),
    path("tokens/", accounts.Tokens.as_view(), name="tokens"),
    path("tokens/<slug:key>/revoke/", accounts.TokenRevoke.as_view(), name="revoke-token"),
    path("people/", accounts.People.as_view(), name="people"),
    path("people/<int:pk>/", accounts.PersonEdit.as_view(), name="person"),
    re_path(r"^people/(?P<pk>[0-9]+)/(?P<verb>close|reopen|invite)/$", accounts.PersonAct.as_view(), name="person-act"),
]
