"""What is counted of the joint projects: how many, where, how well, and whether the year's duty is met."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from core import days
from core.bilingual import LANGUAGES, TextState
from projects.enums import STALE, Health, Owner, Stage
from projects.models import TEXTS, Milestone, Project, StageChange
from projects.querysets import STALE_AFTER
from reporting.enums import Obligation
from reporting.figures.joint import Joint, running_on, starts_on
from reporting.models import Cycle, Presentation

MOST_LATE = 20
FIRST_OBLIGED = 2024
"""The first year whose SCM the framework's duty is for."""
HEALTHS = (*Health.values, STALE)


# --- the year ---


def days_to_scm(joint: Joint) -> int | None:
    """`days_to_scm`, calendar days: from the day to the SCM of the cycle. None when its date is open or past."""
    if joint.cycle is None or joint.cycle.scm_on is None or joint.cycle.scm_on < joint.day:
        return None
    return (joint.cycle.scm_on - joint.day).days


def presented(joint: Joint) -> int:
    """`presented`, projects: the joint projects and initiatives that are put before the SCM of the cycle."""
    return len(joint.presentations)


def obligation(joint: Joint) -> dict[str, Any]:
    """`obligation`, a state with its day and projects: whether at least one project is presented at the SCM.

    Met since the first of those presented was chosen. Unmet since the day after the SCM (where its date is open, after
    the year) when it passed without one. At risk all the time before, since the cycle began, the last one presented
    was held back, or an edit made a signature for one void: `why` says which (`begun`, `held-back`, `void`).
    """
    if joint.cycle is None:
        return {"state": Obligation.AT_RISK.value, "since": None, "why": "begun", "projects": []}
    return _obligation(joint, joint.cycle, joint.presentations)


def _obligation(joint: Joint, cycle: Cycle, presentations: list[Presentation]) -> dict[str, Any]:
    why = ""
    if presentations:
        state, since = Obligation.MET, days.day_of(presentations[0].chosen_at)
    elif joint.day > (ends_on := cycle.scm_on or date(cycle.year, 12, 31)):
        state, since = Obligation.UNMET, ends_on + timedelta(days=1)
    else:
        moments = {"held-back": getattr(cycle, "withdrawn_at", None), "void": getattr(cycle, "voided_at", None)}
        begun = {"begun": starts_on(cycle, joint.cycles)}
        dates = begun | {name: days.day_of(at) for name, at in moments.items() if at}
        why = max(dates, key=lambda name: dates[name])
        state, since = Obligation.AT_RISK, dates[why]
    return {
        "state": state.value,
        "since": since.isoformat(),
        "why": why,
        "projects": [_named(one.project) | {"since": days.day_of(one.chosen_at).isoformat()} for one in presentations],
    }


def obligations(joint: Joint) -> list[dict[str, Any]]:
    """`obligations`, a state for each year: the obligation of each cycle since 2024, up to the one looked at.

    The state is None where the SCM was over before anything joint was recorded here: what was presented is not known.
    """
    if joint.cycle is None:
        return []
    found = Presentation.objects.filter(cycle__gte=FIRST_OBLIGED).select_related("project")
    chosen: dict[int, list[Presentation]] = {}
    for one in found.order_by("chosen_at", "pk"):
        chosen.setdefault(one.cycle_id, []).append(one)
    first = Project.objects.joint().aggregate(first=Min("joint_since"))["first"]
    told = []
    for cycle in joint.cycles:
        if FIRST_OBLIGED <= cycle.year <= joint.cycle.year:
            known = chosen.get(cycle.year) or (first and (cycle.scm_on or date(cycle.year, 12, 31)) >= first)
            duty = _obligation(joint, cycle, chosen.get(cycle.year, []))
            state = duty["state"] if known else None
            told.append({"year": cycle.year, "ordinal": cycle.ordinal, **duty, "state": state})
    return told


# --- how many, and where ---


def projects(joint: Joint) -> int:
    """`projects`, projects: all joint projects and initiatives, at every stage."""
    return sum(joint.groups.values())


