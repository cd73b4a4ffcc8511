// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/shape.h"

#include <algorithm>
#include <new>
#include <utility>

namespace burin {

Shape::Shape(std::initializer_list<Dim> dims) {
  reserve(dims.size());
  for (Dim dim : dims)
    data()[size_++] = dim.value;
}

Shape::Shape(std::span<const std::int64_t> dims) {
  reserve(dims.size());
  std::copy(dims.begin(), dims.end(), data());
  size_ = static_cast<std::uint32_t>(dims.size());
}

Shape::Shape(const Shape &other) : Shape(static_cast<std::span<const std::int64_t>>(other)) {}

Shape::Shape(Shape &&other) noexcept : size_(other.size_), capacity_(other.capacity_) {
  if (capacity_ > inline_capacity)
    heap_ = other.heap_;
  else
    std::copy(other.local_, other.local_ + size_, local_);
  other.size_ = 0;
  other.capacity_ = inline_capacity;
}

Shape &Shape::operator=(const Shape &other) {
  if (this != &other)
    *this = Shape(other);
  return *this;
}

Shape &Shape::operator=(Shape &&other) noexcept {
  if (this != &other) {
    release();
    new (this) Shape(std::move(other));
  }
  return *this;
}

void Shape::push_back(std::int64_t extent) {
  if (size_ == capacity_)
    reserve(2 * std::size_t{capacity_});
  data()[size_++] = extent;
}

std::int64_t Shape::num_elements() const {
  std::int64_t product = 1;
  bool overflow = false;
  for (std::int64_t extent : *this) {
    if (extent == 0)
      return 0;
    overflow |= __builtin_mul_overflow(product, extent, &product);
  }
  return overflow ? INT64_MAX : product;
}

std::string Shape::str() const {
  std::string text = "(";
  for (std::size_t i = 0; i < size_; ++i)
    text += (i ? ", " : "") + std::to_string(data()[i]);
  return text + (size_ == 1 ? ",)" : ")");
}

bool operator==(const Shape &a, const Shape &b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

void Shape::reserve(std::size_t capacity) {
  if (capacity <= capacity_)
    return;
  auto *grown = new std::int64_t[capacity];
  std::copy(begin(), end(), grown);
  release();
  heap_ = grown;
  capacity_ = static_cast<std::uint32_t>(capacity);
}

void Shape::release() {
  if (capacity_ > inline_capacity)
    delete[] heap_;
}

} // namespace burin
