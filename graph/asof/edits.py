"""Insertions into a text, by the places of its tokens."""

from graph.asof.reader import Tokens


class Edits:
    """Insertions and removals, applied together.

    Of two at one offset, the first recorded comes first: record what opens a part before the part, and what closes it
    after.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._made: list[tuple[int, int, str]] = []

    def __len__(self) -> int:
        return len(self._made)

    def before(self, place: int, text: str) -> None:
        """Insert a text before a token."""
        offset = self._tokens.starts[place]
        self._made.append((offset, offset, text))

    def after(self, place: int, text: str) -> None:
        """Insert a text right after a token: a comment may follow it."""
        offset = self._tokens.ends[place]
        self._made.append((offset, offset, text))

    def replace(self, place: int, text: str) -> None:
        """Replace a token."""
        self._made.append((self._tokens.starts[place], self._tokens.ends[place], text))

    def apply(self) -> str:
        """Return the text with all edits."""
        done, parts, text = 0, [], self._tokens.text
        for start, end, inserted in sorted(self._made, key=lambda edit: edit[0]):
            parts += [text[done:start], inserted]
            done = end
        return "".join((*parts, text[done:]))