def by_stage(joint: Joint) -> dict[str, int]:
    """`by_stage`, projects: the joint projects at each stage."""
    return _sums(Stage.values, ((stage, n) for (_area, stage, _health), n in joint.groups.items()))


def by_area(joint: Joint) -> dict[str, int]:
    """`by_area`, projects: the joint projects by their first priority area, at every stage."""
    return _sums((), ((area, n) for (area, _stage, _health), n in joint.groups.items()))


def active(joint: Joint) -> int:
    """`active`, projects: the joint projects at the stage active."""
    return by_stage(joint)[Stage.ACTIVE]


def by_area_and_country(joint: Joint) -> dict[str, dict[str, int]]:
    """`by_area_and_country`, projects: a project with several countries counts once in each of them.

    Totals of an area (`by_area`) or of all (`projects`) count it once, so they are less than the sum of their row.
    """
    cells: dict[str, dict[str, int]] = {}
    for area, country, n in sorted(joint.country_groups):
        cells.setdefault(area, {})[country] = n
    return cells


def by_country(joint: Joint) -> dict[str, int]:
    """`by_country`, projects: the joint projects, at every stage, in which a country has a share."""
    return _sums((), ((country, n) for _area, country, n in sorted(joint.country_groups)))


def countries(joint: Joint) -> int:
    """`countries`, countries: the partner countries with at least one joint project, at any stage.

    Partner countries are the members of ASEAN and of the Pacific Islands Forum on the day (`partner_countries`).
    """
    reached = by_country(joint)
    return sum(land.code in reached for land in joint.lands if land.partner_group)


def partner_countries(joint: Joint) -> int:
    """`partner_countries`, countries: the members of the partner groups on the day; a member of two counts once."""
    return sum(bool(land.partner_group) for land in joint.lands)


def completed(joint: Joint) -> int:
    """`completed`, projects: the joint projects completed from the first day of the cycle to its SCM or to the day."""
    if joint.cycle is None or joint.starts_on is None:
        return 0
    until = min(joint.day, joint.cycle.scm_on or joint.day)
    done = Project.objects.joint().filter(stage=Stage.COMPLETED, stage_since__range=(joint.starts_on, until))
    return done.count()


# --- how well ---


def health(joint: Joint) -> dict[str, dict[str, int]]:
    """`health`, projects: the active joint projects of each area by health as it is shown.

    A stale project (projects/querysets.py) counts as stale alone; one that has not reported yet counts in none.
    """
    shown: dict[str, dict[str, int]] = {}
    for (area, stage, reported), n in sorted(joint.groups.items()):
        if stage == Stage.ACTIVE:
            counts = shown.setdefault(area, dict.fromkeys(HEALTHS, 0))
            silent = joint.stale_groups[area, reported]
            counts[STALE] += silent
            if reported:
                counts[reported] += n - silent
    return shown


def by_health(joint: Joint) -> dict[str, int]:
    """`by_health`, projects: the active joint projects by health as it is shown; the sum of `health`."""
    return _sums(HEALTHS, (pair for counts in health(joint).values() for pair in counts.items()))


def stale(joint: Joint) -> int:
    """`stale`, projects: the active joint projects of which nothing was reported for more than 21 days."""
    return by_health(joint)[STALE]


def updates_on_time(joint: Joint) -> int | None:
    """`updates_on_time`, per cent: the share of active joint projects that are not stale. None without active ones."""
    all_active = active(joint)
    return round(100 * (all_active - stale(joint)) / all_active) if all_active else None


def late(joint: Joint) -> int:
    """`late`, projects: the active joint projects with a planned end or an open milestone before the day."""
    return Project.objects.joint().late(today=joint.day).count()


