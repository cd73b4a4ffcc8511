// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/kernels/DotGenerals.h"

#include <algorithm>
#include <numeric>
#include <sstream>

namespace burin::testing {

std::string DotGeneral::text() const {
  std::ostringstream out;
  auto list = [&](const char *name, const std::vector<int64_t> &values) {
    out << name << "[";
    for (int64_t value : values)
      out << " " << value;
    out << " ] ";
  };
  list("lhs", lhs), list("rhs", rhs), list("lhs_batch", lhsBatch), list("rhs_batch", rhsBatch);
  list("lhs_contract", lhsContract), list("rhs_contract", rhsContract);
  return out.str();
}

std::vector<int64_t> DotGeneral::result() const {
  std::vector<int64_t> shape;
  for (int64_t axis : lhsBatch)
    shape.push_back(lhs[axis]);
  auto addFree = [&](const auto &sizes, const auto &batch, const auto &contract) {
    for (int64_t axis = 0; axis < static_cast<int64_t>(sizes.size()); ++axis)
      if (std::count(batch.begin(), batch.end(), axis) + std::count(contract.begin(), contract.end(), axis) == 0)
        shape.push_back(sizes[axis]);
  };
  addFree(lhs, lhsBatch, lhsContract);
  addFree(rhs, rhsBatch, rhsContract);
  return shape;
}

std::string DotGeneral::operation(const std::string &name, const std::string &a, const std::string &b,
                                  const std::string &element) const {
  auto list = [](const char *attribute, const std::vector<int64_t> &values) {
    std::string text = std::string(attribute) + " = array<i64";
    for (size_t i = 0; i < values.size(); ++i)
      text += (i ? ", " : ": ") + std::to_string(values[i]);
    return text + ">";
  };
  return "  " + name + " = burin.dot_general " + a + ", " + b + " {" + list("lhs_batch", lhsBatch) + ", " +
         list("rhs_batch", rhsBatch) + ", " + list("lhs_contract", lhsContract) + ", " +
         list("rhs_contract", rhsContract) + "} : " + tensorText(lhs, element) + ", " + tensorText(rhs, element) +
         " -> " + tensorText(result(), element) + "\n";
}

int64_t product(const std::vector<int64_t> &sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), int64_t(1), std::multiplies<>());
}

std::string tensorText(const std::vector<int64_t> &shape, const std::string &element) {
  std::string text = "tensor<";
  for (int64_t size : shape)
    text += std::to_string(size) + "x";
  return text + element + ">";
}

DotGeneral randomDot(std::mt19937 &random, int64_t largest, int64_t budget) {
  auto pick = [&](int64_t n) { return static_cast<int64_t>(random() % n); };
  auto size = [&] {
    if (pick(60) == 0)
      return int64_t{0};
    if (pick(4) == 0)
      return 1 + pick(3);
    if (pick(3) == 0) // beside the edge of a tile
      return std::min(largest, std::max<int64_t>(1, 8 * (1 + pick(9)) + pick(3) - 1));
    return 1 + pick(pick(2) ? std::min<int64_t>(40, largest) : largest);
  };
  struct Axis {
    int64_t size;
    int role, pair; ///< 0 batch, 1 contract, 2 free
  };
  std::vector<Axis> left, right;
  int batch = pick(3) == 0 ? 1 + pick(2) : 0, contract = pick(4) == 0 ? 2 : 1;
  int leftFree = pick(5) == 0 ? 2 : pick(8) != 0, rightFree = pick(5) == 0 ? 2 : pick(8) != 0;
  for (int i = 0; i < batch; ++i)
    left.push_back({1 + pick(4), 0, i}), right.push_back(left.back());
  for (int i = 0; i < contract; ++i)
    left.push_back({size(), 1, i}), right.push_back(left.back());
  for (int i = 0; i < leftFree; ++i)
    left.push_back({size(), 2, 0});
  for (int i = 0; i < rightFree; ++i)
    right.push_back({size(), 2, 0});
  if (pick(3) != 0)
    std::shuffle(left.begin(), left.end(), random), std::shuffle(right.begin(), right.end(), random);
  DotGeneral dot;
  dot.lhsBatch.resize(batch), dot.rhsBatch.resize(batch), dot.lhsContract.resize(contract),
      dot.rhsContract.resize(contract);
  auto place = [](const std::vector<Axis> &axes, auto &shape, auto &batches, auto &contracts) {
    for (const Axis &axis : axes) {
      if (axis.role == 0)
        batches[axis.pair] = static_cast<int64_t>(shape.size());
      if (axis.role == 1)
        contracts[axis.pair] = static_cast<int64_t>(shape.size());
      shape.push_back(axis.size);
    }
  };
  place(left, dot.lhs, dot.lhsBatch, dot.lhsContract);
  place(right, dot.rhs, dot.rhsBatch, dot.rhsContract);
  int64_t work = product(dot.lhs);
  for (const Axis &axis : right)
    work *= axis.role == 2 ? axis.size : 1;
  return work <= budget ? dot : randomDot(random, largest, budget);
}

} // namespace burin::testing
