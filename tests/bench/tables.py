"""Prints what was measured."""

from dataclasses import dataclass, field

from tests.bench.pages import LAST, LIST, Page
from tests.bench.serving import Measured

LANGUAGES = ("en", "ko")


@dataclass
class Run:
    """What was measured at one size."""

    projects: int
    pages: dict[tuple[str, str], tuple[Page, Measured]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Figure:
    """One figure of the report beside the most that it may be."""

    name: str
    value: float
    unit: str
    target: float
    note: str = ""


def show_figure(one: Figure) -> None:
    value, target = (f"{number:,.2f}" if number < 100 else f"{number:,.0f}" for number in (one.value, one.target))
    missed = "  missed" if one.value > one.target else ""
    print(f"{one.name:<52}{value:>8} {one.unit:<6}{target:>8}  {one.note}{missed}", flush=True)


def show(found: Run) -> None:
    print(f"\n{found.projects:,} projects")
    head = f"{'page':<28}{'lang':<6}{'median':>9}{'p95':>9}{'bare':>8}{'multiple':>10}{'target':>8}"
    print(f"{head}{'8 clients':>11}{'statements':>12}{'repeated':>10}{'kB':>7}")
    for (name, language), (page, one) in found.pages.items():
        target = f"{page.target:.0f}" if page.target else ""
        missed = "  missed" if page.target and one.multiple > page.target else ""
        throughput = f"{one.per_second:.0f}/s" if one.per_second else ""
        print(
            f"{name:<28}{language:<6}{one.median * 1000:>6.1f} ms{one.p95 * 1000:>6.1f} ms{one.bare * 1000:>5.1f} ms"
            f"{one.multiple:>10.1f}{target:>8}{throughput:>11}{one.statements:>12}{one.repeated:>10}"
            f"{one.size / 1000:>7.0f}{missed}"
        )
    for language in LANGUAGES:
        if (LIST, language) in found.pages and (LAST, language) in found.pages:
            first, last = (found.pages[name, language][1].multiple for name in (LIST, LAST))
            print(f"Last page by first, {language}: {last / first:.2f} (target: at most 1.2).")
    print(*found.notes, sep="\n")


def show_growth(small: Run, large: Run) -> None:
    print(f"\nEach page at {large.projects:,} by itself at {small.projects:,}, both by their bare view (target: 1.2)")
    for key, (_page, one) in large.pages.items():
        ratio = one.multiple / small.pages[key][1].multiple
        print(f"{key[0]:<28}{key[1]:<6}{ratio:>6.2f}{'  missed' if ratio > 1.2 else ''}")
