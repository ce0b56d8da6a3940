"""GEXF 1.3 (gexf.net, for Gephi) and GraphML (graphml.graphdrawing.org, for nearly all others)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from .records import Exported, Link, Person

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
GEXF = "http://gexf.net/1.3"
GRAPHML = "http://graphml.graphdrawing.org/xmlns"

# (name, type in GEXF, type in GraphML); those of a link come with the weight and times of its own
OF_PEOPLE = (
    ("cluster", "integer", "int"),
    ("platform", "string", "string"),
    ("joined", "string", "string"),
    ("messages", "long", "long"),
    ("betweenness", "double", "double"),
    ("pagerank", "double", "double"),
)
OF_LINKS = (
    ("replies", "long", "long"),
    ("mentions", "long", "long"),
    ("reactions", "long", "long"),
)
TIMES = (("first", "", "string"), ("last", "", "string"))


def gexf(of: Exported) -> Iterator[str]:
    """GEXF 1.3, dynamic: everything lasts from its first to its last day."""
    yield HEAD
    yield f'<gexf xmlns="{GEXF}" {XSI} xsi:schemaLocation="{GEXF} {GEXF}/gexf.xsd" version="1.3">\n'
    yield f'<meta lastmodifieddate="{of.made}"><creator>Townhall</creator>'
    yield f"<description>{escape(of.title)}</description></meta>\n"
    yield (
        '<graph mode="dynamic" defaultedgetype="directed" idtype="string" timeformat="date" '
        'timerepresentation="interval">\n'
    )
    for kind, fields in (("node", OF_PEOPLE), ("edge", OF_LINKS)):
        yield f'<attributes class="{kind}" mode="static">'
        yield "".join(f'<attribute id="{f}" title="{f}" type="{t}"/>' for f, t, _ in fields)
        yield "</attributes>\n"
    yield f'<nodes count="{len(of.people)}">\n'
    for person in of.people:
        yield f'<node id="{person.id}" label={quoteattr(person.label)} {_lasts(person)}>'
        yield f"{_gexf_values(person, OF_PEOPLE)}</node>\n"
    yield f'</nodes>\n<edges count="{len(of.links)}">\n'
    for number, link in enumerate(of.links, 1):
        ends = f'source="{link.source}" target="{link.target}"'
        yield f'<edge id="{number}" {ends} weight="{link.weight!r}" {_lasts(link)}>'
        yield f"{_gexf_values(link, OF_LINKS)}</edge>\n"
    yield "</edges>\n</graph>\n</gexf>\n"


def _lasts(one: Person | Link) -> str:
    return f'start="{one.first}" end="{one.last}"'


def _gexf_values(one: Person | Link, fields: tuple[tuple[str, str, str], ...]) -> str:
    values = "".join(
        f'<attvalue for="{name}" value={quoteattr(_plain(getattr(one, name)))}/>'
        for name, _, _ in fields
    )
    return f"<attvalues>{values}</attvalues>"


def graphml(of: Exported) -> Iterator[str]:
    """GraphML; the days of the first and last time are attributes ("2026-03-09")."""
    yield HEAD
    yield f'<graphml xmlns="{GRAPHML}" {XSI} '
    yield f'xsi:schemaLocation="{GRAPHML} {GRAPHML}/1.0/graphml.xsd">\n'
    people = (("label", "", "string"), *OF_PEOPLE, *TIMES)
    links = (("weight", "", "double"), *OF_LINKS, *TIMES)
    for kind, fields in (("node", people), ("edge", links)):
        for name, _, sort in fields:
            yield (
                f'<key id="{kind}_{name}" for="{kind}" attr.name="{name}" attr.type="{sort}"/>\n'
            )
    yield '<graph id="network" edgedefault="directed">\n'
    yield f"<desc>{escape(of.title)}</desc>\n"
    for person in of.people:
        yield f'<node id="{person.id}">{_data("node", person, people)}</node>\n'
    for number, link in enumerate(of.links, 1):
        ends = f'source="{link.source}" target="{link.target}"'
        yield f'<edge id="e{number}" {ends}>{_data("edge", link, links)}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _data(kind: str, one: Person | Link, fields: tuple[tuple[str, str, str], ...]) -> str:
    return "".join(
        f'<data key="{kind}_{name}">{escape(_plain(getattr(one, name)))}</data>'
        for name, _, _ in fields
    )


def _plain(value: Any) -> str:
    return repr(value) if isinstance(value, float) else str(value)
