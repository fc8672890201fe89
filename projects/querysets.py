"""Questions that projects and reference data answer."""

from datetime import date, timedelta

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, DateField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, ExtractYear

from core import days
from core.audience import AudienceQuerySet, JointQuerySet
from projects.enums import ENDED, STALE, EffortStatus, Stage

STALE_AFTER = timedelta(days=21)
"""How long an active project may be silent before its health is no longer believed."""


class MembershipQuerySet(JointQuerySet):
    def valid_on(self, day: date):
        """Memberships that hold on this day; `until` is the first day after one."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


class EffortQuerySet(JointQuerySet):
    """Questions that the registry of others' efforts answers."""

    def in_area(self, slug: str):
        return self.filter(areas__contains=[slug])

    def in_country(self, code: str):
        """Efforts that reach this country, by its own name or with its group."""
        reach = apps.get_model("projects", "EffortReach").objects
        return self.filter(pk__in=reach.filter(country=code).values("effort"))

    def with_status(self, status: str, *, today: date | None = None):
        """Efforts that are planned, running or ended on this day, as EffortStatus.on tells of one."""
        today = today or days.today()
        planned, ended = Q(starts_on__gt=today), Q(ends_on__lt=today)
        if status == EffortStatus.PLANNED:
            return self.filter(planned)
        if status == EffortStatus.ENDED:
            return self.filter(ended).exclude(planned)
        return self.exclude(planned | ended)

    def led_by(self, lead: str):
        """Efforts of a country, by its code, or of a body, by its English name."""
        return self.filter(lead_country=lead.upper()) if len(lead) == 2 else self.filter(lead_en=lead)

    def matching(self, words: str):
        """Efforts with every word in their names, their lead, their notes or their source."""
        found = self
        for word in words.split():
            one = Q()
            for name in WORDS_OF_EFFORTS:
                one |= Q(**{f"{name}__icontains": word})
            found = found.filter(one)
        return found


WORDS_OF_EFFORTS = (
    *("name_en", "name_ko", "lead_en", "lead_ko", "lead_country__name_en", "lead_country__name_ko"),
    *("notes_en", "notes_ko", "source"),
)


class RateQuerySet(JointQuerySet):
    def for_day(self, day: date):
        """The latest rate on or before a day, alone or none."""
        return self.filter(day__lte=day).order_by("-day")[:1]


class RankingQuerySet(JointQuerySet):
    def running_first(self, day: date):
        """The years whose scoring is not over on this day, the first of them first; then the others, the last first."""
        year = ExtractYear(Cast(Value(day), DateField()))
        runs = Q(closes_on__gte=day) | Q(closes_on__isnull=True, year__gte=year)
        return self.annotate(is_over=Case(When(runs, then=0), default=1)).order_by(
            "is_over", Case(When(is_over=0, then=F("year")), default=-F("year"))
        )


class StandingQuerySet(JointQuerySet):
    def ranked(self):
        """By the mean of both totals; the lower of the two breaks a tie, then the reference."""
        return self.order_by("-merit", "reference")


class IssueQuerySet(AudienceQuerySet):
    def overdue(self, day: date):
        """Open issues that were to be resolved before this day."""
        return self.filter(resolved_on__isnull=True, due_on__lt=day)


class IndicatorValueQuerySet(AudienceQuerySet):
    def unmeasured(self, day: date):
        """Totals of each indicator's last period before this day that lack the actual value."""
        ended = self.filter(country__isnull=True, period_end__lt=day)
        later = ended.filter(indicator=OuterRef("indicator"), period_start__gt=OuterRef("period_start"))
        return ended.filter(actual__isnull=True).exclude(Exists(later))


