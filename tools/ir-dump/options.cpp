// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/ir-dump/options.h"

#include "tools/ir-dump/models.h"

#include <algorithm>
#include <functional>
#include <map>

namespace burin::ir_dump {

const char *const usage_text = R"(ir-dump shows what Burin makes of a program, stage by stage.

  ir-dump FILE.mlir [flags]             a trace saved by jit(f).trace(...).save("f.mlir")
  ir-dump MODEL [flags]                 a built-in model (ir-dump --list)
  ir-dump run [flags] -- PROG [args]    runs a program and shows every function that it compiles

  --stage NAME[,NAME]   traced, vjp, remat, clean, fused, planned, llvm, asm   (default: all of them)
  --format FORMAT       text, dot or svg of the graph (dot and svg: stages up to planned, default traced)
  --pass NAME[,NAME]    runs these passes on the trace and shows the result
  --function NAME       with run: only functions of this name
  -o FILE               writes to FILE instead of standard output
)";

const std::vector<std::string> &all_stages() {
  static const std::vector<std::string> stages = {"traced", "vjp", "remat", "clean", "fused", "planned", "llvm", "asm"};
  return stages;
}

namespace {

std::vector<std::string> split(const std::string &list) {
  std::vector<std::string> parts(1);
  for (char c : list)
    if (c == ',')
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

std::string one_of(const std::string &flag, const std::string &value, const std::vector<std::string> &allowed) {
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end())
    return value;
  std::string text = flag + ": unknown value '" + value + "'; expected one of";
  for (const std::string &name : allowed)
    text += " " + name;
  throw BadInput(text);
}

void set_subject(Options &options, const std::string &subject) {
  if (options.action != Options::Action::help)
    throw BadInput("unexpected argument '" + subject + "'; expected one file, model or run");
  options.subject = subject;
  if (subject == "run")
    options.action = Options::Action::run;
  else
    options.action = has_model(subject) ? Options::Action::model : Options::Action::file;
}

using Setter = std::function<void(Options &, const std::string &)>;

const std::map<std::string, Setter> &setters() {
  static const std::map<std::string, Setter> table = {
      {"--stage",
       [](Options &o, const std::string &v) {
         for (const std::string &stage : split(v))
           o.stages.push_back(one_of("--stage", stage, all_stages()));
       }},
      {"--format", [](Options &o, const std::string &v) { o.format = one_of("--format", v, {"text", "dot", "svg"}); }},
      {"--pass", [](Options &o, const std::string &v) { o.passes = v; }},
      {"--function", [](Options &o, const std::string &v) { o.function = v; }},
      {"-o", [](Options &o, const std::string &v) { o.output = v; }},
  };
  return table;
}

void require_subject(const Options &options) {
  if (options.action == Options::Action::run && options.command.empty())
    throw BadInput("run: no program; expected ir-dump run [flags] -- PROG [args]");
}

} // namespace

Options parse_options(const std::vector<std::string> &arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string flag = arguments[i];
    if (flag == "--") {
      options.command.assign(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
      break;
    }
    if (flag == "--list")
      options.action = Options::Action::list;
    if (flag == "--list" || flag == "--help" || flag == "-h")
      continue;
    if (flag.empty() || flag[0] != '-') {
      set_subject(options, flag);
      continue;
    }
    std::string value;
    if (auto equals = flag.find('='); equals != std::string::npos) {
      value = flag.substr(equals + 1);
      flag.resize(equals);
    } else if (setters().contains(flag)) {
      if (++i == arguments.size())
        throw BadInput(flag + ": no value");
      value = arguments[i];
    }
    auto setter = setters().find(flag);
    if (setter == setters().end())
      throw BadInput("unknown flag '" + flag + "'; ir-dump --help lists the flags");
    setter->second(options, value);
  }
  require_subject(options);
  return options;
}

} // namespace burin::ir_dump
