// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/frontend/fake_interpreter.h"
#include "burin/errors.h"
#include "frontend/trace/scalar_element.h"

#include <cmath>
#include <functional>

namespace burin::testing {
namespace {

using runtime::TensorType;
using Index = std::vector<std::int64_t>;
using Ints = std::vector<std::int64_t>;

const std::map<std::string, double (*)(double), std::less<>> unary_functions = {
    {"neg", [](double x) { return -x; }},
    {"abs", [](double x) { return std::fabs(x); }},
    {"sign", [](double x) { return x > 0   ? 1.0
                                   : x < 0 ? -1.0
                                           : x; }},
    {"exp", [](double x) { return std::exp(x); }},
    {"exp2", [](double x) { return std::exp2(x); }},
    {"expm1", [](double x) { return std::expm1(x); }},
    {"log", [](double x) { return std::log(x); }},
    {"log1p", [](double x) { return std::log1p(x); }},
    {"log2", [](double x) { return std::log2(x); }},
    {"cbrt", [](double x) { return std::cbrt(x); }},
    {"erf", [](double x) { return std::erf(x); }},
    {"tanh", [](double x) { return std::tanh(x); }},
    {"logistic", [](double x) { return 1 / (1 + std::exp(-x)); }},
    {"sqrt", [](double x) { return std::sqrt(x); }},
    {"rsqrt", [](double x) { return 1 / std::sqrt(x); }},
    {"sin", [](double x) { return std::sin(x); }},
    {"cos", [](double x) { return std::cos(x); }},
    {"floor", [](double x) { return std::floor(x); }},
    {"is_finite", [](double x) { return double(std::isfinite(x)); }},
    {"convert", [](double x) { return x; }},
    {"stop_gradient", [](double x) { return x; }},
    {"optimization_barrier", [](double x) { return x; }},
};

double divide(double x, double y, bool whole) { return !whole ? x / y : y == 0 ? -1 : std::trunc(x / y); }

double binary(std::string_view op, DType dtype, double x, double y) {
  const auto a = static_cast<std::int64_t>(x), b = static_cast<std::int64_t>(y);
  if (op == "add")
    return x + y;
  if (op == "sub")
    return x - y;
  if (op == "mul")
    return x * y;
  if (op == "div")
    return divide(x, y, is_integer(dtype));
  if (op == "rem")
    return std::fmod(x, y);
  if (op == "pow")
    return std::pow(x, y);
  if (op == "max")
    return std::isnan(x) || x > y ? x : y;
  if (op == "min")
    return std::isnan(x) || x < y ? x : y;
  if (op == "and")
    return static_cast<double>(a & b);
  if (op == "or")
    return static_cast<double>(a | b);
  if (op == "xor")
    return static_cast<double>(a ^ b);
  if (op == "shift_left")
    return static_cast<double>(a << b);
  if (op == "shift_right_logical" || op == "shift_right_arithmetic")
    return static_cast<double>(a >> b);
  throw UnsupportedError("fake: " + std::string(op));
}

bool is_binary(std::string_view op) {
  for (const char *name : {"add", "sub", "mul", "div", "rem", "pow", "max", "min", "and", "or", "xor", "shift_left",
                           "shift_right_logical", "shift_right_arithmetic"})
    if (op == name)
      return true;
  return false;
}

bool compare(std::string_view direction, double x, double y) {
  return direction == "eq"   ? x == y
         : direction == "ne" ? x != y
         : direction == "lt" ? x < y
         : direction == "le" ? x <= y
         : direction == "gt" ? x > y
                             : x >= y;
}

Index unflatten(std::int64_t flat, const Shape &shape) {
  Index index(shape.ndim());
  for (std::size_t i = shape.ndim(); i-- > 0; flat /= shape[i])
    index[i] = flat % shape[i];
  return index;
}

std::int64_t flatten(const Index &index, const Shape &shape) {
  std::int64_t flat = 0;
  for (std::size_t i = 0; i < shape.ndim(); ++i)
    flat = flat * shape[i] + index[i];
  return flat;
}

bool contains(const Ints &list, std::int64_t value) {
  for (std::int64_t v : list)
    if (v == value)
      return true;
  return false;
}

Shape shape_of(const Ints &extents) { return Shape(std::span<const std::int64_t>(extents)); }

Shape dot_shape(const TensorType &l, const TensorType &r, const FakeValue &op) {
  Shape shape;
  for (std::int64_t axis : op.list("lhs_batch"))
    shape.push_back(l.shape[static_cast<std::size_t>(axis)]);
  for (std::size_t i = 0; i < l.shape.ndim(); ++i)
    if (!contains(op.list("lhs_batch"), static_cast<std::int64_t>(i)) &&
        !contains(op.list("lhs_contract"), static_cast<std::int64_t>(i)))
      shape.push_back(l.shape[i]);
  for (std::size_t i = 0; i < r.shape.ndim(); ++i)
    if (!contains(op.list("rhs_batch"), static_cast<std::int64_t>(i)) &&
        !contains(op.list("rhs_contract"), static_cast<std::int64_t>(i)))
      shape.push_back(r.shape[i]);
  return shape;
}

/// Computes one result from operands; everything except calls.
class Evaluation {
public:
  Evaluation(const FakeFunction &function, const FakeValue &op, const std::vector<Elements> &values)
      : function_(function), op_(op), values_(values) {}

