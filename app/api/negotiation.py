"""Content negotiation: choose the format of a table from an ``Accept`` header (RFC 9110, 12.5.1)."""

import re
from collections.abc import Iterator

from app.formats.tables import FORMATS, media_type
from graph.errors import InvalidParameter, Problem

MEDIA_TYPES = {media_type(form): form for form in FORMATS}

_QUALITY = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?", re.ASCII)


class NotAcceptable(InvalidParameter):
    """Accept header without a supported format."""

    slug = "not-acceptable"
    title = "Not acceptable"
    status = 406

    def __init__(self, asked: str) -> None:
        message = f"{asked[:100]} is not supported; allowed are {', '.join(MEDIA_TYPES)}"
        super().__init__(f"Accept: {message}.", [Problem("Accept", message)])


def negotiate(accept: str | None) -> str:
    """Return the format with the highest quality; JSON if the header is empty. Raises NotAcceptable.

    At equal quality a named format wins over a wildcard, then the order in the header decides.
    """
    ranges = [*_parse_ranges(accept or "*/*")]
    if not ranges:  # the header has no valid range
        return "json"
    best = max(MEDIA_TYPES, key=lambda candidate: _rank(candidate, ranges))  # JSON is first, so it wins ties
    if _rank(best, ranges)[0] > 0:
        return MEDIA_TYPES[best]
    if any(name == "text/html" and quality > 0 for name, quality in ranges):
        return "json"  # a browser can show JSON
    raise NotAcceptable(", ".join(name for name, _ in ranges))


def _parse_ranges(accept: str) -> Iterator[tuple[str, float]]:
    """Yield the media ranges of a header with their qualities. Ranges with an invalid quality are skipped."""
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((p.partition("=")[2].strip() for p in parameters if p.partition("=")[0].strip() == "q"), "1")
        if name and _QUALITY.fullmatch(quality):
            yield name, float(quality)


def _rank(candidate: str, ranges: list[tuple[str, float]]) -> tuple[float, int, int]:
    """Return quality, specificity and position of the most specific range that matches a media type."""
    names = ["*/*", f"{candidate.partition('/')[0]}/*", candidate]
    matches = [(names.index(name), -place, quality) for place, (name, quality) in enumerate(ranges) if name in names]
    specificity, place, quality = max(matches, default=(0, 0, 0.0))
    return quality, specificity, place
