// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/detail/cached_call.h"

namespace burin::detail {

std::vector<Array> record_call(const CallOptions &options, const TracedFunction &function,
                               std::span<const Array *const> leaves) {
  std::vector<Array> arguments;
  arguments.reserve(leaves.size());
  for (const Array *leaf : leaves)
    arguments.push_back(*leaf);
  return options.transform == Transform::checkpoint ? call_checkpoint(function, options.policy, arguments, options.line)
                                                    : call(function, arguments, options.line);
}

TraceRequest trace_request(const CallOptions &options, const GivenArguments &given) {
  TraceScope::Options trace;
  trace.transform = options.transform;
  trace.function = options.function;
  trace.line = options.line;
  trace.argument_names = options.arg_names;
  return {options.op(), std::move(trace), Forwarding::all, given};
}

EntryPtr new_entry(const TracedFunction &function, std::size_t outputs) {
  auto entry = std::make_shared<CacheEntry>();
  entry->program = CompiledFunction(function);
  entry->outputs = outputs;
  entry->shareable = !function.took_in_concrete();
  entry->keep = !function.captures_tracers();
  return entry;
}

EntryPtr new_nested_entry(const TracedFunction &function) {
  auto entry = std::make_shared<CacheEntry>();
  entry->function = function;
  entry->shareable = !function.took_in_concrete();
  entry->keep = !function.captures_tracers();
  return entry;
}

} // namespace burin::detail
