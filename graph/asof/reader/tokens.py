"""Tokens of a query that the guard passed, with places, brackets and bars."""

from graph.guard.lexer import iter_matches, tokenize

_CLOSING = {")": "(", "]": "[", "}": "{"}
_SIGNS = frozenset("()[]{},.:;|&!%$+-*/^=<>") | {"..", "::", "||", "<>", "<=", ">=", "=~"}
_NO_WORDS = _SIGNS | {"String", "Number", "Parameter", "End", "Steps"}
_NODE_PARTS = frozenset({")", ":", "{", "IS", "Labelled", "WHERE"})


class Unread(Exception):
    """Token that the reader does not know at its place, by number."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


class Tokens:
    """Tokens of one query. ``kinds`` are those of the guard; ``starts`` and ``ends`` are offsets in the text.

    ``partners`` maps each bracket to the one that closes or opens it, ``last_bars`` an opening bracket to the last
    bar directly within.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.texts, self.kinds = tokenize(text)
        spans = [match.span(1) for match in iter_matches(text)]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.partners: dict[int, int] = {}
        self.last_bars: dict[int, int] = {}
        self._pair_brackets()

    def _pair_brackets(self) -> None:
        open_places: list[int] = []
        for place, kind in enumerate(self.kinds):
            if kind in ("(", "[", "{"):
                open_places.append(place)
            elif kind in _CLOSING:
                if not open_places or self.kinds[open_places[-1]] != _CLOSING[kind]:
                    raise Unread(place)
                begin = open_places.pop()
                self.partners[begin], self.partners[place] = place, begin
            elif kind == "|" and open_places:
                self.last_bars[open_places[-1]] = place
        if open_places:
            raise Unread(open_places[-1])

    def is_word(self, place: int) -> bool:
        """Return whether a token is a word or a name in backticks."""
        return self.kinds[place] not in _NO_WORDS

    def name(self, place: int) -> str:
        """Return a word as a name, without backticks."""
        token = self.texts[place]
        return token[1:-1].replace("``", "`") if token.startswith("`") else token

    def source(self, first: int, last: int) -> str:
        """Return the text from one token to another, both included."""
        return self.text[self.starts[first] : self.ends[last]]

    def find_link_end(self, place: int) -> int:
        """Return the place of the bracket after a relationship here; -1 for none."""
        kinds = self.kinds
        place += kinds[place] == "<"
        if kinds[place] != "-":
            return -1
        place += 1
        if kinds[place] == "[":
            place = self.partners[place] + 1
        if kinds[place] != "-":
            return -1
        place += 1
        place += kinds[place] == ">"
        return place if kinds[place] == "(" else -1

    def may_be_node(self, place: int) -> bool:
        """Return whether this bracket may be that of a node, by its first tokens."""
        inside = self.kinds[place + 1]
        return inside in _NODE_PARTS or (self.is_word(place + 1) and self.kinds[place + 2] in _NODE_PARTS)
