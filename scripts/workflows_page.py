"""Draws the workflows into docs/reference/workflows.md; `make check` fails when the page is not what the code says."""

import sys
from collections.abc import Iterable
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/reference/workflows.md"
HEAD = """# Workflows

What may happen, and how both sides decide. Drawn from the tables in the code by `python scripts/workflows_page.py`.
Steps marked ✓✓ need one signature of each side, in either order, on the same revision of the text; any edit of the text
voids the signatures that were given. The others one side takes alone.
"""
COLUMNS = "| Step | From | To | Takes or signs it | May ask | Both sides | Reasons |"


def page(workflows: Iterable) -> str:
    """The whole page: a diagram and a table for each workflow."""
    parts = [HEAD]
    for workflow in workflows:
        parts += [f"## {workflow.name.capitalize()}\n", f"```mermaid\n{workflow.diagram()}\n```\n"]
        parts += [
            "| Step | From | To | Takes or signs it | May ask | Both sides | Reasons |",
            "|---|---|---|---|---|---|---|",
        ]
        for step in workflow:
            askers = ", ".join(step.askers.roles) if step.askers and step.both_sides else "–"
            cells = [
                step.name,
                ", ".join(sorted(map(str, step.sources))),
                str(step.target),
                ", ".join(step.signers.roles),
                askers,
                "yes" if step.both_sides else "–",
                "yes" if step.reasons else "–",
            ]
            parts.append(f"| {' | '.join(cells)} |")
        parts.append("")
    return "\n".join(parts)


def main() -> int:
    """Writes the page, or with --check only tells whether it is as the code says."""
    django.setup()
    from projects.workflow import PROJECT, RANKING  # the apps are not loaded when this module is
    from reporting.workflow import EDITION

    told = page([PROJECT, RANKING, EDITION])
    if "--check" in sys.argv:
        if PAGE.read_text(encoding="utf-8") != told:
            print("docs/reference/workflows.md is not what the code says: run `python scripts/workflows_page.py`.")
            return 1
        return 0
    PAGE.write_text(told, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
