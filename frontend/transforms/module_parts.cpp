// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/transforms/module_parts.h"
#include "frontend/transforms/member_functions.h"

#include <algorithm>
#include <set>
#include <utility>

namespace burin::detail {

namespace {

bool was_recorded_in(const RecordedOp &op, std::string_view type) {
  return op.line.known() && is_member_of(op.line.function, type);
}

/// Behind the values of operation `number`.
runtime::ValueId end_of(const RecordedFunction &function, std::size_t number) {
  return number + 1 < function.ops.size() ? function.ops[number + 1].first
                                          : static_cast<runtime::ValueId>(function.types.size());
}

std::set<std::string_view> functions_that_record(const std::deque<RecordedFunction> &functions) {
  std::set<std::string_view> names;
  for (const RecordedFunction &function : functions)
    for (const RecordedOp &op : function.ops)
      if (op.line.known())
        names.insert(op.line.function);
  return names;
}

} // namespace

PartFinder::PartFinder(const ModelTree &model, const std::deque<RecordedFunction> &functions,
                       const RecordedOrigins &origins, const std::vector<AnnouncedCall> &calls)
    : model_(model), functions_(functions), origins_(origins), calls_(calls), recorders_(model.nodes().size()) {
  const std::set<std::string_view> names = functions_that_record(functions);
  const auto records = [&](std::string_view type) {
    return std::any_of(names.begin(), names.end(), [&](auto name) { return is_member_of(name, type); });
  };
  for (std::size_t i = model.nodes().size(); i-- > 0;) {
    const ModelNode &node = model.nodes()[i];
    if (node.is_module && records(node.type_name))
      recorders_[i].insert(node.type_name);
    if (node.parent >= 0)
      recorders_[static_cast<std::size_t>(node.parent)].insert(recorders_[i].begin(), recorders_[i].end());
  }
}

std::vector<ModulePart> PartFinder::find() {
  visited_.insert(&functions_.front());
  visit(items_in(functions_.front(), -1, 0), functions_.front(), 0);
  return std::move(parts_);
}

int PartFinder::owner_of(const RecordedFunction &function, const RecordedOp &op) const {
  int owner = -1;
  for (runtime::ValueId operand : op.operands)
    if (const int array = origins_.argument_of(function, operand);
        array >= 0 && static_cast<std::size_t>(array) < model_.arrays().size())
      owner = model_.common(owner, model_.array(array).node);
  return owner;
}

int PartFinder::node_by_arrays(const AnnouncedCall &call) const {
  for (const AnnouncedCall::Held &held : call.arrays) {
    const int array = held.value ? origins_.argument_of(*call.function, *held.value) : -1;
    if (array < 0 || static_cast<std::size_t>(array) >= model_.arrays().size())
      continue;
    const std::string_view path = model_.array(array).path;
    if (path.ends_with(held.path))
      return model_.at_path(path.substr(0, path.size() - held.path.size()));
  }
  return -1;
}

int PartFinder::owner_of(const AnnouncedCall &call, int caller) const {
  if (call.node >= 0)
    return call.node;
  if (const int node = node_by_arrays(call); node >= 0)
    return node;
  return model_.only_one_below(caller, call.type_name);
}

PartFinder::Items PartFinder::items_in(const RecordedFunction &function, int call, int caller) const {
  std::vector<const AnnouncedCall *> inner;
  for (const AnnouncedCall &candidate : calls_)
    if (candidate.function == &function && candidate.enclosing == call)
      inner.push_back(&candidate);
  const auto at = [&](int number) -> const AnnouncedCall & { return calls_[static_cast<std::size_t>(number)]; };
  Items items;
  auto next = inner.begin();
  const auto take_calls_before = [&](runtime::ValueId value) {
    for (; next != inner.end() && (*next)->first <= value; ++next)
      items.push_back({(*next)->first, (*next)->last, nullptr, *next, owner_of(**next, caller)});
  };
  for (std::size_t i = 0; i < function.ops.size(); ++i) {
    const RecordedOp &op = function.ops[i];
    if (call >= 0 && (op.first < at(call).first || op.first >= at(call).last))
      continue;
    take_calls_before(op.first);
    const bool in_call = !items.empty() && items.back().call && op.first < items.back().last;
    if (!in_call)
      items.push_back({op.first, end_of(function, i), &op, nullptr, owner_of(function, op)});
  }
  take_calls_before(~runtime::ValueId{0});
  return items;
}

/// The outermost module below the caller that the item may be a part of a call of; -1 when there is none.
int PartFinder::candidate(const Item &item, int caller) const {
  if (!model_.is_below(item.owner, caller))
    return -1;
  int found = -1;
  for (int at = item.call ? model_.node(item.owner).parent : item.owner; at != caller; at = model_.node(at).parent)
    if (model_.node(at).is_module && !recorders_of(at).empty())
      found = at;
  return found;
}

bool PartFinder::was_recorded_by(const Item &item, const RecordedFunction &function, int node) const {
  const auto is_by_node = [&](const RecordedOp &op) {
    return std::any_of(recorders_of(node).begin(), recorders_of(node).end(),
                       [&](std::string_view type) { return was_recorded_in(op, type); });
  };
  if (item.op)
    return is_by_node(*item.op);
  return std::any_of(function.ops.begin(), function.ops.end(), [&](const RecordedOp &op) {
    return op.first >= item.first && op.first < item.last && is_by_node(op);
  });
}

/// Gives `behind` what it is the first to read nothing in, and what was `before`'s from a place in the source that
/// `before` has passed.
void PartFinder::split(Segment &before, Segment &behind, const Items &items, const RecordedFunction &function) const {
  using Place = std::pair<std::uint32_t, std::uint32_t>;
  std::set<Place> passed;
  Place here; // of the operation before: an expression may be several
  for (std::size_t i = before.begin; i < before.end && before.node != behind.node; ++i) {
    const RecordedOp *op = items[i].op;
    const Place place = op ? Place(op->line.line, op->line.column) : Place();
    const bool again = op && place != here && !passed.insert(place).second;
    here = place;
    if (again && i > before.last_owned && was_recorded_by(items[i], function, behind.node)) {
      before.end = i;
      break;
    }
  }
  while (behind.begin > before.end && items[behind.begin - 1].op && items[behind.begin - 1].owner < 0 &&
         was_recorded_by(items[behind.begin - 1], function, behind.node))
    --behind.begin;
}

std::vector<PartFinder::Segment> PartFinder::segments_of(const Items &items, const RecordedFunction &function,
                                                         int caller) const {
  std::vector<Segment> segments;
  bool open = false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Item &item = items[i];
    if (const int node = candidate(item, caller); node >= 0) {
      if (!open || segments.back().node != node) {
        Segment behind{i, i + 1, node, i};
        Segment nothing{0, 0, -1, 0};
        split(segments.empty() ? nothing : segments.back(), behind, items, function);
        segments.push_back(behind);
        open = true;
      }
      segments.back().end = i + 1;
      segments.back().last_owned = i;
    } else if (item.owner >= 0) {
      open = false;
    } else if (open && was_recorded_by(item, function, segments.back().node)) {
      segments.back().end = i + 1;
    } else if (item.op && was_recorded_in(*item.op, model_.node(caller).type_name)) {
      open = false;
    }
  }
  std::erase_if(segments, [&](const Segment &segment) {
    return std::none_of(items.begin() + static_cast<std::ptrdiff_t>(segment.begin),
                        items.begin() + static_cast<std::ptrdiff_t>(segment.end),
                        [&](const Item &item) { return was_recorded_by(item, function, segment.node); });
  });
  return segments;
}

