// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/burin.h"
#include "runtime/parallel.h"
#include "tools/bench/measure.h"
#include "tools/bench/peak.h"
#include "tools/bench/reference.h"
#include "tools/bench/workload.h"

#include <cmath>
#include <utility>

namespace burin::bench {

namespace {

/// Which operand lies transposed in memory.
enum class Layout { plain, left_transposed, right_transposed };

/// c[batch, m, n] = a[batch, m, k] b[batch, k, n]
struct Product {
  std::string name;
  std::int64_t batch, m, k, n;
  Layout layout = Layout::plain;

  double flops() const { return 2.0 * static_cast<double>(batch * m * k * n); }
  /// Steps between neighbours of a row and of a column.
  std::pair<std::int64_t, std::int64_t> left_strides() const {
    return layout == Layout::left_transposed ? std::pair{std::int64_t{1}, m} : std::pair{k, std::int64_t{1}};
  }
  std::pair<std::int64_t, std::int64_t> right_strides() const {
    return layout == Layout::right_transposed ? std::pair{std::int64_t{1}, k} : std::pair{n, std::int64_t{1}};
  }
};

/// result[i] = sum over j of matrix(i, j) vector[j]
std::vector<double> times_vector(const float *matrix, std::pair<std::int64_t, std::int64_t> strides, std::int64_t rows,
                                 const std::vector<double> &vector) {
  std::vector<double> result(static_cast<std::size_t>(rows));
  for (std::size_t i = 0; i < result.size(); ++i)
    for (std::size_t j = 0; j < vector.size(); ++j)
      result[i] +=
          matrix[static_cast<std::int64_t>(i) * strides.first + static_cast<std::int64_t>(j) * strides.second] *
          vector[j];
  return result;
}

/// Freivalds' check: C v = A (B v) in f64, for a v that gives every element of C another weight.
void check(const Product &p, const Array &a, const Array &b, const Array &c) {
  std::vector<double> v(static_cast<std::size_t>(p.n));
  for (std::size_t j = 0; j < v.size(); ++j)
    v[j] = (j % 2 ? 1 : -1) * (1 + static_cast<double>(j * 7 % 13) / 13);
  const double scale = std::sqrt(static_cast<double>(p.k * p.n));
  for (std::int64_t i = 0; i < p.batch; ++i) {
    const auto bv = times_vector(b.data<float>() + i * p.k * p.n, p.right_strides(), p.k, v);
    const auto expected = times_vector(a.data<float>() + i * p.m * p.k, p.left_strides(), p.m, bv);
    const auto got = times_vector(c.data<float>() + i * p.m * p.n, {p.n, 1}, p.m, v);
    for (std::size_t row = 0; row < got.size(); ++row)
      require_close(p.name, got[row] / scale, expected[row] / scale, 1e-4);
  }
}

Shape shape_of(std::int64_t batch, std::int64_t rows, std::int64_t columns, bool transposed) {
  if (transposed)
    std::swap(rows, columns);
  return batch == 1 ? Shape{rows, columns} : Shape{batch, rows, columns};
}

struct Operands {
  Array a, b;
  explicit Operands(const Product &p)
      : a(normals(shape_of(p.batch, p.m, p.k, p.layout == Layout::left_transposed), 1)),
        b(normals(shape_of(p.batch, p.k, p.n, p.layout == Layout::right_transposed), 2)) {}
};

/// Compiled, checked and ready to be called again.
std::function<void()> checked_product(const Product &p, const Operands &in) {
  auto f = jit([layout = p.layout](const Array &a, const Array &b) {
    return matmul(layout == Layout::left_transposed ? transpose(a) : a,
                  layout == Layout::right_transposed ? transpose(b) : b);
  });
  check(p, in.a, in.b, f(in.a, in.b));
  return [f, &in] { f(in.a, in.b); };
}

Workload rate_row(const Product &p) {
  return {p.name, [p] {
            Operands in(p);
            return 1e-9 * p.flops() / least_seconds(checked_product(p, in));
          }};
}

/// Against the multiply-adds that the same thread does at the same time.
Workload peak_row(const Product &p) {
  std::string name = p.name.substr(0, p.name.rfind('_')) + "_peak_percent";
  return {name, [p] {
            Operands in(p);
            const FmaLoop peak = fma_loop();
            const SideBySide least = least_thread_seconds(checked_product(p, in), peak.run);
            return 100 * (p.flops() / least.first) / (peak.flops / least.second);
          }};
}

Product square(std::int64_t size) { return {"matmul_" + std::to_string(size) + "_gflops", 1, size, size, size}; }

} // namespace

std::vector<Workload> matmul_workloads() {
  std::vector<Workload> rows;
  for (std::int64_t size : {64, 128, 256, 512, 1024, 2048})
    rows.push_back(rate_row(square(size)));
  for (const Product &p :
       {Product{"matmul_128x784x512_gflops", 1, 128, 784, 512}, Product{"matmul_4096x64x64_gflops", 1, 4096, 64, 64},
        Product{"matmul_64x64x4096_gflops", 1, 64, 64, 4096},
        Product{"matmul_784x128x512_tn_gflops", 1, 784, 128, 512, Layout::left_transposed},
        Product{"matmul_128x512x784_nt_gflops", 1, 128, 512, 784, Layout::right_transposed},
        Product{"batched_matmul_2048x16_gflops", 2048, 16, 16, 16}})
    rows.push_back(rate_row(p));
  if (runtime::num_threads() == 1)
    for (std::int64_t size : {256, 512, 1024, 2048})
      rows.push_back(peak_row(square(size)));
  return rows;
}

} // namespace burin::bench