  Elements run() {
    Elements out(static_cast<std::size_t>(op_.type.shape.num_elements()));
    if (op_.op.starts_with("reduce_"))
      return reduced();
    if (op_.op == "dot_general")
      return contracted();
    if (op_.op == "argmax" || op_.op == "argmin")
      return extreme_index();
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = element(unflatten(static_cast<std::int64_t>(i), op_.type.shape), i);
    return out;
  }

private:
  const Elements &in(std::size_t k) const { return values_[op_.operands[k]]; }
  const TensorType &type(std::size_t k) const { return function_.values[op_.operands[k]].type; }
  double at(std::size_t k, const Index &index) const {
    return in(k)[static_cast<std::size_t>(flatten(index, type(k).shape))];
  }

  double element(const Index &index, std::size_t flat) const {
    const std::string &op = op_.op;
    if (op == "constant")
      return op_.splat;
    if (op == "not")
      return type(0).dtype == bool_ ? double(!in(0)[flat]) : -1 - in(0)[flat];
    if (auto f = unary_functions.find(op); f != unary_functions.end())
      return f->second(in(0)[flat]);
    if (op == "integer_pow")
      return std::pow(in(0)[flat], static_cast<double>(op_.number("exponent")));
    if (op == "compare")
      return compare(std::get<std::string>(op_.attributes.find("direction")->second), in(0)[flat], in(1)[flat]);
    if (op == "select")
      return in(0)[flat] != 0 ? in(1)[flat] : in(2)[flat];
    if (is_binary(op))
      return binary(op, op_.type.dtype, in(0)[flat], in(1)[flat]);
    if (op == "reshape")
      return in(0)[flat];
    if (op == "iota")
      return static_cast<double>(index[static_cast<std::size_t>(op_.number("dimension"))]);
    return moved(index);
  }

