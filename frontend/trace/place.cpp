// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/trace/place.h"
#include "runtime/compiler/compiler.h"

#include <dlfcn.h>
#include <execinfo.h>

namespace burin::detail {

std::string place_of(const void *address) {
  if (!address)
    return {};
  if (std::string line = runtime::compiler().symbolize(address); !line.empty())
    return line;
  Dl_info info{};
  return dladdr(const_cast<void *>(address), &info) && info.dli_sname ? info.dli_sname : std::string();
}

namespace {

const void *module_of(const void *address) {
  Dl_info info{};
  return dladdr(const_cast<void *>(address), &info) ? info.dli_fbase : nullptr;
}

} // namespace

CallSite CallSite::here() {
  constexpr int depth = 64;
  void *frames[depth];
  const int count = backtrace(frames, depth);
  const void *own = module_of(reinterpret_cast<const void *>(&place_of_caller));
  CallSite site;
  for (int i = 0; i < count; ++i)
    if (const void *module = module_of(frames[i]); module && module != own)
      site.frames_.push_back(frames[i]);
  return site;
}

std::string CallSite::place() const {
  for (const void *frame : frames_)
    if (std::string line = runtime::compiler().symbolize(frame); !line.empty())
      return line;
  return {};
}

std::string place_of_caller() { return CallSite::here().place(); }

} // namespace burin::detail
