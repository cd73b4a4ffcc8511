// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/vjp.h"
#include "burin/errors.h"
#include "frontend/trace/message.h"

namespace burin::detail {
namespace {

[[noreturn]] void throw_mismatch(const std::string &path, const std::string &expected, const std::string &got,
                                 const SourceLine &line) {
  throw TreeError(Message("vjp", "the cotangent does not match the output" + (path.empty() ? "" : " at " + path))
                      .expected(expected, got)
                      .at(line)
                      .cure("Give a tree like the output, with arrays of the same shapes and dtypes, or none for zero.")
                      .text("treeerror"));
}

Array checked_cotangent(const TreeLeaf &leaf, const ShapeDtype &type, const SourceLine &line) {
  const Array &cotangent = *leaf.array;
  if (cotangent.is_none())
    return cotangent;
  if (cotangent.shape() == type.shape && cotangent.dtype() == type.dtype)
    return cotangent;
  if (cotangent.shape() == type.shape && ArrayAccess::weak(cotangent))
    return cotangent.astype(type.dtype);
  throw_mismatch(leaf.path, type_text(type), leaf_text(cotangent), line);
}

} // namespace

void refuse_cotangent(std::string_view got, std::string_view expected, const SourceLine &line) {
  throw_mismatch({}, std::string(expected), std::string(got), line);
}

std::vector<Array> pull_back(const PullbackData &data, TreeRef output, TreeRef cotangent, const SourceLine &line) {
  const std::vector<TreeLeaf> expected = tree_leaves(output), given = tree_leaves(cotangent);
  const std::size_t results = data.function.num_results();
  std::vector<Array> by_result(results);
  for (std::size_t i = 0; i < std::max(expected.size(), given.size()); ++i) {
    if (i >= expected.size() || i >= given.size() || expected[i].path != given[i].path)
      throw_mismatch(i < expected.size() ? expected[i].path : given[i].path,
                     i < expected.size() ? "an array" : "nothing",
                     i < given.size() ? leaf_text(*given[i].array) + " at " + given[i].path : "nothing", line);
    if (data.sources[i] == no_source)
      continue;
    const ShapeDtype type = data.function.result_type(static_cast<std::size_t>(data.sources[i]));
    if (is_floating(type.dtype))
      ArrayAccess::set(by_result[static_cast<std::size_t>(data.sources[i])], checked_cotangent(given[i], type, line));
  }
  std::vector<Array> cotangents;
  for (std::size_t i = 0; i < results; ++i)
    if (is_floating(data.function.result_type(i).dtype))
      cotangents.push_back(by_result[i]);
  std::vector<Array> all = call_vjp(data.function, data.wrt, data.leaves, cotangents, line);
  return {all.begin() + static_cast<std::ptrdiff_t>(results), all.end()};
}

} // namespace burin::detail
