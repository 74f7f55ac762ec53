"""Packages that the Neo4j driver imports if they are installed, and that nothing here uses."""

import sys

UNUSED_PACKAGES = ("numpy", "pandas", "pyarrow")


def skip_unused_packages() -> None:
    """Let this process never import them: that takes a second and 48 MB. Call it before the driver is imported."""
    for name in UNUSED_PACKAGES:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # an import of None fails as if it were missing
