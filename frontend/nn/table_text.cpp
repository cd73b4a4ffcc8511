// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/nn/tabulate.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string_view>
#include <utility>

namespace burin::nn {
namespace {

/// "5,125".
std::string with_commas(std::string digits) {
  const std::size_t point = std::min(digits.find('.'), digits.size());
  for (std::size_t at = point; at > 3; at -= 3)
    digits.insert(at - 3, 1, ',');
  return digits;
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::pair<double, const char *> units[] = {{1e9, " GB"}, {1e6, " MB"}, {1e3, " KB"}};
  for (const auto &[size, name] : units)
    if (static_cast<double>(bytes) > size) {
      char text[32];
      std::snprintf(text, sizeof(text), "%.1f", static_cast<double>(bytes) / size);
      return with_commas(text) + name;
    }
  return with_commas(std::to_string(bytes)) + " B";
}

using Cell = std::vector<std::string>; // lines

/// "name: value"; "- value" for an element of a list.
std::string line_of(const TableValue &value) {
  if (value.path.empty())
    return value.text;
  if (!value.path.starts_with('['))
    return value.path + ": " + value.text;
  std::string_view rest = std::string_view(value.path).substr(value.path.find(']') + 1);
  rest.remove_prefix(rest.starts_with('.') ? 1 : 0);
  return "- " + std::string(rest) + (rest.empty() ? "" : ": ") + value.text;
}

Cell cell_of(const std::vector<TableValue> &values) {
  Cell lines;
  for (const TableValue &value : values)
    lines.push_back(line_of(value));
  return lines;
}

Cell cell_of(const TableCollection &collection) {
  Cell lines = cell_of(collection.arrays);
  const std::string size = collection.size.str();
  if (!lines.empty() && !size.empty())
    lines.emplace_back();
  if (!size.empty())
    lines.push_back(size);
  return lines;
}

Cell cell_of(const std::optional<std::uint64_t> &number) { return {number ? std::to_string(*number) : "n/a"}; }

/// The parts of a horizontal rule.
struct Rule {
  const char *left, *line, *crossing, *right;
};
constexpr Rule top{"┏", "━", "┳", "┓"}, below_header{"┡", "━", "╇", "┩"}, between{"├", "─", "┼", "┤"},
    bottom{"└", "─", "┴", "┘"};

class TextWriter {
public:
  explicit TextWriter(const Table &table) : table_(table) {
    std::vector<Cell> header{{"path"}, {"module"}, {"inputs"}, {"outputs"}};
    if (table.has_flops)
      header.push_back({"flops"});
    if (table.has_vjp_flops)
      header.push_back({"vjp_flops"});
    numbers_end_ = header.size();
    for (const TableCollection &collection : table.totals)
      header.push_back({collection.name});
    lines_.push_back(std::move(header));
    for (const TableRow &row : table.rows)
      lines_.push_back(cells_of(row));
    lines_.push_back(footer());
    measure();
  }

  std::string write() {
    std::string caption = "Total Parameters: ";
    TableSize all;
    for (const TableCollection &collection : table_.totals)
      all += collection.size;
    caption += all.count == 0 ? "0" : all.str();
    text_ = centered(table_.title);
    rule(top);
    row(lines_.front(), "┃");
    rule(below_header);
    for (std::size_t i = 1; i < lines_.size(); ++i) {
      row(lines_[i], "│");
      rule(i + 1 < lines_.size() ? between : bottom);
    }
    return text_ + "\n" + centered(caption);
  }

private:
  std::vector<Cell> cells_of(const TableRow &row) const {
    std::vector<Cell> cells{{row.path}, {row.module}, cell_of(row.inputs), cell_of(row.outputs)};
    if (table_.has_flops)
      cells.push_back(cell_of(row.flops));
    if (table_.has_vjp_flops)
      cells.push_back(cell_of(row.vjp_flops));
    for (const TableCollection &collection : row.collections)
      cells.push_back(cell_of(collection));
    return cells;
  }

  std::vector<Cell> footer() const {
    std::vector<Cell> cells(numbers_end_);
    cells.back() = {"Total"};
    for (const TableCollection &collection : table_.totals)
      cells.push_back({collection.size.str()});
    return cells;
  }

  void measure() {
    widths_.assign(lines_.front().size(), 0);
    for (const std::vector<Cell> &cells : lines_)
      for (std::size_t i = 0; i < cells.size(); ++i)
        for (const std::string &line : cells[i])
          widths_[i] = std::max(widths_[i], line.size());
    lines_.back()[numbers_end_ - 1][0].insert(0, widths_[numbers_end_ - 1] - 5, ' '); // "Total", to the right
  }

  std::string centered(const std::string &line) const {
    std::size_t width = 1;
    for (std::size_t column : widths_)
      width += column + 3;
    return std::string(line.size() < width ? (width - line.size()) / 2 : 0, ' ') + line + "\n";
  }

  void rule(const Rule &rule) {
    for (std::size_t i = 0; i < widths_.size(); ++i) {
      text_ += i == 0 ? rule.left : rule.crossing;
      for (std::size_t k = 0; k < widths_[i] + 2; ++k)
        text_ += rule.line;
    }
    text_ += std::string(rule.right) + "\n";
  }

  void row(const std::vector<Cell> &cells, const char *border) {
    std::size_t height = 1;
    for (const Cell &cell : cells)
      height = std::max(height, cell.size());
    for (std::size_t at = 0; at < height; ++at) {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string line = at < cells[i].size() ? cells[i][at] : "";
        text_ += border + (" " + line) + std::string(widths_[i] - line.size() + 1, ' ');
      }
      text_ += std::string(border) + "\n";
    }
  }

  const Table &table_;
  std::size_t numbers_end_ = 0;
  std::vector<std::vector<Cell>> lines_;
  std::vector<std::size_t> widths_;
  std::string text_;
};

using Json = nlohmann::ordered_json;

Json json_of(const std::vector<TableValue> &values) {
  Json object = Json::object();
  for (const TableValue &value : values)
    object[value.path] = value.text;
  return object;
}

Json json_of(const TableSize &size) { return {{"count", size.count}, {"bytes", size.bytes}}; }

Json json_of(const TableRow &row, const Table &table) {
  Json object{
      {"path", row.path}, {"module", row.module}, {"inputs", json_of(row.inputs)}, {"outputs", json_of(row.outputs)}};
  if (table.has_flops) {
    object["flops"] = *row.flops;
    object["transcendentals"] = *row.transcendentals;
  }
  if (table.has_vjp_flops)
    object["vjp_flops"] = row.vjp_flops ? Json(*row.vjp_flops) : Json();
  for (const TableCollection &collection : row.collections) {
    Json entry{{"arrays", json_of(collection.arrays)}};
    entry.update(json_of(collection.size));
    object[collection.name] = std::move(entry);
  }
  return object;
}

} // namespace

std::string TableSize::str() const {
  return count == 0 ? "" : with_commas(std::to_string(count)) + " (" + bytes_text(bytes) + ")";
}

std::string Table::str() const { return TextWriter(*this).write(); }

std::string Table::to_json() const {
  Json object{{"title", title}, {"rows", Json::array()}};
  for (const TableRow &row : rows)
    object["rows"].push_back(json_of(row, *this));
  for (const TableCollection &collection : totals)
    object["totals"][collection.name] = json_of(collection.size);
  return object.dump(2);
}

std::ostream &operator<<(std::ostream &out, const Table &table) { return out << table.str(); }

} // namespace burin::nn
