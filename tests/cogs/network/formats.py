"""What GEXF 1.3 (gexf.net) and GraphML (graphml.graphdrawing.org) allow, written down from their
specifications as far as it can occur in our files; whatever is not listed here is an error.

(The published grammars themselves are not part of this project; docs/network.md tells against which
of them the files were validated.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from xml.etree.ElementTree import Element, fromstring

DATE = r"\d{4}-\d\d-\d\d"
NUMBER = r"-?\d+(\.\d+)?(e-?\d+)?"
WHOLE = r"\d+"
NMTOKEN = r"[A-Za-z0-9._:-]+"
ANY = r"[\s\S]*"


@dataclass(frozen=True)
class Rule:
    """Children in order, as a pattern over their names; attributes that must and may be there."""

    children: str = ""
    must: Mapping[str, str] = field(default_factory=dict)
    may: Mapping[str, str] = field(default_factory=dict)
    text: bool = False


LASTS = {"start": DATE, "end": DATE}
SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
LOCATED = {SCHEMA_LOCATION: r"\S+ \S+"}
GEXF = {
    "gexf": Rule("(meta )?graph ", {"version": r"1\.3"}, {"variant": ANY, **LOCATED}),
    "meta": Rule("(creator |keywords |description )*", {}, {"lastmodifieddate": DATE}),
    **{name: Rule(text=True) for name in ("creator", "keywords", "description")},
    "graph": Rule(
        "(attributes )*nodes edges ",
        {},
        {
            "mode": "static|dynamic|slice",
            "defaultedgetype": "directed|undirected|mutual",
            "idtype": "string|integer",
            "timeformat": "integer|double|date|dateTime",
            "timerepresentation": "interval|timestamp",
        },
    ),
    "attributes": Rule("(attribute )*", {"class": "node|edge"}, {"mode": "static|dynamic"}),
    "attribute": Rule(
        "", {"id": ".+", "title": ".+", "type": "integer|long|double|float|boolean|string|anyURI"}
    ),
    "nodes": Rule("(node )*", {}, {"count": WHOLE}),
    "node": Rule("(attvalues )?", {"id": ".+"}, {"label": ANY, **LASTS}),
    "edges": Rule("(edge )*", {}, {"count": WHOLE}),
    "edge": Rule(
        "(attvalues )?",
        {"source": ".+", "target": ".+"},
        {"id": ".+", "weight": NUMBER, "label": ANY, **LASTS},
    ),
    "attvalues": Rule("(attvalue )*"),
    "attvalue": Rule("", {"for": ".+", "value": ANY}),
}
GRAPHML = {
    "graphml": Rule("(desc )?(key )*(graph |data )*", {}, LOCATED),
    "key": Rule(
        "(desc )?(default )?",
        {"id": NMTOKEN},
        {
            "for": "all|graphml|graph|node|edge|hyperedge|port|endpoint",
            "attr.name": NMTOKEN,
            "attr.type": "boolean|int|long|float|double|string",
        },
    ),
    "graph": Rule(
        "(desc )?(data |node |edge )*", {"edgedefault": "directed|undirected"}, {"id": NMTOKEN}
    ),
    "desc": Rule(text=True),
    "node": Rule("(desc )?(data )*", {"id": NMTOKEN}),
    "edge": Rule("(desc )?(data )*", {"source": NMTOKEN, "target": NMTOKEN}, {"id": NMTOKEN}),
    "data": Rule("", {"key": NMTOKEN}, text=True),
}
TYPES = {
    "integer": WHOLE, "int": WHOLE, "long": WHOLE, "double": NUMBER, "string": ANY,
}  # fmt: skip


def read(text: str, space: str, rules: Mapping[str, Rule]) -> Element:
    """The root; AssertionError for anything that the rules do not allow."""
    root = fromstring(text.encode("utf-8"))
    _check(root, f"{{{space}}}", rules)
    return root


def _check(of: Element, space: str, rules: Mapping[str, Rule]) -> None:
    assert of.tag.startswith(space), of.tag
    name = of.tag.removeprefix(space)
    rule = rules[name]
    allowed = {**rule.must, **rule.may}
    for key, value in of.attrib.items():
        assert re.fullmatch(allowed[key], value), (name, key, value)
        if allowed[key] == DATE:
            date.fromisoformat(value)
    assert rule.must.keys() <= of.attrib.keys(), name
    inside = "".join(f"{child.tag.removeprefix(space)} " for child in of)
    assert re.fullmatch(rule.children, inside), (name, inside[:200])
    assert rule.text or not (of.text or "").strip(), name
    for child in of:
        _check(child, space, rules)