class ProjectQuerySet(AudienceQuerySet):
    def stale(self, *, today: date | None = None):
        """Active projects of which nothing was reported for longer than STALE_AFTER."""
        return self.filter(stage=Stage.ACTIVE, reported_on__lt=(today or days.today()) - STALE_AFTER)

    def healthy_as(self, health: str, *, today: date | None = None):
        """Active projects shown with this health; a stale one is shown as stale and as nothing else."""
        if health == STALE:
            return self.stale(today=today)
        limit = (today or days.today()) - STALE_AFTER
        return self.filter(stage=Stage.ACTIVE, health=health, reported_on__gte=limit)

    def awaiting_score(self, side: str, ranking):
        """Projects in review that this side has not scored, with `other_submitted_at`: since when the other has.

        They are scored for the year that the other side has scored them for, else for that of `ranking`, the one that
        runs, unless both have. Whether a side has begun is its own; that it submitted is what both see.
        """
        standings = apps.get_model("projects", "Standing").objects
        opened = standings.filter(project=OuterRef("project"), year=OuterRef("year"))
        begun = apps.get_model("projects", "Sealed").objects.filter(~Exists(opened), project=OuterRef("pk"))
        done = standings.filter(project=OuterRef("pk"), year=ranking.year if ranking else None)
        # arrays: conditions with EXISTS become joins with all scores ever given, of which a list needs the first few
        found = self.filter(stage=Stage.REVIEW).annotate(
            begun_by=ArraySubquery(begun.order_by().values("side")),
            done_in=ArraySubquery(done.order_by().values("year")),
            other_submitted_at=Subquery(begun.exclude(side=side).order_by("-year").values("submitted_at")[:1]),
        )
        to_begin = Q(done_in=[]) if ranking else Q(pk=None)
        return found.exclude(begun_by__contains=[side]).filter(to_begin | ~Q(begun_by=[]))

    def late(self, *, today: date | None = None):
        """Projects under way with a planned end or an open milestone before today."""
        today = today or days.today()
        milestones = apps.get_model("projects", "Milestone").objects
        overdue = milestones.filter(project=OuterRef("pk"), actual_on__isnull=True, planned_on__lt=today)
        return self.filter(stage=Stage.ACTIVE).filter(Q(planned_end__lt=today) | Exists(overdue))

    def in_country(self, code: str):
        shares = apps.get_model("projects", "ProjectCountry").objects
        return self.filter(Exists(shares.filter(project=OuterRef("pk"), country=code)))

    def in_group(self, slug: str, *, day: date | None = None):
        """Projects with a country that belongs to the group on `day`, today by default."""
        memberships = apps.get_model("projects", "Membership").objects.filter(group=slug)
        countries = memberships.valid_on(day or days.today()).values("country")
        shares = apps.get_model("projects", "ProjectCountry").objects
        return self.filter(Exists(shares.filter(project=OuterRef("pk"), country__in=countries)))

    def in_year(self, year: int):
        """Projects whose planned or actual time touches this year; without dates, those logged in it."""
        start, end = date(year, 1, 1), date(year, 12, 31)
        dated = Q(planned_start__lte=end) & (Q(planned_end__gte=start) | Q(planned_end__isnull=True))
        return self.filter(dated | Q(planned_start__isnull=True, logged_at__year=year))

    def going_on(self):
        """Projects that are neither completed nor declined nor cancelled."""
        return self.exclude(stage__in=ENDED)

    def named_on(self, side: str, posts):
        """Projects for which one of these posts answers on this side."""
        return self.filter(**{f"{side.lower()}_post__in": posts}) if side else self.none()

    def overlapping(self, *, answered: bool):
        """Projects that meet an effort of others: with an overlap that nobody has answered, or with all answered."""
        here = apps.get_model("projects", "Overlap").objects.filter(project=OuterRef("pk"))
        unanswered = Exists(here.filter(answer=None))
        return self.filter(Exists(here), ~unanswered) if answered else self.filter(unanswered)

    def responsible(self, user):
        """Projects whose post of this user's side this user holds today or deputises for."""
        return self.named_on(user.side, [post["id"] for post in user.posts_acted_for])

    def with_countries(self):
        """Adds `country_codes`, the largest share first, in the same statement."""
        shares = apps.get_model("projects", "ProjectCountry").objects
        codes = shares.filter(project=OuterRef("pk")).order_by("-share", "country").values("country")
        return self.annotate(country_codes=ArraySubquery(codes))
