// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/check_grads.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "burin/tree.h"
#include "frontend/trace/message.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>

namespace burin::detail {
namespace {

using Numbers = std::vector<double>;

Numbers numbers_of(const Array &x) { return x.astype(f64).to_vector<double>(); }

Array array_of(const Numbers &numbers, const Array &like) {
  return Array::from_buffer(numbers, like.shape()).astype(like.dtype());
}

double by_dtype(double chosen, DType dtype, double for_f64, double for_f32, double for_smaller) {
  return chosen > 0 ? chosen : dtype == f64 ? for_f64 : dtype == f32 ? for_f32 : for_smaller;
}

std::string text_of_double(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.7g", x);
  return text;
}

/// One function at one point: differences against jvp and vjp, then its derivatives in turn.
class GradientCheck {
public:
  GradientCheck(const TracedFunction &function, const CheckedArguments &at, const CheckGradsOptions &options,
                const SourceLine &line, std::mt19937 &random, std::string what)
      : function_(function), at_(at), options_(options), line_(line), random_(random), what_(std::move(what)) {
    for (std::size_t i = 0; i < function.num_results(); ++i)
      if (is_floating(function.result_type(i).dtype))
        floating_.push_back(i);
  }

  void run(int order) {
    for (std::size_t i = 0; i < at_.wrt.size(); ++i)
      check_argument(i);
    if (order == 1)
      return;
    if (options_.forward)
      descend(tangent_function(), order, "tangent", "the tangents of ");
    if (options_.reverse)
      descend(cotangent_function(), order, "cotangent", "the cotangents of ");
  }

private:
  const Array &argument(std::size_t i) const { return at_.leaves[leaf_number(i)]; }
  std::size_t leaf_number(std::size_t i) const { return static_cast<std::size_t>(at_.wrt[i]); }

  Numbers direction(std::int64_t count) {
    Numbers numbers(static_cast<std::size_t>(count));
    for (double &number : numbers)
      number = (random_() >> 8) * (2.0 / (1 << 24)) - 1;
    return numbers;
  }

  std::vector<Numbers> results_at(std::size_t i, const Numbers &shift, double step) const {
    Numbers moved = numbers_of(argument(i));
    for (std::size_t k = 0; k < moved.size(); ++k)
      moved[k] += step * shift[k];
    std::vector<Array> leaves = at_.leaves;
    ArrayAccess::set(leaves[leaf_number(i)], array_of(moved, argument(i)));
    const std::vector<Array> all = call(function_, leaves, line_);
    std::vector<Numbers> results;
    for (std::size_t number : floating_)
      results.push_back(numbers_of(all[number]));
    return results;
  }

  void check_argument(std::size_t i) {
    const DType dtype = argument(i).dtype();
    const double step = by_dtype(options_.step, dtype, 1e-5, 5e-3, 0.1);
    const Array tangent = array_of(direction(argument(i).size()), argument(i));
    const Numbers shift = numbers_of(tangent);
    std::vector<Numbers> slopes = results_at(i, shift, step);
    const std::vector<Numbers> low = results_at(i, shift, -step);
    for (std::size_t r = 0; r < slopes.size(); ++r)
      for (std::size_t k = 0; k < slopes[r].size(); ++k)
        slopes[r][k] = (slopes[r][k] - low[r][k]) / (2 * step);
    const double tolerance = by_dtype(options_.tolerance, dtype, 1e-6, 1e-2, 0.1);
    if (options_.forward)
      check_forward(i, tangent, slopes, tolerance);
    if (options_.reverse)
      check_reverse(i, shift, slopes, tolerance);
  }

  void check_forward(std::size_t i, const Array &tangent, const std::vector<Numbers> &slopes, double tolerance) const {
    const std::vector<Array> all = call_jvp(function_, {&at_.wrt[i], 1}, at_.leaves, {&tangent, 1}, line_);
    for (std::size_t r = 0; r < slopes.size(); ++r) {
      const Numbers tangents = numbers_of(all[function_.num_results() + r]);
      for (std::size_t k = 0; k < tangents.size(); ++k)
        compare("jvp", i, " in element " + std::to_string(k) + " of result " + std::to_string(r), slopes[r][k],
                tangents[k], tolerance);
    }
  }

  /// <cotangent, difference> = <vjp(cotangent), direction>.
  void check_reverse(std::size_t i, const Numbers &shift, const std::vector<Numbers> &slopes, double tolerance) {
    std::vector<Array> cotangents;
    double forward = 0, backward = 0;
    for (std::size_t r = 0; r < slopes.size(); ++r) {
      const ShapeDtype type = function_.result_type(floating_[r]);
      cotangents.push_back(Array::from_buffer(direction(type.shape.num_elements()), type.shape).astype(type.dtype));
      const Numbers weights = numbers_of(cotangents.back());
      for (std::size_t k = 0; k < weights.size(); ++k)
        forward += weights[k] * slopes[r][k];
    }
    const std::vector<Array> all = call_vjp(function_, {&at_.wrt[i], 1}, at_.leaves, cotangents, line_);
    const Numbers gradient = numbers_of(all.back());
    for (std::size_t k = 0; k < gradient.size(); ++k)
      backward += gradient[k] * shift[k];
    compare("vjp", i, "", forward, backward, tolerance);
  }

