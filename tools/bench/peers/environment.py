# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The virtual environment that holds the peers; made once."""
import pathlib
import subprocess
import sys

PACKAGES = {"jax": ["jax==0.10.2", "numpy"]}


class EnvironmentProblem(Exception):
    pass


def _run(command, what, where):
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError as problem:
        raise EnvironmentProblem(f"{what} in {where} failed: {problem}") from None
    if done.returncode != 0:
        lines = (done.stderr + done.stdout).strip().splitlines() or ["no reason given"]
        raise EnvironmentProblem(f"{what} in {where} failed: {lines[-1]}")


def python_with(peer, directory):
    """The interpreter of a virtual environment in which `peer` is installed."""
    directory = pathlib.Path(directory)
    python = directory / "bin" / "python"
    done = directory / f"{peer}.installed"
    wanted = " ".join(PACKAGES[peer])
    if done.is_file() and done.read_text() == wanted:
        return python
    if not python.is_file():
        print(f"compare: making a virtual environment in {directory}", file=sys.stderr)
        _run([sys.executable, "-m", "venv", str(directory)], "python3 -m venv (package python3-venv)", directory)
    print(f"compare: installing {wanted}", file=sys.stderr)
    _run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES[peer]], f"pip install {wanted}", directory)
    done.write_text(wanted)
    return python
