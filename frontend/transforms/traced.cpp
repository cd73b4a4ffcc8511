// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/traced.h"

#include "burin/errors.h"
#include "frontend/io/output_file.h"
#include "frontend/trace/message.h"
#include "frontend/trace/trace.h"

namespace burin {

std::string detail::AheadText::text(std::string_view stage) const { return program_text(trace_->function, stage); }

void detail::AheadText::save_to(const std::string &path) const {
  if (!trace_->function.closed().host_functions.empty())
    throw UnsupportedError(
        detail::Message("save",
                        "the program calls functions of this process by pure_callback, which a file cannot hold")
            .cure("Save a function without callbacks.")
            .text("unsupportederror"));
  const std::string text = this->text("saved");
  detail::OutputFile file({"save", path, {}});
  file.write(text);
  file.commit();
}

} // namespace burin
