"""Random requests to every route, made from the OpenAPI description, and checks of answers."""

import base64
import json
import random
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import quote

import httpx
from jsonschema import Draft202012Validator

GOOD = {
    "id": ["company:nvidia", "measure:us-h20-export-control", "government:china", "official:xi-jinping",
    "product:nvidia-h20"],
    "limit": ["1", "3", "20"], "depth": ["0", "1"], "max_length": ["1", "4"], "k": ["1", "3"], "within_days": ["30"],
    "q": ["nvidia", "英伟达", "Hé Lifêng", "14195"], "kind": ["Company", "Measure,Official", "tariff"],
    "type": ["MAKES", "TARGETS,RESTRICTS"], "status": ["in_force", "eased"], "direction": ["in", "out", "both"],
    "format": ["json", "csv", "ndjson", "gexf", "graphml"], "name": ["counts", "measures", "links", "timeline", "met"],
    "then": ["expand company:nvidia 2025-07-20", "add product:nvidia-h20"], "certainty": ["asserted", ""],
    "since": ["2025-01-01", "2030-01-01T00:00:00Z"], "from": ["company:nvidia", "2025-01-01"], "to": ["company:amd",
    "2026-01-01"],
}  # fmt: skip
DAYS = [
    "2025-07-20", "9999-12-31", "9999-12-30", "0001-01-01", "2025-02-29", "2025-07-20T10:00:00+08:00",
    "2025-07-20T10:00:00 08:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00",
    "2025-07-20T10:00:00.123456789Z",
]  # fmt: skip
ODD = [
    "", " ", "é", "\0", "\ud800", "💣", "null", "true", "-1", "1e9", "9" * 30, "a" * 501, "AAAA", "////", "++", "%",
    "{}", "[]",
    "' OR 1=1 //", "`) DETACH DELETE n //", "..", "../../etc/passwd", "\u202e", "٣", "٠١", "\r\nX: y", "=1+1",
    "~*[]^:", "()",
]  # fmt: skip
HEADERS = {
    "accept": ["text/csv", "application/x-ndjson", "*/*;q=0", "text/csv;q=0.5, */*;q=0.1", "image/png", ";;;q=",
    "a" * 900, ","],
    "content-type": ["text/plain", "application/json; charset=utf-16", "application/xml", ""],
    "content-encoding": ["gzip", "identity"], "host": ["example.org", "127.0.0.1:1", "[::1", ""],
    "x-request-id": ["abc", "a b", "é"], "authorization": ["Bearer wrong", "Bearer é", "Basic =", ""],
    "x-api-key": ["é", "wrong"], "sec-fetch-site": ["cross-site", "none"], "range": ["bytes=0-1"],
    "if-none-match": ["*"],
    "accept-encoding": ["gzip;q=1", "identity;q=0"], "origin": ["null"], "cookie": ["=;=;"], "expect": ["100-continue"],
}  # fmt: skip
BODIES = [
    b"", b"{", b"null", b"[]", b'"\\ud800"', b"\xff\xfe", b'{"query":"RETURN 1"}',
    b'{"query":"RETURN 1","query":"RETURN 2"}',
    b'{"query":"RETURN $a","parameters":{"a":1e400}}', b'{"query":"MATCH (n) RETURN n LIMIT 3"}',
    b'{"query":"RETURN 1/0"}',
    b'{"query":"\\u0000"}', b'{"query":"RETURN \'\\ud800\'"}', b'{"query":"CREATE (n)"}',
    b'{"query":"RETURN 1","limit":-1}',
    b'{"entities":[{}]}', b'{"entities":[{"id":"x","name":5}],"sources":{},"statements":[null]}',
    b'{"statements":[{"stance":[]}]}',
    b'{"entities":[{"id":"company:\\u0000","name":"\\ud800"}]}', b'{"query":' + b"[" * 3000 + b"}",
    b'{"query":"' + b"a" * 70000 + b'"}',
]  # fmt: skip


