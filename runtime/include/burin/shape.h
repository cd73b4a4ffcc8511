// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

namespace burin {

/// One extent in a braced shape; any integer type, so that `{v.size(), 3}` is not a narrowing error.
struct Dim {
  std::int64_t value;
  template <std::integral T> constexpr Dim(T v) : value(static_cast<std::int64_t>(v)) {}
};

/// Extents of an array, outermost first; `{}` is a scalar. Up to six extents live inside the object.
class Shape {
public:
  Shape() = default;
  Shape(std::initializer_list<Dim> dims);
  explicit Shape(std::span<const std::int64_t> dims);
  Shape(const Shape &other);
  Shape(Shape &&other) noexcept;
  Shape &operator=(const Shape &other);
  Shape &operator=(Shape &&other) noexcept;
  ~Shape() { release(); }

  std::size_t ndim() const { return size_; }
  std::size_t size() const { return size_; } ///< number of extents, as of a container
  bool empty() const { return size_ == 0; }
  std::int64_t operator[](std::size_t axis) const { return data()[axis]; }
  std::int64_t &operator[](std::size_t axis) { return data()[axis]; }
  const std::int64_t *begin() const { return data(); }
  const std::int64_t *end() const { return data() + size_; }
  std::int64_t back() const { return data()[size_ - 1]; }
  void push_back(std::int64_t extent);
  operator std::span<const std::int64_t>() const { return {data(), size_}; }

  /// Product of the extents; 1 for a scalar, the largest number where it overflows.
  std::int64_t num_elements() const;
  /// "(2, 3)", "(4,)", "()": NumPy's spelling.
  std::string str() const;

  friend bool operator==(const Shape &a, const Shape &b);

private:
  static constexpr std::size_t inline_capacity = 6;
  const std::int64_t *data() const { return capacity_ > inline_capacity ? heap_ : local_; }
  std::int64_t *data() { return capacity_ > inline_capacity ? heap_ : local_; }
  void reserve(std::size_t capacity);
  void release();

  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = inline_capacity;
  union {
    std::int64_t local_[inline_capacity];
    std::int64_t *heap_;
  };
};

} // namespace burin
