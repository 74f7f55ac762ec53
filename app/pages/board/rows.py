"""Rows of a board as text: name, status in words, life bar, and links."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.pages.board.bars import TimeAxis, build_bar
from app.pages.frame import Frame
from app.pictures.scene.days import day_text, days_text, last_day
from app.pictures.scene.status_lines import describe_statuses, find_statusless_spans
from app.pictures.scene.styles import BY_TERMS, humanize, link_phrase
from graph.model.vocabulary import vocabulary
from graph.views.boards.grouping import is_ended, status_key
from graph.views.types.boards import BoardLink, BoardRow

#: Mark of a status by its own terms; the foot of the page explains it.
MARK = "*"
_BY_TERMS_KEY = "_by_its_own_terms"
_ONE_LINE = 36  # letters of a name that fit one line
#: Properties that describe a link in a few words.
_NOTED = ("title", "topic", "place", "role", "relation", "action")


def status_words(statuses: Mapping[str, int]) -> str:
    """Return counts of statuses in words, such as "7 in force* · 1 eased"."""
    return " · ".join(f"{count} {_status_word(key)}" for key, count in statuses.items())


def _status_word(key: str) -> str:
    marked = key.endswith(_BY_TERMS_KEY)
    return humanize(key.removesuffix(_BY_TERMS_KEY)) + (MARK if marked else "")


def fold_words(folded: Sequence[Mapping[str, Any]], left_out: int) -> str:
    """Return what is folded, such as "5 more · 2 lifted"."""
    ended = Counter(row["word"].removesuffix(MARK) for row in folded if row["ended"])
    more = len(folded) - sum(ended.values()) + left_out
    parts = [f"{more} more"] if more else []
    return " · ".join([*parts, *(f"{count} {word}" for word, count in sorted(ended.items()))])


class RowTexts:
    """Texts of the rows of one board. ``names`` has the parts of each name, ``standing`` the members by id."""

    def __init__(
        self, frame: Frame, axis: TimeAxis, names: Mapping[str, Sequence[str]], standing: Mapping[str, str], hub: str
    ) -> None:
        self._frame, self._axis, self._names, self._standing, self._hub = frame, axis, names, standing, hub

    def describe(self, row: BoardRow, *, with_status: bool = True) -> dict[str, Any]:
        """Return what the template shows of a row."""
        entity = row["entity"]
        parts = self._names.get(entity["name"], [entity["name"]])
        shown = {
            "id": entity["id"],
            "name": entity["name"],
            "parts": list(parts),
            "href": self._frame.entity(entity["id"]),
            "part": row["part_of"] is not None,
            "ended": with_status and is_ended(row),
            "lines": 1 if len(parts) > 1 or len(entity["name"]) <= _ONE_LINE else 2,
            "ties": self._ties(row["links"]),
            "facts": row["fact_ids"],
            "unsure": row["certainty"] != "asserted",
        }
        if with_status and row["measure"]:
            return {**shown, **self._status(row), "note": ""}
        return {**shown, "measure": False, "word": "", "bar": [], "note": self._note(row["links"])}

    def _status(self, row: BoardRow) -> dict[str, Any]:
        measure = row["measure"]
        assert measure is not None  # noqa: S101 -- for mypy; the caller looked
        life = describe_statuses(measure["spans"])
        plans = [{"type": "IMPOSED", "certainty": certainty, "known_from": day} for day, certainty in measure["plans"]]
        every = [*life, *find_statusless_spans(life, plans)]
        day = self._frame.clocks.day
        now = next(s for s in every if (s["from"] or "") <= day and (s["to"] is None or day < s["to"]))
        status, marked = now["status"], now["basis"] == BY_TERMS
        word = humanize(status) if status else now["word"]
        if marked:
            word = f"{'back ' if now['text'].startswith('back ') else ''}{word}{MARK}"
        return {
            "measure": True,
            "status": status or "none",
            "by_terms": marked,
            "look": now["look"],
            "word": word,
            "said": f"{now['text']}, {days_text(now['from'], now['to'])}".removesuffix(", "),
            "bar": build_bar(life, self._axis),
            "key": status_key(measure),
        }

    def _ties(self, links: Iterable[BoardLink]) -> list[dict[str, Any]]:
        """Return the links of a row, one for each type and end."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for one in links:
            link = one["link"]
            end = one["member"] if one["member"] in self._standing else self._hub
            tie = found.setdefault(
                (end, link["type"]), {"end": end, "of": self._standing.get(one["member"], ""), "text": link_text(link)}
            )
            tie.setdefault("fact", link["fact_id"])
        return list(found.values())

    def _note(self, links: Sequence[BoardLink]) -> str:
        """Return a few words on the links of a row that is not a measure."""
        notes = list(dict.fromkeys(filter(None, (self._link_note(one) for one in links))))
        return "; ".join(notes[:2]) + (" …" if len(notes) > 2 else "")

    def _link_note(self, one: BoardLink) -> str:
        link = one["link"]
        known = [str(link["properties"][name]) for name in _NOTED if link["properties"].get(name)]
        parts = known[:1]
        if link["properties"].get("rate_pct") is not None:
            parts.append(f"{link['properties']['rate_pct']:g}%")
        if link["properties"].get("pct") is not None:
            parts.append(f"{link['properties']['pct']:g}%")
        relationship = vocabulary().relationships[link["type"]]
        if relationship.affects_status:
            parts.append(humanize(link["type"]) + (f" {day_text(link['valid_from'])}" if link["valid_from"] else ""))
        elif relationship.temporal == "state" and link["valid_to"]:
            parts.append(f"to {last_day(link['valid_to'])}")
        if link["certainty"] != "asserted":
            parts.append(link["certainty"])
        return ", ".join(parts)


def link_text(link: Mapping[str, Any]) -> str:
    """Return a link in a few words, with the date of an act."""
    text = link_phrase(link["type"])
    if vocabulary().relationships[link["type"]].temporal == "act" and link["valid_from"]:
        text += f", {day_text(link['valid_from'])}"
    if link["properties"].get("rate_pct") is not None:
        text += f", {link['properties']['rate_pct']:g}%"
    return text if link["certainty"] == "asserted" else f"{text} ({link['certainty']})"
