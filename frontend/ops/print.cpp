// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/print.h"
#include "burin/detail/trace_scope.h"
#include "frontend/trace/abstract.h"
#include "frontend/trace/message.h"
#include "frontend/trace/node.h"
#include "frontend/trace/scalar_element.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ostream>
#include <string>
#include <vector>

namespace burin {
namespace {

using detail::Scalar;

constexpr std::int64_t summarize_above = 1000;
constexpr std::int64_t edge_items = 3;
constexpr std::size_t line_width = 75;
constexpr int precision = 8;

/// A finite number in decimal digits: digits before and after the point, and a decimal exponent.
struct Decimal {
  std::string whole, fraction, exponent;
};

Decimal split_number(std::string text) {
  Decimal d;
  if (const auto e = text.find('e'); e != std::string::npos) {
    d.exponent = text.substr(e);
    text.resize(e);
  }
  const auto point = text.find('.');
  d.whole = text.substr(0, point);
  if (point != std::string::npos)
    d.fraction = text.substr(point + 1);
  return d;
}

/// The shortest text that reads back as the same number of its own type, cut to NumPy's precision.
Decimal decimal_of(double v, DType dtype, std::chars_format format) {
  char text[400];
  const auto shortest = dtype == f64 ? std::to_chars(text, text + sizeof text, v, format)
                                     : std::to_chars(text, text + sizeof text, static_cast<float>(v), format);
  Decimal d = split_number(std::string(text, shortest.ptr));
  if (d.fraction.size() > precision) {
    const auto cut = std::to_chars(text, text + sizeof text, v, format, precision);
    d = split_number(std::string(text, cut.ptr));
    d.fraction.erase(std::min(d.fraction.size(), d.fraction.find_last_not_of('0') + 1));
  }
  return d;
}

/// NumPy's rule for exponents.
bool wants_exponent(const std::vector<double> &finite) {
  double largest = 0, smallest = HUGE_VAL;
  for (double v : finite)
    if (v != 0) {
      largest = std::max(largest, std::fabs(v));
      smallest = std::min(smallest, std::fabs(v));
    }
  return largest > 0 && (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000);
}

/// Texts of the elements that are shown, in equal width.
class Column {
public:
  Column(DType dtype, const unsigned char *data) : dtype_(dtype), data_(data) {}

  void add(std::int64_t i) { shown_.push_back(i); }

  void format() {
    if (is_floating(dtype_))
      format_floats();
    else
      for (std::int64_t i : shown_)
        texts_.push_back(plain(read(i)));
    std::size_t width = 0;
    for (const std::string &text : texts_)
      width = std::max(width, text.size());
    for (std::string &text : texts_)
      text.insert(0, width - text.size(), ' ');
  }

  const std::string &next() { return texts_[next_++]; }

private:
  Scalar read(std::int64_t i) const {
    return detail::read_element(dtype_, data_ + static_cast<std::size_t>(i) * size_of(dtype_));
  }

  static std::string plain(const Scalar &value) {
    switch (value.kind) {
    case Scalar::Kind::boolean: return value.boolean ? "True" : "False";
    case Scalar::Kind::integer: return std::to_string(value.integer);
    case Scalar::Kind::unsigned_integer: return std::to_string(value.unsigned_integer);
    case Scalar::Kind::real: break;
    }
    return {};
  }

  void format_floats() {
    std::vector<double> finite;
    for (std::int64_t i : shown_)
      if (const double v = read(i).real; std::isfinite(v))
        finite.push_back(v);
    const auto form = wants_exponent(finite) ? std::chars_format::scientific : std::chars_format::fixed;
    std::vector<Decimal> parts;
    std::size_t digits = 0;
    for (std::int64_t i : shown_) {
      const double v = read(i).real;
      parts.push_back(std::isfinite(v) ? decimal_of(v, dtype_, form) : Decimal{});
      digits = std::max(digits, parts.back().fraction.size());
    }
    for (std::size_t k = 0; k < shown_.size(); ++k)
      texts_.push_back(float_text(read(shown_[k]).real, parts[k], digits, form == std::chars_format::scientific));
  }

