// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/trace_ledger.h"
#include "burin/errors.h"
#include "frontend/trace/clock.h"
#include "frontend/trace/message.h"
#include "frontend/trace/place.h"
#include "frontend/transforms/key_difference.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

namespace burin::detail {
namespace {

constexpr std::size_t most_misses = 512;  ///< that explain() tells
constexpr std::size_t most_compared = 64; ///< calls that a new one is compared with
constexpr std::size_t most_keys = 512;

struct Miss {
  CallSite site;
  std::string cause;
  TraceCost cost;
};

std::string site_text(const CallSite &site) {
  const std::string place = site.place();
  return place.empty() ? "a call whose line is unknown: compile with -g" : "called at " + place;
}

std::string cost_text(const TraceCost &cost) {
  const std::string traced = "traced in " + milliseconds_text(cost.trace_ms);
  switch (cost.program) {
  case TraceCost::Program::none: return traced + ", as a part of another function";
  case TraceCost::Program::ahead: return traced + ", ahead of time";
  case TraceCost::Program::compiled: return traced + ", compiled in " + milliseconds_text(cost.compile_ms);
  case TraceCost::Program::found:
    return traced + ", an equal program was found in " + milliseconds_text(cost.compile_ms);
  }
  return traced;
}

} // namespace

struct TraceLedger::State {
  mutable std::shared_mutex mutex;
  std::unordered_multimap<std::uint64_t, StoredKey> counted;
  std::deque<Miss> misses;
  double total_ms = 0;
  std::deque<std::vector<KeyLine>> calls; ///< arguments of the latest traces
  std::atomic<long long> budget{-1};

  /// Against the call that differs least; of several, the latest.
  std::string cause(const std::vector<KeyLine> &arguments) const {
    if (calls.empty())
      return "the first call";
    const auto nearest = std::min_element(calls.rbegin(), calls.rend(), [&](const auto &a, const auto &b) {
      return key_distance(a, arguments) < key_distance(b, arguments);
    });
    return difference_text(key_changes(*nearest, arguments));
  }
};

TraceLedger::TraceLedger() : state_(std::make_unique<State>()) {}
TraceLedger::~TraceLedger() = default;

void TraceLedger::count(std::vector<KeyLine> arguments, const TraceCost &cost) {
  CallSite site = CallSite::here();
  std::unique_lock lock(state_->mutex);
  ++traces_;
  state_->total_ms += cost.trace_ms + cost.compile_ms;
  state_->misses.push_back({std::move(site), state_->cause(arguments), cost});
  if (state_->misses.size() > most_misses)
    state_->misses.pop_front();
  state_->calls.push_back(std::move(arguments));
  if (state_->calls.size() > most_compared)
    state_->calls.pop_front();
}

void TraceLedger::note_counted(const CallKey &key, std::uint64_t hash) {
  if (is_counted(key, hash))
    return;
  std::unique_lock lock(state_->mutex);
  if (state_->counted.size() >= most_keys)
    state_->counted.clear();
  state_->counted.emplace(hash, key);
}

bool TraceLedger::is_counted(const CallKey &key, std::uint64_t hash) const {
  std::shared_lock lock(state_->mutex);
  const auto [first, last] = state_->counted.equal_range(hash);
  return std::any_of(first, last, [&](const auto &entry) { return entry.second.matches(key); });
}

static Message broken_promise(std::string_view op, std::string_view problem, long long budget, long long traces) {
  Message message(op, problem);
  message.expected("at most " + std::to_string(budget) + (budget == 1 ? " trace" : " traces"), std::to_string(traces));
  return message;
}

static std::string promise_text(Message &message, const SourceLine &line) {
  return message.at(line)
      .cure("Keep shapes, dtypes, structure and static values of the arguments the same.")
      .text("checkerror");
}

void TraceLedger::expect(long long budget, std::string_view op, const SourceLine &line) {
  state_->budget = budget;
  if (traces() <= budget)
    return;
  std::shared_lock lock(state_->mutex);
  Message message = broken_promise(op, "the function was traced too often", budget, traces());
  throw CheckError(promise_text(message.note(state_->misses.back().cause), line));
}

void TraceLedger::require_budget(std::string_view op, const std::vector<KeyLine> &arguments,
                                 const SourceLine &line) const {
  const long long budget = state_->budget;
  if (budget < 0 || traces() < budget)
    return;
  std::shared_lock lock(state_->mutex);
  Message message = broken_promise(op, "this call would trace the function once more", budget, traces() + 1);
  message.note(state_->cause(arguments));
  if (const std::string site = place_of_caller(); !site.empty())
    message.note("called at " + site);
  throw CheckError(promise_text(message, line));
}

std::string TraceLedger::explain(std::string_view title) const {
  std::shared_lock lock(state_->mutex);
  const auto count = static_cast<std::size_t>(traces());
  std::string text = std::string(title) + ": " + std::to_string(count) + (count == 1 ? " trace" : " traces");
  if (count > 0)
    text += ", " + milliseconds_text(state_->total_ms);
  if (count > state_->misses.size())
    text += "; the last " + std::to_string(state_->misses.size()) + ":";
  std::size_t number = count - state_->misses.size();
  for (const Miss &miss : state_->misses) {
    std::string cause = miss.cause;
    for (std::size_t at = 0; (at = cause.find('\n', at)) != std::string::npos; at += 4)
      cause.insert(at + 1, "   ");
    text += "\n  " + std::to_string(++number) + ". " + site_text(miss.site) + "\n     " + cause + "\n     " +
            cost_text(miss.cost);
  }
  return text + "\n";
}

} // namespace burin::detail
