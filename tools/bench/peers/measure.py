# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Least seconds of a call, as burin-bench measures them (tools/bench/measure.cpp)."""
import time


def _seconds_of(body, count, finish):
    start = time.perf_counter()
    result = None
    for _ in range(count):
        result = body()
    finish(result)
    return time.perf_counter() - start


def least_seconds(body, seconds=0.5, finish=lambda result: None):
    """`finish` is called with the last result of each batch, inside of the measured time."""
    _seconds_of(body, 1, finish)
    once = max(_seconds_of(body, 1, finish), 1e-9)
    batch = max(1, int(seconds / 20 / once))
    end = time.perf_counter() + seconds
    least = float("inf")
    while time.perf_counter() < end:
        least = min(least, _seconds_of(body, batch, finish) / batch)
    return least


def least_of(count, body):
    """Least milliseconds of `count` single calls."""
    least = float("inf")
    for _ in range(count):
        least = min(least, _seconds_of(body, 1, lambda result: None))
    return 1e3 * least


def serve(rows):
    """Answers each name on standard input with one line: its value, or `error: ...`; `--list` in the arguments lists."""
    import sys

    if "--list" in sys.argv[1:]:
        print("\n".join(rows))
        return
    for line in sys.stdin:
        try:
            answer = f"{rows[line.strip()]():.6g}"
        except Exception as problem:  # a row that fails is reported; the others can still be measured
            answer = "error: " + " ".join(str(problem).split())
        print(answer, flush=True)
