# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles a program twice: as it stands it must compile; with -DWRONG it must not, for the reason in its EXPECT line."""

import re
import subprocess
import sys


def compile_program(compiler, flags, source, wrong):
    command = [compiler, "-std=c++20", "-fsyntax-only", *flags, *(["-DWRONG"] if wrong else []), source]
    return subprocess.run(command, capture_output=True, text=True)


def main():
    compiler, source, *flags = sys.argv[1:]
    with open(source) as file:
        expected = re.findall(r"^// EXPECT: (.*)$", file.read(), re.MULTILINE)
    right = compile_program(compiler, flags, source, False)
    if right.returncode != 0:
        sys.exit(f"{source}: the right program does not compile\n{right.stderr}")
    wrong = compile_program(compiler, flags, source, True)
    if wrong.returncode == 0:
        sys.exit(f"{source}: the wrong program compiles")
    for sentence in expected:
        if sentence not in wrong.stderr:
            sys.exit(f"{source}: the errors do not say: {sentence}\n{wrong.stderr}")


main()
