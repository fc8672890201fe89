"""The API, version 1."""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from contacts import api as contacts
from core import api_schema
from core.api import JobDoor
from projects import api as projects
from reporting import api as reporting

app_name = "api"

router = SimpleRouter()
router.register("areas", projects.AreaDoor, "area")
router.register("themes", projects.ThemeDoor, "theme")
router.register("groups", projects.GroupDoor, "group")
router.register("countries", projects.CountryDoor, "country")
router.register("organisations", contacts.OrganisationDoor, "organisation")
router.register("contacts", contacts.ContactDoor, "contact")
router.register("posts", contacts.PostDoor, "post")
router.register("tenures", contacts.TenureDoor, "tenure")
router.register("deputies", contacts.DeputyDoor, "deputy")
router.register("notices", contacts.NoticeDoor, "notice")
router.register("projects", projects.ProjectDoor, "project")
router.register("rates", projects.RateDoor, "rate")
router.register("criteria", projects.CriterionDoor, "criterion")
router.register("rankings", projects.RankingDoor, "ranking")
router.register("standings", projects.StandingDoor, "standing")
router.register("efforts", projects.EffortDoor, "effort")
router.register("cycles", reporting.CycleDoor, "cycle")
router.register("presentations", reporting.PresentationDoor, "presentation")
router.register("editions", reporting.EditionDoor, "edition")
router.register("commitments", reporting.CommitmentDoor, "commitment")
router.register("artifacts", reporting.ArtifactDoor, "artifact")
router.register("jobs", JobDoor, "job")

parts = SimpleRouter()
parts.register("milestones", projects.MilestoneDoor, "milestone")
parts.register("updates", projects.UpdateDoor, "update")
parts.register("documents", projects.DocumentDoor, "document")
parts.register("money", projects.MoneyDoor, "money")
parts.register("remarks", projects.RemarkDoor, "remark")
parts.register("questions", projects.QuestionDoor, "question")
parts.register("concerns", projects.ConcernDoor, "concern")
parts.register("history", projects.HistoryDoor, "entry")
parts.register("risks", projects.RiskDoor, "risk")
parts.register("issues", projects.IssueDoor, "issue")
parts.register("indicators", projects.IndicatorDoor, "indicator")
parts.register(f"indicators/(?P<indicator>{projects.UUID})/values", projects.IndicatorValueDoor, "indicator-value")
parts.register("voices", projects.VoiceDoor, "voice")
parts.register("business-links", projects.BusinessLinkDoor, "business-link")
parts.register("overlaps", projects.OverlapDoor, "overlap")
parts.register("said/(?P<kind>[a-z-]+)", projects.SaidDoor, "said")
parts.register("texts/(?P<kind>[a-z-]+)", projects.PartTextDoor, "text")

editions = SimpleRouter()
editions.register("sections", reporting.SectionDoor, "section")
editions.register("comments", reporting.CommentDoor, "comment")
editions.register("questions", reporting.EditionQuestionDoor, "edition-question")
editions.register("concerns", reporting.EditionConcernDoor, "edition-concern")
editions.register("considerations", reporting.ConsiderationDoor, "consideration")

urlpatterns = [
    path("contacts/<int:pk>/hand-over/", reporting.HandOver.as_view(), name="hand-over"),
    path("posts/needing-a-holder/", contacts.Vacancies.as_view(), name="vacancies"),
    *router.urls,
    re_path(rf"^projects/(?P<reference>{projects.REFERENCE})/", include(parts.urls)),
    re_path(rf"^projects/(?P<reference>{projects.REFERENCE})/scores/$", projects.Scores.as_view(), name="scores"),
    re_path(
        rf"^projects/(?P<reference>{projects.REFERENCE})/scores/submit/$",
        projects.ScoresSubmitted.as_view(),
        name="scores-submit",
    ),
    re_path(rf"^editions/(?P<edition>{projects.UUID})/", include(editions.urls)),
    path("letterheads/", reporting.Letterheads.as_view(), name="letterheads"),
    path("letterheads/<slug:side>/", reporting.LetterheadDoor.as_view(), name="letterhead"),
    path("work/", reporting.MyWork.as_view(), name="work"),
    path("figures/", reporting.Figures.as_view(), name="figures"),
    path("notice-choices/", contacts.NoticeChoices.as_view(), name="notice-choices"),
    path("tokens/current/", contacts.CurrentToken.as_view(), name="current-token"),
    path("schema/", api_schema.Schema.as_view(), name="schema"),
    path("docs/", api_schema.docs, name="docs"),
]
