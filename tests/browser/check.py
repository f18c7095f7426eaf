#!/usr/bin/env python3
"""Opens report pages in a real browser and uses them: tests/browser/check.py PROGRAM [FOLDER]

Needs chromium and pdftotext (poppler-utils). In FOLDER, if it is given, pictures of the pages are left to be looked at.
"""

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
QUICK, WORLD = (str(ROOT / "scenarios" / name) for name in ("quickstart.json", "world-magnet-exports.json"))
FIRM, JANUARY = str(ROOT / "scenarios/firm-today.json"), str(ROOT / "docs/examples/january")
RESULTS = {
    "quickstart": ["run", QUICK, "--trials", "300"],
    "compare-levers": ["compare", str(ROOT / "scenarios/levers.json"), "--all-levers", "--trials", "200", "--regret-trials", "50"],
    "size-quickstart": ["size", QUICK, "--trials", "300", "--target", "P(halt) <= 20%"],
    "size-firm-today": ["size", FIRM, "--site", "us", "--trials", "200", "--target", "P(halt) <= 40%"],  # a requisition of many parts
    "roll-firm-today-2027-01-04": [
        "roll", FIRM, "--to", "2027-01-04", *(part for name in ("stocks", "orders", "licences") for part in (f"--{name}", f"{JANUARY}/{name}.csv")),
        "--happened", "list_in_force=yes", "--regime", "mofcom=tightened@2026-12-21",
    ],
    "diff-firm-january": ["diff", FIRM, str(ROOT / "docs/examples/firm-january.json"), "--trials", "40"],
    "stress-quickstart": ["stress", QUICK, "--trials", "40", "--freeze-days", "20..40"],
    "sweep-quickstart": ["sweep", QUICK, "--trials", "60", "--over", "car_stock=60..90:4"],
    "explain-quickstart": ["explain", QUICK, "--trials", "60"],
    "sensitivity-quickstart": ["sensitivity", QUICK, "--trials", "300", "--of", "p_halt:car_plant"],
    "backtest-world-magnet-exports": ["backtest", WORLD, "--trials", "400", "--as-of", "2025-06-01", "--as-of", "2025-07-01"],
    "calibrate-world-magnet-exports": ["calibrate", WORLD, "--trials", "2000", "--keep", "5%"],
}
WIDTHS = {"desk": 1280, "phone": 400}
PROBE = (ROOT / "tests/browser/probe.js").read_text()
LISTENER = "window.errorsOfPage = []; addEventListener('error', (e) => errorsOfPage.push('error in the page: ' + e.message));"


def browser(work: Path, *arguments: str) -> subprocess.CompletedProcess:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        sys.exit("no chromium was found")
    common = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
              "--no-first-run", "--disable-extensions", "--disable-background-networking", "--enable-logging=stderr",
              f"--user-data-dir={work / 'profile'}", "--host-resolver-rules=MAP * ~NOTFOUND"]
    return subprocess.run([program, *common, *arguments], capture_output=True, text=True, timeout=240, check=False)


def used(work: Path, page: Path, width: int) -> tuple[list[str], dict]:
    """What does not work in a page at that width, and how much was tried."""
    # The page's own policy lets nothing in but its own script: the probe is let in by its hash, and nothing else is.
    hashes = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in (LISTENER, PROBE))
    text = page.read_text().replace("script-src ", f"script-src {hashes} ", 1)
    text = text.replace("<head>", f"<head><script>{LISTENER}</script>", 1)
    text = text.replace("</body>", f"<script>{PROBE}</script></body>")
    (work / "probed.html").write_text(text)
    frame = work / "frame.html"
    frame.write_text(
        f'<iframe src="probed.html" style="width:{width}px;height:900px;border:0"></iframe><pre id="told"></pre>'
        "<script>addEventListener('message', (e) => { told.textContent = JSON.stringify(e.data); });</script>"
    )
    run = browser(work, "--window-size=1400,1000", "--virtual-time-budget=60000", "--dump-dom", frame.as_uri())
    found = re.search(r'<pre id="told">(.+?)</pre>', run.stdout, re.DOTALL)
    if not found:
        return [f"the page did not answer: {run.stderr[-600:]}"], {}
    told = json.loads(html.unescape(found.group(1)))
    console = [line for line in run.stderr.splitlines() if "CONSOLE" in line]
    return told["wrong"] + console, told["done"]


