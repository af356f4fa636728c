"""Takes the pictures of the README anew: the page of an article, and the report of a store.

Usage: python docs/images/take_pictures.py [--out FOLDER]

Needs playwright and a Chromium (Debian: apt-get install chromium). FOLDER is by default this one. The picture
of the review is taken by hand, as a curator's work stands in it.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from extractor import cli

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent.parent / "corpus"
ARTICLE = "soficitinib-tyk2-ad-report"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SIZES = {"page": (1280, 760), "report": (1180, 820)}


def main() -> int:
    """Take them; the exit code."""
    parser = argparse.ArgumentParser(description="take the pictures of the README")
    parser.add_argument("--out", type=Path, default=HERE)
    folder: Path = parser.parse_args().out
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        parser.error("no Chromium found; install one (Debian: apt-get install chromium)")
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name, sync_playwright() as driver:
        pages = make_pages(Path(name))
        browser = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for picture, path in pages.items():
            width, height = SIZES[picture]
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(path.as_uri())
            page.screenshot(path=folder / f"{picture}.png")
        browser.close()
    return 0


def make_pages(work: Path) -> dict[str, Path]:
    """The pages by the name of their picture."""
    store, report = work / "trials.db", work / "report.html"
    run = ["run", str(CORPUS), "--store", str(store), "--workers", "1"]
    article = ["extract", str(CORPUS / f"{ARTICLE}.txt"), "--format", "html", "--out", str(work)]
    for words in (article, run, ["export", "--store", str(store), "--to", "report", "--out", str(report)]):
        if cli.main(words) != 0:
            raise SystemExit(f"trialfacts {' '.join(words)} failed")
    return {"page": work / f"{ARTICLE}.html", "report": report}


if __name__ == "__main__":
    sys.exit(main())
