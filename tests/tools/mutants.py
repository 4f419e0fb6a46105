"""Change the generator and the runtime at random places, one at a time, and check which tests notice.

python tests/tools/mutants.py [--sample N] [--seed N] [--area AREA]... [--jobs N]

A *mutant* is the program with one small change: a comparison inverted, a condition negated, a number or a
word altered, an entry of a table or a statement removed. The tests of its area are run on it in a copy of the
checkout: first those nearest to its module, and none that fails without the change. It is

- *killed by behaviour* if a test of what the program does fails,
- *killed by files* if only a comparison with a golden or a committed file fails: the change is noticed, but
  no test says that it is wrong,
- *survived* if nothing fails. Its diff is printed. A few survivors have no visible effect.

Tests that need the portal's pages are skipped. The wording of messages is not changed.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, pairwise
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar
from xml.etree import ElementTree as ET

from attrs import frozen

T = TypeVar("T")
R = TypeVar("R")

ROOT = Path(__file__).parents[2]
SOURCE = Path("generator/tiktok_bindgen")
RUNTIME = SOURCE / "runtime"
# The runtime is copied into the client unchanged.
SHIPPED = Path("generated/tiktok_business/_runtime")
# Seconds that an area's tests may take without a change. A mutant, which may not end, gets twice their time.
TIMEOUT = 600


@frozen
class Area:
    """Modules and the tests of their behaviour.

    Attributes:
        modules: Patterns below `SOURCE`; files of earlier areas are excluded.
        tests: Patterns of the tests' names, without ``test_``.
    """

    modules: str
    tests: str


# An area's tests are those of its modules' behaviour, not all that happen to run them: a mutant that survives
# runs every one.
AREAS = {
    "runtime": Area(
        "runtime/*.py runtime/*/*.py",
        "runtime_* plans* generated_client generated_lists generated_webhooks client_reports rules_code "
        "client_arguments notebooks e2e/asyncio e2e/call_command e2e/command_* e2e/deadline e2e/downloads "
        "e2e/faults e2e/limits e2e/ids e2e/network e2e/once e2e/recording e2e/secret e2e/threads e2e/uploads "
        "e2e/wire",
    ),
    "generate": Area(
        "generate/*.py styles.py enforced.py value_names.py",
        "generate_* generate generated_client generated_dates generated_lists generated_types "
        "generated_webhooks lookup_words checks_code rules_code rules_levels styles hover client_arguments "
        "client_reports plans* reference_lists verdicts runtime_contested runtime_core runtime_limit "
        "runtime_mock runtime_options runtime_recording docstrings",
    ),
    "read": Area(
        "read/*.py",
        "read_* depth rows flattened_facts addresses interpret_supplements interpret_links appendix "
        "facts_pages problem_codes peer_faults_reading docstrings",
    ),
    "interpret": Area(
        "interpret/*.py",
        "interpret* always appendix addresses digests lookup_words problem_codes facts* read_variants "
        "flattened_facts reference_lists reports webhooks weigh whole_numbers wordings loose_tables "
        "docstrings",
    ),
    "sentences": Area(
        "sentences/*.py language/*.py digest.py",
        "wordings rules_sentences rules_consistency rules_tables rules_words rules_levels lookup_words "
        "problem_codes digests interpret assemble diff_report docstrings",
    ),
    "logic": Area(
        "logic/*.py",
        "rules_* explain explain_* diff_conditions verdicts generate_messages checks_code docstrings",
    ),
    "weigh": Area(
        "weigh/*.py evidence.py", "weigh* always evidence launches samples whole_numbers webhooks spec_faults"
    ),
    "facts": Area(
        "facts/*.py states.py new_date.py",
        "facts* states digests interpret_formerly interpret_supplements appendix reports webhooks "
        "diff_update",
    ),
    "assemble": Area(
        "assemble/*.py openapi.py",
        "assemble* glossary overlay rules_schema appendix openapi_extensions interpret* digests diff_load "
        "read_gateway reports webhooks spec_faults reference_lists rules_levels compat styles docstrings",
    ),
    "diff": Area("diff/*.py diff/*/*.py compat.py", "diff_* compat docstrings explain_rule"),
    "update": Area("update/*.py readings.py", "diff_update update_* held_pages docstrings"),
    "explain": Area(
        "explain/*.py", "explain explain_* launches sample_requests rule_mutations runtime_contested"
    ),
    "fetch": Area("fetch/*.py", "fetch*"),
    "site": Area("site/*.py", "site* docstrings"),
    "command": Area("command/*.py cli.py", "cli cli_help evidence explain* fetch_cli diff_update states"),
    "whole": Area(
        "*.py", "cli build_cache sources parts states facts overlay evidence diff_report counting memo"
    ),
}


# Tests that compare with a golden or a committed file: a pattern of their names, and their files.
FILES_TESTS = "golden or page_of_rules or newest_spec_gives"
HAVE_FILES = "read_native read_flattened assemble generate diff_rules launches"


@frozen
class Mutant:
    """A change of one place.

    Attributes:
        area: The name of its area.
        module: The file, relative to the root.
        start: The offset in bytes at which the replaced text begins.
        end: The offset at which it ends.
        text: The replacement.
    """

    area: str
    module: Path
    start: int
    end: int
    text: bytes

    def applied(self, source: bytes) -> bytes:
        """Return the changed source."""
        return source[: self.start] + self.text + source[self.end :]

    def diff(self, source: bytes) -> str:
        """Return the change as a diff."""
        before, after = (each.decode().splitlines() for each in (source, self.applied(source)))
        return "\n".join(list(difflib.unified_diff(before, after, n=2, lineterm=""))[2:])


def main(argv: Sequence[str] | None = None) -> int:
    """Run mutants and print the results.

    Args:
        argv: The arguments; by default those of the process.
    """
    parser = argparse.ArgumentParser(description="Which tests notice a change of the program?")
    parser.add_argument("--sample", type=int, default=5, help="how many mutants of each area (default: 5)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same mutants")
    parser.add_argument("--area", action="append", choices=AREAS, help="one of them alone; may be repeated")
    parser.add_argument("--jobs", type=int, default=1, help="how many run at a time (default: 1)")
    options = parser.parse_args(argv)
    areas = options.area or list(AREAS)
    chosen = [mutant for area in areas for mutant in sample(area, options.sample, options.seed)]
    results: dict[str, Counter[str]] = {area: Counter() for area in areas}
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(options.jobs):
            copies.put(copied(Path(folder) / str(number)))

        def with_copy(work: Callable[[T, Path], R]) -> Callable[[T], R]:
            def run(what: T) -> R:
                copy = copies.get()
                try:
                    return work(what, copy)
                finally:
                    copies.put(copy)

            return run

        known = dict(zip(areas, pool.map(with_copy(unchanged), areas), strict=True))

        def of_mutant(mutant: Mutant, copy: Path) -> tuple[str, str]:
            return verdict(mutant, copy, known[mutant.area])

        with_verdicts = zip(chosen, pool.map(with_copy(of_mutant), chosen), strict=True)
        for mutant, (found, by) in with_verdicts:
            results[mutant.area][found] += 1
            source = (ROOT / mutant.module).read_bytes()
            line = source.count(b"\n", 0, mutant.start) + 1
            _say(f"{found}: {mutant.area}: {mutant.module}:{line} {by}".rstrip())
            if found != BEHAVIOUR:
                _say(mutant.diff(source))
    _say("\n" + table(results))
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


BEHAVIOUR, FILES, SURVIVED = "killed by behaviour", "killed by files", "survived"


def table(results: dict[str, Counter[str]]) -> str:
    """Return the results of each area as text."""
    kinds = (BEHAVIOUR, FILES, SURVIVED)
    total: Counter[str] = Counter()
    lines = ["".join(f"{name:>22}" for name in ("area", *kinds, "share by behaviour"))]
    for area, found in results.items():
        total += found
        lines.append(_row(area, found, kinds))
    return "\n".join([*lines, _row("all", total, kinds)])


def _row(area: str, found: Counter[str], kinds: Iterable[str]) -> str:
    share = f"{found[BEHAVIOUR] / max(found.total(), 1):.0%}"
    return "".join(f"{cell:>22}" for cell in (area, *(found[kind] for kind in kinds), share))


def sample(area: str, size: int, seed: int) -> list[Mutant]:
    """Return random mutants of an area; the same seed gives the same ones.

    Args:
        area: Its name.
        size: The most mutants to return.
        seed: Any number.
    """
    found = [mutant for module in modules(area) for mutant in mutants(area, module)]
    random.Random(f"{seed} {area}").shuffle(found)
    return list(islice(filter(_is_python, found), size))


def _is_python(mutant: Mutant) -> bool:
    # Removing an entry of a table may leave a bracket that was around it.
    try:
        ast.parse(mutant.applied((ROOT / mutant.module).read_bytes()))
    except SyntaxError:
        return False
    return True


def modules(area: str) -> list[Path]:
    """Return the files of an area, relative to the root."""
    owned: set[Path] = set()
    for name, each in AREAS.items():
        found = {path for pattern in each.modules.split() for path in (ROOT / SOURCE).glob(pattern)} - owned
        if name == area:
            return sorted(path.relative_to(ROOT) for path in found)
        owned |= found
    raise KeyError(area)


def copied(folder: Path) -> Path:
    """Copy the parts of the checkout that tests need, and return the copy's folder."""
    ignored = shutil.ignore_patterns(".git", ".venv", ".nox", ".*cache", "__pycache__", ".hypothesis", "dist")
    return Path(shutil.copytree(ROOT, folder, ignore=ignored, symlinks=True))


