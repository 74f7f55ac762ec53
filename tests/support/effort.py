"""Number of examples that Hypothesis tries."""

from hypothesis import settings


def examples(number: int) -> int:
    """Return the number of examples; at most 25 in the quick profile of `make check`."""
    return min(number, settings.default.max_examples) if settings.default.max_examples <= 25 else number