  double moved(const Index &index) const {
    const std::string &op = op_.op;
    Index from(op == "concatenate" || op == "pad" || op == "slice" || op == "reverse" ? index
                                                                                      : Index(type(0).shape.ndim()));
    if (op == "broadcast_in_dim")
      for (std::size_t i = 0; i < from.size(); ++i)
        from[i] = type(0).shape[i] == 1 ? 0 : index[static_cast<std::size_t>(op_.list("dimensions")[i])];
    else if (op == "transpose")
      for (std::size_t i = 0; i < from.size(); ++i)
        from[static_cast<std::size_t>(op_.list("permutation")[i])] = index[i];
    else if (op == "slice")
      for (std::size_t i = 0; i < from.size(); ++i)
        from[i] = op_.list("start")[i] + index[i] * op_.list("strides")[i];
    else if (op == "reverse")
      for (std::int64_t axis : op_.list("dimensions"))
        from[static_cast<std::size_t>(axis)] =
            type(0).shape[static_cast<std::size_t>(axis)] - 1 - from[static_cast<std::size_t>(axis)];
    else if (op == "concatenate")
      return joined(from);
    else if (op == "gather")
      return entry(index);
    else if (op == "pad")
      return padded(from);
    else
      throw UnsupportedError("fake: " + op);
    return at(0, from);
  }

  double padded(Index index) const {
    for (std::size_t i = 0; i < index.size(); ++i) {
      const std::int64_t step = op_.list("interior")[i] + 1;
      index[i] -= op_.list("low")[i];
      if (index[i] < 0 || index[i] % step != 0 || (index[i] /= step) >= type(0).shape[i])
        return in(1)[0];
    }
    return at(0, index);
  }

  double joined(Index index) const {
    auto &position = index[static_cast<std::size_t>(op_.number("dimension"))];
    for (std::size_t k = 0;; ++k) {
      const std::int64_t extent = type(k).shape[static_cast<std::size_t>(op_.number("dimension"))];
      if (position < extent)
        return at(k, index);
      position -= extent;
    }
  }

  /// Of windows of one entry along the indexed axes, as indexing records them.
  double entry(const Index &index) const {
    Index batch, from(type(0).shape.ndim(), 0);
    for (std::size_t i = 0; i < index.size(); ++i)
      if (!contains(op_.list("offset_dims"), static_cast<std::int64_t>(i)))
        batch.push_back(index[i]);
    const auto vector_axis = static_cast<std::size_t>(op_.number("index_vector_dim"));
    const bool has_vector = vector_axis < type(1).shape.ndim();
    for (std::size_t k = 0; k < op_.list("start_index_map").size(); ++k) {
      Index at = batch;
      if (has_vector)
        at.insert(at.begin() + static_cast<std::ptrdiff_t>(vector_axis), static_cast<std::int64_t>(k));
      const auto axis = static_cast<std::size_t>(op_.list("start_index_map")[k]);
      from[axis] = static_cast<std::int64_t>(this->at(1, at));
      if (from[axis] < 0 || from[axis] >= type(0).shape[axis])
        return 0;
    }
    std::size_t next = 0;
    for (std::size_t axis = 0; axis < from.size(); ++axis)
      if (!contains(op_.list("collapsed_slice_dims"), static_cast<std::int64_t>(axis)))
        from[axis] = index[static_cast<std::size_t>(op_.list("offset_dims")[next++])];
    return at(0, from);
  }

  /// Of nothing, and of two; or and and are those of bool.
  std::pair<double, double (*)(double, double)> reduction() const {
    if (op_.op == "reduce_sum")
      return {0, [](double x, double y) { return x + y; }};
    if (op_.op == "reduce_prod")
      return {1, [](double x, double y) { return x * y; }};
    if (op_.op == "reduce_max" || op_.op == "reduce_or")
      return {op_.op == "reduce_or" ? 0 : -HUGE_VAL, [](double x, double y) { return std::max(x, y); }};
    return {op_.op == "reduce_and" ? 1 : HUGE_VAL, [](double x, double y) { return std::min(x, y); }};
  }

  Elements reduced() const {
    const auto [start, combine] = reduction();
    Elements out(static_cast<std::size_t>(op_.type.shape.num_elements()), start);
    for (std::size_t i = 0; i < in(0).size(); ++i) {
      const Index index = unflatten(static_cast<std::int64_t>(i), type(0).shape);
      Index kept;
      for (std::size_t k = 0; k < index.size(); ++k)
        if (!contains(op_.list("axes"), static_cast<std::int64_t>(k)))
          kept.push_back(index[k]);
      double &target = out[static_cast<std::size_t>(flatten(kept, op_.type.shape))];
      target = combine(target, in(0)[i]);
    }
    return out;
  }