@frozen
class Unchanged:
    """The results of an area's tests without a mutant.

    Attributes:
        failing: The tests that fail, which are not run on mutants.
        seconds: The seconds that each file of tests takes.
    """

    failing: Sequence[str]
    seconds: Mapping[str, float]


def unchanged(area: str, copy: Path) -> Unchanged:
    """Run an area's tests without a mutant.

    Args:
        area: The area's name.
        copy: A copy of the checkout.
    """
    report = copy / "unchanged.xml"
    more = ("-k", f"not ({FILES_TESTS})", f"--junitxml={report}", "-o", "junit_family=xunit1")
    done = _pytest(copy, tests(AREAS[area].tests, copy), more, TIMEOUT)
    if done is None:
        raise SystemExit(f"The tests of {area} take more than {TIMEOUT} seconds.")
    failing: list[str] = []
    seconds: defaultdict[str, float] = defaultdict(float)
    for case in ET.parse(report).iter("testcase"):
        seconds[case.attrib["file"]] += float(case.attrib["time"])
        if case.find("failure") is not None or case.find("error") is not None:
            failing.append(f"{case.attrib['file']}::{case.attrib['name']}")
    _say(f"{area}: its tests take {sum(seconds.values()):.0f} s")
    for test in failing:
        _say(f"left out, as it fails without a mutant: {test}")
    return Unchanged(failing, seconds)


