// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/callable.h"
#include "burin/detail/trace_scope.h"
#include "burin/tree.h"

#include <string_view>
#include <utility>
#include <vector>

/// Tracing a user's function on scalars, which an operation applies to elements.
namespace burin::detail {

/// How the function is called in messages.
struct ComputationSite {
  std::string_view op, function;
  SourceLine line;
};

TraceScope::Options computation_options(const ComputationSite &site);
/// Scalars of the dtypes of the tree's arrays, as arguments in their places.
void add_scalars(TraceScope &scope, TreeRef tree, std::string_view name);
/// UnsupportedError for a function that takes in arrays from outside.
void require_closed(const ComputationSite &site, const TracedFunction &function);

/// f of two trees of scalars like `like`, which gives a third: TreeError for another structure.
template <class T, class F> TracedFunction trace_computation(const ComputationSite &site, const F &f, const T &like) {
  TraceScope scope(computation_options(site));
  std::vector<Array> outputs;
  {
    T first(like), second(like);
    add_scalars(scope, tree_ref(first), "accumulator");
    add_scalars(scope, tree_ref(second), "element");
    const T result = [&] {
      UserCode user;
      return T(f(std::as_const(first), std::as_const(second)));
    }();
    require_same_structure(site.op, tree_ref(first), tree_ref(result), site.line);
    outputs = tree::leaves(result);
  }
  TracedFunction function = scope.close(std::move(outputs));
  require_closed(site, function);
  return function;
}

} // namespace burin::detail
