"""Reads the signed-in user together with the posts acted for today: one statement for each request."""

import json
from datetime import date

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from contacts.models import POSTS, User
from core.queries import Prepared

NAMES = [field.attname for field in User._meta.concrete_fields]
SIGNED_IN = Prepared(
    lambda pk, day: User.objects.with_posts(day=day).filter(pk=pk, is_active=True).values_list(*NAMES, *POSTS),
    pk=-1,
    day=date.min,
)


class Backend(AuthenticationBackend):
    def get_user(self, user_id):
        """The account with the posts it acts for; None when it is closed or gone."""
        found = SIGNED_IN.rows(pk=user_id, day=timezone.localdate())
        if not found:
            return None
        values, posts = found[0][: -len(POSTS)], found[0][-len(POSTS) :]
        user = User.from_db("default", NAMES, values)
        for name, rows in zip(POSTS, posts, strict=True):
            setattr(user, name, [json.loads(row) for row in rows])
        return user
