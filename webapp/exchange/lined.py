"""Elements of XML that remember the line in which they begin."""

from xml.etree.ElementTree import Element

DEEPEST = 200  # elements inside one another


class TooDeep(Exception):
    """Elements stand deeper inside one another than DEEPEST."""


class Lined(Element):
    """The element of the standard library takes no attributes of Python; this one does."""

    line = 0


def line_of(element: Element) -> int:
    return getattr(element, "line", 0)
