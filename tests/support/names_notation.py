"""Names in other notations."""

from hypothesis import strategies as st


@st.composite
def in_notation(draw, code):
    """A code with other case and other separators between its letters and digits."""
    return "".join(
        draw(st.sampled_from(["", "", " ", ".", "-"])) + draw(st.sampled_from([c.lower(), c.upper()]))
        for c in code
        if c.isalnum()
    ).strip(" .-")