def latest(joint: Joint) -> list[dict[str, Any]]:
    """`latest`, records: what is late of active joint projects, by whom, by how many days, the worst first; at most 20.

    Three kinds: `milestone` (open after its day), `end` (active after the planned end), `update` (silent for more than
    21 days, counted from the 22nd). The owner is the post of the milestone's side, else of the side that logged it.
    """
    late_ones = Project.objects.joint().late(today=joint.day)
    open_ones = Milestone.objects.joint().filter(
        project__stage=Stage.ACTIVE, actual_on__isnull=True, planned_on__lt=joint.day
    )
    open_ones = open_ones.select_related("project__us_post", "project__rok_post").order_by("planned_on", "pk")
    found = [
        _late(m.project, joint.day, m.planned_on, "milestone", m.owner) | {"name_en": m.name_en, "name_ko": m.name_ko}
        for m in open_ones[:MOST_LATE]
    ]
    with_posts = ("us_post", "rok_post")
    ended = late_ones.filter(planned_end__lt=joint.day).select_related(*with_posts).order_by("planned_end", "pk")
    found += [_late(p, joint.day, p.planned_end, "end", p.side) for p in ended[:MOST_LATE] if p.planned_end]
    silent = Project.objects.joint().stale(today=joint.day).select_related(*with_posts).order_by("reported_on", "pk")
    found += [
        _late(p, joint.day, p.reported_on + STALE_AFTER, "update", p.side) | {"since": p.reported_on.isoformat()}
        for p in silent[:MOST_LATE]
        if p.reported_on
    ]
    return sorted(found, key=lambda one: (-one["days"], one["reference"]))[:MOST_LATE]


def _late(project: Project, day: date, due: date, kind: str, owner: str) -> dict[str, Any]:
    post = {Owner.US: project.us_post, Owner.ROK: project.rok_post}.get(Owner(owner))
    return _named(project) | {
        "kind": kind,
        "due": due.isoformat(),
        "days": (day - due).days,
        "owner": {"side": owner, "en": post.title_en if post else "", "ko": post.title_ko if post else ""},
    }


def untranslated(joint: Joint) -> dict[str, int]:
    """`untranslated`, projects: active joint projects with a text missing or out of date in a language."""
    under_way = Project.objects.joint().filter(stage=Stage.ACTIVE)
    return under_way.aggregate(**{language: Count("pk", filter=lacks(language)) for language in LANGUAGES})


def lacks(language: str) -> Q:
    """Projects with a text that is written in the other language alone, or that is out of date in this one."""
    other = "ko" if language == "en" else "en"
    found = Q()
    for name in TEXTS:
        found |= Q(**{f"{name}_{language}": ""}) & ~Q(**{f"{name}_{other}": ""})
        found |= Q(**{f"text_states__{name}_{language}__state": TextState.OUT_OF_DATE})
    return found


# --- a year before ---


def a_year_before(joint: Joint) -> dict[str, Any] | None:
    """`previous`, projects: `by_stage`, `projects`, `active`, `completed` on this day a year before, as recorded.

    None where nothing joint was recorded by then: no number is better than a wrong one.
    """
    day = _year_before(joint.day)
    changes = StageChange.objects.joint().filter(on__lte=day, project__joint_since__lte=day)
    last = changes.order_by("project_id", "-on", "-entered_at").distinct("project_id").values_list("stage", "on")
    counted = Counter(last.iterator(chunk_size=20_000))
    if not counted:
        return None
    began = _cycle_start_on(day, joint.cycles)
    stages = _sums(Stage.values, ((stage, n) for (stage, _on), n in counted.items()))
    return {
        "day": day.isoformat(),
        "by_stage": stages,
        "projects": sum(stages.values()),
        "active": stages[Stage.ACTIVE],
        "completed": sum(n for (stage, on), n in counted.items() if stage == Stage.COMPLETED and on >= began),
    }


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _cycle_start_on(day: date, cycles: list[Cycle]) -> date:
    cycle = running_on(day, cycles)
    return starts_on(cycle, cycles) if cycle else date(day.year, 1, 1)


def _named(project: Project) -> dict[str, str]:
    return {"reference": project.reference, "title_en": project.title_en, "title_ko": project.title_ko}


def _sums(names: Any, pairs: Any) -> dict[str, int]:
    """The sum of each name, those of `names` first and never absent."""
    sums = {str(name): 0 for name in names}
    for name, n in pairs:
        sums[name] = sums.get(name, 0) + n
    return sums
