// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/ops/subscripts.h"
#include "frontend/ops/faults.h"

#include <algorithm>
#include <string>

namespace burin::detail {
namespace {

[[noreturn]] void throw_subscripts(std::string_view text, std::string problem, std::string expected, std::string got) {
  throw_shape_error("einsum", {"\"" + std::string(text) + "\": " + problem, std::move(expected), std::move(got),
                               "One letter per axis, operands separated by commas, then -> and the result's letters."});
}

std::string without_spaces(std::string_view text) {
  std::string clean(text);
  std::erase(clean, ' ');
  return clean;
}

std::vector<std::string> split_at_commas(const std::string &text) {
  std::vector<std::string> parts{""};
  for (char c : text)
    if (c == ',')
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// A term with its ellipsis replaced by `ellipsis` labels.
class Term {
public:
  Term(std::string_view all, const std::string &term) {
    for (std::size_t i = 0; i < term.size(); ++i)
      if (is_letter(term[i]))
        (has_ellipsis_ ? behind_ : before_).push_back(term[i]);
      else if (term.compare(i, 3, "...") == 0 && !has_ellipsis_)
        has_ellipsis_ = true, i += 2;
      else
        throw_subscripts(all, "a subscript cannot be read", "letters and at most one ...", "'" + term.substr(i) + "'");
  }
  bool has_ellipsis() const { return has_ellipsis_; }
  std::size_t letters() const { return before_.size() + behind_.size(); }
  Labels labels(std::size_t ellipsis) const {
    Labels all = before_;
    for (std::size_t i = ellipsis; has_ellipsis_ && i-- > 0;)
      all.push_back(first_ellipsis + static_cast<Label>(i));
    all.insert(all.end(), behind_.begin(), behind_.end());
    return all;
  }

private:
  bool has_ellipsis_ = false;
  Labels before_, behind_;
};

Labels labels_of(std::string_view text, const Term &term, const Array &operand, std::size_t number) {
  const std::size_t letters = term.letters();
  if (operand.ndim() < letters || (operand.ndim() > letters && !term.has_ellipsis()))
    throw_subscripts(text,
                     "operand " + std::to_string(number) + " of shape " + operand.shape().str() +
                         " has another number of axes than letters",
                     std::to_string(letters) + (term.has_ellipsis() ? " axes or more" : " axes"),
                     std::to_string(operand.ndim()));
  return term.labels(operand.ndim() - letters);
}

std::string name_of_label(Label label) {
  return label < first_ellipsis ? "'" + std::string(1, static_cast<char>(label)) + "'" : std::string("...");
}

void note_extents(std::string_view text, Subscripts &s, std::span<const Array> operands) {
  for (std::size_t i = 0; i < operands.size(); ++i)
    for (std::size_t axis = 0; axis < s.operands[i].size(); ++axis) {
      const Label label = s.operands[i][axis];
      const std::int64_t extent = operands[i].shape()[axis];
      std::int64_t &known = s.extents.try_emplace(label, extent).first->second;
      if (known != extent && known != 1 && extent != 1)
        throw_subscripts(text, "the axes " + name_of_label(label) + " have different extents", std::to_string(known),
                         std::to_string(extent) + " in operand " + std::to_string(i));
      known = known == 1 ? extent : known;
    }
}

/// Ellipsis first, then the letters that occur once.
Labels implicit_result(const Subscripts &s) {
  Labels result;
  for (auto label = s.extents.rbegin(); label != s.extents.rend() && label->first >= first_ellipsis; ++label)
    result.push_back(label->first);
  for (const auto &[label, extent] : s.extents) {
    std::ptrdiff_t count = 0;
    for (const Labels &operand : s.operands)
      count += std::count(operand.begin(), operand.end(), label);
    if (label < first_ellipsis && count == 1)
      result.push_back(label);
  }
  return result;
}

void check_result(std::string_view text, const Subscripts &s) {
  for (Label label : s.result) {
    if (!s.extents.contains(label))
      throw_subscripts(text, "the result names an axis that no operand has", "letters of the operands",
                       name_of_label(label));
    if (std::count(s.result.begin(), s.result.end(), label) > 1)
      throw_subscripts(text, "the result names an axis twice", "distinct letters", name_of_label(label));
  }
}

Labels explicit_result(std::string_view text, const std::string &term, const Subscripts &s) {
  std::size_t ellipsis = 0;
  for (const auto &[label, extent] : s.extents)
    ellipsis += label >= first_ellipsis ? 1 : 0;
  const Term result(text, term);
  if (ellipsis > 0 && !result.has_ellipsis())
    throw_subscripts(text, "the axes of ... are not in the result", "... behind ->", "'" + term + "'");
  return result.labels(ellipsis);
}

} // namespace

Subscripts parse_subscripts(std::string_view text, std::span<const Array> operands) {
  const std::string clean = without_spaces(text);
  const std::size_t arrow = clean.find("->");
  const std::vector<std::string> terms = split_at_commas(clean.substr(0, arrow));
  if (terms.size() != operands.size())
    throw_subscripts(text, "there are not as many operands as subscripts", std::to_string(terms.size()) + " operands",
                     std::to_string(operands.size()));
  Subscripts s;
  for (std::size_t i = 0; i < terms.size(); ++i)
    s.operands.push_back(labels_of(text, Term(text, terms[i]), operands[i], i));
  note_extents(text, s, operands);
  s.result = arrow == std::string::npos ? implicit_result(s) : explicit_result(text, clean.substr(arrow + 2), s);
  check_result(text, s);
  return s;
}

} // namespace burin::detail
