// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/create.h"
#include "burin/linalg.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"

#include <string>

namespace burin {
namespace {

using detail::composed;
using detail::Key;

void check_square(const Array &x) {
  if (x.ndim() < 2 || x.shape()[x.ndim() - 1] != x.shape()[x.ndim() - 2])
    detail::throw_shape_error("linalg.matrix_power", {"the matrices are not square", "shape [..., n, n]",
                                                      x.shape().str(), "Only square matrices have powers."});
}

/// By squares: log2(power) products, or twice as many.
Array powered(const Array &x, int power) {
  if (power == 0)
    return broadcast_to(eye(x.shape().back(), x.dtype()), x.shape());
  Array square = x, result;
  for (int rest = power; rest > 0; rest /= 2) {
    if (rest % 2 == 1)
      result = result.is_none() ? square : matmul(result, square);
    if (rest > 1)
      square = matmul(square, square);
  }
  return result;
}

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

void check_chain(std::span<const Array> in) {
  if (in.size() < 2 || in.size() >= letters.size())
    detail::throw_shape_error("linalg.multi_dot", {"the number of operands is not one of a chain", "2 to 51 arrays",
                                                   std::to_string(in.size()), "Multiply in groups."});
  for (std::size_t i = 0; i < in.size(); ++i) {
    const bool outermost = i == 0 || i + 1 == in.size();
    if (in[i].ndim() != 2 && !(outermost && in[i].ndim() == 1))
      detail::throw_shape_error(
          "linalg.multi_dot",
          {"operand " + std::to_string(i) + " of shape " + in[i].shape().str() + " is not a matrix",
           outermost ? "one or two axes" : "two axes", std::to_string(in[i].ndim()), "matmul(x, y) takes batches."});
  }
}

/// "ab,bc,cd->ad", without the outer letters of vectors.
std::string chain(std::span<const Array> in) {
  std::string operands, result;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const bool lacks_first = i == 0 && in[i].ndim() == 1, lacks_last = i > 0 && in[i].ndim() == 1;
    operands += i == 0 ? "" : ",";
    operands += lacks_first ? "" : std::string(1, letters[i]);
    operands += lacks_last ? "" : std::string(1, letters[i + 1]);
    if (i == 0 && !lacks_first)
      result += letters[0];
    if (i + 1 == in.size() && !lacks_last)
      result += letters[i + 1];
  }
  return operands + "->" + result;
}

} // namespace

Array linalg::matrix_power(const In &x, int power) {
  return composed("linalg.matrix_power", x, Key(power), [=](const Array &v) {
    check_square(v);
    if (power < 0)
      detail::throw_unsupported("linalg.matrix_power", {"a negative power needs an inverse", "0 or more",
                                                        std::to_string(power), "Solve a linear system instead."});
    return powered(v, power);
  });
}

Array linalg::multi_dot(const std::vector<Array> &arrays, std::source_location where) {
  detail::UserLine line(where);
  check_chain(arrays);
  return composed("linalg.multi_dot", arrays, Key(), where,
                  [](std::span<const Array> in) { return einsum(chain(in), {in.begin(), in.end()}); });
}

} // namespace burin
