"""HTML rendering: templates, with the scripts and styles of each page."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.pictures.assets import SECTIONS, STYLESHEETS, TEMPLATE_DIRS, content_security_policy, inline
from app.pictures.scene import SceneObject
from app.pictures.scene.days import day_text, days_text
from app.pictures.scene.styles import humanize, link_phrase


@cache
def get_environment() -> Environment:
    """Return the template environment: text is escaped, and an undefined name is an error."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATE_DIRS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"day": day_text, "words": humanize, "phrase": link_phrase}
    found.globals |= {"days": days_text, "all_sections": SECTIONS}
    found.policies["json.dumps_kwargs"] = {"sort_keys": True, "allow_nan": False}
    return found


def render_template(
    template: str,
    page: SceneObject,
    scripts: Sequence[str],
    up: str = "",
    styles: Sequence[str] = STYLESHEETS,
) -> str:
    """Render a linked page.

    ``page`` has a ``heading``, a ``sort`` and what the template needs. Links are relative, so a page works below any
    path; ``up`` leads from the page to the start page.
    """
    whole = {**page, "up": up, **collect_assets(scripts, styles, standalone=False, static_url=f"{up}static")}
    return get_environment().get_template(template).render(page=whole)


def collect_assets(
    scripts: Sequence[str], styles: Sequence[str] = STYLESHEETS, *, standalone: bool, static_url: str
) -> dict[str, Any]:
    """Return the scripts and styles of a page: addresses if linked, their text if standalone."""
    if standalone:
        return {
            "standalone": True,
            "policy": content_security_policy(standalone=True, header=False),
            "scripts": [Markup(inline(name)) for name in scripts],  # noqa: S704 -- our own files, validated by inline()
            "styles": [Markup(inline(name)) for name in styles],  # noqa: S704
        }
    base = static_url.rstrip("/")
    return {
        "standalone": False,
        "scripts": [f"{base}/{name}" for name in scripts],
        "styles": [f"{base}/{name}" for name in styles],
    }
