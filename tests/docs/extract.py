#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Turns the examples of docs/errors.md into one C++ file: extract.py errors.md examples.cpp

Each section `## Name` may hold three fences, in this order: ```cpp wrong, ```text (the message), ```cpp right. A fence with
a main function is a whole program below `#include <burin/burin.h>` and `using namespace burin;`, otherwise the body of one.
Lines count from the fence: example.cpp:1 is its first line.
"""
import re
import sys


def function(kind, name, code):
    code = code.replace("int main()", "inline void run()") if "int main()" in code else f"inline void run() {{\n#line 1 \"example.cpp\"\n{code}}}\n"
    return f'namespace {kind}_{name} {{\n#line 1 "example.cpp"\n{code}}}\n'


def sections(text):
    for part in re.split(r"^## ", text, flags=re.M)[1:]:
        fences = re.findall(r"^```(cpp wrong|text|cpp right)\n(.*?)^```$", part, flags=re.M | re.S)
        if fences:
            kinds = [kind for kind, _ in fences]
            assert kinds == ["cpp wrong", "text", "cpp right"], f"{part.split()[0]}: fences are {kinds}"
            yield part.split()[0], *(code for _, code in fences)


def main():
    source, target = sys.argv[1:]
    out, table = [], []
    for name, wrong, message, right in sections(open(source).read()):
        out += [function("wrong", name, wrong), function("right", name, right)]
        table.append(f'  {{"{name}", &typeid(burin::{name}), wrong_{name}::run, right_{name}::run, R"~({message.rstrip()})~"}},\n')
    with open(target, "w") as file:
        file.write("// Made by tests/docs/extract.py from docs/errors.md.\n")
        file.write('#include "tests/docs/example.h"\n\n#include <burin/burin.h>\n\n#include <cmath>\n#include <vector>\n\nusing namespace burin;\n\n')
        file.write("".join(out))
        file.write("const std::vector<Example> &examples() {\n  static const std::vector<Example> all = {\n")
        file.write("".join(table) + "  };\n  return all;\n}\n")


main()
