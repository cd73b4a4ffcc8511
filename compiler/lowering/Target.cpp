// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/lowering/Target.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

using namespace llvm;

namespace burin::lowering {
namespace {

struct Level {
  StringRef name;
  unsigned vectorBits, numVectorRegs;
  bool hasFma;
  ArrayRef<StringRef> needs; ///< beyond the level below
};

const StringRef v2Needs[] = {"ssse3", "sse4.1", "sse4.2", "popcnt", "cx16"};
const StringRef v3Needs[] = {"avx", "avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe"};
const StringRef v4Needs[] = {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"};
const Level levels[] = {{"x86-64-v2", 128, 16, false, v2Needs},
                        {"x86-64-v3", 256, 16, true, v3Needs},
                        {"x86-64-v4", 512, 32, true, v4Needs}};

bool isX86() { return Triple(sys::getProcessTriple()).getArch() == Triple::x86_64; }

int64_t cacheBytes(int name, int64_t fallback) {
  long bytes = sysconf(name); // 0 or -1 in many containers
  return bytes > 0 ? bytes : fallback;
}

/// The last-level cache that the first processor shares with its neighbours; sysconf adds up those of the whole
/// machine.
int64_t sharedCacheBytes(int64_t fallback) {
  std::ifstream file("/sys/devices/system/cpu/cpu0/cache/index3/size");
  int64_t kilobytes = 0;
  char unit = 0;
  return file >> kilobytes >> unit && unit == 'K' && kilobytes > 0 ? kilobytes << 10 : fallback;
}

void readCaches(Target &target) {
  target.l1Bytes = cacheBytes(_SC_LEVEL1_DCACHE_SIZE, target.l1Bytes);
  target.l2Bytes = cacheBytes(_SC_LEVEL2_CACHE_SIZE, target.l2Bytes);
  target.l3Bytes = sharedCacheBytes(cacheBytes(_SC_LEVEL3_CACHE_SIZE, target.l3Bytes));
}

std::string featureList(const StringMap<bool> &features) {
  SmallVector<std::string> names;
  for (const auto &feature : features)
    names.push_back((feature.second ? "+" : "-") + feature.first().str());
  llvm::sort(names); // the order of a StringMap is no part of a cache key
  return join(names, ",");
}

bool runs(const StringMap<bool> &features, const Level &level) {
  return llvm::all_of(level.needs, [&](StringRef need) { return features.lookup(need); });
}

/// Without the instructions that round to bf16 and flush subnormals: where they exist, LLVM holds bf16 in f32, and a
/// mere copy rounds.
StringMap<bool> nativeFeatures() {
  StringMap<bool> features = sys::getHostCPUFeatures();
  for (StringRef flushing : {"avx512bf16", "avxneconvert"})
    if (auto found = features.find(flushing); found != features.end())
      found->second = false;
  return features;
}

Target nativeTarget() {
  StringMap<bool> features = nativeFeatures();
  Target target;
  target.cpu = sys::getHostCPUName().str();
  target.features = featureList(features);
  readCaches(target);
  if (!isX86()) {
    target.numVectorRegs = 32;
    target.hasFma = true;
    return target;
  }
  for (const Level &level : levels) {
    if (!runs(features, level))
      break;
    target.vectorBits = level.vectorBits;
    target.numVectorRegs = level.numVectorRegs;
    target.hasFma = level.hasFma;
  }
  return target;
}

} // namespace

std::optional<Target> namedTarget(StringRef name, std::string &problem) {
  if (name == "native")
    return nativeTarget();
  StringMap<bool> features = sys::getHostCPUFeatures();
  bool runnable = isX86();
  for (const Level &level : levels) {
    runnable &= runs(features, level);
    if (name != level.name && name != level.name.take_back(2))
      continue;
    if (!runnable) {
      problem = (name + " code does not run on this machine; expected native or a lower level").str();
      return std::nullopt;
    }
    Target target;
    target.cpu = level.name.str();
    target.vectorBits = level.vectorBits;
    target.numVectorRegs = level.numVectorRegs;
    target.hasFma = level.hasFma;
    readCaches(target);
    return target;
  }
  problem = ("unknown target; expected native, x86-64-v2, x86-64-v3 or x86-64-v4, got " + name).str();
  return std::nullopt;
}

namespace {

struct HostTarget {
  Target target;
  std::string problem;

  HostTarget() {
    const char *name = std::getenv("BURIN_TARGET");
    std::optional<Target> named = namedTarget(name && *name ? name : "native", problem);
    if (!problem.empty())
      problem = "BURIN_TARGET: " + problem;
    target = named ? std::move(*named) : nativeTarget();
  }
};

const HostTarget &theHost() {
  static const HostTarget host;
  return host;
}

} // namespace

const Target &hostTarget() { return theHost().target; }
const std::string &hostTargetProblem() { return theHost().problem; }

} // namespace burin::lowering
