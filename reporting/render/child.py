"""The short-lived process that compiles one report: a request on standard input, its answer on standard output.

It runs by its path, alone: no project code, no settings, no network. Typst keeps memory between compiles, and a
compile can be neither stopped nor capped from inside, so each has a process of its own.
"""

import json
import os
import sys
from pathlib import Path
from runpy import run_path

import typst

confine = run_path(str(Path(__file__).with_name("confine.py")))["confine"]

REPORT = Path(__file__).resolve().parent / "report"
STANDARDS = ["a-3a", "ua-1"]
FAMILY = "Pretendard GOV"
WEIGHTS = {400: "Regular", 600: "SemiBold", 700: "Bold"}


def compile_report(request: dict) -> tuple[dict, bytes]:
    """The answer to a request: what went wrong, or nothing and the PDF."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[request["fonts"]])
    found = {font.weight for font in fonts.fonts() if font.family == FAMILY}
    missing = [f"PretendardGOV-{name}.otf" for weight, name in WEIGHTS.items() if weight not in found]
    if missing:
        return {"missing_fonts": missing}, b""
    compiler = typst.Compiler(
        str(REPORT / "report.typ"), root=str(REPORT), font_paths=fonts, sys_inputs=request["inputs"]
    )
    try:
        return {}, compiler.compile(format="pdf", pdf_standards=STANDARDS)
    except typst.TypstError as error:
        return {"typst": error.message}, b""


def main() -> None:
    request = json.load(sys.stdin.buffer)
    confine(request["memory"], request["parent"])
    try:
        answer, content = compile_report(request)
    except MemoryError:
        answer, content = {"out_of_memory": True}, b""
    out = sys.stdout.buffer
    out.write(json.dumps(answer).encode() + b"\n")
    out.write(content)
    out.flush()
    os._exit(0)  # nothing is left to do, and giving the memory back piece by piece takes a while


if __name__ == "__main__":
    main()
