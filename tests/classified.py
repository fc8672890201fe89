"""Whose words every text in the database may hold (docs/explanation/laws.md, law 2).

A model that is not here fails the build, and so does a text of it; so does what is here and no longer in a model.
Event models follow the model whose history they keep. `title_*` stands for `title_en` and `title_ko`. What has choices
needs no line. The kinds:

private    one side's own words: the row has an audience, and is planted with a canary for the walk
joint      words of both by nature or by constraint
public     the directory and reference data, which both sides read
technical  codes, hashes, states, keys, names of our own

A model whose rows may be private says `private`, with "" where it holds no words.
"""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from pghistory.models import Event

APPS = ("core", "contacts", "projects", "reporting")
KINDS = ("private", "joint", "public", "technical")
TECHNICAL_EVERYWHERE = {"text_states"}
TEXTS = {
    "core.Question": dict(
        joint="reason_* changed", public="asked_post ended_post",
        technical="workflow subject_id step version text_sha256",
    ),
    "core.Concurrence": dict(
        joint="reason_*", public="post", technical="workflow subject_id step text_sha256 person"
    ),
    "core.Concern": dict(joint="text_* closing_*", public="closed_post", technical="subject_id"),
    "core.Chain": dict(private="", technical="hash"),
    "core.Entry": dict(
        private="changes", public="post",
        technical="table object_id subject_id operation action side event_table event_sha256 fields previous_hash hash",
    ),
    "core.Job": dict(private="arguments subject_id step error", technical="kind"),
    "core.PeriodicRun": dict(technical="task"),
    "core.Submission": dict(private="answer"),
    "contacts.User": dict(
        public="username first_name last_name email roles", technical="password time_zone person"
    ),
    "contacts.Organisation": dict(public="name_* country"),
    "contacts.PointOfContact": dict(public="name email phone"),
    "contacts.Post": dict(public="title_*"),
    "contacts.Tenure": dict(),
    "contacts.Deputy": dict(public="reason"),
    "contacts.NoticePreference": dict(technical="event"),
    "contacts.Outgoing": dict(private="problem"),
    "contacts.Notice": dict(private="url title_* facts by_post", technical="event subject_id"),
    "contacts.Waiting": dict(private="", technical="state"),
    "projects.PriorityArea": dict(public="name_* short_*", technical="slug"),
    "projects.Theme": dict(public="name_*", technical="slug"),
    "projects.CountryGroup": dict(public="name_* short_*", technical="slug"),
    "projects.Country": dict(public="name_*", technical="code alpha3"),
    "projects.Membership": dict(public="source"),
    "projects.Project": dict(
        private="title_* summary_* objective_*", technical="reference secondary_areas themes"
    ),
    "projects.ReferenceSeries": dict(private=""),
    "projects.FormerReference": dict(private="", technical="reference"),
    "projects.JointText": dict(joint="words"),
    "projects.PrivateText": dict(private="words"),
    "projects.ProjectCountry": dict(private="reason"),
    "projects.ProjectOrganisation": dict(private=""),
    "projects.Milestone": dict(private="name_*"),
    "projects.ProgressUpdate": dict(private="narrative_*"),
    "projects.StageChange": dict(private="reason_*", technical="step"),
    "projects.ProjectRevision": dict(private="document", technical="version"),
    "projects.Remark": dict(private="text"),
    "projects.Risk": dict(private="text_* response_* closed_because"),
    "projects.Issue": dict(private="text_* resolution_*"),
    "projects.Indicator": dict(private="title_* unit_* source_*"),
    "projects.IndicatorValue": dict(private="comment"),
    "projects.PartnerVoice": dict(private="asked_by sustainment_*"),
    "projects.BusinessLink": dict(private="other_* event export_control_note"),
    "projects.MoneyLine": dict(private="description_* valuation_*"),
    "projects.Document": dict(private="title_* name withdrawn_because", technical="content_type sha256 path"),
    "projects.ExchangeRate": dict(joint="source"),
    "projects.Ranking": dict(joint="order"),
    "projects.Criterion": dict(public="name_* hint_*"),
    "projects.Scoresheet": dict(private="", public="post"),
    "projects.Score": dict(private="reason"),
    "projects.Sealed": dict(public="post", technical="audience"),
    "projects.Standing": dict(technical="audience reference"),
    "projects.Effort": dict(
        public="name_* lead_* budget_* notes_* source", technical="slug areas themes groups currency"
    ),
    "projects.EffortCountry": dict(),
    "projects.EffortReach": dict(),
    "projects.OverlapAnswer": dict(private="reason_*"),
    "projects.Overlap": dict(private=""),
    "reporting.Cycle": dict(public="source"),
    "reporting.Presentation": dict(technical="audience chosen_side"),
    "reporting.Edition": dict(technical="sha256"),
    "reporting.Section": dict(joint="text_*", public="updated_post", technical="key"),
    "reporting.Comment": dict(private="text", public="post closed_post"),
    "reporting.Consideration": dict(joint="reason_* tasking_* how_*", public="post done_post"),
    "reporting.Seal": dict(public="posts", technical="previous_sha256 sha256 files closed_sha256"),
    "reporting.Commitment": dict(joint="text_* note_*"),
    "reporting.Evidence": dict(technical="audience"),
    "reporting.Letterhead": dict(public="name_* words_* marking_*", technical="logo logo_sha256"),
    "reporting.Snapshot": dict(joint="content", technical="sha256"),
    "reporting.Artifact": dict(technical="path sha256"),
    "reporting.FigureSet": dict(joint="figures"),
}  # fmt: skip
HOLDS_TEXT = (
    models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField,
    ArrayField, SearchVectorField,
)  # fmt: skip


def own_models() -> Iterator[type[models.Model]]:
    """The product's models, without those that keep the history of another."""
    for app in APPS:
        yield from (one for one in apps.get_app_config(app).get_models() if not issubclass(one, Event))


def texts_of(model: type[models.Model]) -> set[str]:
    """The columns of a model that could hold somebody's words."""
    return {
        field.name
        for field in model._meta.fields
        if isinstance(getattr(field, "output_field", field), HOLDS_TEXT) and not field.choices
    }


def classified(label: str, kind: str) -> list[str]:
    """The texts of a model that are of this kind, in the order given here."""
    names = TEXTS[label].get(kind, "").split()
    return [name.replace("*", language) for name in names for language in (("en", "ko") if "*" in name else ("",))]


def private_models() -> list[type[models.Model]]:
    """The models whose rows may be private to a side."""
    return [model for model in own_models() if "private" in TEXTS[model._meta.label]]
