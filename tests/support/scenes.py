"""Scenes in the format of ``GraphQueries.scene``: the article, a random one, and hostile texts."""

import random
import re
from datetime import date
from typing import Any

from graph.model.vocabulary import vocabulary

HOSTILE = [
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "' onmouseover='window.pwned=1",
    '<a href="javascript:window.pwned=1">href</a>',
    "${window.pwned=1}",
    "{{ 7 * 7 }}{% raw %}",
    "line\u2028and\u2029paragraph",
    "<!--<script>",
    "]]>&lt;&amp;",
    "\ud800 lone \x00 null \x1b[31m",
    "\u202egnp.exe",
    "__proto__",
    "constructor",
    "",
    "   ",
    "ｗｉｄｅ 半導体製造装置に関する輸出管理規則の改正",
    "a" * 400,
]


def entity(name: str, kind: str, **more: Any) -> dict[str, Any]:
    ident = f"{kind.lower()}:{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}"
    return {"id": ident, "kind": kind, "name": name, "aliases": [], "identifiers": {}, "properties": {}, **more}


def link(number: int, kind: str, subject: dict[str, Any], object_: dict[str, Any], **more: Any) -> dict[str, Any]:
    def end(of: dict[str, Any]) -> dict[str, Any]:
        return {key: of[key] for key in ("id", "kind", "name")}

    ends = {"subject": end(subject), "object": end(object_)}
    dates = {"valid_from": "2025-07-14", "valid_to": None, "known_from": "2025-07-18", "known_to": None}
    rest = {"certainty": "asserted", "holds": "yes", "n_sources": 1, "properties": {}}
    return {"link_id": f"link:{number}", "fact_id": f"fact:{number}", "type": kind, **ends, **dates, **rest, **more}


def span(holds: str = "yes", **more: Any) -> dict[str, Any]:
    return {"from": "2025-07-14", "to": None, "holds": holds, **more}