def verdict(mutant: Mutant, copy: Path, known: Unchanged) -> tuple[str, str]:
    """Run the tests on a mutant.

    Args:
        mutant: The change.
        copy: A copy of the checkout, in which it is made and undone.
        known: The results of the tests of its area without it.

    Returns:
        The verdict, and the test or check that failed; empty for none.
    """
    source = (ROOT / mutant.module).read_bytes()
    places = [copy / mutant.module]
    if mutant.module.is_relative_to(RUNTIME):
        places.append(copy / SHIPPED / mutant.module.relative_to(RUNTIME))
    before = {place: place.read_bytes() for place in places}
    try:
        for place, text in before.items():
            # The client's copy has an additional line at the beginning.
            place.write_bytes(text.removesuffix(source) + mutant.applied(source))
        own = nearest_first(tests(AREAS[mutant.area].tests, copy), mutant.module, copy, known.seconds)
        left_out = [f"--deselect={test}" for test in known.failing]
        limit = 30 + 2 * sum(known.seconds.values())
        if by := _failing(copy, own, ["-k", f"not ({FILES_TESTS})", *left_out], limit):
            return BEHAVIOUR, by
        if by := _failing(copy, tests(HAVE_FILES, copy), ["-k", FILES_TESTS], TIMEOUT) or _stale(copy):
            return FILES, by
        return SURVIVED, ""
    finally:
        for place, text in before.items():
            place.write_bytes(text)


