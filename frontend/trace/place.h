// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <string>
#include <vector>

/// Lines of the user's program found in its debug information, for messages only: it takes milliseconds.
namespace burin::detail {

/// "x.cpp:12", or the function, of an address in the user's program; empty when neither is known.
std::string place_of(const void *address);

/// "x.cpp:12" of the innermost call in progress that is not Burin's own; empty without debug information.
std::string place_of_caller();

/// A call in progress, to be named later: taking it costs microseconds.
class CallSite {
public:
  static CallSite here();
  /// "x.cpp:12" of the innermost frame that is not Burin's own; empty without debug information.
  std::string place() const;

private:
  std::vector<const void *> frames_; ///< outside of Burin's library, innermost first
};

} // namespace burin::detail
