#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Public headers: each compiles alone, none reaches beyond the standard library, burin.h is cheap.

usage: check.py COMPILER SOURCE_DIR alone|closed|cheap
"""
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

compiler, source, mode = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
roots = [source / "frontend/include", source / "runtime/include"]
flags = ["-std=c++20", "-Wall", "-Wextra", "-Werror", *(f"-I{root}" for root in roots)]


def headers():
    return sorted(str(path.relative_to(root)) for root in roots for path in root.rglob("*.h"))


def compile_text(text, *more):
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as file:
        file.write(text)
        file.flush()
        return subprocess.run([compiler, *flags, *more, file.name], capture_output=True, text=True)


def seconds(text):
    """CPU time, the least of five: what a shared machine disturbs least."""
    def spent():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    def once():
        before = spent()
        if compile_text(text, "-fsyntax-only").returncode:
            sys.exit("does not compile: " + text)
        return spent() - before
    return min(once() for _ in range(5))


def alone():
    failed = []
    for header in headers():
        result = compile_text(f'#include "{header}"\n', "-fsyntax-only")
        if result.returncode:
            failed.append(f"{header} does not compile alone:\n{result.stderr}")
    return failed


def closed():
    result = compile_text('#include "burin/burin.h"\n', "-M")
    files = result.stdout.replace("\\\n", " ").split()[1:]
    foreign = [f for f in files if re.search(r"/include/(mlir|llvm|llvm-c|absl|nlohmann)/", f)]
    return [f"burin.h includes {f}" for f in foreign]


def standard_headers():
    """What burin.h includes of the standard library, directly or through its own headers."""
    names = set()
    for root in roots:
        for path in root.rglob("*.h"):
            names.update(re.findall(r"^#include <([a-z_]+)>", path.read_text(), re.M))
    return sorted(names)


def cheap():
    ours = seconds('#include "burin/burin.h"\n')
    standard = seconds("".join(f"#include <{name}>\n" for name in standard_headers()))
    print(f"burin.h {ours:.2f} s, its standard headers {standard:.2f} s: ratio {ours / standard:.2f}")
    return [] if ours <= 2.5 * standard else ["burin.h takes more than 2.5 times the time of its standard headers"]


problems = {"alone": alone, "closed": closed, "cheap": cheap}[mode]()
print("\n".join(problems) or "ok")
sys.exit(bool(problems))
