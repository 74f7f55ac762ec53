"""The files that the explorer's pages need, and the content security policy that allows these and nothing else."""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

HERE = Path(__file__).parent
PAGES_DIR = HERE / "page"
VIS = "vis-network-9.1.2.min.js"
#: Scripts in the order in which they run; each adds its part to one object, ``tradegraph``.
START_SCRIPTS = ("dom.js", "search.js", "saved.js", "start.js")
SHEET_SCRIPTS = ("dom.js", "sheet.js")
SCENE_SCRIPTS = (
    VIS, "dom.js", "days.js", "view.js", "history.js", "address.js", "search.js", "saved.js", "paint.js", "canvas.js",
    "image.js", "legend.js", "timebar.js", "evidence.js", "details.js", "table.js", "take.js", "keys.js", "explorer.js",
)  # fmt: skip
STYLESHEETS = ("explorer.css", "sheet.css")
_SCRIPT, _STYLE = "text/javascript; charset=utf-8", "text/css; charset=utf-8"


@dataclass(frozen=True)
class StaticFile:
    """A file to serve for a linked page: where it lies, and what it is."""

    path: Path
    media_type: str


@cache
def static_files() -> dict[str, StaticFile]:
    """What linked pages ask for below their ``static_url``: each file by its name there."""
    vis = Path(str(files("pyvis").joinpath("templates", "lib", "vis-9.1.2", "vis-network.min.js")))
    own = {
        name: StaticFile(PAGES_DIR / name, _SCRIPT)
        for name in (*START_SCRIPTS, *SHEET_SCRIPTS, *SCENE_SCRIPTS)
        if name != VIS
    }
    return {
        VIS: StaticFile(vis, _SCRIPT),
        **own,
        **{name: StaticFile(PAGES_DIR / name, _STYLE) for name in STYLESHEETS},
    }


@cache
def inline(name: str) -> str:
    """A static file as it stands inside a standalone page, without the pointer to a source map that is not there."""
    text = static_files()[name].path.read_text(encoding="utf-8")  # line ends become \n, as a browser's parser has them
    text = re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", text)
    ends = "</script" if name.endswith(".js") else "</style"
    if ends in text.lower() or "<!--" in text or "\0" in text:
        raise ValueError(f"{name} cannot stand inside a page: it holds a text that ends or changes the element")
    return text


@cache
def content_security_policy(*, standalone: bool, header: bool = True) -> str:
    """The policy for a page.

    Linked: scripts and styles from the page's own origin. Standalone: only the scripts and styles in the page, by their
    hashes, and nothing from anywhere else. ``header=False`` leaves out what a ``<meta>`` element may not say.
    """
    if standalone:
        allowed = [
            "script-src " + " ".join(_hash(inline(name)) for name in SCENE_SCRIPTS),
            "style-src " + " ".join(_hash(inline(name)) for name in STYLESHEETS),
            "img-src data: blob:",
        ]
    else:
        allowed = ["script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "connect-src 'self'"]
    rest = ["base-uri 'none'", "form-action 'none'"] + (["frame-ancestors 'self'"] if header else [])
    return "; ".join(["default-src 'none'", *allowed, *rest])


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
