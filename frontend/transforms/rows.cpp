// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/rows.h"
#include "burin/errors.h"
#include "burin/nn/rngs.h"
#include "burin/ops.h"
#include "burin/random.h"
#include "frontend/trace/abstract.h"
#include "frontend/trace/message.h"
#include "frontend/transforms/axis_assigner.h"

#include <algorithm>
#include <map>

namespace burin::detail {
namespace {

[[noreturn]] void refuse_axis(std::string_view option, const std::string &what, int axis, std::size_t ndim,
                              std::string_view cure, const SourceLine &line) {
  const auto n = static_cast<int>(ndim);
  throw ShapeError(Message("vmap", std::string(option) + " names axis " + std::to_string(axis) + " of " + what)
                       .expected(n == 0 ? "none, because it is a scalar"
                                        : "an axis from " + std::to_string(-n) + " to " + std::to_string(n - 1),
                                 std::to_string(axis))
                       .at(line)
                       .cure(cure)
                       .text("shapeerror"));
}

std::int64_t count_from_front(int axis, std::size_t ndim) { return axis < 0 ? axis + static_cast<int>(ndim) : axis; }

bool axis_exists(int axis, std::size_t ndim) {
  const auto n = static_cast<int>(ndim);
  return axis >= -n && axis < n;
}

/// Finds the arrays of one argument and their axes.
class ArgumentRows final : public AxisAssigner {
public:
  ArgumentRows(const VmapAxes &axes, int argument, std::vector<Rows::Leaf> &leaves, const SourceLine &line)
      : AxisAssigner(axes, "in_axes", argument_text(static_cast<std::size_t>(argument), {}), line), argument_(argument),
        leaves_(leaves) {}

  void enter(const NodeInfo &info) override {
    AxisAssigner::enter(info);
    if (info.type == type_id<nn::RngStream>())
      stream_ = Stream::key;
  }

protected:
  void assign(Array &array, std::optional<int> axis) override {
    const Rows::Leaf::Part part = stream_part(array);
    const int number = number_++;
    if (array.is_none())
      return;
    Rows::Leaf leaf{array, array, argument_, number, -1, where(), part};
    if (part == Rows::Leaf::Part::split_key)
      leaf.axis = 0;
    else if (part == Rows::Leaf::Part::plain && axis)
      leaf.axis = checked(*axis, array);
    leaves_.push_back(std::move(leaf));
  }

private:
  enum class Stream { none, key, count };

  /// A stream's key comes first; a key of more than one axis has been split by the caller.
  Rows::Leaf::Part stream_part(const Array &array) {
    if (stream_ == Stream::count) {
      stream_ = Stream::none;
      return Rows::Leaf::Part::split_count;
    }
    const bool shared = stream_ == Stream::key && !array.is_none() && array.ndim() == 1;
    stream_ = shared ? Stream::count : Stream::none;
    return shared ? Rows::Leaf::Part::split_key : Rows::Leaf::Part::plain;
  }

  std::int64_t checked(int axis, const Array &array) const {
    if (!axis_exists(axis, array.ndim()))
      refuse_axis("in_axes", where() + " of type " + type_text(array), axis, array.ndim(),
                  "An argument that all rows share has the entry none: vmap(f, {.in_axes = {0, none}}).", line());
    return count_from_front(axis, array.ndim());
  }

