"""Checker of the rules for plain English: `python tests/support/prose.py [CHECKOUT] [PREFIX]`.

It prints one line for each place that breaks a rule: `file:line: rule: text`. The rules are in CONTRIBUTING.md, and
tests/unit/test_plain_english.py holds the project to them.
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

#: A word that is not used, and the word that is used for it.
WORDS = {
    r"parted": "separated",
    r"told": "reported, given, configured",
    r"judged?|judges|judging": "validate, check",
    r"faults?|faulty": "problem, error, invalid",
    r"mend(s|ed|ing)?": "fix",
    r"anew": "again",
    r"go(es)? by|went by": "has the canonical id",
    r"g[ai]ves? way|giving way|given way": "was merged, was replaced",
    r"h[au]ngs? up on|hanging up on": "disconnected",
    r"who(so)?ever|whomever": "callers, users, anyone who",
    r"(?<!there )(is|are|was|were) (?-i:none)": "is invalid, is missing",
    r"tak(e|es|en|ing) in|took in": "load",
    r"doors?": "proxy, endpoint",
    r"beside": "next to, with",
    r"nobody": "no one, not",
    r"kept": "stored, retained, cached",
    r"stands?|stood": "is",
    r"(?<!white )house": "project, conventions",
    r"floors?": "layer",
    r"as (?!if\b)[^.,;:]{1,40}? (has|have|had) (it|them)": "in X's format",
    r"of whom|from whom|to whom": "say who in a sentence of its own",
    r"from then on": "afterwards",
    r"but for": "except",
    r"hangs? on": "depends on",
}
_WORDS = [(re.compile(rf"(?<![\w-])(?:{word})(?![\w-])", re.IGNORECASE), better) for word, better in WORDS.items()]

#: No docstring begins with one of these.
RIDDLES = re.compile(r"(What|Who|Which|How|Whose|Whether|The same|As|It|One|Where|When|Why|That|There)\b")
#: A function's docstring begins with a verb, so it does not begin with one of these.
NO_VERB = re.compile(
    r"(The|A|An|All|Any|Each|Every|Both|No|None|Not|Nothing|Of|In|On|At|From|With|If|For|By|To|Its|Their|This|These|Those)\b"
)
#: Verbs that end like the third person.
VERBS_WITH_S = {
    "pass",
    "process",
    "compress",
    "address",
    "express",
    "focus",
    "suppress",
    "guess",
    "bypass",
    "dismiss",
    "canvas",
}
#: A function that is named by one of these does not say what it does.
PARTICIPLES = frozenset({
    "absorbed", "answered", "asked", "called", "chosen", "closed", "counted", "cut_off", "dated", "described",
    "drawn", "filled", "found", "given", "grown", "held", "joined", "judged", "kept", "known", "laid", "laid_over",
    "listed", "looked", "made", "merged", "named", "opened", "ordered", "parted", "placed", "reached", "recorded",
    "said", "sent", "served", "settled", "shown", "sorted_out", "spoken", "standing", "taken", "told", "united",
    "used", "wanted", "wired", "written",
})  # fmt: skip
FIRST_SENTENCE = 15
MESSAGE = 25


class Place(NamedTuple):
    """Place where a text breaks a rule."""

    file: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.text}"


class Text(NamedTuple):
    """Piece of prose and the line on which it starts."""

    line: int
    text: str


def find_places(root: Path, prefix: str = "") -> list[Place]:
    """Return every place that breaks a rule, in the files below `root` with this `prefix`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    names = sorted(
        {name for name in listed.stdout.decode().split("\0") if name.startswith(prefix) and (root / name).is_file()}
    )
    places: list[Place] = []
    for name in names:
        if name.startswith(("app/", "graph/")) and name.endswith(".py"):
            places += check_python(name, (root / name).read_text(encoding="utf-8"))
        elif name in {"README.md", "CONTRIBUTING.md"} or re.fullmatch(r"docs/.*\.md|seed_data/.*\.md", name):
            places += check_markdown(name, (root / name).read_text(encoding="utf-8"))
        elif re.fullmatch(r"cypher/.*\.cypher", name):
            places += check_cypher(name, (root / name).read_text(encoding="utf-8"))
    seen = {(place.file, place.line) for place in places if "begins with" in place.rule}
    places += [place for place in _not_imperative(root, prefix) if (place.file, place.line) not in seen]
    return sorted(set(places))


def check_python(name: str, source: str) -> list[Place]:
    """Check the docstrings, comments, messages and function names of a module."""
    tree = ast.parse(source)
    places = []
    docstrings = set()
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        is_verb = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not _is_property(node)
        if is_verb and node.name.strip("_") in PARTICIPLES:
            places.append(Place(name, node.lineno, "function named by a participle", node.name))
        docstring = ast.get_docstring(node, clean=False)
        if docstring is None:
            continue
        expression = node.body[0]
        assert isinstance(expression, ast.Expr)
        docstrings.add(id(expression.value))
        text = Text(expression.lineno, docstring)
        places += _docstring_places(name, text, is_verb)
        places += _word_places(name, text)
    for message in _strings(tree, docstrings):
        places += _word_places(name, message)
        places += _message_places(name, message)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            places += _word_places(name, Text(token.start[0], token.string))
    return places


