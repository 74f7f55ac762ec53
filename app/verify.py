"""Verification of receipts: repeat the question and report what changed and why."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from app.api.receipts import find_named_ids
from app.main import create_app
from app.runtime.runtime import Runtime
from graph import ledger
from graph.errors import InvalidParameter
from graph.ledger import LedgerChange

PAGE_SIZE = 500
MAX_DIFFERENCES = 20  # differences that are listed one by one


@dataclass(frozen=True)
class VerificationResult:
    """Differences between the answers, and the ledger changes that may have caused them."""

    differences: Sequence[str]
    reasons: Sequence[LedgerChange]

    @property
    def same(self) -> bool:
        """True if the answers are equal."""
        return not self.differences


def read_receipt(content: bytes, name: str) -> dict[str, Any]:
    """Parse the content of the file ``name`` as a receipt. Raises InvalidParameter if it is not one."""
    try:
        receipt = orjson.loads(content)
        question = receipt["question"]
        fits = (
            receipt["receipt"] == 1
            and isinstance(receipt["revision"], int)
            and isinstance(receipt["statements"], list)
            and isinstance(question["path"], str)
            and question["path"].startswith("/")
            and all(isinstance(text, str) for pair in question["parameters"] for text in pair)
            and "answer" in receipt
        )
    except (ValueError, KeyError, TypeError):
        fits = False
    if not fits:
        raise InvalidParameter(f"{name} is not a receipt: save the whole answer of a request with receipt=true.")
    return dict(receipt)


async def verify(runtime: Runtime, receipt: dict[str, Any]) -> VerificationResult:
    """Repeat the question with the clocks of the receipt, and explain differences."""
    question = receipt["question"]
    transport = httpx.ASGITransport(create_app(runtime), raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", follow_redirects=True) as client:
        params = [tuple(pair) for pair in question["parameters"]]
        if (body := question.get("body")) is not None:
            response = await client.post(question["path"], params=params, json=body)
        else:
            response = await client.get(question["path"], params=params)
    if response.status_code != 200:
        problem = response.json() if "json" in response.headers.get("content-type", "") else {}
        differences = [f"the status is {response.status_code} now: {problem.get('detail', response.reason_phrase)}"]
    else:
        differences = list(_compare(receipt["answer"], response.json()))
    reasons = [change async for change in _find_related_changes(runtime, receipt)] if differences else []
    return VerificationResult(differences, reasons)


async def _find_related_changes(runtime: Runtime, receipt: dict[str, Any]) -> AsyncIterator[LedgerChange]:
    """Yield the changes since the receipt of anything that its question or answer names."""
    facts, entities = find_named_ids(receipt["answer"])
    entities |= {part for _, value in receipt["question"]["parameters"] for part in value.split(",")}
    entities |= set(receipt["question"]["path"].split("/"))
    after, more = (receipt["revision"], ledger.LAST_KEY), True
    while more:
        feed = await ledger.read_changes(runtime.store, after, PAGE_SIZE)
        for change in feed.changes:
            after = change.key
            if facts & set(change.facts) or entities & set(change.entities) or change.id in receipt["statements"]:
                yield change
        more = feed.more


def _compare(old: Any, new: Any, where: str = "answer") -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _compare(old.get(key), new.get(key), f"{where}.{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _compare(one, other, f"{where}[{number}]")
    elif isinstance(old, list) and isinstance(new, list):
        yield f"{where}: {len(old)} items then, {len(new)} now"
    elif old != new:
        yield f"{where}: {_shorten(old)} then, {_shorten(new)} now"


def _shorten(value: Any) -> str:
    text = orjson.dumps(value).decode()
    return text if len(text) <= 80 else f"{text[:77]}..."