def printed(work: Path, page: Path) -> tuple[list[str], int]:
    """What is wrong with a page on paper: charts that are cut in two, and its number of sheets."""
    pdf = work / f"{page.stem}.pdf"
    browser(work, f"--print-to-pdf={pdf}", "--no-pdf-header-footer", page.as_uri())
    if not pdf.exists():
        return ["it cannot be printed"], 0
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    squeeze = lambda words: re.sub(r"\s+", "", words)
    sheets = [squeeze(sheet) for sheet in text.split("\f")][:-1]
    wrong = []
    for svg in re.findall(r"<svg .*?</svg>", page.read_text(), re.DOTALL):
        lines = [squeeze(html.unescape(line)) for line in re.findall(r"<text[^>]*>\s*(.*?)\s*</text>", svg, re.DOTALL)]
        # The words of the title come first; the small print is drawn right after title and subtitle.
        title = html.unescape(re.search(r"<title[^>]*>(.*?)</title>", svg, re.DOTALL).group(1))
        on = [{at for at, sheet in enumerate(sheets) if line in sheet} for line in lines if len(line) > 12]
        common = set.intersection(*on) if on else {0}
        if not common:
            wrong.append(f"on paper a chart is cut in two, or words are lost: {title}")
    if any(not sheet for sheet in sheets):
        wrong.append("a sheet is empty")
    return wrong, len(sheets)


def main() -> None:
    program = str(Path(sys.argv[1]).resolve())
    pictures = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
    failed = False
    with tempfile.TemporaryDirectory(prefix="linestop-browser-") as folder:
        work = Path(folder)
        for arguments in RESULTS.values():
            # A roll takes the file of the new scenario instead; its account goes to output/ by itself.
            where = [] if arguments[0] == "roll" else ["--out", "output"]
            subprocess.run([program, *arguments, *where], cwd=work, check=True, capture_output=True)
        pages = {name: [f"output/{name}"] for name in RESULTS}
        pages["all"] = [f"output/{name}" for name in RESULTS]
        for name, folders in pages.items():
            page = work / f"{name}.html"
            subprocess.run([program, "report", *folders, "--out", page.name], cwd=work, check=True, capture_output=True)
            wrong: list[str] = []
            done: dict = {}
            for screen, width in WIDTHS.items() if name != "all" else []:
                found, done = used(work, page, width)
                wrong += [f"{screen}: {words}" for words in found]
                if not done.get("charts pointed at") or not done.get("columns sorted"):
                    wrong.append(f"{screen}: too little was tried: {done}")
            found, sheets = printed(work, page)
            wrong += found
            print(f"{name}: {sheets} sheets, {page.stat().st_size // 1000} kB, {done}" if not wrong else f"{name}: FAILED")
            for words in wrong:
                print(f"  {words}")
            failed |= bool(wrong)
            if pictures:
                take(work, page, pictures)
    if failed:
        sys.exit(1)
    print("the pages work in the browser and on paper")


def take(work: Path, page: Path, pictures: Path) -> None:
    """Pictures of a page: on a desk, on a phone, on paper."""
    pictures.mkdir(parents=True, exist_ok=True)
    shutil.copy(page, pictures)
    for screen, width in WIDTHS.items():
        frame = work / "picture.html"
        high = 5200
        frame.write_text(f'<body style="margin:0"><iframe src="{page.name}" style="width:{width}px;height:{high}px;border:0"></iframe>')
        browser(work, f"--window-size={max(width, 500)},{high}", f"--screenshot={pictures / f'{page.stem}-{screen}.png'}", frame.as_uri())
    pdf = work / f"{page.stem}.pdf"
    if pdf.exists():
        subprocess.run(["pdftoppm", "-r", "60", "-png", str(pdf), str(pictures / f"{page.stem}-paper")], check=True)


main()
