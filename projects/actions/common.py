"""What every action on a project needs: the lock, the check of its text, the revision it keeps."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Organisation, Post, User
from core import formats
from core.audience import Audience
from core.bilingual import states_after
from core.errors import Conflict, Malformed
from core.glyphs import unprintable
from core.text import clean
from projects import search
from projects.documents import DATES, TEXT_FIELDS, document_of
from projects.eligibility import day_of, eligibility
from projects.enums import OrganisationRole
from projects.models import (
    Country,
    PriorityArea,
    Project,
    ProjectCountry,
    ProjectOrganisation,
    ProjectRevision,
    ReferenceSeries,
    Theme,
)

Document = dict[str, Any]
LENGTHS: dict[str, int] = {field.name: field.max_length or 0 for field in Project._meta.fields}


def lock(project: Project, seen: str | None = None) -> Project:
    """The project's row, locked and fresh. Raises Conflict when it is no longer at the version that was `seen`."""
    fresh = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if seen is not None and fresh.version != seen:
        raise Conflict(_("This project changed after you opened it."))
    return fresh


def next_reference(audience: Audience, year: int) -> str:
    """The next reference of a series: the side's own, or the joint one. Rolled back with its transaction."""
    series, _created = ReferenceSeries.objects.select_for_update().get_or_create(audience=audience, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    prefix = "RCF" if audience == Audience.JOINT else audience
    return f"{prefix}-{year}-{series.last:03d}"


def cleaned(document: Document) -> Document:
    """The document with clean text and known references; raises Malformed with a sentence for each bad field."""
    document, errors = {**document}, {}
    for name in TEXT_FIELDS:
        document[name] = clean(document.get(name) or "")
        if bad := unprintable(document[name]):
            errors[name] = _("The report cannot print %(signs)s. Replace it.") % {"signs": " ".join(sorted(bad))}
    errors |= _length_errors(document) | _reference_errors(document) | _date_errors(document)
    day = date.fromisoformat(document["planned_start"]) if document["planned_start"] and not errors else None
    document["countries"], errors_of_shares = _shares(document.get("countries") or [], day_of(day))
    if errors | errors_of_shares:
        raise Malformed(errors | errors_of_shares)
    return document | _in_one_order(document)


def _in_one_order(document: Document) -> Document:
    """What is a set, in the order of `document_of`, so that the same set is never taken for a change."""
    rows = document.get("organisations") or []
    return {
        "secondary_areas": sorted(document.get("secondary_areas") or []),
        "themes": sorted(document.get("themes") or []),
        "organisations": sorted(rows, key=lambda row: (row["organisation"], row["role"])),
    }


def _length_errors(document: Document) -> dict[str, str]:
    errors = {}
    for name in TEXT_FIELDS:
        most, length = LENGTHS[name], len(document[name])
        if length > most:
            sentence = _("At most %(most)d characters; this has %(length)d.")
            errors[name] = sentence % {"most": most, "length": length}
    if not (document["title_en"] or document["title_ko"]):
        errors["title_en"] = _("Give a title in at least one language.")
    return errors


def _reference_errors(document: Document) -> dict[str, str]:
    errors = {}
    if not PriorityArea.objects.filter(pk=document.get("area")).exists():
        errors["area"] = _("Choose one of the six priority areas.")
    secondary = set(document.get("secondary_areas") or [])
    if PriorityArea.objects.filter(pk__in=secondary).count() != len(secondary) or document.get("area") in secondary:
        errors["secondary_areas"] = _("Choose other priority areas than the first.")
    themes = set(document.get("themes") or [])
    if Theme.objects.filter(pk__in=themes).count() != len(themes):
        errors["themes"] = _("Choose from the list of themes.")
    for name, side in (("us_post", "US"), ("rok_post", "ROK")):
        if document.get(name) and not Post.objects.filter(pk=document[name], side=side).exists():
            errors[name] = _("Choose a post of that side.")
    roles = {(row["organisation"], row["role"]) for row in document.get("organisations") or []}
    known = set(Organisation.objects.filter(pk__in={pk for pk, _role in roles}).values_list("pk", flat=True))
    if {pk for pk, _role in roles} - known or len(roles) != len(document.get("organisations") or []):
        errors["organisations"] = _("Choose each organisation once in a role, from the directory.")
    elif {role for _pk, role in roles} - set(OrganisationRole.values):
        errors["organisations"] = _("Choose a role for each organisation.")
    return errors


def _date_errors(document: Document) -> dict[str, str]:
    errors = {}
    for name in DATES:
        try:
            document[name] = document.get(name) and date.fromisoformat(str(document[name])).isoformat()
        except ValueError:
            errors[name] = _("Give a date as year-month-day, such as 2026-10-29.")
    for start, end in (("planned_start", "planned_end"), ("actual_start", "actual_end")):
        first, last = document.get(start), document.get(end)
        if not errors and first and last and last < first:
            errors[end] = _("The end is before the start.")
    return errors


def _shares(rows: list[dict[str, str]], day: date) -> tuple[list[dict[str, str]], dict[str, str]]:
    shares, total = {}, Decimal(0)
    for row in rows:
        try:
            share = Decimal(str(row["share"])).quantize(Decimal("0.01"))
            fits = 0 < share <= 100
        except InvalidOperation:
            return rows, {"countries": _("Give each share as a number, such as 33.33.")}
        if not fits:
            return rows, {"countries": _("A share is more than 0 and at most 100.")}
        if row["country"] in shares:
            return rows, {"countries": _("Each country stands once in the list.")}
        reason = clean(row.get("reason") or "")[:300]
        shares[row["country"]] = {"country": row["country"], "share": f"{share:.2f}", "reason": reason}
        total += share
    if shares and total != 100:
        sentence = _("The shares total %(total)s%%; they must total 100%%.")
        return rows, {"countries": sentence % {"total": f"{total.normalize():f}"}}
    if Country.objects.filter(pk__in=shares).count() != len(shares):
        return rows, {"countries": _("Choose countries from the list.")}
    strangers = [code for code, member_of in eligibility(shares, day).items() if not member_of]
    if unexplained := [code for code in strangers if not shares[code]["reason"]]:
        names = ", ".join(sorted(one.name for one in Country.objects.filter(pk__in=unexplained)))
        sentence = _("Not a member of a partner group on %(day)s: %(names)s. Say why it takes part.")
        return rows, {"countries": sentence % {"day": formats.day(day), "names": names}}
    return [shares[code] for code in sorted(shares)], {}


def write(project: Project, document: Document, *, by: User | None) -> None:
    """Puts a clean document into a project's row, its parts, its search words and a revision of its own."""
    before = project.texts()
    for name in (*TEXT_FIELDS, "kind", "secondary_areas", "themes"):
        setattr(project, name, document[name])
    for name in DATES:
        setattr(project, name, document[name] and date.fromisoformat(document[name]))
    project.area_id, project.us_post_id, project.rok_post_id = (
        document["area"],
        document["us_post"],
        document["rok_post"],
    )
    project.text_states = states_after(project, before)
    project.updated_at, project.updated_by = timezone.now(), by
    try:
        project.full_clean(validate_unique=False)
    except ValidationError as failure:
        raise Malformed({name: " ".join(texts) for name, texts in failure.message_dict.items()}) from None
    project.save()
    _write_countries(project, document["countries"])
    _write_organisations(project, document["organisations"])
    search.index(project)
    keep_revision(project, by=by)


def keep_revision(project: Project, *, by: User | None) -> Document:
    """Keeps the agreed text as it stands under the project's version, and gives it."""
    document = document_of(project)
    ProjectRevision.objects.create(
        project=project,
        audience=project.audience,
        version=project.version,
        document=document,
        saved_by=by,
        saved_side=by.side if by else project.side,
    )
    return document


def _write_countries(project: Project, rows: list[dict[str, str]]) -> None:
    wanted = {row["country"]: row for row in rows}
    for part in project.projectcountry_set.all():
        row = wanted.pop(part.country_id, None)
        if row is None:
            part.delete()
        elif (f"{part.share:.2f}", part.reason) != (row["share"], row["reason"]):
            part.share, part.reason = Decimal(row["share"]), row["reason"]
            part.save(update_fields=["share", "reason"])
    ProjectCountry.objects.bulk_create(
        ProjectCountry(
            project=project,
            audience=project.audience,
            country_id=code,
            share=Decimal(row["share"]),
            reason=row["reason"],
        )
        for code, row in wanted.items()
    )


def _write_organisations(project: Project, rows: list[dict]) -> None:
    wanted = {(row["organisation"], row["role"]) for row in rows}
    for part in project.projectorganisation_set.all():
        if (part.organisation_id, part.role) in wanted:
            wanted.discard((part.organisation_id, part.role))
        else:
            part.delete()
    ProjectOrganisation.objects.bulk_create(
        ProjectOrganisation(project=project, audience=project.audience, organisation_id=pk, role=role)
        for pk, role in sorted(wanted)
    )
