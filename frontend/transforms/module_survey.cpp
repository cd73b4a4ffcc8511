// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/module_survey.h"

#include "burin/detail/derivative.h"
#include "burin/tree.h"
#include "frontend/trace/message.h"
#include "frontend/trace/thread_state.h"
#include "frontend/trace/trace.h"
#include "frontend/transforms/module_costs.h"
#include "frontend/transforms/module_parts.h"
#include "frontend/transforms/shown_values.h"

#include <set>
#include <utility>

namespace burin::detail {

namespace {

/// An array of a call in progress.
struct HeldArray {
  std::string path;
  Array array;
  bool differentiable;
};

std::vector<HeldArray> arrays_of(TreeRef tree) {
  std::vector<HeldArray> arrays;
  for (const TreeLeaf &leaf : tree_leaves(tree))
    if (!leaf.array->is_none())
      arrays.push_back({leaf.path, *leaf.array, is_trained(*leaf.array, leaf.kind)});
  return arrays;
}

struct OpenCall {
  int number; ///< -1: not of this trace
  const void *object;
  std::string_view type_name;
  std::vector<HeldArray> arrays, inputs;
};

} // namespace

/// One trace, and the calls of modules that are announced while it lasts.
class ModuleSurvey::Recorder final : public ModuleWatcher {
public:
  Recorder(std::string_view model, bool differentiable, const SourceLine &line) {
    TraceScope::Options options;
    options.transform = Transform::tabulate;
    options.function = model;
    options.line = line;
    options.orders = differentiable ? 1 : 0;
    scope_.emplace(std::move(options), session_);
    tracers_.emplace(*scope_);
  }
  ~Recorder() override { stop(); }

  void enter_argument(TreeRef copy) {
    tracers_->enter(num_arguments_++, copy);
    if (num_arguments_ == 1)
      model_ = ModelTree(copy);
  }

  void start() {
    previous_ = set_module_watcher(this);
    watching_ = true;
  }

  void enter(const ModuleCall &call) override {
    const int number = begin(call);
    OpenCall &open = open_.emplace_back(OpenCall{number, call.module.object, call.type_name(), {}, {}});
    if (number < 0)
      return;
    open.arrays = arrays_of(call.module);
    for (TreeRef input : call.inputs)
      for (HeldArray &array : arrays_of(input))
        open.inputs.push_back(std::move(array));
  }

  void leave(TreeRef output) override {
    const OpenCall open = std::move(open_.back());
    open_.pop_back();
    if (open.number >= 0)
      end(calls_[static_cast<std::size_t>(open.number)], open, output);
    if (open_.empty())
      stop();
  }

  void abandon() noexcept override { open_.pop_back(); }

  void keep(TreeRef result) {
    for (HeldArray &array : arrays_of(result))
      kept_.push_back(std::move(array.array));
  }

  void close() {
    tracers_.reset();
    scope_->close(std::move(kept_));
    scope_.reset();
    suspended_.reset();
    origins_.emplace(session_->functions());
    parts_ = PartFinder(model_, session_->functions(), *origins_, calls_).find();
    list_calls();
    for (const ModelArray &array : model_.arrays())
      arrays.push_back({array.path, array.type, array.kind});
  }

  const ModulePart &part(std::size_t number) const { return parts_[number]; }
  PartReader reader() const { return {*session_, model_, *origins_}; }

  std::vector<SurveyedCall> calls;
  std::vector<SurveyedArray> arrays;

private:
  void stop() {
    if (std::exchange(watching_, false))
      set_module_watcher(previous_);
  }

  /// Its number; -1 when nothing of it is recorded here, or when a module announces itself again.
  int begin(const ModuleCall &call) {
    const Trace *trace = thread_state.trace;
    const bool again =
        !open_.empty() && open_.back().object == call.module.object && open_.back().type_name == call.type_name();
    if (!trace || trace->session() != session_ || again)
      return -1;
    const RecordedFunction *function = session_->open_function();
    AnnouncedCall &announced = calls_.emplace_back();
    announced.function = function;
    announced.enclosing = enclosing(function);
    announced.type_name = call.type_name();
    announced.node = model_.at_object(call.module.object, announced.type_name);
    announced.first = announced.last = trace->num_values();
    announced.shown_inputs = shown_values(call.inputs);
    return static_cast<int>(calls_.size()) - 1;
  }

