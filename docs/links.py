#!/usr/bin/env python3
"""Checks the links of a built book: links.py FOLDER. Every page, picture, file and heading that a link within the book
leads to must be there; addresses elsewhere are not asked. Exit code 1 with the list of those that lead nowhere."""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """The links of a page, and the names that links can lead to."""

    def __init__(self, text):
        super().__init__()
        self.links, self.names = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.names.update(name for name in (attrs.get("id"), attrs.get("name")) if name)
        link = attrs.get("href") if tag == "a" else attrs.get("src")
        if link:
            self.links.append(link)


def main():
    book = Path(sys.argv[1]).resolve()
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(book.rglob("*.html"))}
    seen, wrong = 0, []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or path.name in ("404.html", "toc.html"):
                continue
            seen += 1
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            found = pages.get(target)
            if not target.exists() or (parts.fragment and found and unquote(parts.fragment) not in found.names):
                wrong.append(f"{path.relative_to(book)}: {link}")
    for line in sorted(set(wrong)):
        print(line)
    print(f"{len(pages)} pages, {seen} links, {len(set(wrong))} of them lead nowhere")
    sys.exit(1 if wrong or not seen else 0)


main()
