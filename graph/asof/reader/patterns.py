"""Reader of patterns: nodes, relationships, groups and paths."""

from graph.asof.reader.expressions import ExpressionReader
from graph.asof.reader.labels import Parts
from graph.asof.reader.tokens import Unread
from graph.asof.reader.tree import Expr, Group, Labels, LinkPattern, Node, Path

_FUNCTIONS = frozenset({"SHORTESTPATH", "ALLSHORTESTPATHS"})
_LABEL_STARTS = frozenset({":", "IS", "Labelled"})
_SELECTOR_WORDS = frozenset({"ANY", "ALL", "SHORTEST", "PATH", "PATHS", "GROUP", "GROUPS", "Number", "Parameter"})
_QUANTIFIERS = frozenset("+*{")


class PatternReader(ExpressionReader):
    """Reader of patterns, in MATCH and in expressions."""

    def pattern(self) -> Path:
        """Read a pattern of MATCH, with its path variable, its function or its selector."""
        first, kinds = self.at, self.kinds
        name = None
        if kinds[self.at + 1] == "=":
            name = self.word()
            self.at += 1
        if kinds[self.at] in _FUNCTIONS:
            function = kinds[self.at]
            self.at += 1
            self.take("(")
            inner = self.pattern()
            self.take(")")
            return Path(first, self.at - 1, inner.elements, name or inner.name, function)
        begin = self.at
        while kinds[self.at] in _SELECTOR_WORDS:
            self.at += 1
        path = self._path()
        path.name, path.selector = name, path.first > begin
        return path

    def _path(self) -> Path:
        first, kinds = self.at, self.kinds
        elements: list[Node | LinkPattern | Group] = [self._vertex()]
        while kinds[self.at] in ("-", "<", "("):
            if kinds[self.at] != "(":
                elements.append(self.link(quantified=True))
            elements.append(self._vertex())
        return Path(first, self.at - 1, elements)

    def chain(self) -> Path:
        """Read nodes and relationships in a row, as far as there are any."""
        first = self.at
        elements: list[Node | LinkPattern | Group] = [self.node()]
        while self.tokens.find_link_end(self.at) > 0:
            end = self.at
            try:
                elements += [self.link(quantified=False), self.node()]
            except Unread:
                self.at = end
                break
        if len(elements) == 1:
            raise Unread(self.at)
        return Path(first, self.at - 1, elements)

    def _vertex(self) -> Node | Group:
        kinds, first = self.kinds, self.at
        if kinds[first + 1] != "(" and not (self.tokens.is_word(first + 1) and kinds[first + 2] == "="):
            return self.node()
        self.take("(")
        path = self.pattern()
        where = self._where()
        self.take(")")
        return Group(first, self.at - 1, path, where, self._quantifier(1))

    def node(self) -> Node:
        """Read a node."""
        first = self.take("(")
        parts: Parts = []
        name, labels = self._name_and_labels(parts)
        if self.kinds[self.at] == "{":
            self.map(parts)
        where = self._where()
        return Node(first, self.take(")"), name, labels, tuple(parts), where)

    def link(self, *, quantified: bool) -> LinkPattern:
        """Read a relationship with its arrows, and with its quantifier if it may have one."""
        first = self.at
        self.at += self.kinds[first] == "<"
        dash = self.take("-")
        found = LinkPattern(first, first, dash)
        if self.kinds[self.at] == "[":
            self._read_bracket(found)
        self.take("-")
        self.at += self.kinds[self.at] == ">"
        found.last = self.at - 1
        if quantified:
            found.least = self._quantifier(found.least)
        return found

    def _read_bracket(self, found: LinkPattern) -> None:
        """Read what is in the brackets of a relationship."""
        found.bracket = self.take("[")
        parts: Parts = []
        found.name, found.labels = self._name_and_labels(parts)
        if self.kinds[self.at] in ("*", "Steps"):
            found.many = True
            found.least = self._steps()
        if self.kinds[self.at] == "{":
            self.map(parts)
        found.where = self._where()
        found.parts = tuple(parts)
        self.take("]")

    def _steps(self) -> int:
        """Read a star with its bounds; return the lower one."""
        self.at += 1
        least = 1
        if self.kinds[self.at] == "Number":
            least = _whole(self.tokens.texts[self.at])
            self.at += 1
        if self.kinds[self.at] == "..":
            self.at += 1
            self.at += self.kinds[self.at] == "Number"
        return least

    def _name_and_labels(self, parts: Parts) -> tuple[str | None, Labels | None]:
        kinds, name = self.kinds, None
        begins_where = kinds[self.at] == "WHERE" and kinds[self.at + 1] not in ("{", "*", "Steps", "WHERE", "IS")
        if self.tokens.is_word(self.at) and kinds[self.at] != "Labelled" and not begins_where:
            name = self.word()
        if kinds[self.at] not in _LABEL_STARTS:
            return name, None
        labels = self.labels()
        parts += labels.parts
        return name, labels

    def _where(self) -> Expr | None:
        if self.kinds[self.at] != "WHERE":
            return None
        self.at += 1
        return self.expr()

    def _quantifier(self, least: int) -> int:
        """Pass a quantifier and return its lower bound; without one, ``least``."""
        kind = self.kinds[self.at]
        if kind not in _QUANTIFIERS:
            return least
        self.at += 1
        if kind != "{":
            return 1 if kind == "+" else 0
        lower = 0
        if self.kinds[self.at] == "Number":
            lower = _whole(self.tokens.texts[self.at])
            self.at += 1
        if self.kinds[self.at] == ",":
            self.at += 1
            self.at += self.kinds[self.at] == "Number"
        self.take("}")
        return lower


def _whole(number: str) -> int:
    """Return a bound. In another notation it counts as zero, which only adds predicates."""
    return int(number) if number.isdecimal() else 0
