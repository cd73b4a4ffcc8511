# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The programs that are compared, as objects with `rows` and `measure(row)`."""
import json
import os
import subprocess
import time


class ProgramProblem(Exception):
    pass


class Burin:
    """build/bin/burin-bench: one process per row, so that no row sees what another left behind."""

    def __init__(self, build, threads=None):
        self.program = os.path.join(build, "bin", "burin-bench")
        self.flags = ["--threads", str(threads)] if threads else []
        self.rows = self._run("--list").split()

    def measure(self, row):
        return json.loads(self._run("--filter", row, "--json"))[row]

    def _run(self, *arguments):
        try:
            done = subprocess.run([self.program, *self.flags, *arguments], capture_output=True, text=True)
        except OSError as problem:
            raise ProgramProblem(f"{self.program}: {problem.strerror}; build it: ninja -C build burin-bench") from None
        if done.returncode != 0:
            raise ProgramProblem(done.stderr.strip() or f"{self.program} ended with {done.returncode}")
        return done.stdout


class Peer:
    """A Python program that answers row names on its standard input (measure.serve)."""

    def __init__(self, name, python, script, threads=None):
        self.name = name
        cpus = sorted(os.sched_getaffinity(0))[:threads]
        command = [str(python), str(script)]
        listed = subprocess.run([*command, "--list"], capture_output=True, text=True)
        if listed.returncode != 0:
            reason = listed.stderr.strip().splitlines() or ["no reason given"]
            raise ProgramProblem(f"{name}: {' '.join(command)} failed: {reason[-1]}")
        self.rows = listed.stdout.split()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, cpus),
        )

    def measure(self, row):
        self.process.stdin.write(row + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if not answer or answer.startswith("error: "):
            raise ProgramProblem(f"{self.name}: {row}: {answer.removeprefix('error: ') or 'the program ended'}")
        return float(answer)


class Hello:
    """Milliseconds from the start of a process to the first line that it prints."""

    rows = ["hello_world"]

    def __init__(self, command, runs):
        self.command, self.runs = command, runs

    def measure(self, row):
        return 1e3 * min(self._seconds() for _ in range(self.runs))

    def _seconds(self):
        start = time.perf_counter()
        try:
            process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        except OSError as problem:
            raise ProgramProblem(f"{self.command[0]}: {problem.strerror}") from None
        line = process.stdout.readline()
        seconds = time.perf_counter() - start
        process.stdout.close()
        if process.wait() != 0 or not line.startswith("2"):
            raise ProgramProblem(f"{' '.join(self.command)}: expected 2, got {line.strip() or 'nothing'}")
        return seconds
