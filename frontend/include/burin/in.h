// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/array.h"

#include <source_location>

namespace burin {

/// An operand of a library function: an array, or a C++ number of weak type, and the line of the user who wrote it.
/// Functions take `const In &`; an In lives as long as the full expression of the call.
class In {
public:
  In(const Array &array, std::source_location where = std::source_location::current())
      : array_(&array), scalar_(0), where_(where) {}
  template <Arithmetic T>
  In(T value, std::source_location where = std::source_location::current())
      : array_(nullptr), scalar_(value), where_(where) {}
  In(const In &) = delete;
  In &operator=(const In &) = delete;

  bool is_number() const { return array_ == nullptr; }
  /// Only when is_number().
  const detail::Scalar &number() const { return scalar_; }
  /// The array itself; a number becomes a scalar of weak type.
  Array array() const;
  /// Only when not is_number(): no copy.
  const Array &array_ref() const { return *array_; }
  std::source_location where() const { return where_; }

private:
  const Array *array_;
  detail::Scalar scalar_;
  std::source_location where_;
};

} // namespace burin