  Elements extreme_index() const {
    Elements out(static_cast<std::size_t>(op_.type.shape.num_elements()), 0);
    const auto axis = static_cast<std::ptrdiff_t>(op_.number("axis"));
    for (std::size_t i = 0; i < in(0).size(); ++i) {
      const Index index = unflatten(static_cast<std::int64_t>(i), type(0).shape);
      Index kept = index;
      kept.erase(kept.begin() + axis);
      double &best = out[static_cast<std::size_t>(flatten(kept, op_.type.shape))];
      Index at_best = index;
      at_best[static_cast<std::size_t>(axis)] = static_cast<std::int64_t>(best);
      if (op_.op == "argmax" ? in(0)[i] > at(0, at_best) : in(0)[i] < at(0, at_best))
        best = static_cast<double>(index[static_cast<std::size_t>(axis)]);
    }
    return out;
  }

  Elements contracted() const {
    const Ints &lb = op_.list("lhs_batch"), &rb = op_.list("rhs_batch"), &lc = op_.list("lhs_contract"),
               &rc = op_.list("rhs_contract");
    Elements out(static_cast<std::size_t>(op_.type.shape.num_elements()), 0);
    for (std::size_t a = 0; a < in(0).size(); ++a)
      for (std::size_t b = 0; b < in(1).size(); ++b) {
        const Index i = unflatten(static_cast<std::int64_t>(a), type(0).shape),
                    j = unflatten(static_cast<std::int64_t>(b), type(1).shape);
        bool meets = true;
        Index to;
        for (std::size_t k = 0; k < lc.size(); ++k)
          meets &= i[static_cast<std::size_t>(lc[k])] == j[static_cast<std::size_t>(rc[k])];
        for (std::size_t k = 0; k < lb.size(); ++k) {
          meets &= i[static_cast<std::size_t>(lb[k])] == j[static_cast<std::size_t>(rb[k])];
          to.push_back(i[static_cast<std::size_t>(lb[k])]);
        }
        if (!meets)
          continue;
        append_free(to, i, lb, lc);
        append_free(to, j, rb, rc);
        out[static_cast<std::size_t>(flatten(to, op_.type.shape))] += in(0)[a] * in(1)[b];
      }
    return out;
  }

  static void append_free(Index &to, const Index &index, const Ints &batch, const Ints &summed) {
    for (std::size_t k = 0; k < index.size(); ++k)
      if (!contains(batch, static_cast<std::int64_t>(k)) && !contains(summed, static_cast<std::int64_t>(k)))
        to.push_back(index[k]);
  }

