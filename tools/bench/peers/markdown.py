# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The table and the machine, as Markdown; also what the terminal shows."""
import os
import re

from table import PEERS

BEGIN, END = "<!-- compare: begin -->", "<!-- compare: end -->"


def number(value):
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"


def bar_text(bar):
    parts = [f"{bar[peer]}x" + ("" if peer == "jax" else f" {peer}") for peer in PEERS if peer in bar]
    parts += [f"{sign} {bar[key]}" for key, sign in (("least", ">="), ("most", "<=")) if key in bar]
    return ", ".join(parts)


def side(summary, who):
    values = summary.get(who, {})
    return f"{number(values['best'])} ({number(values['median'])})" if "best" in values else ""


def ratio(summary, peer):
    values = summary.get(peer)
    return f"{values['ratio']:.2f} ({values['ratio_of_medians']:.2f})" if values else ""


def table(summaries):
    peers = [peer for peer in PEERS if any(peer in s for s in summaries.values())]
    head = ["row", "unit", "Burin"]
    for peer in peers:
        head += [peer, f"Burin / {peer}"]
    lines = [head + ["bar", "bound"]]
    for name, s in summaries.items():
        cells = [name, s["unit"], side(s, "burin")]
        for peer in peers:
            cells += [side(s, peer), ratio(s, peer)]
        bar = bar_text(s["bar"]) + (" **missed**" if s.get("misses") else "")
        lines.append(cells + [bar, number(s["bound"])])
    widths = [max(len(line[i]) for line in lines) for i in range(len(head) + 2)]
    text = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)


def machine(cpuinfo=None):
    """Model, vector extensions and threads that a process may use."""
    if cpuinfo is None:
        with open("/proc/cpuinfo") as file:
            cpuinfo = file.read()
    found = re.search(r"^model name\s*: (.*)$", cpuinfo, re.M)
    flags = re.search(r"^flags\s*: (.*)$", cpuinfo, re.M)
    known = [f for f in ("avx2", "fma", "avx512f") if flags and f in flags[1].split()]
    return f"{found[1] if found else 'unknown CPU'} ({', '.join(known)}), {len(os.sched_getaffinity(0))} threads"


def replaced(document, text):
    """`document` with what stands between the markers replaced."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the file has no lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"