  /// The innermost call in progress in the same function.
  int enclosing(const RecordedFunction *function) const {
    for (auto open = open_.rbegin(); open != open_.rend(); ++open)
      if (open->number >= 0 && calls_[static_cast<std::size_t>(open->number)].function == function)
        return open->number;
    return -1;
  }

  void end(AnnouncedCall &call, const OpenCall &open, TreeRef output) {
    const Trace &trace = *thread_state.trace;
    call.last = trace.num_values();
    const auto resolve = [&](const std::vector<HeldArray> &held, std::vector<AnnouncedCall::Held> &resolved) {
      for (const HeldArray &array : held)
        resolved.push_back({array.path, array.differentiable, trace.find(ArrayAccess::node(array.array))});
    };
    resolve(open.arrays, call.arrays);
    resolve(open.inputs, call.inputs);
    call.shown_outputs = shown_values({&output, 1});
    for (const HeldArray &array : arrays_of(output))
      if (const auto value = trace.find(ArrayAccess::node(array.array)))
        call.results.push_back(*value);
  }

  void list_calls() {
    std::set<std::string_view> paths;
    for (const ModulePart &part : parts_) {
      SurveyedCall call{part.path, std::string(part.type_name), !paths.insert(part.path).second, {}, {}};
      call.inputs = part.call ? part.call->shown_inputs : types_of(part, reader().inputs(part));
      call.outputs = part.call ? part.call->shown_outputs : types_of(part, reader().outputs(part));
      calls.push_back(std::move(call));
    }
  }

  static std::vector<ShownValue> types_of(const ModulePart &part, const std::vector<runtime::ValueId> &values) {
    std::vector<ShownValue> shown;
    for (runtime::ValueId value : values) {
      const runtime::TensorType &type = part.function->types[value];
      shown.push_back(
          {values.size() > 1 ? "[" + std::to_string(shown.size()) + "]" : "", type_text(type.dtype, type.shape)});
    }
    return shown;
  }

  std::optional<NoTrace> suspended_{std::in_place};
  std::shared_ptr<RecordingSession> session_ = std::make_shared<RecordingSession>(runtime::compiler().begin_session());
  std::optional<TraceScope> scope_;
  std::optional<ArgumentTracers> tracers_;
  int num_arguments_ = 0;
  ModuleWatcher *previous_ = nullptr;
  bool watching_ = false;
  std::vector<OpenCall> open_;
  std::vector<Array> kept_;
  ModelTree model_;
  std::vector<AnnouncedCall> calls_;
  std::optional<RecordedOrigins> origins_;
  std::vector<ModulePart> parts_;
};

ModuleSurvey::ModuleSurvey(std::string_view model, bool differentiable, const SourceLine &line)
    : recorder_(std::make_unique<Recorder>(model, differentiable, line)) {}
ModuleSurvey::~ModuleSurvey() = default;

void ModuleSurvey::enter(TreeRef copy) { recorder_->enter_argument(copy); }
ModuleWatcher &ModuleSurvey::watch() {
  recorder_->start();
  return *recorder_;
}
void ModuleSurvey::keep(TreeRef result) { recorder_->keep(result); }
void ModuleSurvey::close() { recorder_->close(); }
const std::vector<SurveyedCall> &ModuleSurvey::calls() const { return recorder_->calls; }
const std::vector<SurveyedArray> &ModuleSurvey::arrays() const { return recorder_->arrays; }
ProgramCost ModuleSurvey::cost(std::size_t call) const { return recorder_->reader().cost(recorder_->part(call)); }
std::optional<ProgramCost> ModuleSurvey::vjp_cost(std::size_t call) const {
  return recorder_->reader().vjp_cost(recorder_->part(call));
}

} // namespace burin::detail
