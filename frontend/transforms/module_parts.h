// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "frontend/transforms/model_tree.h"
#include "frontend/transforms/recorded_origins.h"

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

/// Which operations of a trace are which module's.
namespace burin::detail {

/// A call that a module has announced: the operations that gave the values from `first` to before `last`.
struct AnnouncedCall {
  /// An array of the module, as it was when the call began.
  struct Held {
    std::string path;
    bool differentiable;
    std::optional<runtime::ValueId> value;
  };

  const RecordedFunction *function;
  int enclosing; ///< number of the call around it in the same function, or -1
  std::string_view type_name;
  int node; ///< of the model, when it is an object of the model's, or -1
  runtime::ValueId first, last;
  std::vector<Held> arrays, inputs;
  std::vector<runtime::ValueId> results;
  std::vector<ShownValue> shown_inputs, shown_outputs;
};

struct ModulePart {
  const RecordedFunction *function;
  runtime::ValueId first, last;
  const AnnouncedCall *call; ///< null: found by its arrays
  int node;                  ///< of the model, or -1
  std::string path;
  std::string_view type_name;
};

/// Lists the calls of modules in the order of calls, those in a call behind it.
///
/// Announced calls are what they are. Whose they are is said by the object, else by the arrays that it holds, else by
/// the type, when only one module below the caller's has it.
///
/// Other modules of the model are found by their arrays. An operation belongs to the innermost object that has all of
/// the model's arrays that it reads. Operations of one module in sequence, and all between them, are one call, if some
/// of them were recorded in a member function of its type or of a module below it; so are neighbours that read nothing
/// and were recorded in such a function. Between two calls these are the first one's, up to a place in the source that
/// it has passed.
class PartFinder {
public:
  PartFinder(const ModelTree &model, const std::deque<RecordedFunction> &functions, const RecordedOrigins &origins,
             const std::vector<AnnouncedCall> &calls);
  std::vector<ModulePart> find();

private:
  /// One operation, or one announced call.
  struct Item {
    runtime::ValueId first, last;
    const RecordedOp *op;
    const AnnouncedCall *call;
    int owner; ///< the node that it belongs to, or -1
  };
  using Items = std::vector<Item>;
  struct Segment {
    std::size_t begin, end;
    int node;
    std::size_t last_owned;
  };

  int owner_of(const RecordedFunction &function, const RecordedOp &op) const;
  int owner_of(const AnnouncedCall &call, int caller) const;
  int node_by_arrays(const AnnouncedCall &call) const;
  Items items_in(const RecordedFunction &function, int call, int caller) const;
  int candidate(const Item &item, int caller) const;
  /// By a member function of the module or of one below it.
  bool was_recorded_by(const Item &item, const RecordedFunction &function, int node) const;
  const std::set<std::string_view> &recorders_of(int node) const { return recorders_[static_cast<std::size_t>(node)]; }
  std::vector<Segment> segments_of(const Items &items, const RecordedFunction &function, int caller) const;
  void split(Segment &before, Segment &behind, const Items &items, const RecordedFunction &function) const;
  void visit(const Items &items, const RecordedFunction &function, int caller);
  void visit_item(const Item &item, const RecordedFunction &function, int caller);
  std::string path_of(const Item &item, int caller) const;

  const ModelTree &model_;
  const std::deque<RecordedFunction> &functions_;
  const RecordedOrigins &origins_;
  const std::vector<AnnouncedCall> &calls_;
  std::vector<std::set<std::string_view>> recorders_; ///< by node: types at and below it whose members record
  std::unordered_set<const RecordedFunction *> visited_;
  std::vector<ModulePart> parts_;
};

} // namespace burin::detail