def tests(patterns: str, copy: Path) -> list[str]:
    """Return the files of tests that match patterns."""
    found = [
        path.relative_to(copy).as_posix()
        for folder, _, name in (pattern.rpartition("/") for pattern in patterns.split())
        for path in sorted((copy / "tests" / folder).glob(f"test_{name}.py"))
    ]
    return list(dict.fromkeys(found))


def nearest_first(files: Iterable[str], module: Path, copy: Path, seconds: Mapping[str, float]) -> list[str]:
    """Sort files of tests so that those most likely to notice a change soon come first.

    Args:
        files: Their paths.
        module: The changed module. Tests that share a word with its name come first, then those that import
            it, then quick ones.
        copy: A copy of the checkout.
        seconds: The seconds that each file takes.
    """
    stem = re.escape(module.stem)
    package = re.escape(module.parent.name)
    imported = re.compile(rf"\b{package}(\.|.* import .*\b){stem}\b")

    def words(path: Path) -> set[str]:
        return {word.rstrip("s") for word in path.stem.split("_")}

    def distance(name: str) -> tuple[int, bool, float]:
        shared = words(module) & words(Path(name))
        return -len(shared), not imported.search((copy / name).read_text()), seconds.get(name, 0.0)

    return sorted(files, key=distance)


def _failing(copy: Path, files: Sequence[str], more: Sequence[str], limit: float) -> str:
    """Return the first test that fails; empty if none does."""
    done = _pytest(copy, files, ["-x", *more], limit)
    if done is None:
        return "(not done in time)"
    if done.returncode in {0, 5}:  # 5: no test was selected
        return ""
    first = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return first[1] if first else f"(pytest ended with {done.returncode})"


def _pytest(
    copy: Path, files: Sequence[str], more: Sequence[str], limit: float
) -> subprocess.CompletedProcess[str] | None:
    options = ("-q", "-p", "no:cacheprovider", "--tb=no", "-n", "0")
    return _run(copy, limit, "pytest", *options, *more, *files)


def _stale(copy: Path) -> str:
    done = _run(copy, TIMEOUT, "tiktok_bindgen", "build", "--check")
    return "build --check" if done is None or done.returncode else ""


def _run(copy: Path, limit: float, *command: str) -> subprocess.CompletedProcess[str] | None:
    path = os.pathsep.join(str(copy / part) for part in ("generator", "generated", "tests", "tests/tools"))
    env = {
        **os.environ,
        "PYTHONPATH": path,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PORTAL_PAGES": str(copy / "none"),
        "TIKTOK_BINDGEN_CACHE": "",
    }
    whole = [sys.executable, "-m", *command]
    try:
        return subprocess.run(
            whole, cwd=copy, env=env, capture_output=True, text=True, check=False, timeout=limit
        )
    except subprocess.TimeoutExpired:
        return None


# The changes that can be made to a module

_COMPARISONS = {
    "==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">",
    "in": "not in", "not in": "in", "is": "is not", "is not": "is",
}  # fmt: skip
_NAMES = {
    "min": "max",
    "any": "all",
    "startswith": "endswith",
    "lstrip": "rstrip",
    "removeprefix": "removesuffix",
}
_NAMES |= {there: here for here, there in _NAMES.items()}


def mutants(area: str, module: Path) -> Iterator[Mutant]:
    """Yield every possible change of a module.

    Args:
        area: The name of its area.
        module: The file, relative to the root.
    """
    source = (ROOT / module).read_bytes()
    sites = _Sites(source)
    sites.visit(ast.parse(source))
    for start, end, text in sites.found:
        yield Mutant(area, module, start, end, text.encode())


