"""Writes docs/reference/figures.md from the docstrings of reporting/figures: `python scripts/figures_page.py`."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("__init__.py", "counts.py", "money.py", "risks.py", "efforts.py", "commitments.py")
SOURCES = [ROOT / "reporting" / "figures" / name for name in NAMES]
PAGE = ROOT / "docs" / "reference" / "figures.md"
HEAD = """\
# Figures

Every number of the product, with the one function that counts it. Dashboard, API and report call that function, so the
same name is the same number everywhere. Only joint records count: both governments read the same.

This page is made from the docstrings of `reporting/figures/` by `python scripts/figures_page.py`.
"""
TOLD = re.compile(r"`(?P<name>\w+)`, (?P<unit>[^:]+): (?P<definition>.+)", re.DOTALL)


@dataclass(frozen=True)
class Figure:
    """What the docstring of a figure's function tells."""

    function: str
    name: str
    unit: str
    definition: str
    label: str


def figures(*sources: str) -> list[Figure]:
    """The figures in the order of the modules; raises ValueError for a docstring of another form."""
    modules = [ast.parse(source) for source in sources]
    labels = labels_of(modules[0])
    nodes = [node for module in modules for node in module.body]
    return [figure(node, labels) for node in nodes if isinstance(node, ast.FunctionDef) and is_figure(node)]


def is_figure(node: ast.FunctionDef) -> bool:
    """Whether a public function counts something of the joint records."""
    first = node.args.args[0].annotation if node.args.args else None
    return not node.name.startswith("_") and first is not None and name_of(first) == "Joint"


def figure(node: ast.FunctionDef, labels: dict[str, str]) -> Figure:
    told = TOLD.match(" ".join((ast.get_docstring(node) or "").split()))
    if not told:
        raise ValueError(f"{node.name}: begin its docstring with `name`, unit: definition.")
    definition = told["definition"][0].upper() + told["definition"][1:]
    return Figure(node.name, told["name"], told["unit"], definition, labels.get(told["name"], ""))


def labels_of(module: ast.Module) -> dict[str, str]:
    """What pages and report print beside those figures that are one number."""
    tiles = next(node for node in module.body if isinstance(node, ast.AnnAssign) and name_of(node.target) == "TILES")
    assert isinstance(tiles.value, ast.Dict)
    labels = {}
    for key, (_count, label, _unit) in zip(tiles.value.keys, (entry.elts for entry in tiles.value.values), strict=True):
        labels[ast.literal_eval(key)] = ast.literal_eval(label.args[0])
    return labels


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def page(found: list[Figure]) -> str:
    """The page as Markdown."""
    rows = [f"| `{one.name}` | {one.label} | {one.unit} | {one.definition} | `{one.function}` |" for one in found]
    return "\n".join([HEAD, "| Name | On pages | Unit | Definition | Function |", "|---|---|---|---|---|", *rows, ""])


if __name__ == "__main__":
    PAGE.write_text(page(figures(*(path.read_text(encoding="utf-8") for path in SOURCES))), encoding="utf-8")
