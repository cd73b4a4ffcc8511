// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/associative_scan.h"
#include "burin/errors.h"
#include "burin/ops.h"
#include "frontend/ops/record.h"
#include "frontend/trace/message.h"

namespace burin::detail {
namespace {

/// The recursion of Blelloch 1990, as jax.lax.associative_scan has it.
class AssociativeScan {
public:
  AssociativeScan(const ControlSite &site, const Combine &combine, std::size_t axis)
      : site_(site), combine_(combine), axis_(axis) {}

  Arrays run(const Arrays &elements) const {
    const std::int64_t n = extent(elements);
    if (n < 2)
      return elements;
    const Arrays pairs = combined(taken(elements, 0, n - 1, 2), taken(elements, 1, n, 2));
    const Arrays odd = run(pairs);
    const Arrays before = n % 2 == 0 ? taken(odd, 0, extent(odd) - 1, 1) : odd;
    const Arrays later = combined(before, taken(elements, 2, n, 2));
    Arrays even;
    const Arrays first = taken(elements, 0, 1, 1);
    for (std::size_t i = 0; i < first.size(); ++i)
      even.push_back(concatenate({first[i], later[i]}, static_cast<int>(axis_)));
    return interleaved(even, odd);
  }

private:
  std::int64_t extent(const Arrays &arrays) const { return arrays[0].shape()[axis_]; }

  Arrays taken(const Arrays &arrays, std::int64_t first, std::int64_t end, std::int64_t stride) const {
    Arrays slices;
    for (const Array &array : arrays)
      slices.push_back(slice_along(array, axis_, first, end, stride));
    return slices;
  }

  Arrays combined(const Arrays &a, const Arrays &b) const {
    Arrays both = combine_(a, b);
    for (std::size_t i = 0; i < both.size(); ++i)
      if (both[i].dtype() != a[i].dtype() || !(both[i].shape() == a[i].shape()))
        refuse(a[i], both[i]);
    return both;
  }

  [[noreturn]] void refuse(const Array &given, const Array &got) const {
    Message message(site_.op(), "the operator gives another type than it takes");
    message.expected(type_text(given), type_text(got)).at(site_.line);
    if (given.dtype() != got.dtype())
      throw DTypeError(message.cure("Convert the result with astype.").text("dtypeerror"));
    throw ShapeError(
        message
            .cure("The operator is called with many elements at once, along the axis of the scan: it works "
                  "element by element there.")
            .text("shapeerror"));
  }

  /// even[0], odd[0], even[1], ...; even has as many elements as odd, or one more.
  Arrays interleaved(const Arrays &even, const Arrays &odd) const {
    Arrays all;
    for (std::size_t i = 0; i < even.size(); ++i)
      all.push_back(interleave(even[i], odd[i]));
    return all;
  }

  Array interleave(const Array &even, const Array &odd) const {
    const std::int64_t pairs = odd.shape()[axis_], evens = even.shape()[axis_];
    const Array heads = slice_along(even, axis_, 0, pairs);
    Shape merged = odd.shape();
    merged[axis_] = 2 * pairs;
    const Array both = reshape_to(stack({heads, odd}, static_cast<int>(axis_) + 1), merged);
    return evens == pairs ? both : concatenate({both, slice_along(even, axis_, pairs, evens)}, static_cast<int>(axis_));
  }

  const ControlSite &site_;
  const Combine &combine_;
  std::size_t axis_;
};

std::size_t checked_axis(const ControlSite &site, int axis, TreeRef xs) {
  std::string_view op = site.op();
  std::optional<std::int64_t> extent;
  std::size_t at = 0;
  for (const TreeLeaf &leaf : tree_leaves(xs)) {
    if (leaf.array->is_none())
      continue;
    at = static_cast<std::size_t>(normalize_axis(op, extent ? static_cast<int>(at) : axis, leaf.array->ndim()));
    const std::int64_t here = leaf.array->shape()[at];
    if (extent && *extent != here)
      throw ShapeError(Message(op, "the arrays to scan over have different extents along axis " + std::to_string(axis))
                           .expected(std::to_string(*extent), std::to_string(here) + " in " + type_text(*leaf.array) +
                                                                  (leaf.path.empty() ? "" : " at " + leaf.path))
                           .at(site.line)
                           .cure("Give all arrays one extent there.")
                           .text("shapeerror"));
    extent = here;
  }
  if (!extent)
    throw ShapeError(Message(op, "there is nothing to scan over")
                         .expected("an array", "none")
                         .at(site.line)
                         .cure("Give an array, or a tree of arrays.")
                         .text("shapeerror"));
  return at;
}

Arrays reversed(const Arrays &arrays, std::size_t axis) {
  Arrays list;
  for (const Array &array : arrays)
    list.push_back(flip(array, static_cast<int>(axis)));
  return list;
}

} // namespace

Arrays arrays_of(TreeRef tree) {
  Arrays arrays;
  for (const TreeLeaf &leaf : tree_leaves(tree))
    if (!leaf.array->is_none())
      arrays.push_back(*leaf.array);
  return arrays;
}

void set_arrays(TreeRef tree, const Arrays &arrays) {
  std::size_t next = 0;
  for (const TreeLeaf &leaf : tree_leaves(tree))
    if (!leaf.array->is_none())
      ArrayAccess::set(*leaf.array, arrays[next++]);
}

Arrays associative_scan(const ControlSite &site, const AssociativeSpec &spec, TreeRef xs, const Combine &combine) {
  const std::size_t axis = checked_axis(site, spec.axis, xs);
  const Arrays elements = arrays_of(xs);
  const AssociativeScan scan(site, combine, axis);
  return spec.reverse ? reversed(scan.run(reversed(elements, axis)), axis) : scan.run(elements);
}

} // namespace burin::detail
