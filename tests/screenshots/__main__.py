"""`make screenshots`: photograph every page in light, dark and narrow, and fail on what a page complains about."""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from caseway.config.temporary import Instance, temporary_instance
from tests.screenshots.pages import ADMIN, AGENT, NOBODY, Shot, shots
from tests.screenshots.stage import set_stage

FOLDER = Path("screenshots")
PASSWORD = "kitchen-demo-1"
MODES: dict[str, dict[str, object]] = {
    "light": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}
WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
EXPECTED = {"not-found": "404", "account-3rdparty-login-error": "401"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="names of pages; all without any")
    only = set(parser.parse_args().only)
    folder = Path(tempfile.mkdtemp(prefix="caseway-screens-"))
    folder.chmod(0o755)
    FOLDER.mkdir(exist_ok=True)
    try:
        with temporary_instance(folder) as instance, sync_playwright() as playwright:
            chromium = shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            complaints = photograph(browser, instance, only)
            browser.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(complaints)} complaints.")
    return 1 if complaints else 0


def photograph(browser: Browser, instance: Instance, only: set[str]) -> list[str]:
    """Every page in every mode; returns what was wrong."""
    wanted = [shot for shot in shots(set_stage(instance)) if not only or shot.name in only]
    known = {who: sign_in(browser, instance, who) for who in (AGENT, ADMIN)}
    complaints: list[str] = []
    for mode, options in MODES.items():
        for who in (AGENT, ADMIN, NOBODY):
            context = browser.new_context(base_url=instance.base_url, storage_state=known.get(who), **options)  # type: ignore[arg-type]
            for shot in wanted:
                if shot.who == who:
                    found = [f"{shot.name} ({mode}): {what}" for what in take(context, shot, mode)]
                    complaints += found
                    print("\n".join(found) or f"{shot.name} ({mode})", flush=True)
            context.close()
    return complaints


def take(context: BrowserContext, shot: Shot, mode: str) -> list[str]:
    """Photograph one page whole; returns its console's errors, what it was refused, and what does not fit."""
    page, heard = context.new_page(), list[str]()
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    try:
        page.goto(shot.path, wait_until="load")
        page.wait_for_timeout(400)
        for key in shot.keys.split():
            page.wait_for_selector("html[data-modules=ready]", state="attached")
            page.keyboard.press(key)
            page.wait_for_timeout(400)
        if shot.paper:
            page.emulate_media(media="print")
        page.screenshot(path=FOLDER / f"{shot.name}-{mode}.png", full_page=mode == "narrow")
        return [*(text for text in heard if EXPECTED.get(shot.name, "\0") not in text), *too_wide(page)]
    finally:
        page.close()


def too_wide(page: Page) -> list[str]:
    beyond = page.evaluate(WIDTH)
    return [f"{beyond} px wider than the window"] if beyond > 0 else []


def sign_in(browser: Browser, instance: Instance, who: str) -> StorageState:
    context = browser.new_context(base_url=instance.base_url)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{instance.base_url}/")
    state = context.storage_state()
    context.close()
    return state


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main())
