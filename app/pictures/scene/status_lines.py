"""Status periods of a measure, also those without a status, with style and text."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from app.pictures.scene import SceneObject
from app.pictures.scene.styles import NOT_IN_FORCE, measure_style, status_text, status_word
from graph.model.vocabulary import vocabulary


def describe_statuses(spans: Sequence[SceneObject]) -> list[dict[str, Any]]:
    """Add ``look``, ``text`` and the ``word`` under the measure's name to each status period."""
    life: list[dict[str, Any]] = []
    again = False
    for span in spans:
        status, basis = span["status"], span.get("basis", "reported")
        text = status_text(status, basis, span["holds"], again=again)
        word = status_word(status, basis)
        life.append({**span, "basis": basis, "look": measure_style(status), "text": text, "word": word})
        again = again or status == "in_force"
    return life


def find_statusless_spans(spans: Sequence[SceneObject], acts: Iterable[SceneObject]) -> list[dict[str, Any]]:
    """Return the periods in which a measure has no status, with ``look``, ``text`` and ``word``.

    ``acts`` are the links to the measure. If someone announced, expects, offered or threatens to impose it, the word
    says so from the day when that became known.
    """
    plans = sorted((act["known_from"][:10], act["certainty"]) for act in acts if _is_plan(act))
    found = []
    for start, end in _find_gaps(spans):
        cuts = [day for day, _ in plans if (start or "") < day and (end is None or day < end)]
        for first, last in pairwise([start, *dict.fromkeys(cuts), end]):
            known = [certainty for day, certainty in plans if day <= (first or "")]
            word = known[-1] if known else NOT_IN_FORCE
            text = f"{NOT_IN_FORCE}; {word}" if known else NOT_IN_FORCE
            none = {"status": None, "basis": None, "look": measure_style(None)}
            found.append({"from": first, "to": last, **none, "text": text, "word": word})
    return found


def _is_plan(act: SceneObject) -> bool:
    """Return true if a link announces or threatens to bring a measure into force."""
    known = vocabulary()
    relationship = known.relationships.get(act["type"])
    bringing = relationship is not None and relationship.status in ("announced", "in_force")
    return bringing and act["certainty"] in known.forward_stances.values() and not act.get("fulfilled_by")


def _find_gaps(spans: Sequence[SceneObject]) -> list[tuple[str | None, str | None]]:
    """Return the gaps between spans that are in order."""
    gaps: list[tuple[str | None, str | None]] = []
    free: str | None = None
    for span in spans:
        if span["from"] is not None and span["from"] != free:
            gaps.append((free, span["from"]))
        free = span["to"]
        if free is None:
            return gaps
    return [*gaps, (free, None)]
