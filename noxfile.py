"""The developer's menu: ``nox -l`` lists the sessions, ``nox`` runs the first five."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import nox

nox.options.sessions = ["lint", "types", "tests", "build", "wheel"]
# uv makes an environment in a second, if it is there.
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = True

ROOT = Path(__file__).parent
GROUPS = nox.project.load_toml(ROOT / "pyproject.toml")


def _group(name: str) -> list[str]:
    return list(nox.project.dependency_groups(GROUPS, name))


def _at_once(*works: Callable[[], object]) -> None:
    """Do what keeps one processor busy each; the first that failed is raised when all are done."""
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()


def _run_tests(session: nox.Session, *arguments: str) -> None:
    # In tests, the linter judges generated code, and a type checker's server shows what an editor does.
    session.install("-e", ".[generator,mcp,speed]", *_group("test"), *_group("lint"), *_group("types"))
    # What tests run in processes of their own is compiled once.
    env = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": ""}
    # One more than there are processors: some tests wait, for a server's pause or another process.
    workers = str((os.cpu_count() or 1) + 1)
    with tempfile.TemporaryDirectory(dir=_in_memory()) as folder:
        env["TMPDIR"] = folder
        session.run("pytest", "-n", workers, "--dist", "worksteal", *arguments, *session.posargs, env=env)


def _in_memory() -> Path | None:
    """A folder whose files are in memory, if there is plenty: tests write, and remove, many small ones."""
    folder = Path("/dev/shm")  # noqa: S108 (what is made there has a name of its own)
    return folder if folder.is_dir() and shutil.disk_usage(folder).free > 4 * 2**30 else None


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests; arguments go to pytest. PORTAL_PAGES names a folder of documentation pages."""
    _run_tests(session)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting of the generator, the generated package and the tests alike."""
    session.install(*_group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Type-check everything with mypy --strict, and what callers see of the client with pyright, strict too.

    To that belong what they may do (`tests/typing`), all documented examples, the exemplar's client, and
    models in other styles, which are written into `build/types`.
    """
    session.install("-e", ".[generator,mcp,speed]", *_group("test"), *_group("types"), "nox")
    more = "build/types"
    session.run("python", "tests/tools/for_types.py", more, env={"PYTHONPATH": "tests"})
    files = [*GROUPS["tool"]["mypy"]["files"], more]
    _at_once(partial(session.run, "mypy", *files, env={"MYPYPATH": more}), partial(session.run, "pyright"))


@nox.session
def build(session: nox.Session) -> None:
    """Fail when the committed specs or the committed client are stale."""
    session.install("-e", ".[generator]")
    session.run("tiktok-bindgen", "build", "--check")


@nox.session
def wheel(session: nox.Session) -> None:
    """Build both distributions as they are released; install each alone, in an empty environment; use it."""
    session.install("build[uv]")
    folder = Path(session.create_tmp())
    out = folder / "dist"
    shutil.rmtree(out, ignore_errors=True)

    def tried(project: str, name: str) -> None:
        # The wheel is made of the source archive, and its readme leads into the repository.
        command = ("python", "-m", "build", "--installer", "uv", "--outdir", str(out), project)
        session.run(*command, silent=True, env={"REPOSITORY_URL": "https://garden.test/bindings"})
        empty = folder / name
        # By its name alone uv would look for another, which there may not be.
        session.run("uv", "venv", "-q", "--clear", "--python", str(Path(session.bin) / "python"), str(empty))
        python = str(empty / "bin" / "python")
        (built,) = map(str, out.glob(f"{name}-*.whl"))
        session.run("uv", "pip", "install", "-q", "--python", python, built)
        session.run(python, "-I", f"tests/alone/{name}.py", built, external=True)

    _at_once(
        partial(tried, ".", "tiktok_business_bindings"),
        partial(tried, "generator", "tiktok_bindgen"),
    )


@nox.session
def random(session: nox.Session) -> None:
    """Test what holds for any input with many random ones; `-- --hypothesis-seed=N` repeats a search.

    N is in the command that this session shows first and, if it failed, last.
    """
    # Of two seeds the last counts: one among the arguments.
    seed = f"--hypothesis-seed={secrets.randbelow(2**32)}"
    _run_tests(session, "-m", "hypothesis", "--hypothesis-profile=random", seed)


@nox.session
def golden(session: nox.Session) -> None:
    """Write the golden files anew; review what changed as a diff."""
    session.install("-e", ".[generator]", *_group("test"))
    session.run("pytest", "-q", "-k", "golden", *session.posargs, env={"UPDATE_GOLDEN": "1"})
    session.run("tiktok-bindgen", "build")


@nox.session
def mutants(session: nox.Session) -> None:
    """Change the program at random places and see which tests notice; --area, --sample and --seed choose."""
    session.install("-e", ".[generator,mcp,speed]", *_group("test"), *_group("lint"), *_group("types"))
    session.run("python", "tests/tools/mutants.py", *session.posargs)


@nox.session
def flat(session: nox.Session) -> None:
    """Measure how much of each flattened page is recovered, against its native twin."""
    session.install("-e", ".[generator]")
    session.run("python", "tests/tools/flat_twins.py", *(session.posargs or ["../shared/portal"]))


@nox.session
def browser(session: nox.Session) -> None:
    """Look at the site in Chromium, which has to be installed: search, live conditions, phones, labels."""
    session.install("-e", ".[generator]", *_group("test"), *_group("browser"))
    session.run("pytest", "-q", "tests/browser", *session.posargs)


@nox.session
def interop(session: nox.Session) -> None:
    """Run other tools on the newest spec: generators, linters, a mock, a fuzzer. Needs Java 11 and npm."""
    tools = ROOT / "tests" / "interop"
    session.install("-e", ".[generator]", *_group("test"), "-r", str(tools / "requirements.txt"))
    npm = Path(session.create_tmp())
    shutil.copy(tools / "package.json", npm)
    session.run("npm", "install", "--no-audit", "--no-fund", "--prefix", str(npm), external=True, silent=True)
    checks = session.posargs or sorted(map(str, tools.glob("check_*.py")))
    session.run("pytest", *checks, env={"INTEROP_NPM": str(npm / "node_modules")})


@nox.session
def bench(session: nox.Session) -> None:
    """Measure import and decoding, as ratios against what is measured in the same run."""
    session.install("-e", ".[generator,mcp,speed]", *_group("bench"))
    session.run("python", "-m", "compileall", "-q", "generated", "generator")
    session.run("pytest", "-q", "-s", "tests/benchmarks", *session.posargs)
