"""Makes the pictures of README.md anew, from the demonstration's data: `make screenshots`.

Runs on servers of its own in a temporary folder, so that the demonstration of this machine stays as it is.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from rcf_tracker.demo import STEPS, is_ready
from rcf_tracker.embedded import services
from rcf_tracker.processes import free_port, wait_until

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "images"
PASSWORD = "a password for pictures only"
CHROMIUM, ARGUMENTS = "/usr/bin/chromium", ["--no-sandbox", "--disable-gpu"]
WIDTH, HEIGHT = 1280, 900


def main() -> None:
    """Serve the demonstration and take a picture of the dashboard and of a presented project."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "MEDIA_ROOT"):
        os.environ.pop(name, None)
    os.environ |= {"DEMO": "yes", "HTTPS": "no", "DEMO_PASSWORD": PASSWORD, "ALLOWED_HOSTS": "127.0.0.1"}
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rcf-pictures-") as folder:
        os.chmod(folder, 0o711)
        with services(Path(folder) / "local"):
            for command in STEPS.values():
                subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True)
            with gunicorn(Path(folder)) as site, browser(site) as page:
                take(page)


@contextmanager
def gunicorn(folder: Path) -> Iterator[str]:
    """The product, served as in production; gives its address."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "rcf_tracker.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    log = folder / "gunicorn.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
    try:
        if not wait_until(lambda: is_ready(port), seconds=60):
            sys.exit(f"The pages did not become ready:\n{log.read_text(encoding='utf-8')[-2000:]}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


@contextmanager
def browser(site: str) -> Iterator[Page]:
    """A window in which the US leader is signed in."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        window = chromium.new_context(base_url=site, locale="en", viewport={"width": WIDTH, "height": HEIGHT})
        page = window.new_page()
        page.goto("/accounts/login/")
        page.fill("[name=login]", "us.leader")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        yield page
        chromium.close()


def take(page: Page) -> None:
    """The dashboard, and the first project that is put before the SCM."""
    page.goto("/dashboard/")
    page.screenshot(path=PICTURES / "dashboard.png")
    page.locator("a[href^='/cycles/2']").first.click()
    page.locator("main a[href^='/projects/RCF-']").first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / "project.png")


if __name__ == "__main__":
    main()