  const FakeFunction &function_;
  const FakeValue &op_;
  const std::vector<Elements> &values_;
};

/// What the element type can hold of it.
void round_to(DType dtype, Elements &elements) {
  for (double &element : elements) {
    alignas(8) unsigned char memory[8];
    detail::write_element(dtype, memory, detail::Scalar(element));
    element = detail::read_element(dtype, memory).as<double>();
  }
}

Shape reduced_shape(const Shape &shape, const Ints &axes) {
  Shape rest;
  for (std::size_t i = 0; i < shape.ndim(); ++i)
    if (!contains(axes, static_cast<std::int64_t>(i)))
      rest.push_back(shape[i]);
  return rest;
}

Shape changed_shape(const FakeFunction &f, const FakeValue &op) {
  const auto type = [&](std::size_t k) -> const TensorType & { return f.values[op.operands[k]].type; };
  Shape shape = op.operands.empty() ? Shape() : type(0).shape;
  if (op.op == "transpose")
    for (std::size_t i = 0; i < shape.ndim(); ++i)
      shape[i] = type(0).shape[static_cast<std::size_t>(op.list("permutation")[i])];
  if (op.op == "slice")
    for (std::size_t i = 0; i < shape.ndim(); ++i)
      shape[i] = (op.list("limit")[i] - op.list("start")[i] + op.list("strides")[i] - 1) / op.list("strides")[i];
  if (op.op == "pad")
    for (std::size_t i = 0; i < shape.ndim(); ++i)
      shape[i] +=
          op.list("low")[i] + op.list("high")[i] + op.list("interior")[i] * std::max<std::int64_t>(shape[i] - 1, 0);
  if (op.op == "concatenate")
    for (std::size_t k = 1; k < op.operands.size(); ++k)
      shape[static_cast<std::size_t>(op.number("dimension"))] +=
          type(k).shape[static_cast<std::size_t>(op.number("dimension"))];
  if (op.op == "gather") {
    Ints sizes = op.list("slice_sizes"), batch(type(1).shape.begin(), type(1).shape.end());
    const auto vector_axis = op.number("index_vector_dim");
    if (vector_axis < static_cast<std::int64_t>(batch.size()))
      batch.erase(batch.begin() + vector_axis);
    for (std::size_t i = op.list("collapsed_slice_dims").size(); i-- > 0;)
      sizes.erase(sizes.begin() + op.list("collapsed_slice_dims")[i]);
    shape = {};
    auto size = sizes.begin(), extent = batch.begin();
    for (std::size_t i = 0; i < sizes.size() + batch.size(); ++i)
      shape.push_back(contains(op.list("offset_dims"), static_cast<std::int64_t>(i)) ? *size++ : *extent++);
  }
  return shape;
}

} // namespace

std::vector<TensorType> infer(const FakeFunction &f, const FakeValue &op) {
  const auto type = [&](std::size_t k) -> const TensorType & { return f.values[op.operands[k]].type; };
  if (op.op == "broadcast_in_dim" || op.op == "reshape")
    return {{type(0).dtype, shape_of(op.list("shape"))}};
  if (op.op == "iota")
    return {{std::get<DType>(op.attributes.find("dtype")->second), shape_of(op.list("shape"))}};
  if (op.op == "convert")
    return {{std::get<DType>(op.attributes.find("dtype")->second), type(0).shape}};
  if (op.op == "compare" || op.op == "is_finite")
    return {{bool_, type(0).shape}};
  if (op.op == "select")
    return {type(1)};
  if (op.op.starts_with("reduce_"))
    return {{type(0).dtype, reduced_shape(type(0).shape, op.list("axes"))}};
  if (op.op == "argmax" || op.op == "argmin")
    return {{std::get<DType>(op.attributes.find("dtype")->second), reduced_shape(type(0).shape, {op.number("axis")})}};
  if (op.op == "dot_general")
    return {{type(0).dtype, dot_shape(type(0), type(1), op)}};
  if (op.op == "threefry2x32")
    return {type(0), type(0)};
  return {{type(0).dtype, changed_shape(f, op)}};
}

std::vector<Elements> interpret(const FakeFunction &f, const std::vector<Elements> &arguments) {
  std::vector<Elements> values, called;
  std::size_t argument = 0;
  for (const FakeValue &value : f.values) {
    if (value.argument >= 0) {
      values.push_back(arguments[argument++]);
    } else if (!value.callees.empty()) {
      std::vector<Elements> operands;
      for (runtime::ValueId id : value.operands)
        operands.push_back(values[id]);
      if (value.result == 0)
        called = run_call(value, operands);
      values.push_back(called[static_cast<std::size_t>(value.result)]);
    } else {
      values.push_back(Evaluation(f, value, values).run());
      round_to(value.type.dtype, values.back());
    }
  }
  std::vector<Elements> results;
  for (runtime::ValueId id : f.returned)
    results.push_back(values[id]);
  return results;
}

} // namespace burin::testing
