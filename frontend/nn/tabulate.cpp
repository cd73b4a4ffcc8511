// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/tabulate.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace burin::nn {
namespace {

using burin::detail::LeafKind;
using burin::detail::ModuleSurvey;
using burin::detail::SurveyedArray;
using burin::detail::SurveyedCall;

enum Kind : std::size_t { params, stats, others, num_kinds };
constexpr const char *kind_names[] = {"params", "stats", "others"};

Kind kind_of(const SurveyedArray &array) {
  if (array.kind == LeafKind::stat)
    return stats;
  return is_floating(array.type.dtype) ? params : others;
}

TableSize size_of(const ShapeDtype &type) {
  const auto count = static_cast<std::uint64_t>(type.shape.num_elements());
  return {count, count * burin::size_of(type.dtype)};
}

std::string type_text(const ShapeDtype &type) {
  std::string text(name_of(type.dtype));
  text += "[";
  for (std::size_t i = 0; i < type.shape.ndim(); ++i)
    text += (i ? "," : "") + std::to_string(type.shape[i]);
  return text + "]";
}

/// True for the path itself and for those below it.
bool is_within(std::string_view path, std::string_view root) {
  return path.starts_with(root) &&
         (path.size() == root.size() || root.empty() || path[root.size()] == '.' || path[root.size()] == '[');
}

std::string plain(std::string_view path) { return std::string(path.substr(path.starts_with('.') ? 1 : 0)); }

/// Without namespaces and template arguments: "WeightNorm".
std::string short_name(std::string_view type) {
  std::string name;
  for (std::size_t i = 0; i < type.size(); ++i) {
    if (!type.substr(i).starts_with("::")) {
      name += type[i];
      continue;
    }
    const std::size_t begin = name.find_last_of("<, ");
    const bool unnamed = name.ends_with("namespace)");
    name.resize(unnamed ? name.rfind('(') : begin == std::string::npos ? 0 : begin + 1);
    ++i;
  }
  const std::size_t arguments = name.find('<');
  return arguments == 0 ? name : name.substr(0, arguments); // a lambda has no other name
}

/// Paths of calls, and which of them an array or a call belongs to.
class Paths {
public:
  void add(const std::string &path) { paths_.insert(path); }
  /// The longest that `path` is within.
  const std::string &nearest(std::string_view path) const {
    const std::string *found = nullptr;
    for (const std::string &candidate : paths_)
      if (is_within(path, candidate) && (!found || candidate.size() > found->size()))
        found = &candidate;
    return *found;
  }
  /// How many it is below.
  std::size_t depth(std::string_view path) const {
    return static_cast<std::size_t>(std::count_if(paths_.begin(), paths_.end(), [&](const std::string &above) {
      return above != path && is_within(path, above);
    }));
  }

private:
  std::set<std::string> paths_;
};

std::vector<TableValue> values_of(const std::vector<burin::detail::ShownValue> &shown) {
  std::vector<TableValue> values;
  for (const auto &[path, text] : shown)
    values.push_back({plain(path), text});
  return values;
}

class TableMaker {
public:
  TableMaker(const ModuleSurvey &survey, const TabulateOptions &options) : survey_(survey), options_(options) {
    for (const SurveyedCall &call : survey.calls())
      all_.add(call.path);
    for (const SurveyedCall &call : survey.calls())
      if (all_.depth(call.path) <= options.depth)
        shown_.add(call.path);
    for (const SurveyedArray &array : survey.arrays())
      used_.insert(kind_of(array));
    used_.insert(params);
  }

  Table make(const std::string &model) {
    Table table{short_name(model) + " Summary", options_.compute_flops, options_.compute_vjp_flops, {}, {}};
    for (std::size_t i = 0; i < survey_.calls().size(); ++i)
      if (is_shown(survey_.calls()[i]))
        table.rows.push_back(row(i));
    table.totals = collections();
    for (const TableRow &row : table.rows)
      for (std::size_t k = 0; k < table.totals.size(); ++k)
        table.totals[k].size += row.collections[k].size;
    return table;
  }

private:
  bool is_shown(const SurveyedCall &call) const {
    return all_.depth(call.path) <= options_.depth && (!call.repeated || options_.show_repeated);
  }

  std::vector<TableCollection> collections() const {
    std::vector<TableCollection> list;
    for (Kind kind : used_)
      list.push_back({kind_names[kind], {}, {}});
    return list;
  }

  TableRow row(std::size_t number) const {
    const SurveyedCall &call = survey_.calls()[number];
    TableRow row{
        plain(call.path), short_name(call.type_name), values_of(call.inputs), values_of(call.outputs), {}, {}, {},
        collections()};
    if (options_.compute_flops) {
      const ProgramCost cost = survey_.cost(number);
      row.flops = cost.flops;
      row.transcendentals = cost.transcendentals;
    }
    if (options_.compute_vjp_flops)
      if (const auto cost = survey_.vjp_cost(number))
        row.vjp_flops = cost->flops;
    if (!call.repeated)
      for (const SurveyedArray &array : survey_.arrays())
        count(array, call.path, row);
    return row;
  }

  void count(const SurveyedArray &array, const std::string &path, TableRow &row) const {
    TableCollection &collection =
        row.collections[static_cast<std::size_t>(std::distance(used_.begin(), used_.find(kind_of(array))))];
    if (all_.nearest(array.path) == path)
      collection.arrays.push_back({plain(std::string_view(array.path).substr(path.size())), type_text(array.type)});
    if (shown_.nearest(array.path) == path)
      collection.size += size_of(array.type);
  }

  const ModuleSurvey &survey_;
  const TabulateOptions &options_;
  Paths all_, shown_;
  std::set<Kind> used_;
};

} // namespace

TableSize &TableSize::operator+=(const TableSize &other) {
  count += other.count;
  bytes += other.bytes;
  return *this;
}

} // namespace burin::nn

namespace burin::detail {

nn::Table make_table(const ModuleSurvey &survey, const std::string &model, const nn::TabulateOptions &options) {
  return nn::TableMaker(survey, options).make(model);
}

} // namespace burin::detail