def check_markdown(name: str, source: str) -> list[Place]:
    """Check the words of a page, without its code."""
    fenced = False
    places = []
    for number, line in enumerate(source.split("\n"), 1):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced:
            places += _word_places(name, Text(number, line))
    return places


def check_cypher(name: str, source: str) -> list[Place]:
    """Check the words of a query file's comments."""
    found = ((number, re.search(r"//.*", line)) for number, line in enumerate(source.split("\n"), 1))
    return [place for number, comment in found if comment for place in _word_places(name, Text(number, comment[0]))]


def first_sentence(docstring: str) -> str:
    """Return the first sentence; an empty line ends it too."""
    paragraph = " ".join(docstring.strip().split("\n\n")[0].split())
    return _sentences(paragraph)[0]


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)\s+(?=[A-Z`\"'({…])", text)


def _docstring_places(name: str, docstring: Text, is_verb: bool) -> Iterator[Place]:
    sentence = first_sentence(docstring.text)
    if len(sentence.split()) > FIRST_SENTENCE:
        yield Place(
            name,
            docstring.line,
            f"first sentence has {len(sentence.split())} words, at most {FIRST_SENTENCE}",
            sentence,
        )
    if found := RIDDLES.match(sentence):
        yield Place(name, docstring.line, f'docstring begins with "{found[0]}"', sentence)
    elif is_verb and (not_verb := NO_VERB.match(sentence)):
        yield Place(
            name, docstring.line, f'a function\'s docstring begins with "{not_verb[0]}", not with a verb', sentence
        )
    elif is_verb and (first := re.match(r"[A-Za-z]+s\b", sentence)) and first[0].lower() not in VERBS_WITH_S:
        yield Place(
            name, docstring.line, f'a function\'s docstring begins with "{first[0]}", not with an imperative', sentence
        )


def _word_places(name: str, text: Text) -> Iterator[Place]:
    # Code in backticks is not prose; blanked, so that lines and columns stay.
    prose = re.sub(r"``[^`]*``|`[^`]*`", lambda code: re.sub(r"[^\n]", "_", code[0]), text.text)
    for pattern, better in _WORDS:
        for found in pattern.finditer(prose):
            before = prose[: found.start()]
            line = prose.split("\n")[before.count("\n")].strip()
            yield Place(
                name, text.line + before.count("\n"), f'word "{" ".join(found[0].split())}" (use: {better})', line
            )


def _message_places(name: str, message: Text) -> Iterator[Place]:
    for sentence in _sentences(" ".join(message.text.split())):
        if len(sentence.split()) > MESSAGE:
            yield Place(name, message.line, f"a sentence of {len(sentence.split())} words, at most {MESSAGE}", sentence)


def _strings(tree: ast.Module, docstrings: set[int]) -> Iterator[Text]:
    """Yield the strings that are prose: at least three words, and no markup."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in ast.walk(node)} - {id(node)}
            yield from _prose(node.lineno, "".join(_literal(part) for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | inside:
            yield from _prose(node.lineno, node.value)


def _literal(part: ast.expr) -> str:
    return part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "…"


def _prose(line: int, text: str) -> Iterator[Text]:
    if len(text.split()) >= 3 and not re.search(r"[{}<>]|^\s*\(\?|\\b|==", text):
        yield Text(line, text)


def _is_property(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("property" in ast.unparse(decorator) for decorator in node.decorator_list)


def _not_imperative(root: Path, prefix: str) -> list[Place]:
    """Ask ruff for the docstrings of functions that do not begin with an imperative."""
    own = root / ".venv/bin/ruff"
    ruff = str(own) if own.exists() else str(Path(sys.executable).with_name("ruff"))
    asked = subprocess.run(
        [ruff, "check", "--quiet", "--isolated", "--select", "D401", "--output-format", "concise", "app", "graph"],
        cwd=root, capture_output=True, text=True,
    )  # fmt: skip
    lines = re.findall(r"^(\S+?):(\d+):\d+: D401.*?: \"?(.*?)\"?$", asked.stdout, re.MULTILINE)
    return [
        Place(file, int(line), "a function's docstring does not begin with an imperative (ruff D401)", text)
        for file, line, text in lines
        if file.startswith(prefix)
    ]


def main() -> int:
    """Print the places; the exit code says whether there are any."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    places = find_places(root, sys.argv[2] if len(sys.argv) > 2 else "")
    for place in places:
        print(place)
    print(f"{len(places)} places", file=sys.stderr)
    return 1 if places else 0


if __name__ == "__main__":
    raise SystemExit(main())
