"""Content negotiation: the format of a table for an Accept header with q-values."""

import pytest

from app.api.negotiation import NotAcceptable, negotiate


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/csv;q=0, application/json", "json"),
        ("*/*;q=0.1, text/csv", "csv"),
        ("application/json;q=0.1, text/csv;q=0.2", "csv"),
        ("application/json; q=0.2 , text/csv ;q=0.1", "json"),
        ("text/csv, application/json", "csv"),
        ("application/json, text/csv", "json"),
        ("*/*, text/csv", "csv"),
        ("text/csv;q=0.001, */*;q=0", "csv"),
        ("*/*, application/json;q=0", "csv"),
        ("*/*, application/json;q=0, text/*;q=0", "ndjson"),
        ("text/*", "csv"),
        ("application/*;q=0.5, application/json;q=0.1", "ndjson"),
        ("APPLICATION/X-NDJSON;Q=1.0", "ndjson"),
        ("text/csv; header=present; charset=utf-8;q=0.9, application/json;q=0.8", "csv"),
        ("image/png, text/csv;q=0.3", "csv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "json"),
        ("text/html", "json"),
        ("text/csv;q=2, application/json;q=0.5", "json"),
        ("text/csv;q=nonsense", "json"),
    ],
)
def test_the_format_with_the_highest_quality_is_given(accept, form):
    assert negotiate(accept) == form


@pytest.mark.parametrize(
    "accept",
    ["image/png", "*/*;q=0", "text/csv;q=0", "application/json;q=0, image/*", "text/html;q=0.0"],
)
def test_what_cannot_be_given_is_refused(accept):
    with pytest.raises(NotAcceptable, match="allowed are application/json, text/csv, application/x-ndjson"):
        negotiate(accept)
