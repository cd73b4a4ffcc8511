// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include "burin/detail/call_key.h"

#include <cstddef>
#include <string>
#include <vector>

/// What differs between the arguments of two calls of one function.
namespace burin::detail {

/// A line that differs; null on the side where it is missing. The lines belong to the arguments compared.
struct KeyChange {
  const KeyLine *before = nullptr, *now = nullptr;
};

/// In the order of `now`, then what is gone. Lines belong together by path.
std::vector<KeyChange> key_changes(const std::vector<KeyLine> &before, const std::vector<KeyLine> &now);

/// Lines that differ place by place: quick, to choose the calls that are worth a closer look.
std::size_t key_distance(const std::vector<KeyLine> &a, const std::vector<KeyLine> &b);

/// "argument 0: .kernel was float32[3], now float32[4]".
std::string change_text(const KeyChange &change);

/// One line per change, the first eight.
std::string difference_text(const std::vector<KeyChange> &changes);

} // namespace burin::detail
