"""Documentation as pages: Markdown to HTML, and a search over headings and text."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_HERE = Path(__file__).parent
#: In a package, the pages are next to this module; in a checkout, they are at its root.
DOCS = next(path for path in (_HERE / "docs", _HERE.parents[1] / "docs") if path.is_dir())
_FIRST = ("pages", "explorer", "analysts", "time", "as-of", "cypher", "queries", "http-api", "clients")
_MAX_FOUND = 30
_SNIPPET = 160


class HelpSection(NamedTuple):
    """Part of a page below one heading."""

    page: str
    heading: str
    anchor: str
    text: str


@cache
def list_pages() -> dict[str, str]:
    """Return the titles of all pages by name, those for analysts first."""
    names = [path.relative_to(DOCS).with_suffix("").as_posix() for path in sorted(DOCS.rglob("*.md"))]
    names.sort(key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), "/" in name, name))
    return {name: _read(name).partition("\n")[0].removeprefix("# ").strip() for name in names}


def _read(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


@cache
def render_page_text(name: str) -> Markup:
    """Return a page as HTML, without its title. Raises KeyError for an unknown page."""
    list_pages()[name]
    parser = _parser()
    tokens = parser.parse(_read(name))
    _finish(tokens, name)
    start = next((n for n, token in enumerate(tokens) if token.type == "heading_close"), -1) + 1
    return Markup(parser.renderer.render(tokens[start:], parser.options, {}))  # noqa: S704 -- our own documentation


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _finish(tokens: Sequence[Token], name: str) -> None:
    """Give headings their anchors, and make links lead to pages of the help."""
    for token, inside in zip(tokens, [*tokens[1:], None], strict=False):
        if token.type == "heading_open" and inside is not None:
            token.attrSet("id", slug(inside.content))
        if token.type in ("fence", "code_block", "table_open"):  # they scroll, so keys must reach them
            token.attrSet("tabindex", "0")
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", _link(str(child.attrGet("href")), name))


def _link(href: str, name: str) -> str:
    """Return the address of a link.

    Pages have no ending; files outside the documentation lead to the list.
    """
    if "://" in href or href.startswith(("#", "/")):
        return href
    path, mark, anchor = href.partition("#")
    target = (DOCS / name).parent / path
    known = target.resolve().is_relative_to(DOCS.resolve()) and target.is_file()
    return f"{path.removesuffix('.md')}{mark}{anchor}" if known else "../" * name.count("/") + "../help"


def slug(heading: str) -> str:
    """Return the anchor of a heading, as GitHub makes it."""
    plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")


@cache
def list_sections() -> tuple[HelpSection, ...]:
    """Return the sections of all pages."""
    found = []
    for name, title in list_pages().items():
        heading, anchor, lines = title, "", []  # type: ignore[var-annotated]
        fenced = False
        for line in _read(name).splitlines()[1:]:
            fenced ^= line.startswith("```")
            if line.startswith("#") and not fenced:
                found.append(HelpSection(name, heading, anchor, " ".join(lines)))
                heading, lines = line.lstrip("#").strip(), []
                anchor = slug(heading)
            else:
                lines.append(line)
        found.append(HelpSection(name, heading, anchor, " ".join(lines)))
    return tuple(found)


def search_help(q: str) -> list[dict[str, Any]]:
    """Return the sections that contain all words, those with the words in their heading first."""
    words = q.lower().split()
    ranked = []
    for order, section in enumerate(list_sections()):
        heading, text = section.heading.lower(), section.text.lower()
        if words and all(word in heading or word in text for word in words):
            score = 50 * (q.lower().strip() in heading) + sum(
                10 * (word in heading) + min(text.count(word), 5) for word in words
            )
            ranked.append((-score, order, section))
    return [_describe_section(section, words) for _, _, section in sorted(ranked)[:_MAX_FOUND]]


def _describe_section(section: HelpSection, words: Sequence[str]) -> dict[str, Any]:
    plain = " ".join(re.sub(r"[`*|#]|\[([^\]]*)\]\([^)]*\)", r"\1", section.text).split())
    at = max(0, min((plain.lower().find(word) for word in words if word in plain.lower()), default=0) - 40)
    snippet = plain[at : at + _SNIPPET]
    return {
        **section._asdict(),
        "title": list_pages()[section.page],
        "snippet": f"{'…' if at else ''}{snippet}{'…' if at + _SNIPPET < len(plain) else ''}",
    }


def list_headings(name: str) -> list[Mapping[str, str]]:
    """Return the headings of a page, for its table of contents."""
    return [
        {"heading": re.sub(r"[`*]", "", section.heading), "anchor": section.anchor}
        for section in list_sections()
        if section.page == name and section.anchor
    ]