class Asker:
    """Generator of random requests from a description and a seed. It reuses cursors from earlier answers."""

    def __init__(self, description: dict[str, Any], seed: int, key: str) -> None:
        self._random = random.Random(seed)
        self._description, self._key = description, key
        self._cursors = ["AAAA", "Y29tcGFueTpudmlkaWE", "MQ"]
        self._validators: dict[str, Draft202012Validator] = {}
        self.seen: dict[str, int] = {}

    @cached_property
    def _operations(self) -> list[tuple[str, str, dict[str, Any]]]:
        documented = [
            (method, path, operation)
            for path, operations in self._description["paths"].items()
            for method, operation in operations.items()
        ]
        others = ["/", "/docs", "/docs/", "/openapi.json", "/favicon.ico", "/static/{name}", "/nothing/{name}"]
        return documented + [("get", path, {}) for path in others]

    def request(self) -> tuple[str, dict[str, Any]]:
        """Return an operation, and the arguments of a random request to it."""
        pick = self._random
        method, path, operation = pick.choice(self._operations)
        name = f"{method.upper()} {path}"
        if pick.random() < 0.03:
            method = pick.choice(["put", "delete", "options", "patch", "head", "post", "get", "trace"])
        asked = self._query(path, [p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"])
        for place in ("id", "fact_id", "name"):
            segment = _quoted(self._value("id" if place == "fact_id" else place))
            # Clients resolve dots before they send, so the request would have another path.
            path = path.replace(f"{{{place}}}", "x" if segment in ("", ".", "..") else segment)
        address = path + ("?" + "&".join(f"{_quoted(n)}={_quoted(v)}" for n, v in asked) if asked else "")
        headers = {h: pick.choice(values).encode() for h, values in HEADERS.items() if pick.random() < 0.03}
        arguments: dict[str, Any] = {"method": method.upper(), "url": address, "headers": headers}
        if method == "post" or pick.random() < 0.02:
            headers.setdefault("content-type", b"application/json")
            if pick.random() < 0.6:
                headers.setdefault("authorization", f"Bearer {self._key}".encode())
            arguments["content"] = pick.choice(BODIES) if pick.random() < 0.7 else self._mutated(pick.choice(BODIES))
        return name, arguments

    def _query(self, path: str, names: list[str]) -> list[tuple[str, str]]:
        pick = self._random
        likely = ("id", "from", "to", "before")
        asked = [(n, self._value(n)) for n in names if pick.random() < (0.75 if n in likely else 0.22)]
        if path == "/queries/{name}" and pick.random() < 0.7:
            own = ("id", "as_of", "known_at", "limit", "measure", "after")
            asked += [(n, self._value(n)) for n in own if pick.random() < 0.3]
        if pick.random() < 0.05:
            asked.append((pick.choice([*ODD, *(n for n, _ in asked)]), self._value("id")))
        return asked

    def _value(self, name: str) -> str:
        pick = self._random
        if name in ("cursor", "since", "after") and pick.random() < 0.9:
            cursor = pick.choice(self._cursors)
            odd = base64.urlsafe_b64encode(pick.randbytes(pick.randrange(1, 30))).decode()
            changed = self._mutated(cursor.encode()).decode("latin-1")
            return pick.choice([cursor, cursor[:-1], cursor + "é", changed, odd])
        if pick.random() < 0.2:
            return pick.choice(ODD)
        dated = name in ("as_of", "known_at", "before", "after")
        value = pick.choice(DAYS if dated else GOOD.get(name, ["true", "false", *GOOD["id"]]))
        return self._mutated(value.encode()).decode("latin-1") if pick.random() < 0.08 else value

    def _mutated(self, value: bytes) -> bytes:
        at = self._random.randrange(len(value) + 1)
        return value[:at] + self._random.randbytes(1) + value[at + self._random.randrange(2) :]

    def faults(self, name: str, asked: dict[str, Any], answer: httpx.Response) -> Iterator[str]:
        """Yield the problems of an answer: an internal error, or a difference from the description."""
        self.seen[name] = self.seen.get(name, 0) + (answer.status_code == 200)
        if answer.status_code == 500:
            yield "internal error"
        method, path = name.split(" ")
        operation = self._description["paths"].get(path, {}).get(method.lower())
        if operation is None or asked["method"] != method or answer.status_code == 307:
            return
        responses = operation["responses"]
        if answer.status_code == 304:
            if answer.content or "304" not in responses:
                yield "304 with a body, or not described"
            return
        status = str(answer.status_code) if str(answer.status_code) in responses else "default"
        content = responses[status]["content"]
        media_type = answer.headers.get("content-type", "").split(";")[0]
        if media_type not in content:
            yield f"{answer.status_code} is sent as {media_type!r}, described are {[*content]}"
        elif media_type in ("application/json", "application/problem+json"):
            yield from self._misshapen(f"{name} {status}", content[media_type]["schema"], answer.json())

    def _misshapen(self, key: str, schema: dict[str, Any], body: Any) -> Iterator[str]:
        if isinstance(body, dict) and isinstance(body.get("next"), str):
            self._cursors = [*self._cursors[-40:], body["next"]]
        if key not in self._validators:
            self._validators[key] = Draft202012Validator({**schema, "components": self._description["components"]})
        for error in self._validators[key].iter_errors(body):
            yield f"{'/'.join(map(str, error.absolute_path))}: {error.message}"[:300]


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def shown(asked: dict[str, Any]) -> str:
    """Return a request as one line, so that it can be repeated."""
    headers = {name: value.decode("latin-1") for name, value in asked["headers"].items()}
    body = repr(asked.get("content", b""))[:200]
    return json.dumps({**asked, "headers": headers, "content": body}, ensure_ascii=False)
