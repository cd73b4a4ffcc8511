// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/control.h"

#include <string>
#include <utility>
#include <vector>

namespace burin::detail {

struct AssociativeSpec {
  bool reverse = false;
  int axis = 0;
  std::string weakness{};
};

using Arrays = std::vector<Array>;
/// The operator on the arrays of two trees. A view: it does not own what it calls.
struct Combine {
  const void *context;
  Arrays (*function)(const void *context, const Arrays &a, const Arrays &b);
  Arrays operator()(const Arrays &a, const Arrays &b) const { return function(context, a, b); }
};
/// The arrays of a tree, without holes, and back.
Arrays arrays_of(TreeRef tree);
void set_arrays(TreeRef tree, const Arrays &arrays);
/// The scan itself: about 2 log2(n) calls of `combine`, on arrays of half the extent each time.
Arrays associative_scan(const ControlSite &site, const AssociativeSpec &spec, TreeRef xs, const Combine &combine);

/// A scan with its operator, as a function of everything else.
template <class F> struct AssociativeOf {
  using TransformedCallable = F;
  ControlSite site;
  const F *function;

  template <class T> T operator()(const AssociativeSpec &spec, const T &xs) const {
    const UserLine line(site.line);
    static_assert(viable<F, const T &, const T &>, "burin: the operator of associative_scan takes two trees like the "
                                                   "first argument");
    const auto combine = [&](const Arrays &a, const Arrays &b) {
      const T left = with(xs, a), right = with(xs, b);
      const T both = [&] {
        UserCode user;
        return T(detail::invoke(*function, left, right));
      }();
      require_same_structure(site.op(), tree_ref(left), tree_ref(both), site.line);
      return arrays_of(tree_ref(both));
    };
    const Combine view{&combine, [](const void *context, const Arrays &a, const Arrays &b) {
                         return (*static_cast<decltype(combine) *>(context))(a, b);
                       }};
    return with(xs, associative_scan(site, spec, tree_ref(xs), view));
  }
  std::string identity() const
    requires(has_identity<F>())
  {
    return identity_of(*function);
  }

private:
  template <class T> static T with(const T &tree, const Arrays &arrays) {
    T copy(tree);
    set_arrays(tree_ref(copy), arrays);
    return copy;
  }
};

} // namespace burin::detail
