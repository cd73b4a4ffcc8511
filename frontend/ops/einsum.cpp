// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/ops/einsum.h"
#include "burin/lax.h"
#include "burin/ops.h"
#include "frontend/ops/composed.h"
#include "frontend/ops/faults.h"
#include "frontend/ops/subscripts.h"

#include <algorithm>

namespace burin {
namespace {

using detail::Ints;
using detail::Label;
using detail::Labels;
using detail::Subscripts;

bool has(const Labels &labels, Label label) { return std::find(labels.begin(), labels.end(), label) != labels.end(); }

std::int64_t place_of(const Labels &labels, Label label) {
  return std::find(labels.begin(), labels.end(), label) - labels.begin();
}

/// An operand and the names of its axes.
struct Term {
  Array array;
  Labels labels;
};

/// Axes of extent 1 that broadcast against others are dropped.
Term without_single_axes(Term term, const Subscripts &s) {
  Labels kept;
  Shape shape;
  for (std::size_t i = 0; i < term.labels.size(); ++i)
    if (const std::int64_t extent = term.array.shape()[i]; extent != 1 || s.extents.at(term.labels[i]) == 1) {
      kept.push_back(term.labels[i]);
      shape.push_back(extent);
    }
  return {detail::reshape_to(term.array, shape), kept};
}

/// Repeated letters become one axis, their diagonal, which is the last.
Term diagonals(Term term) {
  for (std::size_t i = 0; i < term.labels.size(); ++i)
    for (std::size_t k = i + 1; k < term.labels.size(); ++k)
      if (const Label label = term.labels[i]; term.labels[k] == label) {
        term.array = diagonal(term.array, 0, static_cast<int>(i), static_cast<int>(k));
        std::erase(term.labels, label);
        term.labels.push_back(label);
        return diagonals(term);
      }
  return term;
}

/// Sums over the axes that nobody else needs.
Term summed(const Term &term, const Labels &needed) {
  Ints axes;
  Labels kept;
  for (std::size_t i = 0; i < term.labels.size(); ++i)
    if (has(needed, term.labels[i]))
      kept.push_back(term.labels[i]);
    else
      axes.push_back(static_cast<std::int64_t>(i));
  return {detail::reduce("reduce_sum", term.array, axes), kept};
}

/// Axes in the order of `labels`; extent 1 where the term has no such axis.
Array spread(const Term &term, const Labels &labels) {
  Ints permutation;
  Shape shape;
  for (Label label : labels)
    if (has(term.labels, label)) {
      permutation.push_back(place_of(term.labels, label));
      shape.push_back(term.array.shape()[static_cast<std::size_t>(permutation.back())]);
    } else {
      shape.push_back(1);
    }
  return detail::reshape_to(detail::transpose_by(term.array, permutation), shape);
}

struct Roles {
  Labels batch, contracted, x_free, y_free;
};

Roles roles_of(const Term &x, const Term &y, const Labels &needed) {
  Roles roles;
  for (Label label : x.labels)
    (!has(y.labels, label) ? roles.x_free : has(needed, label) ? roles.batch : roles.contracted).push_back(label);
  for (Label label : y.labels)
    if (!has(x.labels, label))
      roles.y_free.push_back(label);
  return roles;
}

Ints places_of(const Labels &labels, const Labels &among) {
  Ints places;
  for (Label label : labels)
    places.push_back(place_of(among, label));
  return places;
}

Term contracted(const Term &left, const Term &right, const Labels &needed) {
  Labels for_left = needed, for_right = needed;
  for_left.insert(for_left.end(), right.labels.begin(), right.labels.end());
  for_right.insert(for_right.end(), left.labels.begin(), left.labels.end());
  const Term x = summed(left, for_left), y = summed(right, for_right);
  const Roles roles = roles_of(x, y, needed);
  Labels labels = roles.batch;
  labels.insert(labels.end(), roles.x_free.begin(), roles.x_free.end());
  labels.insert(labels.end(), roles.y_free.begin(), roles.y_free.end());
  if (roles.contracted.empty())
    return {spread(x, labels) * spread(y, labels), labels};
  const lax::DotDimensions dimensions{places_of(roles.contracted, x.labels), places_of(roles.contracted, y.labels),
                                      places_of(roles.batch, x.labels), places_of(roles.batch, y.labels)};
  return {lax::dot_general(x.array, y.array, dimensions), labels};
}

/// Letters of the result and of all terms.
Labels needed_by(const std::vector<Term> &terms, const Labels &result) {
  Labels all = result;
  for (const Term &term : terms)
    all.insert(all.end(), term.labels.begin(), term.labels.end());
  return all;
}

Term take_out(std::vector<Term> &terms, std::size_t i) {
  Term term = std::move(terms[i]);
  terms.erase(terms.begin() + static_cast<std::ptrdiff_t>(i));
  return term;
}

std::vector<Term> terms_of(std::span<const Array> operands, const Subscripts &s) {
  detail::Promoted type = detail::type_of(operands[0]);
  for (const Array &operand : operands)
    type = promote(type, detail::type_of(operand));
  std::vector<Term> terms;
  for (std::size_t i = 0; i < operands.size(); ++i)
    terms.push_back(diagonals(without_single_axes({detail::convert(operands[i], type), s.operands[i]}, s)));
  return terms;
}

Array summation(std::span<const Array> operands, std::string_view text) {
  const Subscripts s = detail::parse_subscripts(text, operands);
  std::vector<Term> terms = terms_of(operands, s);
  for (const auto &[first, second] : detail::contraction_path(s)) {
    const Term right = take_out(terms, std::max(first, second)), left = take_out(terms, std::min(first, second));
    terms.push_back(contracted(left, right, needed_by(terms, s.result)));
  }
  const Term last = summed(terms[0], s.result);
  Shape shape;
  for (Label label : s.result)
    shape.push_back(s.extents.at(label));
  return detail::broadcast(spread(last, s.result), shape);
}

} // namespace

Array einsum(std::string_view subscripts, const std::vector<Array> &operands, std::source_location where) {
  detail::UserLine line(where);
  if (operands.empty())
    detail::throw_shape_error("einsum", {"there are no operands", "at least one array", "an empty list",
                                         "Give as many arrays as there are subscripts."});
  return detail::composed("einsum", operands, detail::Key(subscripts), where,
                          [=](std::span<const Array> in) { return summation(in, subscripts); });
}

} // namespace burin
