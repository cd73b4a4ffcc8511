# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The maths, the table and the errors of tools/bench/compare; needs no JAX.

    compare_test.py SOURCE BUILD
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

source, build = sys.argv[1], sys.argv[2]
sys.dont_write_bytecode = True
sys.path.insert(0, source + "/tools/bench/peers")

import environment
import markdown
import programs
import table


def compare(*arguments):
    command = [sys.executable, source + "/tools/bench/compare", "--build", build, *arguments]
    return subprocess.run(command, capture_output=True, text=True)


class Ratios(unittest.TestCase):
    def test_less_time_is_faster(self):
        summary = table.summary_of("step_tiny", {"burin": [3, 1, 2], "jax": [8, 4, 6]})
        self.assertEqual(summary["burin"], {"best": 1, "median": 2})
        self.assertEqual(summary["jax"], {"best": 4, "median": 6, "ratio": 4, "ratio_of_medians": 3})

    def test_a_higher_rate_is_faster(self):
        summary = table.summary_of("matmul_64_gflops", {"burin": [50, 100], "jax": [20, 25]})
        self.assertEqual(summary["jax"]["ratio"], 4)
        self.assertEqual(summary["unit"], "GFLOP/s")

    def test_geomean_of_matmul_rows(self):
        rows = {"matmul_64_gflops": {"burin": [20], "jax": [10]}, "matmul_128_gflops": {"burin": [80], "jax": [10]},
                "step_tiny": {"burin": [1], "jax": [1000]}, "matmul_256_peak_percent": {"burin": [90]}}
        self.assertAlmostEqual(table.summarize(rows, {}, 2)[table.GEOMEAN]["jax"]["ratio"], 4)

    def test_no_geomean_without_matmul_rows(self):
        self.assertNotIn(table.GEOMEAN, table.summarize({"step_tiny": {"burin": [1], "jax": [2]}}, {}, 2))


class Bars(unittest.TestCase):
    def misses(self, name, row, bar):
        return table.summarize({name: row}, {name: {"bar": bar}}, 2)[name]["misses"]

    def test_catches_a_ratio_under_its_bar(self):
        self.assertEqual(self.misses("axpy_32M", {"burin": [2], "jax": [5]}, {"jax": 3}), "3x jax")

    def test_does_not_flag_a_ratio_at_its_bar(self):
        self.assertIsNone(self.misses("axpy_32M", {"burin": [2], "jax": [6]}, {"jax": 3}))

    def test_catches_values_beyond_their_limits(self):
        self.assertEqual(self.misses("matmul_256_peak_percent", {"burin": [80, 84]}, {"least": 85}), "at least 85 %")
        self.assertEqual(self.misses("hello_world", {"burin": [61, 70]}, {"most": 60}), "at most 60 ms")

    def test_does_not_flag_values_within_their_limits(self):
        self.assertIsNone(self.misses("matmul_256_peak_percent", {"burin": [80, 86]}, {"least": 85}))
        self.assertIsNone(self.misses("hello_world", {"burin": [59, 70]}, {"most": 60}))

    def test_the_geomean_has_a_bar(self):
        facts = {table.GEOMEAN: {"bar": {"jax": 1.3}}}
        summary = table.summarize({"matmul_64_gflops": {"burin": [12], "jax": [10]}}, facts, 2)[table.GEOMEAN]
        self.assertEqual(summary["misses"], "1.3x jax")

    def test_every_bar_belongs_to_a_row(self):
        import json

        with open(source + "/tools/bench/rows.json") as file:
            named = set(json.load(file))
        rows = set(programs.Burin(build).rows) | set(programs.Burin(build, 1).rows) | {"hello_world", table.GEOMEAN}
        self.assertEqual(named - rows, set())


class Bounds(unittest.TestCase):
    machine = {"fma_peak_gflops": {"burin": [100]}, "copy_bandwidth_gbs": {"burin": [20]}}

    def bound(self, name, about):
        rows = {name: {"burin": [1]}, **self.machine}
        return table.summarize(rows, {name: {"bound": about}}, 2)[name]["bound"]

    def test_a_product_is_bound_by_the_peak_of_all_threads(self):
        self.assertEqual(self.bound("matmul_64_gflops", {}), 200)

    def test_time_is_bound_by_the_slower_of_arithmetic_and_memory(self):
        self.assertAlmostEqual(self.bound("axpy_32M", {"bytes": 4e7}), 2)
        self.assertAlmostEqual(self.bound("step_mlp3", {"flops": 6e8, "bytes": 4e7}), 3)

    def test_other_rows_have_none(self):
        self.assertIsNone(self.bound("compile_add", {}))


class Document(unittest.TestCase):
    def test_table(self):
        rows = {"axpy_32M": {"burin": [2], "jax": [5]}, "fma_peak_gflops": {"burin": [117.25]}}
        text = markdown.table(table.summarize(rows, {"axpy_32M": {"bar": {"jax": 3}}}, 1))
        self.assertEqual([" ".join(line.split()) for line in text.splitlines()], [
            "| row | unit | Burin | jax | Burin / jax | bar | bound |",
            "|-----------------|---------|-----------|-------|-------------|---------------|-------|",
            "| axpy_32M | ms | 2 (2) | 5 (5) | 2.50 (2.50) | 3x **missed** | |",
            "| fma_peak_gflops | GFLOP/s | 117 (117) | | | | |"])

    def test_machine(self):
        facts = markdown.machine("model name\t: Tic 9\nflags\t\t: fpu avx2 fma\n")
        self.assertRegex(facts, r"^Tic 9 \(avx2, fma\), \d+ threads$")

    def test_only_what_stands_between_the_markers_is_replaced(self):
        before = f"a\n{markdown.BEGIN}\nold\n{markdown.END}\nb\n"
        self.assertEqual(markdown.replaced(before, "new"), f"a\n{markdown.BEGIN}\nnew\n{markdown.END}\nb\n")
        with self.assertRaises(ValueError):
            markdown.replaced("no markers", "new")

    def test_the_document_has_the_markers(self):
        text = pathlib.Path(source, "docs/performance.md").read_text()
        self.assertIn("new table", markdown.replaced(text, "new table"))


class Errors(unittest.TestCase):
    def test_catches_an_unknown_row(self):
        done = compare("--filter", "no_such_row")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"^compare: no row has 'no_such_row' in its name; there are: dispatch_1_us ")

    def test_does_not_flag_part_of_a_name(self):
        self.assertEqual(table.chosen(["step_tiny", "axpy_32M"], "tiny"), ["step_tiny"])

    def test_catches_an_environment_that_cannot_be_made(self):
        with tempfile.NamedTemporaryFile() as file:
            done = compare("--filter", "dispatch_1", "--venv", file.name)
            self.assertEqual(done.returncode, 1)
            *_, last = done.stderr.strip().splitlines()
            self.assertTrue(last.startswith(f"compare: python3 -m venv (package python3-venv) in {file.name} failed: "), last)

    def test_catches_a_missing_program(self):
        with self.assertRaisesRegex(programs.ProgramProblem, "build it: ninja -C build burin-bench"):
            programs.Burin("/nowhere")

    def test_catches_a_wrong_first_result(self):
        with self.assertRaisesRegex(programs.ProgramProblem, "expected 2, got 3"):
            programs.Hello(["/bin/echo", "3"], 1).measure("hello_world")

    def test_does_not_flag_an_environment_that_is_there(self):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory)
            (path / "jax.installed").write_text(" ".join(environment.PACKAGES["jax"]))
            self.assertEqual(environment.python_with("jax", path), path / "bin" / "python")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
