#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Turns the examples of pages into one C++ file: extract.py page.md... examples.cpp

An example is three fences, in this order: ```cpp wrong, ```text (the message), ```cpp right. The error is of the class named
behind `wrong`, or by the heading. A fence with a main function is a whole program below `#include <burin/burin.h>` and
`using namespace burin;`, otherwise the body of one. Lines count from the fence: example.cpp:1 is its first line.
"""
import pathlib
import re
import sys

FENCE = re.compile(r"^```(cpp wrong|text|cpp right)(?: (\w+))?\n(.*?)^```$", re.M | re.S)


def function(kind, name, code):
    code = code.replace("int main()", "inline void run()") if "int main()" in code else f"inline void run() {{\n#line 1 \"example.cpp\"\n{code}}}\n"
    return f'namespace {kind}_{name} {{\n#line 1 "example.cpp"\n{code}}}\n'


def sections(text):
    """(heading, fences of its section), for headings of any depth."""
    parts = re.split(r"^##+ (.*)$", text, flags=re.M)[1:]
    return zip(parts[::2], parts[1::2])


def examples(page):
    """(name, class, wrong, message, right); a section's second example has the name Name_2."""
    texts = 0
    for heading, section in sections(pathlib.Path(page).read_text()):
        fences = FENCE.findall(section)
        for i in range(0, len(fences), 3):
            (wrong, error, first), (text, _, message), (right, _, second) = fences[i : i + 3]
            assert (wrong, text, right) == ("cpp wrong", "text", "cpp right"), f"{page}, {heading}: not wrong, text, right"
            name = re.sub(r"\W+", "_", heading.split(":")[0]) + (f"_{i // 3 + 1}" if i else "")
            yield name, error or heading, first, message, second, texts
            texts += 1


def main():
    *pages, target = sys.argv[1:]
    out, table = [], []
    for page in pages:
        for name, error, wrong, message, right, place in examples(page):
            out += [function("wrong", name, wrong), function("right", name, right)]
            source = f'"{pathlib.Path(page).name}", {place}'
            table.append(f'  {{"{name}", {source}, &typeid(burin::{error}), wrong_{name}::run, right_{name}::run, R"~({message.rstrip()})~"}},\n')
    with open(target, "w") as file:
        file.write("// Made by tests/docs/extract.py.\n")
        file.write('#include "tests/docs/example.h"\n\n#include <burin/burin.h>\n\n#include <cmath>\n#include <vector>\n\nusing namespace burin;\n\n')
        file.write("".join(out))
        file.write("const std::vector<Example> &examples() {\n  static const std::vector<Example> all = {\n")
        file.write("".join(table) + "  };\n  return all;\n}\n")


main()