  static std::string float_text(double v, const Decimal &d, std::size_t digits, bool exponent) {
    if (std::isnan(v))
      return "nan";
    if (std::isinf(v))
      return v > 0 ? "inf" : "-inf";
    const char filler = exponent ? '0' : ' ';
    return d.whole + "." + d.fraction + std::string(digits - d.fraction.size(), filler) + d.exponent;
  }

  DType dtype_;
  const unsigned char *data_;
  std::vector<std::int64_t> shown_;
  std::vector<std::string> texts_;
  std::size_t next_ = 0;
};

std::string python_number(std::string text) {
  const auto point = text.find('.');
  if (point != std::string::npos && point + 1 == text.size())
    text += '0';
  else if (point != std::string::npos && text[point + 1] == 'e')
    text.erase(point, 1);
  return text;
}

class Printer {
public:
  Printer(const Shape &shape, DType dtype, const unsigned char *data)
      : shape_(shape), column_(dtype, data), summary_(shape.num_elements() > summarize_above) {}

  std::string text() {
    collect(0, 0);
    column_.format();
    if (shape_.ndim() == 0) // NumPy prints a scalar as Python prints a number: 1.0, 1e-07
      return python_number(column_.next());
    std::string out;
    write(out, 0);
    return out;
  }

private:
  bool skips(std::size_t axis) const { return summary_ && shape_[axis] > 2 * edge_items; }

  template <class Visit> void each(std::size_t axis, Visit visit) {
    for (std::int64_t i = 0; i < shape_[axis]; ++i) {
      if (skips(axis) && i == edge_items) {
        visit(-1);
        i = shape_[axis] - edge_items;
      }
      visit(i);
    }
  }

  void collect(std::size_t axis, std::int64_t offset) {
    if (axis == shape_.ndim())
      return column_.add(offset);
    each(axis, [&](std::int64_t i) {
      if (i >= 0)
        collect(axis + 1, offset * shape_[axis] + i);
    });
  }

  void write(std::string &out, std::size_t axis) {
    out += "[";
    axis + 1 == shape_.ndim() ? write_row(out, axis) : write_blocks(out, axis);
    out += "]";
  }

  void write_blocks(std::string &out, std::size_t axis) {
    bool first = true;
    each(axis, [&](std::int64_t i) {
      if (!first)
        out += std::string(shape_.ndim() - 1 - axis, '\n') + std::string(axis + 1, ' ');
      first = false;
      if (i < 0)
        out += "...";
      else
        write(out, axis + 1);
    });
  }

  void write_row(std::string &out, std::size_t axis) {
    std::size_t used = axis + 1;
    bool first = true;
    each(axis, [&](std::int64_t i) {
      const std::string item = i < 0 ? "..." : column_.next();
      if (!first && used + 1 + item.size() > line_width - 1) {
        out += "\n" + std::string(axis + 1, ' ');
        used = axis + 1;
        first = true;
      }
      out += first ? item : " " + item;
      used += item.size() + !first;
      first = false;
    });
  }

  Shape shape_;
  Column column_;
  bool summary_;
};

} // namespace

std::ostream &operator<<(std::ostream &out, const Array &array) {
  detail::Node *node = detail::ArrayAccess::node(array);
  if (!node)
    return out << "none";
  const detail::Concrete *value = detail::known_value(node);
  if (!value) {
    const char *state = !node->is_tracer                                ? "donated "
                        : detail::is_abstract(detail::as_tracer(*node)) ? "abstract "
                                                                        : "traced ";
    return out << state << detail::type_text(node->dtype, node->shape);
  }
  return out << Printer(node->shape, node->dtype, static_cast<const unsigned char *>(value->data())).text();
}

} // namespace burin
