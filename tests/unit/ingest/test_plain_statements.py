"""The fast validation of statements returns what the validator returns, or leaves it the decision."""

from hypothesis import given
from hypothesis import strategies as st

from graph.ingest.plain_statements import validate_plain_statement
from graph.ingest.readers import RawRecord
from graph.ingest.validator import RecordValidator
from graph.model.types import digest, digest_without_floats, to_canonical_json

PLAIN = {
    "subject": "measure:m",
    "predicate": "RESTRICTS",
    "object": "product:p",
    "stance": "asserts",
    "source": "source:a",
    "locator": "paragraph 1",
    "text": "It restricts it.",
}
IDS = st.sampled_from(
    ["measure:m", "product:p", "company:a", "government:us", "official:x", "source:a", "event:e", "Company:A", "gone:x"]
)
DAYS = st.sampled_from(["2025", "2025-07", "2025-07-15", "2024-02-30", "9999", "25", 2025, 2025.0, True, ["2025"]])
TEXTS = st.one_of(
    st.sampled_from(["p. 1", " p. 1", "p.  1", "p.\n1", "", "\u200bp", "p\x7f", "x" * 501, "x" * 2001, "é", 5, ["p"]]),
    st.text(max_size=20),
)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 200), st.floats(0, 2), TEXTS, st.lists(IDS, max_size=2), IDS
)
FIELDS = {
    "subject": IDS,
    "predicate": st.sampled_from(
        ["RESTRICTS", "IMPOSED", "NEGOTIATES_WITH", "SAME_AS", "HOLDS_OFFICE", "NO", ["MAKES"]]
    ),
    "object": IDS,
    "stance": st.sampled_from(["asserts", "denies", "expects", "retracts", "no", ["asserts"]]),
    "source": st.one_of(IDS, st.just(5)),
    "locator": TEXTS,
    "text": TEXTS,
    "said_by": IDS,
    "said_on": DAYS,
    "valid_from": DAYS,
    "valid_to": DAYS,
    "method": st.sampled_from(["human", "importer:csl", "model:", "Human", 5]),
    "confidence": st.one_of(st.floats(-1, 2), st.sampled_from([1, "0.5", "high", True, None])),
    "properties": st.dictionaries(st.sampled_from(["rate_pct", "rule", "title", "event", "no"]), VALUES, max_size=2),
    "recorded_at": st.sampled_from(["2025-07-15T12:00:00Z", "2025-07-15T12:00:00+02:00", "2025-07-15", 5]),
    "retracts": st.just(["0" * 24]),
    "note": TEXTS,
}
GIVEN = st.tuples(st.fixed_dictionaries({}, optional=FIELDS), st.lists(st.sampled_from(sorted(PLAIN)), max_size=1)).map(
    lambda pair: {k: v for k, v in {**PLAIN, **pair[0]}.items() if k not in pair[1]}
)


@given(GIVEN, st.booleans())
def test_both_validations_return_the_same_statement(fields, restored):
    found = validate_plain_statement(fields)
    if found is None:
        return
    validator = RecordValidator(restored=restored)
    expected = validator.validate_statement(RawRecord("statement", fields, "x", 1))
    assert not validator.problems
    assert found == expected
    assert found.id == expected.id


def test_a_usual_statement_does_not_need_the_validator():
    dated = {**PLAIN, "valid_from": "2025-07", "said_on": "2025-07-01", "properties": {"rate_pct": 25.0}}
    for fields in (PLAIN, dated, {**PLAIN, "confidence": 0.5}, {**PLAIN, "recorded_at": "2025-07-15T12:00:00Z"}):
        assert validate_plain_statement(fields) is not None


@given(st.lists(st.one_of(st.text(), st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**53), 2**53))))
def test_a_digest_is_that_of_the_canonical_text(values):
    from hashlib import sha256

    parts = (*values, {"b": values, "a": 1.0})
    try:
        text = to_canonical_json(parts).encode()
    except UnicodeEncodeError:  # a lone surrogate, which records cannot have
        return
    assert digest(*parts) == sha256(text).hexdigest()[:24]


@given(st.lists(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8"))))
def test_an_id_of_parts_without_floats_is_the_same_without_their_check(parts):
    assert digest_without_floats(*parts, {}) == digest(*parts, {})
