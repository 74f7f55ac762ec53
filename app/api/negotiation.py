"""Content negotiation: choose the format of a table by an ``Accept`` header and its q-values (RFC 9110, 12.5.1)."""

import re
from collections.abc import Iterator

from graph.errors import InvalidParameter, Problem

MEDIA_TYPES = {"application/json": "json", "text/csv": "csv", "application/x-ndjson": "ndjson"}

_QUALITY = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?", re.ASCII)


class NotAcceptable(InvalidParameter):
    """None of the formats asked for can be given."""

    slug = "not-acceptable"
    title = "Not acceptable"
    status = 406

    def __init__(self, asked: str) -> None:
        message = f"{asked[:100]} cannot be given; allowed are {', '.join(MEDIA_TYPES)}"
        super().__init__(f"Accept: {message}.", [Problem("Accept", message)])


def negotiate(accept: str | None) -> str:
    """Choose the format with the highest quality; JSON where the header leaves the choice. Raises NotAcceptable.

    Of equal quality, a format that is named comes before one that a wildcard allows; then the header's order counts.
    """
    ranges = [*_ranges(accept or "*/*")]
    if not ranges:  # nothing in it can be read, as in an empty header
        return "json"
    best = max(MEDIA_TYPES, key=lambda media_type: _rank(media_type, ranges))  # of equal ones the first, JSON
    if _rank(best, ranges)[0] > 0:
        return MEDIA_TYPES[best]
    if any(name == "text/html" and quality > 0 for name, quality in ranges):
        return "json"  # a browser, whose reader can read JSON too
    raise NotAcceptable(", ".join(name for name, _ in ranges))


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    """The media ranges of a header with their qualities; a range whose quality cannot be read is left out."""
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((p.partition("=")[2].strip() for p in parameters if p.partition("=")[0].strip() == "q"), "1")
        if name and _QUALITY.fullmatch(quality):
            yield name, float(quality)


def _rank(media_type: str, ranges: list[tuple[str, float]]) -> tuple[float, int, int]:
    """The quality of a media type, how closely it is named, and how early: by the closest range that fits it."""
    names = ["*/*", f"{media_type.partition('/')[0]}/*", media_type]
    fits = [(names.index(name), -place, quality) for place, (name, quality) in enumerate(ranges) if name in names]
    closeness, place, quality = max(fits, default=(0, 0, 0.0))
    return quality, closeness, place
