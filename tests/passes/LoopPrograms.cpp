// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/passes/LoopPrograms.h"

#include <algorithm>

namespace burin::tests {
namespace {

using Names = std::vector<std::string>;

std::string array(const std::string &type) { return "tensor<" + type + ">"; }

std::string join(const Names &parts) {
  std::string text;
  for (const std::string &part : parts)
    text += (text.empty() ? "" : ", ") + part;
  return text;
}

Names stacked(Names types, int length) {
  for (std::string &type : types)
    type = std::to_string(length) + "x" + type;
  return types;
}

Names arrays(Names types) {
  std::transform(types.begin(), types.end(), types.begin(), array);
  return types;
}

Names concat(Names first, const Names &second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Names numbered(const std::string &prefix, size_t count) {
  Names names;
  for (size_t i = 0; i < count; ++i)
    names.push_back(prefix + std::to_string(i));
  return names;
}

/// {3, 4} of "3x4xf64".
std::vector<int> extentsOf(const std::string &type) {
  std::vector<int> extents;
  size_t start = 0;
  for (size_t end = type.find('x'); end != std::string::npos; end = type.find('x', start)) {
    extents.push_back(std::stoi(type.substr(start, end - start)));
    start = end + 1;
  }
  return extents;
}

std::string axes(const std::vector<int> &list) {
  Names parts;
  for (int number : list)
    parts.push_back(std::to_string(number));
  return list.empty() ? "array<i64>" : "array<i64: " + join(parts) + ">";
}

std::vector<int> behind(int first, std::vector<int> rest) {
  rest.insert(rest.begin(), first);
  return rest;
}

struct Signature {
  Names operands, operandTypes, resultTypes;

  std::string header(const std::string &name) const {
    Names arguments;
    for (size_t i = 0; i < operands.size(); ++i)
      arguments.push_back(operands[i] + ": " + operandTypes[i]);
    return "func.func private @" + name + "(" + join(arguments) + ") -> (" + join(resultTypes) + ") {\n";
  }
  std::string types() const { return " : (" + join(operandTypes) + ") -> (" + join(resultTypes) + ")\n"; }
};

Signature signatureOf(const Loop &loop) {
  return {concat(concat(numbered("%c", loop.carry.size()), numbered("%x", loop.xs.size())),
                 numbered("%k", loop.captures.size())),
          arrays(concat(concat(loop.carry, stacked(loop.xs, loop.length)), loop.captures)),
          arrays(concat(loop.carry, stacked(loop.ys, loop.length)))};
}

std::string returning(const Names &values, const Signature &signature) {
  return "return " + join(values) + " : " + join(signature.resultTypes) + "\n}\n";
}

} // namespace

std::string Loop::asScan() const {
  Signature signature = signatureOf(*this);
  std::string counts = join({std::to_string(carry.size()), std::to_string(xs.size()), std::to_string(captures.size())});
  Names results = numbered("%r#", signature.resultTypes.size());
  return signature.header("loop") + "%r:" + std::to_string(results.size()) + " = burin.scan @" + body + "(" +
         join(signature.operands) + ") {operand_counts = array<i64: " + counts +
         ">, length = " + std::to_string(length) + " : i64, reverse = " + (reverse ? "true" : "false") + "}" +
         signature.types() + returning(results, signature);
}

std::string Loop::unrolled() const {
  Signature signature = signatureOf(*this);
  std::string text = signature.header("loop");
  Names state = numbered("%c", carry.size()), captured = numbered("%k", captures.size());
  std::vector<Names> rows(ys.size(), Names(length));
  for (int turn = 0; turn < length; ++turn) {
    int row = reverse ? length - 1 - turn : turn;
    std::string suffix = "_" + std::to_string(row);
    Names arguments = state;
    for (size_t i = 0; i < xs.size(); ++i) {
      std::string x = "%x" + std::to_string(i), one = array("1x" + xs[i]);
      std::vector<int> extents = extentsOf(xs[i]), zeros(extents.size(), 0), ones(extents.size(), 1);
      text += x + suffix + "s = burin.slice " + x + " {start = " + axes(behind(row, zeros)) +
              ", limit = " + axes(behind(row + 1, extents)) + ", strides = " + axes(behind(1, ones)) +
              "} : " + array(stacked({xs[i]}, length)[0]) + " -> " + one + "\n" + x + suffix + " = burin.reshape " + x +
              suffix + "s {shape = " + axes(extents) + "} : " + one + " -> " + array(xs[i]) + "\n";
      arguments.push_back(x + suffix);
    }
    std::string call = "%r" + suffix;
    text += call + ":" + std::to_string(signature.resultTypes.size()) + " = burin.call @" + body + "(" +
            join(concat(arguments, captured)) + ") : (" + join(arrays(concat(concat(carry, xs), captures))) + ") -> (" +
            join(arrays(concat(carry, ys))) + ")\n";
    Names results = numbered(call + "#", signature.resultTypes.size());
    state.assign(results.begin(), results.begin() + static_cast<std::ptrdiff_t>(carry.size()));
    for (size_t i = 0; i < ys.size(); ++i) {
      rows[i][row] = "%y" + std::to_string(i) + suffix;
      text += rows[i][row] + " = burin.reshape " + results[carry.size() + i] +
              " {shape = " + axes(behind(1, extentsOf(ys[i]))) + "} : " + array(ys[i]) + " -> " + array("1x" + ys[i]) +
              "\n";
    }
  }
  Names results = state;
  for (size_t i = 0; i < ys.size(); ++i) {
    results.push_back("%y" + std::to_string(i));
    text += results.back() + " = burin.concatenate " + join(rows[i]) +
            " {dimension = 0} : " + join(Names(length, array("1x" + ys[i]))) + " -> " +
            array(stacked({ys[i]}, length)[0]) + "\n";
  }
  return text + returning(results, signature);
}

} // namespace burin::tests
