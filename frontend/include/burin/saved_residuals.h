// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/derivative.h"

#include <cstddef>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace burin {

/// An array that lives from the forward pass of a derivative to the backward pass.
struct SavedResidual {
  ShapeDtype type;
  std::size_t bytes = 0;
  std::string why;  ///< "from argument 0: .kernel", "output of sin", "named 'scores'", "from a captured array"
  std::string line; ///< "model.cpp:12" of what computes it; empty for arguments

  /// "float32[8,32] (1024 bytes) output of sin from model.cpp:12".
  std::string str() const;
};
std::ostream &operator<<(std::ostream &out, const SavedResidual &residual);

namespace detail {

/// The leaves of a differentiated call, with what they are called in messages.
class NamedLeaves final : public TreeVisitor {
public:
  NamedLeaves() : TreeVisitor(true) {}
  void next_argument();
  void leaf(Array &array, LeafKind kind) override;

  std::vector<Array> leaves;
  std::vector<std::string> names;
  std::vector<std::int64_t> wrt;

private:
  std::string argument_;
  std::size_t count_ = 0;
};

std::vector<SavedResidual> residuals_of(const TracedFunction &function, const NamedLeaves &leaves,
                                        const SourceLine &line);

template <class F, class... G>
std::vector<SavedResidual> run_saved_residuals(const F &f, const SourceLine &where, const G &...g) {
  NamedLeaves named;
  ((named.next_argument(), G::traced ? g.tree().visit(named) : void()), ...);
  TraceRequest request = derivative_request(Transform::vjp, callable_name<F>(), where, Forwarding::none);
  request.options.keep_values = false;
  return residuals_of(trace_call(request, f, [](auto &) {}, g...).function, named, where);
}

} // namespace detail

/// What reverse-mode differentiation of f keeps of the forward pass, with respect to all floating arrays of the
/// arguments. f is traced, nothing is run. Arrays that the backward pass finds in arguments count, scalars of the
/// program and what is as cheap to compute as to read do not; fusion may keep less.
template <class F, class... A> std::vector<SavedResidual> saved_residuals(const F &f, A &&...args) {
  return detail::differentiate_all(
      f, [](const auto &callable, const auto &...g) { return detail::run_saved_residuals(callable, {}, g...); },
      std::forward<A>(args)...);
}

} // namespace burin
