// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "burin/errors.h"
#include "tools/ir-dump/models.h"
#include "tools/ir-dump/options.h"
#include "tools/ir-dump/render.h"
#include "tools/ir-dump/run.h"

#include <cstdio>

namespace burin::ir_dump {

namespace {

std::string list_of_models() {
  std::string text;
  for (const Model &model : models())
    text += std::string(model.name) + "\t" + model.summary + "\n";
  return text;
}

std::string run_and_render(const Options &options) {
  ProgramRun run = run_program(options.command);
  std::string text;
  for (const CollectedTrace &trace : run.traces) {
    if (!options.function.empty() && trace.name != options.function)
      continue;
    if (options.format == "text")
      text += "// ===== function " + trace.name + " =====\n";
    text += render(trace.text, trace.name, options);
  }
  if (run.exit_code != 0)
    std::fprintf(stderr, "ir-dump: %s exited with code %d\n", options.command[0].c_str(), run.exit_code);
  if (text.empty())
    throw BadInput(options.command[0] + ": compiled no function" +
                   (options.function.empty() ? "" : " named '" + options.function + "'"));
  return text;
}

std::string result_of(const Options &options) {
  switch (options.action) {
  case Options::Action::help: return usage_text;
  case Options::Action::list: return list_of_models();
  case Options::Action::model: return render(trace_model(options.subject), options.subject, options);
  case Options::Action::file: return render(read_file(options.subject), options.subject, options);
  case Options::Action::run: return run_and_render(options);
  }
  return "";
}

int run_main(const std::vector<std::string> &arguments) {
  Options options = parse_options(arguments);
  std::string text = result_of(options);
  if (options.output.empty())
    std::fwrite(text.data(), 1, text.size(), stdout);
  else
    write_file(options.output, text);
  return 0;
}

} // namespace
} // namespace burin::ir_dump

int main(int argc, char **argv) {
  try {
    return burin::ir_dump::run_main({argv + 1, argv + argc});
  } catch (const std::exception &error) {
    std::fprintf(stderr, "ir-dump: %s\n", error.what());
    return 2;
  }
}
