"""Start page: search, counts, last changes, and examples that can be answered."""

from datetime import UTC, date, datetime

from page_reader import Reader

from app.pages.frame import Frame, render_page
from app.pages.start import describe_start
from app.pictures.pages import link_example, load_examples
from graph.queries import Clocks

COUNTS = {
    "measures": 3, "in_force": 2, "actors": 40_000, "products": 1, "agreements": 0, "sources": 7, "statements": 9,
}  # fmt: skip
ALL = {i for example in load_examples() for i in example["id"]}


def start(known, latest="2026-09-28"):
    asked = (("as_of", latest),) if latest else ()
    frame = Frame("", asked, Clocks(date(2026, 9, 28), datetime(2026, 11, 1, tzinfo=UTC)), latest)
    return Reader(render_page("start.html", frame, describe_start(COUNTS, [], known, 62, frame)))


def hrefs(read):
    return [attrs["href"] for tag, attrs in read.elements if tag == "a"]


def test_it_offers_only_questions_that_can_be_answered():
    assert "Example questions" not in "".join(start(set()).texts)
    for example in load_examples():
        assert example["question"].endswith("?")
        read = start(set(example["id"]))
        assert hrefs(read).count(link_example(example, "2026-09-28")["href"]) == 1


def test_its_links_open_on_the_day_of_the_latest_source():
    read = start(ALL)
    assert "Latest source: 28 Sep 2026" in "".join(read.texts)
    assert "browse/measures?as_of=2026-09-28" in hrefs(read)
    assert "browse/calendar?as_of=2026-09-28&to=2026-12-27" in hrefs(read)
    (undated,) = [example for example in load_examples() if "as_of" not in example]
    assert link_example(undated, "2026-09-28")["href"].endswith(
        "&as_of=2026-09-28&known_at=2026-09-28#pick=measure:us-145-percent-tariffs-on-china"
    )
    dated = next(example for example in load_examples() if "as_of" in example)
    assert f"as_of={dated['as_of']}" in link_example(dated, "2026-09-28")["href"]


def test_an_empty_graph_has_a_start_page_too():
    read = start(set(), None)
    assert "Latest source" not in "".join(read.texts)
    assert (
        "form",
        {"class": "search big", "role": "search", "action": "browse/search", "method": "get"},
    ) in read.elements


def test_counts_are_readable_and_lead_to_lists():
    assert "40,000" in " ".join(start(ALL).texts)
