"""Records that tests send to the service."""

RECORDS = {
    "entities": [
        {"id": "company:acme", "name": "Acme", "aliases": ["ACME Ltd"]},
        {"id": "product:anvil", "name": "Anvil"},
    ],
    "sources": [{"id": "source:gazette", "title": "Gazette 1", "publisher": "Gazette", "published_on": "2025-07-17"}],
    "statements": [
        {
            "subject": "company:acme", "predicate": "MAKES", "object": "product:anvil", "stance": "asserts",
            "source": "source:gazette", "locator": "page 1", "text": "Acme makes anvils.", "confidence": 0.9,
        }
    ],
}  # fmt: skip


MAKES = {**RECORDS["statements"][0]}


OTHERS = {
    "entities": [
        {"id": "company:acme-gmbh", "name": "Acme GmbH", "identifiers": {"lei": "529900T8BM49AURSDO55"}},
        {"id": "product:hammer", "name": "Hammer"},
    ],
    "statements": [{**MAKES, "subject": "company:acme-gmbh", "object": "product:hammer", "text": "And hammers."}],
}


MERGE = {
    "subject": "company:acme-gmbh", "predicate": "SAME_AS", "object": "company:acme", "stance": "asserts",
    "source": "source:gazette", "locator": "page 2", "text": "Acme GmbH is Acme's own name in Germany.",
}  # fmt: skip
