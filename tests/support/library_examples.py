"""The query library, and an example call of each query."""

import yaml
from project import ROOT

from graph.query_library import load_library

QUERIES = load_library()


EXAMPLES = yaml.load((ROOT / "tests/support/examples.yaml").read_text(), Loader=yaml.BaseLoader)


CALLS = [(name, number, given) for name, calls in EXAMPLES.items() for number, given in enumerate(calls)]