  void compare(const char *rule, std::size_t i, const std::string &where, double difference, double derivative,
               double tolerance) const {
    if (std::abs(difference - derivative) <= tolerance * std::max(1.0, std::abs(difference)))
      return;
    throw CheckError(
        Message("check_grads", std::string(rule) + " of " + what_ + " by " + at_.paths[leaf_number(i)] +
                                   " differs from central differences" + where)
            .expected(text_of_double(difference) + " to " + text_of_double(tolerance), text_of_double(derivative))
            .at(line_)
            .cure("Look at the rule; or, where the function is not smooth, check at another point, with "
                  "another .step or .tolerance.")
            .text("checkerror"));
  }

  // Derivatives as functions

  TraceScope::Options options() const {
    TraceScope::Options options;
    options.transform = Transform::check_grads;
    options.function = what_;
    options.line = line_;
    return options;
  }
  std::vector<Array> inner_leaves(TraceScope &scope) const {
    std::vector<Array> leaves;
    for (std::size_t k = 0; k < at_.leaves.size(); ++k)
      leaves.push_back(scope.argument(ShapeDtype{at_.leaves[k].shape(), at_.leaves[k].dtype()}, at_.paths[k]));
    return leaves;
  }

  TracedFunction tangent_function() const {
    TraceScope scope(options(), function_);
    std::vector<Array> outputs;
    {
      const std::vector<Array> leaves = inner_leaves(scope);
      std::vector<Array> tangents;
      for (std::size_t i = 0; i < at_.wrt.size(); ++i)
        tangents.push_back(scope.argument(ShapeDtype{argument(i).shape(), argument(i).dtype()}, "tangent"));
      std::vector<Array> all = call_jvp(function_, at_.wrt, leaves, tangents, line_);
      outputs.assign(all.begin() + static_cast<std::ptrdiff_t>(function_.num_results()), all.end());
    }
    return scope.close(std::move(outputs));
  }

  TracedFunction cotangent_function() const {
    TraceScope scope(options(), function_);
    std::vector<Array> outputs;
    {
      const std::vector<Array> leaves = inner_leaves(scope);
      std::vector<Array> cotangents;
      for (std::size_t r : floating_)
        cotangents.push_back(scope.argument(function_.result_type(r), "cotangent"));
      std::vector<Array> all = call_vjp(function_, at_.wrt, leaves, cotangents, line_);
      outputs.assign(all.begin() + static_cast<std::ptrdiff_t>(function_.num_results()), all.end());
    }
    return scope.close(std::move(outputs));
  }

  void descend(const TracedFunction &derivative, int order, const std::string &seed, const std::string &name) {
    CheckedArguments at = at_;
    const auto add = [&](const Shape &shape, DType dtype, const std::string &path) {
      at.wrt.push_back(static_cast<std::int64_t>(at.leaves.size()));
      at.leaves.push_back(Array::from_buffer(direction(shape.num_elements()), shape).astype(dtype));
      at.paths.push_back("a " + seed + " of " + path);
    };
    if (seed == "tangent")
      for (std::size_t i = 0; i < at_.wrt.size(); ++i)
        add(argument(i).shape(), argument(i).dtype(), at_.paths[leaf_number(i)]);
    else
      for (std::size_t r : floating_)
        add(function_.result_type(r).shape, function_.result_type(r).dtype, "result " + std::to_string(r));
    GradientCheck(derivative, at, options_, line_, random_, name + what_).run(order - 1);
  }

  const TracedFunction &function_;
  const CheckedArguments &at_;
  const CheckGradsOptions &options_;
  const SourceLine line_;
  std::mt19937 &random_;
  const std::string what_;
  std::vector<std::size_t> floating_; ///< numbers of the floating results
};

} // namespace

void CheckedArguments::add(int argument, TreeRef tree) {
  for (const TreeLeaf &leaf : tree_leaves(tree)) {
    if (leaf.array->is_none())
      continue;
    if (is_trained(*leaf.array, leaf.kind))
      wrt.push_back(static_cast<std::int64_t>(leaves.size()));
    leaves.push_back(*leaf.array);
    paths.push_back(join_path(argument_text(static_cast<std::size_t>(argument), {}), leaf.path));
  }
}

void check_derivatives(const TracedFunction &function, const CheckedArguments &at, const CheckGradsOptions &options,
                       const SourceLine &line) {
  if (options.order < 1)
    throw StaticArgumentError(Message("check_grads", "there is no such order")
                                  .expected("an order from 1", std::to_string(options.order))
                                  .at(line)
                                  .cure("check_grads(f, x, {.order = 1})")
                                  .text("staticargumenterror"));
  if (at.wrt.empty())
    throw DTypeError(Message("check_grads", "no argument can be differentiated")
                         .expected("a floating array", "none")
                         .at(line)
                         .cure("Convert it with x.astype(f32).")
                         .text("dtypeerror"));
  std::mt19937 random(20250101);
  GradientCheck(function, at, options, line, random, "the function").run(options.order);
}

} // namespace burin::detail
