// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "frontend/compile/symbolize.h"

#include "llvm/DebugInfo/Symbolize/Symbolize.h"

#include <dlfcn.h>
#include <mutex>

namespace burin::bridge {

/// Conversions and assignments are inlined from Burin's headers into the user's function.
static std::string innermost_user_line(const llvm::DIInliningInfo &frames) {
  for (uint32_t i = 0; i < frames.getNumberOfFrames(); ++i) {
    const llvm::DILineInfo &frame = frames.getFrame(i);
    if (frame.Line != 0 && frame.FileName != llvm::DILineInfo::BadString &&
        !llvm::StringRef(frame.FileName).contains("/include/burin/") &&
        !llvm::StringRef(frame.FileName).contains("/c++/"))
      return frame.FileName + ":" + std::to_string(frame.Line);
  }
  return "";
}

std::string symbolize(const void *return_address) {
  Dl_info module;
  if (!dladdr(return_address, &module) || !module.dli_fname)
    return "";
  // The call ends where execution returns to: one byte before lies inside it.
  auto offset = static_cast<const char *>(return_address) - static_cast<const char *>(module.dli_fbase) - 1;
  static std::mutex mutex; // the symbolizer caches open files and is not thread-safe
  std::lock_guard lock(mutex);
  static auto *symbolizer = new llvm::symbolize::LLVMSymbolizer;
  llvm::Expected<llvm::DIInliningInfo> frames = symbolizer->symbolizeInlinedCode(
      std::string(module.dli_fname), {static_cast<uint64_t>(offset), llvm::object::SectionedAddress::UndefSection});
  if (!frames) {
    llvm::consumeError(frames.takeError());
    return "";
  }
  return innermost_user_line(*frames);
}

} // namespace burin::bridge