std::string PartFinder::path_of(const Item &item, int caller) const {
  if (item.owner >= 0)
    return model_.node(item.owner).path;
  return model_.node(caller).path + ".(" + std::string(base_name(item.call->type_name)) + ")";
}

void PartFinder::visit_item(const Item &item, const RecordedFunction &function, int caller) {
  if (item.call) {
    const int number = static_cast<int>(item.call - calls_.data());
    const int node = item.owner >= 0 ? item.owner : caller;
    parts_.push_back(
        {&function, item.first, item.last, item.call, item.owner, path_of(item, caller), item.call->type_name});
    visit(items_in(function, number, node), function, node);
    return;
  }
  std::vector<const RecordedFunction *> callees;
  for (const RecordedCallee &callee : item.op->callees)
    if (const RecordedFunction *inner = origins_.record_of(callee.function); inner && visited_.insert(inner).second)
      callees.push_back(inner);
  std::sort(callees.begin(), callees.end(), [](auto *a, auto *b) { return a->number < b->number; });
  for (const RecordedFunction *inner : callees)
    visit(items_in(*inner, -1, caller), *inner, caller);
}

void PartFinder::visit(const Items &items, const RecordedFunction &function, int caller) {
  std::size_t at = 0;
  for (const Segment &segment : segments_of(items, function, caller)) {
    for (; at < segment.begin; ++at)
      visit_item(items[at], function, caller);
    const ModelNode &node = model_.node(segment.node);
    parts_.push_back({&function, items[segment.begin].first, items[segment.end - 1].last, nullptr, segment.node,
                      node.path, node.type_name});
    visit(Items(items.begin() + static_cast<std::ptrdiff_t>(segment.begin),
                items.begin() + static_cast<std::ptrdiff_t>(segment.end)),
          function, segment.node);
    at = segment.end;
  }
  for (; at < items.size(); ++at)
    visit_item(items[at], function, caller);
}

} // namespace burin::detail
