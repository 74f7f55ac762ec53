"""Figures with their goals, and the page of a run: JSON and Markdown."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.ratios import Spread

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Goal:
    """Bound for a median."""

    at_most: float | None = None
    at_least: float | None = None

    def is_met(self, median: float) -> bool:
        """Return True if a median is within the bound."""
        return (self.at_most is None or median <= self.at_most) and (self.at_least is None or median >= self.at_least)

    def __str__(self) -> str:
        return f"≤ {self.at_most:,g}" if self.at_most is not None else f"≥ {self.at_least:,g}"


@dataclass(frozen=True)
class Figure:
    """One result. ``unit`` is empty for a ratio; ``sides`` has what it was computed from, such as medians."""

    part: str
    name: str
    spread: Spread
    unit: str = ""
    goal: Goal | None = None
    sides: Mapping[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return format_row(self.to_json()).strip("| ")

    def to_json(self) -> dict[str, Any]:
        """Return the figure for ``results.json``."""
        goal = {k: v for k, v in asdict(self.goal).items() if v is not None} if self.goal else None
        return {
            "part": self.part,
            "name": self.name,
            "unit": self.unit,
            **{k: _round(v) for k, v in asdict(self.spread).items()},
            "goal": goal,
            "met": self.goal.is_met(self.spread.median) if self.goal else None,
            "sides": {name: _round(value) for name, value in self.sides.items()},
        }


def _round(value: float) -> float:
    """Return a number with four significant digits."""
    return float(f"{value:.4g}") if isinstance(value, float) else value


def format_table(figures: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the lines of a Markdown table of figures in their JSON form."""
    heading = [
        "| what | median | middle half | rounds | goal | | from |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    return heading + [format_row(figure) for figure in figures]


def format_row(one: Mapping[str, Any]) -> str:
    """Return the line of a figure in its JSON form."""
    goal = str(Goal(**one["goal"])) if one["goal"] else ""
    met = {True: "met", False: "**missed**", None: ""}[one["met"]]
    unit = f" {one['unit']}" if one["unit"] else ""
    spread = f"{format_number(one['low'])} to {format_number(one['high'])}" if one["rounds"] > 1 else ""
    sides = "; ".join(f"{name} {format_number(value)}" for name, value in one["sides"].items())
    median = format_number(one["median"]) + unit
    return f"| {one['name']} | {median} | {spread} | {one['rounds']} | {goal} | {met} | {sides} |"


def format_number(value: float) -> str:
    """Return a number with three significant digits, large ones in full."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def format_page(results: Mapping[str, Any]) -> str:
    """Return the page of a run."""
    heading = "# Benchmarks, a quick run" if results["run"]["quick"] else "# Benchmarks"
    return "\n".join([heading, "", format_run(results), "", *format_parts(results, "##")])


def format_run(results: Mapping[str, Any]) -> str:
    """Return when, on what and for how long a run was made."""
    run, machine = results["run"], results["machine"]
    ended = "" if run["complete"] else " until it failed: the figures are not complete"
    began = f"{run['started']}, commit {run['commit']}, {run['seconds']:,.0f} s{ended}"
    kind = "A quick run, with fewer rounds and smaller sizes" if run["quick"] else "A full run"
    parts = f" of {', '.join(run['only'])}" if run["only"] else ""
    about = (f"{name.replace('_', ' ')}: {value}" for name, value in machine.items())
    return "; ".join([f"{kind}{parts}: {began}", *about]) + "."


def format_parts(results: Mapping[str, Any], level: str) -> list[str]:
    """Return the lines of a table for each part, with headings of a level."""
    lines: list[str] = []
    for part in dict.fromkeys(one["part"] for one in results["figures"]):
        figures = [one for one in results["figures"] if one["part"] == part]
        lines += [f"{level} {part.capitalize()}", "", *format_table(figures), ""]
    return lines


def write_results(run: Mapping[str, Any], machine: Mapping[str, Any], figures: Sequence[Figure]) -> Path:
    """Write ``results.json`` and ``results.md``, or those of a quick or partial run. Return the page's path."""
    results = {"run": run, "machine": machine, "figures": [figure.to_json() for figure in figures]}
    name = "-".join(["results", *(["quick"] if run["quick"] else []), *run["only"]])
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    page = RESULTS / f"{name}.md"
    page.write_text(format_page(results), "utf-8")
    return page
