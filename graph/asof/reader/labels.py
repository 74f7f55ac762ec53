"""Reader of label expressions, of types, and of what follows IS."""

from abc import ABC, abstractmethod

from graph.asof.reader.tokens import Tokens, Unread
from graph.asof.reader.tree import Expr, Labels, Part

_LABEL_SIGNS = frozenset("|&:")
_FORMS = frozenset({"NFC", "NFD", "NFKC", "NFKD"})
#: Words that go on with a type, such as the second one of ZONED DATETIME.
_TYPE_WORDS = frozenset({
    "BOOL", "BOOLEAN", "STRING", "VARCHAR", "INT", "INTEGER", "SIGNED", "INT8", "INT16", "INT32", "INT64", "INTEGER8",
    "INTEGER16", "INTEGER32", "INTEGER64", "FLOAT", "FLOAT32", "FLOAT64", "DATE", "TIME", "DATETIME", "TIMESTAMP",
    "LOCAL", "ZONE", "ZONED", "DURATION", "POINT", "NODE", "VERTEX", "RELATIONSHIP", "EDGE", "MAP", "LIST", "ARRAY",
    "PATH", "PATHS", "PROPERTY", "VALUE", "ANY", "NOTHING", "NULL",
})  # fmt: skip

Parts = list[Part]


class LabelReader(ABC):
    """Reader at a place of the tokens. Methods raise Unread where they cannot go on."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.kinds = tokens.kinds
        self.at = 0

    @abstractmethod
    def expr(self, stop: int = -1) -> Expr:
        """Read an expression. ``stop``: the place of a bar that does not belong to its labels."""

    def take(self, kind: str) -> int:
        """Pass a token of this kind and return its place."""
        if self.kinds[self.at] != kind:
            raise Unread(self.at)
        self.at += 1
        return self.at - 1

    def word(self) -> str:
        """Pass a word and return it as a name."""
        if not self.tokens.is_word(self.at):
            raise Unread(self.at)
        self.at += 1
        return self.tokens.name(self.at - 1)

    def is_test(self, parts: Parts, stop: int) -> None:
        """Read IS with what follows, or a type after ``::``."""
        kinds = self.kinds
        if kinds[self.at] == "IS" and kinds[self.at + 1] not in ("NOT", "NULL", "TYPED", "::", "NORMALIZED", *_FORMS):
            parts += self.labels(stop).parts
            return
        while kinds[self.at] in ("IS", "NOT"):
            self.at += 1
        if kinds[self.at] in ("TYPED", "::"):
            self.at += 1
            self._type(stop)
        else:
            self.at += kinds[self.at] in _FORMS
            self.word()  # NULL or NORMALIZED

    def _type(self, stop: int) -> None:
        """Read the name of a type, such as LIST<INTEGER NOT NULL> | STRING."""
        self.word()
        kinds = self.kinds
        while True:
            kind = kinds[self.at]
            if kind == "<":
                self.at += 1
                self._type(-1)
                self.take(">")
            elif kind == "|" and self.at != stop:
                self.at += 1
                self.word()
            elif kind == "!":
                self.at += 1
            elif kind == "NOT" and kinds[self.at + 1] == "NULL":
                self.at += 2
            elif kind in _TYPE_WORDS:
                self.at += 1
            else:
                return

    def labels(self, stop: int = -1) -> Labels:
        """Read a label expression from its colon or IS."""
        self.at += 1
        names: set[str] = set()
        parts: Parts = []
        plain = self._label(names, parts)
        while self.kinds[self.at] in _LABEL_SIGNS and self.at != stop:
            self.at += 1
            plain = self._label(names, parts) and plain
        return Labels(frozenset(names), plain, tuple(parts))

    def _label(self, names: set[str], parts: Parts) -> bool:
        """Read one label; return whether it is plain."""
        kinds, plain = self.kinds, True
        while kinds[self.at] == "!":
            self.at, plain = self.at + 1, False
        if kinds[self.at] == "%":
            self.at += 1
            return False
        if kinds[self.at] == "(":
            inner = self.labels()
            self.take(")")
            names |= inner.names
            parts += inner.parts
            return plain and inner.plain
        if kinds[self.at] in ("$", "Parameter"):
            self.at += 1
            self.take("(")
            parts += self.expr().parts
            self.take(")")
            return False
        names.add(self.word())
        return plain
