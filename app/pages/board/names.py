"""Names on a board: cut in the middle, so that what differs stays."""

from collections import Counter
from collections.abc import Iterable, Sequence

#: Letters of a name that surely fit a row; a longer name may be cut.
FITS = 30
#: Letters at the end of a name that are never cut.
_END = 14


def split_names(names: Iterable[str]) -> dict[str, Sequence[str]]:
    """Return each name as one part, or as a beginning and an end.

    The beginning may be cut.

    Names that would look the same after the cut are left whole, as a single part; a page wraps them.
    """
    parts = {name: _split(name) for name in sorted(set(names))}
    alike = Counter(map(_cut, parts.values()))
    return {name: [name] if alike[_cut(given)] > 1 else given for name, given in parts.items()}


def _split(name: str) -> Sequence[str]:
    if len(name) <= FITS:
        return [name]
    at = name.rfind(" ", 0, len(name) - _END + 6)
    end = at if at > len(name) - FITS // 2 - 6 else len(name) - _END
    return [name[:end], name[end:]]


def _cut(parts: Sequence[str]) -> str:
    """Return a name as it looks if only the least fits."""
    if len(parts) == 1:
        return parts[0]
    return f"{parts[0][: max(FITS - 4 - len(parts[1]), 6)]}…{parts[1]}"
