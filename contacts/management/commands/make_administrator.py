"""Makes the first administrator, who then invites everybody else on the pages."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contacts import actions, invitations
from contacts.enums import Language
from core.audience import Audience, acting_as
from core.errors import Malformed


class Command(BaseCommand):
    help = "Makes an administrator's account and prints the link with which its password is set."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("email")
        parser.add_argument("--site", required=True, help="where people reach the tracker: https://tracker.example.gov")
        parser.add_argument("--language", choices=Language.values, default=Language.ENGLISH)
        parser.add_argument("--time-zone", default="UTC", help="such as Asia/Seoul")

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("username", "email", "language", "time_zone")
        try:
            with acting_as(Audience.JOINT):
                person = actions.make_administrator(**{name: options[name] for name in names})
        except Malformed as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Made the administrator {person.username}. The password is set here, once, within three days:"
        )
        self.stdout.write(invitations.link(person, options["site"]))