class _Sites(ast.NodeVisitor):
    """Collects places and their possible replacements."""

    def __init__(self, source: bytes) -> None:
        self.found: list[tuple[int, int, str]] = []
        self._source = source
        self._lines = [0]
        for line in source.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    # Nodes that are not, or only partly, changed

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        names = {target.id for target in node.targets if isinstance(target, ast.Name)}
        if "__all__" not in names:
            self._statement(node, when=not names and not isinstance(node.targets[0], ast.Tuple))
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if not any(isinstance(each, ast.Name) and each.id == "overload" for each in node.decorator_list):
            for part in (*node.args.defaults, *node.args.kw_defaults, *node.body):
                if part is not None:
                    self.visit(part)

    def visit_keyword(self, node: ast.keyword) -> None:
        # No input shows the effect of ``strict``, since lists are always equally long. A metavar is wording.
        if node.arg not in {"strict", "metavar"}:
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        # The name of a type variable has no effect, nor has the type of a cast.
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        if called == "cast":
            self.visit(node.args[1])
        elif called not in {"TypeVar", "ParamSpec"}:
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        # ``Literal["a"]`` is a type; a key is a value.
        if not (isinstance(node.value, ast.Name) and node.value.id[0].isupper()):
            self.generic_visit(node)

    # Nodes that are altered

    def visit_Compare(self, node: ast.Compare) -> None:
        parts = [node.left, *node.comparators]
        for left, right in pairwise(parts):
            self._between(left, right, r"not\s+in|is\s+not|[=!<>]=|[<>]|\bin\b|\bis\b", _COMPARISONS)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        for left, right in pairwise(node.values):
            self._between(left, right, r"\band\b|\bor\b", {"and": "or", "or": "and"})
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if not any(isinstance(side, ast.JoinedStr) or _is_text(side) for side in (node.left, node.right)):
            self._between(node.left, node.right, r"[+-]", {"+": "-", "-": "+"})
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self._replace(node, self._text(node.operand))
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        self._negated(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._negated(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._replace(test, "True")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self._replace(node, str(not value))
        elif isinstance(value, int | float):
            self._replace(node, str(value + 1))
        elif isinstance(value, str) and not re.search(r"\s", value):
            self._replace(node, repr(f"{value}x"))

    def visit_Name(self, node: ast.Name) -> None:
        if node.id in _NAMES:
            self._replace(node, _NAMES[node.id])

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in _NAMES:
            self._replace(node, f"{self._text(node.value)}.{_NAMES[node.attr]}")
        self.generic_visit(node)

    # Nodes that are removed

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None and not isinstance(node.value, ast.Constant):
            self._replace(node.value, "None")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self._statement(node)
            self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._statement(node)
        self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        self._statement(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        self._statement(node)

    def visit_Break(self, node: ast.Break) -> None:
        self._replace(node, "continue")

    def visit_List(self, node: ast.List) -> None:
        self._elements([(each, each) for each in node.elts])
        self.generic_visit(node)

    def visit_Set(self, node: ast.Set) -> None:
        self._elements([(each, each) for each in node.elts])
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        pairs = zip(node.keys, node.values, strict=True)
        self._elements([(key, value) for key, value in pairs if key is not None])
        self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        # Larger tuples are tables; in a pair or a few values, each is needed.
        if len(node.elts) > 3:
            self._elements([(each, each) for each in node.elts])
        self.generic_visit(node)

    def _elements(self, elements: Sequence[tuple[ast.expr, ast.expr]]) -> None:
        for (first, _), (then, _) in pairwise(elements):
            start, end = self._span(first)[0], self._span(then)[0]
            self.found.append((start, end, ""))

    def _statement(self, node: ast.stmt, *, when: bool = True) -> None:
        if when:
            self._replace(node, "pass")

    def _negated(self, test: ast.expr) -> None:
        self._replace(test, f"not ({self._text(test)})")

    def _between(self, left: ast.expr, right: ast.expr, pattern: str, others: dict[str, str]) -> None:
        start, end = self._span(left)[1], self._span(right)[0]
        if match := re.search(pattern, self._source[start:end].decode()):
            other = others[" ".join(match[0].split())]
            self.found.append((start + match.start(), start + match.end(), other))

    def _replace(self, node: ast.expr | ast.stmt, text: str) -> None:
        self.found.append((*self._span(node), text))

    def _text(self, node: ast.expr) -> str:
        start, end = self._span(node)
        return self._source[start:end].decode()

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._lines[node.lineno - 1] + node.col_offset,
            self._lines[node.end_lineno - 1] + node.end_col_offset,
        )


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


if __name__ == "__main__":
    sys.exit(main())
