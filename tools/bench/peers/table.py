# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ratios, bars and bounds of measured rows. A row: {"burin": [value per round], "jax": [...]}."""
import math
import statistics

MORE_IS_BETTER = ("_gflops", "_gbs", "_percent")
PEERS = ("jax",)
GEOMEAN = "geomean of matmul rows"


class UnknownRow(Exception):
    pass


def chosen(names, text):
    """The names that hold `text`."""
    rows = [name for name in names if text in name]
    if not rows:
        raise UnknownRow(f"no row has '{text}' in its name; there are: {' '.join(names)}")
    return rows


def more_is_better(name):
    return name.endswith(MORE_IS_BETTER)


def unit(name):
    endings = {"_us": "us", "_gflops": "GFLOP/s", "_gbs": "GB/s", "_percent": "%"}
    return next((text for ending, text in endings.items() if name.endswith(ending)), "ms")


def best(name, values):
    return max(values) if more_is_better(name) else min(values)


def speed_ratio(name, ours, theirs):
    """How many times as fast as the peer."""
    return ours / theirs if more_is_better(name) else theirs / ours


def geomean(values):
    return math.exp(statistics.fmean(map(math.log, values)))


def summary_of(name, row):
    """Best and median of each side, and the ratios of both."""
    ours = row["burin"]
    result = {"unit": unit(name), "burin": {"best": best(name, ours), "median": statistics.median(ours)}}
    for peer in PEERS:
        if peer in row:
            theirs = row[peer]
            side = {"best": best(name, theirs), "median": statistics.median(theirs)}
            side["ratio"] = speed_ratio(name, result["burin"]["best"], side["best"])
            side["ratio_of_medians"] = speed_ratio(name, result["burin"]["median"], side["median"])
            result[peer] = side
    return result


def shortfall(summary, bar):
    """Which part of the bar a row misses, or None."""
    for peer in PEERS:
        if peer in bar and peer in summary and summary[peer]["ratio"] < bar[peer]:
            return f"{bar[peer]}x {peer}"
    value = summary.get("burin", {}).get("best")
    if "least" in bar and value < bar["least"]:
        return f"at least {bar['least']} {summary['unit']}"
    if "most" in bar and value > bar["most"]:
        return f"at most {bar['most']} {summary['unit']}"
    return None


def bound_of(name, facts, peak_gflops, bandwidth_gbs):
    """The value that arithmetic or memory traffic alone allows, or None."""
    if name.endswith("_gflops"):
        return peak_gflops if "matmul" in name else None
    milliseconds = [1e-6 * facts["flops"] / peak_gflops] if "flops" in facts and peak_gflops else []
    if "bytes" in facts and bandwidth_gbs:
        milliseconds.append(1e-6 * facts["bytes"] / bandwidth_gbs)
    return max(milliseconds, default=None)


def machine_limits(rows, threads):
    peak = rows.get("fma_peak_gflops", {}).get("burin")
    bandwidth = rows.get("copy_bandwidth_gbs", {}).get("burin")
    return (max(peak) * threads if peak else None), (max(bandwidth) if bandwidth else None)


def summarize(rows, facts, threads):
    """Summary per row, in order; after them that of the matmul rows together."""
    peak, bandwidth = machine_limits(rows, threads)
    result = {}
    for name, row in rows.items():
        summary = summary_of(name, row)
        about = facts.get(name, {})
        summary["bound"] = bound_of(name, about.get("bound", {}), peak, bandwidth)
        summary["bar"] = about.get("bar", {})
        summary["misses"] = shortfall(summary, summary["bar"])
        result[name] = summary
    products = [s for name, s in result.items() if "matmul" in name and name.endswith("_gflops")]
    total = {"unit": "", "bound": None, "bar": facts.get(GEOMEAN, {}).get("bar", {})}
    for peer in PEERS:
        sides = [s[peer] for s in products if peer in s]
        if sides:
            total[peer] = {key: geomean([s[key] for s in sides]) for key in ("ratio", "ratio_of_medians")}
    if any(peer in total for peer in PEERS):
        total["misses"] = shortfall(total, total["bar"])
        result[GEOMEAN] = total
    return result
