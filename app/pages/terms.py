"""Short explanations of terms, which a page shows next to them."""

#: Each term with the text that its question mark opens, and the page of the help with the rest.
TERMS = {
    "as_of": (
        "As of",
        "The date you ask about: what was in effect on that day, in the past or in the future.",
        "time",
    ),
    "known_at": (
        "Using sources up to",
        "Only sources published by that day count. So you see what could be known then, without hindsight.",
        "time",
    ),
    "certainty": (
        "Certainty",
        "Asserted: a source says it is so. Disputed: sources contradict each other. Announced, expected, offered, "
        "threatened: a source says it will or may be so.",
        "time",
    ),
    "by_terms": (
        "By its own terms",
        "A date stated earlier has passed, such as the end of a pause. No source published since confirms that the "
        "status changed.",
        "time",
    ),
    "basis": (
        "Basis",
        "Reported: a source says that the status took effect. By its own terms: only a date stated earlier says so.",
        "time",
    ),
    "one_source": (
        "One source only",
        "Nothing but this one source says it. If the source is wrong, so is the statement.",
        "analysts",
    ),
}
