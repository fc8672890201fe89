"""Reads the signed-in user with the posts acted for today, what is unread and what waits: in one statement."""

import json
from datetime import date

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from contacts.models import POSTS, User
from core.queries import Prepared

NAMES = [field.attname for field in User._meta.concrete_fields]
SIGNED_IN = Prepared(
    lambda pk, day: (
        User.objects.with_posts(day=day)
        .with_counts()
        .filter(pk=pk, is_active=True)
        .values_list(*NAMES, *POSTS, "unread_notices", "things_waiting")
    ),
    planned_once=True,
    pk=-1,
    day=date.min,
)


class Backend(AuthenticationBackend):
    def get_user(self, user_id):
        """The account with the posts it acts for, what is `unread` and `waiting`; None when it is closed or gone."""
        found = SIGNED_IN.rows(pk=user_id, day=timezone.localdate())
        if not found:
            return None
        *row, unread, waiting = found[0]
        values, posts = row[: -len(POSTS)], row[-len(POSTS) :]
        user = User.from_db("default", NAMES, values)
        user.unread, user.waiting = unread, waiting
        for name, rows in zip(POSTS, posts, strict=True):
            setattr(user, name, [json.loads(row) for row in rows])
        return user
