"""Compiles a switch into each guard of the product's sources while they are imported; one at a time is turned off."""

import ast
import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("core", "contacts", "projects", "reporting")
NOT_SERVED = ("migrations", "demo", "bench", "commands")
"""Folders that no request, job or report passes through."""
ENGINE = ("core/concurrence.py", "core/workflow.py", "core/steps.py")
ROLES = ("poc", "lead", "staff", "leadership", "administrator")
NOTHING = {"text_changed": "[]", "needs_joint": "False", "_closed": "''"}
"""What rules of the engine answer that find nothing to object to."""
HERE = "__switches__"


@dataclass(frozen=True)
class Switch:
    """A guard: where it stands, what it says, and what it becomes when it is taken away."""

    mode: str
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}  {self.text}"


switches: list[Switch] = []
off = -1
"""The number of the guard that is taken away."""
reached: set[int] = set()
"""The numbers of the guards that have made a difference: refused something."""


def install() -> None:
    """From now on the product's modules are imported with their switches."""
    sys.modules[HERE] = sys.modules[__name__]
    sys.meta_path.insert(0, _Finder())


def holds(number: int) -> bool:
    """Whether this guard is in force."""
    reached.add(number)
    return off != number


def has_role(number: int, user: Any, *roles: str) -> bool:
    """Whether a user has one of these roles, with the role whose switch is off taken out or put in."""
    answer = bool(user.has_role(*roles))
    for place, role in enumerate(ROLES, start=number):
        if (other := bool(user.has_role(*(set(roles) ^ {role})))) != answer:
            reached.add(place)
            if off == place:
                return other
    return answer


def verdict(number: int, said: Any) -> Any:
    """What a policy says, or yes."""
    if said:
        return said
    reached.add(number)
    return type(said)() if off == number else said


def enforce(number: int, said: Any) -> None:
    """Refuses what a policy refuses."""
    if not said and holds(number):
        said.enforce()


class _Finder(MetaPathFinder):
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        parts = name.split(".")
        if parts[0] not in PRODUCT or set(parts) & set(NOT_SERVED):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec and isinstance(spec.loader, SourceFileLoader) and spec.origin:
            spec.loader = _Loader(name, spec.origin)
        return spec


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        path = Path(self.path)
        tree = _Compiled(path.relative_to(ROOT).as_posix()).visit(ast.parse(path.read_bytes()))
        return compile(ast.fix_missing_locations(tree), self.path, "exec", dont_inherit=True)


class _Compiled(ast.NodeTransformer):
    """The tree of a module with its switches."""

    def __init__(self, file: str):
        self.file, self.functions = file, [""]
        if file in ENGINE:
            self.rules = "engine"
        elif file.endswith("/policies.py"):
            self.rules = "rights"
        else:
            self.rules = "rights" if "/actions/" in file else ""
        self.verdicts: ast.Constant | None = None
        self.refuses = file in ENGINE or file.endswith("/policies.py")

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.functions.append(node.name)
        if self.refuses and node.name.startswith("can_"):
            self.verdicts = self._number(node, self.rules, f"{node.name} always says yes")
        self.generic_visit(node)
        if self.rules == "engine" and node.name in NOTHING:
            answer = NOTHING[node.name]
            test = ast.UnaryOp(ast.Not(), self._holds(node, f"{node.name} always answers {answer}"))
            after_docstring = 1 if ast.get_docstring(node) else 0
            node.body.insert(after_docstring, ast.If(test, [ast.Return(ast.parse(answer, mode="eval").body)], []))
        self.functions.pop()
        self.verdicts = None
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        if self.verdicts and node.value:
            node.value = _call("verdict", self.verdicts, node.value)
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        text, last = f"if {ast.unparse(node.test)}: {ast.unparse(node.body[-1])}", node.body[-1]
        self.generic_visit(node)
        said = ast.unparse(last)
        answers = self.functions[-1].startswith(("can_", "_closed")) and not said.endswith("ALLOWED")
        refuses = isinstance(last, ast.Raise) or (isinstance(last, ast.Return) and (answers or "moved=False" in said))
        if self.refuses and refuses and not node.orelse:
            node.test = ast.BoolOp(ast.And(), [node.test, self._holds(node, text)])
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        text = ast.unparse(node)
        self.generic_visit(node)
        match node.value:
            case ast.Call(ast.Attribute(said, "enforce")) if self.rules:
                return ast.Expr(_call("enforce", self._number(node, self.rules, text), said))
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        text = ast.unparse(node)
        self.generic_visit(node)
        match node.func:
            case ast.Attribute(user, "has_role") if self.file.endswith("/policies.py"):
                numbers = [self._number(node, "rights", f"{text} with or without {role}") for role in ROLES]
                return _call("has_role", numbers[0], user, *node.args)
        return node

    def _holds(self, node: Any, text: str) -> ast.Call:
        return _call("holds", self._number(node, self.rules, text))

    def _number(self, node: Any, mode: str, text: str) -> ast.Constant:
        where = f"{self.file}:{node.lineno}" + (f" {self.functions[-1]}" if self.functions[-1] else "")
        switches.append(Switch(mode, where, " ".join(text.split())[:100]))
        return ast.Constant(len(switches) - 1)


def _call(name: str, *args: ast.expr) -> ast.Call:
    module = ast.parse(f"__import__({HERE!r})", mode="eval").body
    return ast.Call(ast.Attribute(module, name, ast.Load()), list(args), [])


def load_all() -> None:
    """Imports every module of the product, so that all switches are known."""
    for app in PRODUCT:
        for path in sorted((ROOT / app).rglob("*.py")):
            module = path.relative_to(ROOT).with_suffix("")
            if not set(module.parts) & set(NOT_SERVED):
                import_module(".".join(module.parts).removesuffix(".__init__"))