  int argument_, number_ = 0;
  Stream stream_ = Stream::none;
  std::vector<Rows::Leaf> &leaves_;
};

/// Finds the axes of the results.
class ResultAxes final : public AxisAssigner {
public:
  ResultAxes(const VmapAxes &axes, const TracedFunction &function, std::span<const Source> sources,
             const std::vector<bool> &dependent, const SourceLine &line)
      : AxisAssigner(axes, "out_axes", "the result", line), function_(function), sources_(sources),
        dependent_(dependent) {}
  std::vector<std::int64_t> axes;

protected:
  void assign(Array &, std::optional<int> axis) override {
    const Source source = sources_[next_++];
    if (source == no_source)
      return;
    const auto i = static_cast<std::size_t>(source);
    const ShapeDtype row = function_.result_type(i);
    const std::string what = where() + ", whose rows are " + type_text(row);
    if (!axis && dependent_[i])
      throw ShapeError(Message("vmap", where() + " differs from row to row, and out_axes is none there")
                           .expected("an axis", "none")
                           .at(line())
                           .cure("Say where the rows shall lie: vmap(f, {.out_axes = 0}).")
                           .text("shapeerror"));
    if (axis && !axis_exists(*axis, row.shape.ndim() + 1))
      refuse_axis("out_axes", what, *axis, row.shape.ndim() + 1, "The result has one axis more than a row.", line());
    axes.push_back(axis ? count_from_front(*axis, row.shape.ndim() + 1) : -1);
  }

private:
  const TracedFunction &function_;
  std::span<const Source> sources_;
  const std::vector<bool> &dependent_;
  std::size_t next_ = 0;
};

std::string described(const Rows::Leaf &leaf) {
  return "axis " + std::to_string(leaf.axis) + " of " + leaf.path + " of type " + type_text(leaf.array);
}

} // namespace

Rows::Rows(const VmapAxes &in_axes, std::int64_t axis_size, std::size_t arguments, const SourceLine &line)
    : in_axes_(in_axes), size_(axis_size), line_(line) {
  if (in_axes.kind() == VmapAxes::Kind::list && in_axes.entries().size() != arguments)
    throw TreeError(Message("vmap", "in_axes does not fit the arguments")
                        .expected("one entry per argument, of which there are " + std::to_string(arguments),
                                  std::to_string(in_axes.entries().size()))
                        .at(line)
                        .cure("Give one axis for all arguments, or a list with one entry for each.")
                        .text("treeerror"));
}

void Rows::add(int argument, TreeRef tree) {
  const bool listed = in_axes_.kind() == VmapAxes::Kind::list;
  ArgumentRows visitor(listed ? in_axes_.entries()[static_cast<std::size_t>(argument)] : in_axes_, argument, leaves_,
                       line_);
  tree.visit(visitor);
}

std::int64_t Rows::agreed_size() const {
  std::map<std::int64_t, std::vector<const Leaf *>> by_size;
  for (const Leaf &leaf : leaves_)
    if (leaf.axis >= 0 && leaf.part == Leaf::Part::plain)
      by_size[leaf.array.shape()[static_cast<std::size_t>(leaf.axis)]].push_back(&leaf);
  if (size_ >= 0)
    by_size[size_];
  if (by_size.empty())
    throw ShapeError(Message("vmap", "no argument is mapped")
                         .expected("an axis in in_axes, or axis_size", "none")
                         .at(line_)
                         .cure("Map an argument, or say how many rows there are: vmap(f, {.axis_size = n}).")
                         .text("shapeerror"));
  if (by_size.size() == 1)
    return by_size.begin()->first;
  std::string sizes;
  for (const auto &group : by_size)
    sizes += (sizes.empty() ? "" : " and ") + std::to_string(group.first);
  Message message("vmap", "the axes to be mapped have different sizes");
  message.expected("one number of rows", sizes);
  for (const auto &[size, leaves] : by_size) {
    if (size == size_)
      message.note(std::to_string(size) + " is axis_size");
    if (!leaves.empty())
      message.note(std::to_string(size) + " is the size of " + described(*leaves[0]) +
                   (leaves.size() > 1 ? ", and of " + std::to_string(leaves.size() - 1) + " more" : ""));
  }
  throw ShapeError(message.at(line_)
                       .cure("An argument that all rows share has the entry none: vmap(f, {.in_axes = {0, none}}).")
                       .text("shapeerror"));
}

void Rows::settle() {
  size_ = agreed_size();
  split_streams();
}

/// As flax.nnx.split_rngs: row i draws from row i of split(next key of the stream), counting from 0.
void Rows::split_streams() {
  for (std::size_t i = 0; i + 1 < leaves_.size(); ++i)
    if (leaves_[i].part == Leaf::Part::split_key) {
      const Array next = random::fold_in(leaves_[i].array, leaves_[i + 1].array);
      ArrayAccess::set(leaves_[i].mapped, random::split(next, size_));
      ArrayAccess::set(leaves_[i + 1].mapped, Array::of(std::uint32_t{0}));
    }
}

void Rows::make_rows(int argument, TreeRef copy) const {
  std::vector<AbstractLeaf> rows;
  for (const Leaf &leaf : leaves_)
    if (leaf.argument == argument)
      rows.push_back({leaf.number, leaf.mapped, without_axis(leaf.mapped.shape(), leaf.axis)});
  place_abstract(copy, rows);
}

std::vector<const Array *> Rows::pointers() const {
  std::vector<const Array *> list;
  for (const Leaf &leaf : leaves_)
    list.push_back(&leaf.array);
  return list;
}

const Rows::Leaf *Rows::find(int argument, int number) const {
  for (const Leaf &leaf : leaves_)
    if (leaf.argument == argument && leaf.number == number)
      return &leaf;
  return nullptr;
}

/// State comes back with the axis that it came with. Where its structure changed, that is one axis for all of it.
std::int64_t Rows::state_axis(int argument, const StateChange &change, int number) const {
  if (!change.whole) {
    const Leaf *leaf = find(argument, number);
    return leaf ? leaf->axis : -1;
  }
  const Leaf *first = nullptr;
  for (const Leaf &leaf : leaves_)
    if (leaf.argument == argument) {
      if (leaf.part != Leaf::Part::plain || (first && first->axis != leaf.axis))
        throw UnsupportedError(Message("vmap", argument_text(static_cast<std::size_t>(argument), {}) +
                                                   " changed its structure inside the function, and its arrays have "
                                                   "different axes")
                                   .at(line_)
                                   .cure("Give all of it one axis, or leave its structure alone.")
                                   .text("unsupportederror"));
      first = &leaf;
    }
  return first ? first->axis : -1;
}

void Rows::refuse_shared_state(int argument, int leaf, const ShapeDtype &type) const {
  const Leaf *given = find(argument, leaf);
  throw TraceContextError(
      Message("vmap", (given ? given->path : argument_text(static_cast<std::size_t>(argument), {})) +
                          " is shared by all rows, and its new value of type " + type_text(type) +
                          " differs from row to row")
          .expected("a value that all rows share, or an axis in in_axes", "in_axes none")
          .at(line_)
          .cure("Return the rows' values, or combine them outside of vmap; state of its own for each row has an axis "
                "in in_axes.")
          .text("tracecontexterror"));
}

/// Where the rows of new state lie: as they came. A split stream's counter has them only until it is taken out.
void Rows::place_states(const TracedFunction &function, const TracePlanRef &plan, const std::vector<bool> &dependent,
                        std::vector<std::int64_t> &axes) const {
  for (const StateChange &change : plan.states)
    for (const LeafSource &leaf : change.leaves) {
      if (leaf.source == no_source)
        continue;
      const auto output = static_cast<std::size_t>(leaf.source);
      axes[output] = state_axis(change.argument, change, leaf.leaf);
      if (axes[output] >= 0 || !dependent[output])
        continue;
      const Leaf *given = find(change.argument, leaf.leaf);
      if (!given || given->part != Leaf::Part::split_count)
        refuse_shared_state(change.argument, leaf.leaf, function.result_type(output));
      axes[output] = 0;
    }
}

/// A split stream's own key and counter are not the rows': the counter moves on by one.
void Rows::take_out_streams(TracePlanRef &plan, std::vector<Array> &outputs) const {
  for (const Leaf &leaf : leaves_) {
    if (leaf.part == Leaf::Part::plain || !(plan.writable >> leaf.argument & 1))
      continue;
    auto change = std::find_if(plan.states.begin(), plan.states.end(),
                               [&](const StateChange &candidate) { return candidate.argument == leaf.argument; });
    if (change == plan.states.end())
      change = plan.states.insert(plan.states.end(), StateChange{leaf.argument, false, {}});
    std::erase_if(change->leaves, [&](const LeafSource &source) { return source.leaf == leaf.number; });
    if (leaf.part != Leaf::Part::split_count)
      continue;
    const auto place = std::find_if(change->leaves.begin(), change->leaves.end(),
                                    [&](const LeafSource &source) { return source.leaf > leaf.number; });
    change->leaves.insert(place, {leaf.number, static_cast<Source>(outputs.size())});
    outputs.push_back(leaf.array + Array::of(std::uint32_t{1}));
    plan.changed |= std::uint64_t(1) << leaf.argument;
  }
}

std::vector<Array> Rows::call(const TracedFunction &function, TracePlanRef &plan, const VmapAxes &out_axes) const {
  RowAxes axes;
  axes.size = size_;
  std::vector<Array> operands;
  std::vector<bool> mapped;
  for (const Leaf &leaf : leaves_) {
    operands.push_back(leaf.mapped);
    axes.in.push_back(leaf.axis);
    mapped.push_back(leaf.axis >= 0);
  }
  const std::vector<bool> dependent = function.dependent_results(mapped);
  const bool sole = out_axes.kind() == VmapAxes::Kind::list && out_axes.entries().size() == 1;
  ResultAxes results(sole ? out_axes.entries()[0] : out_axes, function, plan.result_sources, dependent, line_);
  plan.result.visit(results);
  axes.out = std::move(results.axes);
  axes.out.resize(function.num_results(), -1);
  place_states(function, plan, dependent, axes.out);
  std::vector<Array> outputs = call_vmap(function, axes, operands, line_);
  take_out_streams(plan, outputs);
  return outputs;
}

TraceRequest vmap_request(std::string_view function, const SourceLine &line) {
  TraceScope::Options options;
  options.transform = Transform::vmap;
  options.function = function;
  options.line = line;
  return {name_of(Transform::vmap), std::move(options), Forwarding::none, {}};
}

} // namespace burin::detail
