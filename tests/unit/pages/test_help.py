"""Help: all documentation as pages, with links that lead somewhere."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from page_reader import Reader

from app.pages.help import DOCS, list_headings, list_pages, render_page_text, search_help, slug
from app.pages.terms import TERMS

PAGES = sorted(list_pages())


def test_every_page_of_the_documentation_is_a_page():
    assert {f"{name}.md" for name in PAGES} == {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert all(list_pages().values())
    assert {term[2] for term in TERMS.values()} <= set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_pages_and_anchors_that_exist(name):
    read = Reader(f"<div>{render_page_text(name)}</div>")
    assert not {tag for tag, _ in read.elements} & {"script", "style", "iframe"}
    for tag, attrs in read.elements:
        address = attrs.get("href") or attrs.get("src") or ""
        if tag not in ("a", "img") or "://" in address:
            continue
        parts = urlsplit(urljoin(f"http://h/help/{name}", address))
        assert parts.path.startswith("/help"), address
        inner = parts.path.removeprefix("/help").strip("/")
        assert inner in ("", *PAGES) or (DOCS / inner).is_file(), address
        if parts.fragment:
            assert parts.fragment in {one["anchor"] for one in list_headings(inner)}, address


def test_anchors_of_headings_are_in_the_page():
    for name in ("time", "http-api"):
        ids = set(re.findall(r'<h[2-6] id="([^"]+)"', str(render_page_text(name))))
        assert {one["anchor"] for one in list_headings(name)} == ids


def test_the_search_prefers_headings():
    found = search_help("two clocks")
    assert "two clocks" in found[0]["heading"].lower()
    assert "time" in {section["page"] for section in found}
    assert search_help("   ") == []
    assert search_help("xyzzy") == []


def test_slugs_are_those_of_github():
    assert slug("Reported, or `by its own terms`?") == "reported-or-by-its-own-terms"
    assert slug("`GET /links`") == "get-links"
