"""Static files of the explorer's pages, and the content security policy that allows nothing else."""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

HERE = Path(__file__).parent
STATIC_DIR = HERE / "static"
#: The templates of the explorer, and those of the pages made on the server, in one environment.
TEMPLATE_DIRS = (HERE / "templates", HERE.parent / "pages" / "templates")
STATIC_DIRS = (STATIC_DIR, HERE.parent / "pages" / "static")
VIS = "vis-network-9.1.2.min.js"
#: The scripts of each page in running order. Each adds its part to one object, ``tradegraph``.
PAGE_SCRIPTS = ("helpers.js", "saved_views.js", "combobox.js", "suggestions.js", "watching.js", "pages.js")
BOARD_SCRIPTS = (*PAGE_SCRIPTS[:-1], "days.js", "evidence.js", "board_lines.js", "board.js", PAGE_SCRIPTS[-1])
REPORT_SCRIPTS = ("helpers.js", "report.js")
SCENE_SCRIPTS = (
    VIS, "helpers.js", "days.js", "view.js", "history.js", "url.js", "scenes.js", "combobox.js", "search.js",
    "saved_views.js", "names.js", "drawing.js", "link_labels.js", "canvas.js", "image.js", "legend.js", "timebar.js",
    "evidence.js", "details.js", "table.js", "share.js", "shortcuts.js", "controls.js", "title_line.js", "explorer.js",
)  # fmt: skip
#: Styles that all pages share come first.
STYLESHEETS = ("site.css", "explorer.css", "report.css")
PAGE_STYLES = ("site.css", "pages.css")
BOARD_STYLES = (*PAGE_STYLES, "board.css")
FAVICON = "favicon.svg"
#: Sections of the navigation on all pages, each with its path.
SECTIONS = (
    ("Measures", "browse/measures"),
    ("Actors", "browse/actors"),
    ("Products", "browse/products"),
    ("Agreements", "browse/agreements"),
    ("Sources", "browse/sources"),
    ("Queries", "browse/queries"),
    ("Changes", "browse/changes"),
    ("Calendar", "browse/calendar"),
    ("Help", "help"),
)
_MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class StaticFile:
    """File that the service serves for its pages: path and media type."""

    path: Path
    media_type: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Return the files that linked pages load from their ``static_url``, by name."""
    vis = Path(str(files("pyvis").joinpath("templates", "lib", "vis-9.1.2", "vis-network.min.js")))
    names = {
        *PAGE_SCRIPTS,
        *REPORT_SCRIPTS,
        *SCENE_SCRIPTS,
        *STYLESHEETS,
        *BOARD_STYLES,
        *BOARD_SCRIPTS,
        FAVICON,
    }
    paths = {name: vis if name == VIS else _find_file(name) for name in sorted(names)}
    return {name: StaticFile(path, _MEDIA_TYPES[Path(name).suffix]) for name, path in paths.items()}


def _find_file(name: str) -> Path:
    return next(path for folder in STATIC_DIRS if (path := folder / name).is_file())


@cache
def inline(name: str) -> str:
    """Return a static file as text for a standalone page, without its source map comment.

    Raises ValueError for text that would end the element it is placed in.
    """
    # read_text turns line ends into \n, like the parser of a browser; the hash in the policy needs the same text.
    text = static_files()[name].path.read_text(encoding="utf-8")
    text = re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", text)
    ends = "</script" if name.endswith(".js") else "</style"
    if ends in text.lower() or "<!--" in text or "\0" in text:
        raise ValueError(f"{name} contains text that would end its element: remove it")
    return text


@cache
def content_security_policy(*, standalone: bool, header: bool = True) -> str:
    """Return the content security policy of a page.

    A linked page may load scripts and styles from its own origin, and send forms there. A standalone page may run only
    its own scripts and styles, named by their hashes, and load nothing. ``header=False`` omits what a ``<meta>``
    element may not contain.
    """
    if standalone:
        allowed = [
            "script-src " + " ".join(_hash(inline(name)) for name in SCENE_SCRIPTS),
            "style-src " + " ".join(_hash(inline(name)) for name in STYLESHEETS),
            "img-src data: blob:",
        ]
    else:
        allowed = ["script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "connect-src 'self'"]
    forms = "'none'" if standalone else "'self'"
    rest = ["base-uri 'none'", f"form-action {forms}"] + (["frame-ancestors 'self'"] if header else [])
    return "; ".join(["default-src 'none'", *allowed, *rest])


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
