"""The texts are plain English: docstrings, comments, messages and function names, and the documentation.

`python tests/support/prose.py` lists the places, `python tests/support/prose.py . app/api` those of one folder.
"""

import pytest
from project import ROOT
from prose import Place, check_cypher, check_markdown, check_python, find_places, first_sentence

PLACES = find_places(ROOT)
FOLDERS = ["app/", "graph/", "cypher/", "docs/", "seed_data/", "README.md", "CONTRIBUTING.md"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_text_is_plain_english(folder):
    places = [str(place) for place in PLACES if place.file.startswith(folder)]
    assert not places, f"{len(places)} places:\n" + "\n".join(places[:50])


def rules(places: list[Place]) -> list[str]:
    return [f"{place.line} {place.rule}" for place in places]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('"""Bolt proxy: reads and forwards."""\n', []),
        ('"""What a proxy does."""\n', ['1 docstring begins with "What"']),
        ('"""The same as before."""\n', ['1 docstring begins with "The same"']),
        (f'"""{"word " * 16}."""\n', ["1 first sentence has 17 words, at most 15"]),
        ('"""Short.\n\nA line.\nOf what nobody needs."""\n', ['4 word "nobody" (use: no one, not)']),
        ("x = 1  # kept for `told` callers\n", ['1 word "kept" (use: stored, retained, cached)']),
        ('def f():\n    """Return the id."""\n', []),
        ('@property\ndef told():\n    """The name."""\n', []),
        ('def f():\n    """The id."""\n', ['2 a function\'s docstring begins with "The", not with a verb']),
        (
            'def f():\n    """Returns the id."""\n',
            ['2 a function\'s docstring begins with "Returns", not with an imperative'],
        ),
        ("def _sent():\n    pass\n", ["1 function named by a participle"]),
        ('raise X(\n    "Mend the file."\n)\n', ['2 word "Mend" (use: fix)']),
        (f'raise X(f"{{a}} {"word " * 25}.")\n', ["1 a sentence of 27 words, at most 25"]),
        ('y = "kept"\nz = {"told": 1}\n', []),
    ],
)
def test_the_rules_of_python_find_what_they_should(source, found):
    assert rules(check_python("x.py", source)) == found


def test_the_rules_of_pages_and_queries_find_what_they_should():
    assert rules(check_markdown("x.md", "A door.\n```sh\nkept told\n```\nUse `told`.\nIt stands.\n")) == [
        '1 word "door" (use: proxy, endpoint)',
        '6 word "stands" (use: is)',
    ]
    assert rules(check_cypher("x.cypher", "// title: kept\nRETURN 'told' // anew\n")) == [
        '1 word "kept" (use: stored, retained, cached)',
        '2 word "anew" (use: again)',
    ]


def test_a_first_sentence_ends_with_its_full_stop():
    assert first_sentence("Read a file, e.g. of YAML. Then close it.\n\nMore.") == "Read a file, e.g. of YAML."
    assert first_sentence("Start\nof a line") == "Start of a line"