def scene(nodes: list[dict[str, Any]], links: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Return a scene with all nodes in one batch and visible. Links and statuses start on the 14th by default."""
    for node in nodes:
        node.setdefault("spans", [span(status=node.pop("status"))] if node.get("status") else [])
    for each in links:
        each.setdefault("spans", [span(each.pop("holds"))])
    ids = [node["id"] for node in nodes]
    rest = {"reach": dict.fromkeys(ids, 0), "truncated": False, "more": {}}
    return {"nodes": nodes, "links": links, "batches": [ids], **rest, **more}


def article() -> dict[str, Any]:
    """Return eight entities around the sale of reduced AI chips to China, in July 2025."""
    lutnick = entity("Howard Lutnick", "Official")
    commerce = entity("US Department of Commerce", "Agency", aliases=["Commerce Department", "DOC"])
    china = entity("China", "Government", identifiers={"iso3166": "CN"})
    rule = entity(
        "Licence requirement for H20-class accelerators",
        "Measure",
        measure_kind="export_licensing",
        status="eased",
        properties={"measure_kind": "export_licensing", "description": "Sales to China need a licence."},
    )
    h20 = entity("H20", "Product", identifiers={"eccn": "3A090"})
    mi308 = entity("MI308", "Product")
    nvidia = entity("Nvidia", "Company", aliases=["NVIDIA Corporation"])
    amd = entity("AMD", "Company", aliases=["Advanced Micro Devices"])
    links = [
        link(1, "HOLDS_OFFICE", lutnick, commerce, properties={"title": "Secretary of Commerce"}),
        link(2, "IMPOSED", commerce, rule, valid_from="2025-04-09", n_sources=2),
        link(3, "EASED", commerce, rule, n_sources=3),
        link(4, "RESTRICTS", rule, h20),
        link(5, "RESTRICTS", rule, mi308, holds="possible"),
        link(6, "TARGETS", rule, china),
        link(7, "MAKES", nvidia, h20, valid_from=None),
        link(8, "MAKES", amd, mi308, valid_from=None),
        link(9, "SEEKS", nvidia, rule, certainty="disputed", properties={"action": "lift"}),
        link(10, "COMMENTED_ON", lutnick, h20),
        link(11, "LIFTED", commerce, rule, certainty="expected", valid_from=None),
    ]
    nodes = [lutnick, commerce, china, rule, h20, mi308, nvidia, amd]
    return scene(nodes, links)


def larger(size: int = 70, seed: int = 7) -> dict[str, Any]:
    """Return a random graph of this size, with realistic names and links of the vocabulary."""
    chance = random.Random(seed)
    people = "Donald Trump,Xi Jinping,Scott Bessent,He Lifeng,Marco Rubio,Wang Yi,Jensen Huang,Kevin Xu,Dominic Chiu"
    bodies = (
        "United States:Government,China:Government,Netherlands:Government,Japan:Government,"
        "US Department of Commerce:Agency,Ministry of Commerce:Agency,US Trade Representative:Agency,"
        "Bureau of Industry and Security:Agency,Eurasia Group:Organization,The Asia Group:Organization"
    )
    firms = "Nvidia,AMD,Intel,ASML,SMIC,Huawei,TikTok,CATL,Tokyo Electron"
    goods = "H20,MI308,Rare earth magnets,Lithography machines,EDA software,Gallium,Germanium,Lithium batteries,Cars"
    subjects = "advanced computing chips,chipmaking equipment,rare earths,fentanyl precursors,drones,cars,port calls"
    sorts = "Export control on,Tariff on,Licence rule for,Ban on the import of,Investment limits for"
    deals = "Geneva truce:Agreement,London framework:Agreement,Kuala Lumpur meeting:Event,APEC summit:Event"
    pool = [entity(name, "Official" if i < 6 else "Person") for i, name in enumerate(people.split(","))]
    pool += [entity(*pair.split(":")) for pair in f"{bodies},{deals}".split(",")]
    pool += [entity(name, "Company") for name in firms.split(",")]
    pool += [entity(name, "Product") for name in goods.split(",")]
    for i, (sort, subject) in enumerate((a, b) for a in sorts.split(",") for b in subjects.split(",")):
        status = vocabulary().statuses[i % 6]
        pool.append(entity(f"{sort} {subject}", "Measure", measure_kind="other", status=status))
    while len(pool) < size:
        pool.append(entity(f"Supplier {len(pool)} of parts", "Company"))
    nodes = pool[:size]
    rare = {"COMMENTED_ON", "OPPOSES"}  # these may connect almost all kinds
    relations = [relation for name, relation in sorted(vocabulary().relationships.items()) if name not in rare]
    certainties = ["asserted"] * 6 + ["expected", "offered", "threatened", "disputed"]
    links: list[dict[str, Any]] = []
    while len(links) < round(size * 1.6):
        a, b = chance.sample(nodes, 2)
        allowed = [relation.name for relation in relations if relation.may_join(a["kind"], b["kind"])]
        if allowed:
            links.append(link(len(links), chance.choice(allowed), a, b, certainty=chance.choice(certainties)))
    return scene(nodes, links, truncated=True, more={nodes[0]["id"]: 12, nodes[1]["id"]: 3})


def hostile() -> dict[str, Any]:
    """Return a scene with every hostile text in every field that can contain text."""
    kinds = ["Company", "Measure", "Product", "Official", "Agreement", "Event", "Government"]
    nodes = [
        {
            "id": f"x:{i}" if not text.strip() else text,
            "kind": text if i % 5 == 0 else kinds[i % len(kinds)],
            "name": text,
            "aliases": [text, text],
            "identifiers": {text: text},
            "properties": {text: text, "number": float("nan"), "day": date(2025, 7, 18), "deep": {"a": [text, None]}},
            "status": text if i % 2 else None,
        }
        for i, text in enumerate(HOSTILE)
    ]
    links = [
        link(i, text or "RESTRICTS", a, b, fact_id=text, link_id=text, certainty=text, properties={text: text})
        for i, (text, a, b) in enumerate(zip(HOSTILE, nodes, nodes[1:] + nodes[:1], strict=True))
    ]
    return scene(nodes, links, truncated=True, more={HOSTILE[0]: 4})
