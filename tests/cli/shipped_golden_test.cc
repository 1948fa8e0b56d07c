// SPDX-License-Identifier: MIT
// How failures of shipped scenarios read, in a mail and as a picture. What a reader understands is
// what is kept here: numbers of steps and lines of the model, which change with the engine and with
// each edit, are left out. After an intended change: tests/approve, then review the diff.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>

#include "tests/cli/binary.h"
#include "tests/cli/scratch.h"

namespace epcheck::cli {
namespace {

struct Failing {
  const char* file;  // below scenarios/
  const char* variant;
  const char* kernel;
  const char* trace;  // name of its files
};

constexpr Failing kFailing[] = {
    {"exclusive", "exclusive-et-one", "v7.1", "exclusive-et-one-stuck-data"},
    {"data-split", "et", "v7.1", "data-split-et-data-split"},
    {"dup-ghost", "number-closed", "v7.1", "dup-ghost-number-closed-stale-event"},
    {"ovflist-wake", "v5.5", "v5.5", "ovflist-wake-v5.5-lost-wakeup"},
    {"kernel/timeout-swallows-wake", "before", "v5.7", "timeout-swallows-wake-before-lost-wakeup"},
    {"kernel/lt-single-wake", "before", "v5.11", "lt-single-wake-before-lost-wakeup"},
    {"kernel/remove-against-fput", "before", "v6.12", "remove-against-fput-before-use-after-free"},
    {"kernel/upward-walk-against-close", "before", "v6.17",
     "upward-walk-against-close-before-use-after-free"},
    {"kernel/nested-et-busy-loop", "before", "v4.19", "nested-et-busy-loop-before-busy-loop"},
};

std::string masked(std::string text) {
  text = std::regex_replace(text, std::regex("\\b(step|of|after)(\\s+)[0-9]+"), "$1$2N");
  return std::regex_replace(text, std::regex("(\\.(cc|h)):[0-9]+"), "$1:N");
}

void expect_golden(const std::string& name, const std::string& actual) {
  std::string path = std::string(EPCHECK_SOURCE_DIR "/tests/cli/golden/") + name;
  const char* approve = std::getenv("EPCHECK_APPROVE");
  if (approve != nullptr && std::string(approve) == "1") std::ofstream(path) << masked(actual);
  std::ifstream file(path, std::ios::binary);
  std::string expected(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(masked(actual), expected) << "differs from " << path << "; if intended, tests/approve";
}

class ShippedGolden : public testing::TestWithParam<Failing> {};

TEST_P(ShippedGolden, ReadsAsBefore) {
  Scratch scratch;
  Failing of = GetParam();
  Ran ran = run_binary(kScenarios + "/" + of.file + ".yaml --variant " + of.variant + " --kernel " +
                       of.kernel + " --trace-dir " + scratch.path("t"));
  ASSERT_EQ(ran.code, 0) << ran.output;
  std::string trace = scratch.path("t/" + std::string(of.trace));
  expect_golden(of.trace + std::string(".txt"),
                run_binary("trace " + trace + ".json --as lkml").output);
  expect_golden(of.trace + std::string(".svg"),
                scratch.read("t/" + std::string(of.trace) + ".svg"));
}

INSTANTIATE_TEST_SUITE_P(Each, ShippedGolden, testing::ValuesIn(kFailing), [](const auto& info) {
  return std::regex_replace(std::string(info.param.trace), std::regex("[^a-z0-9]"), "_");
});

}  // namespace
}  // namespace epcheck::cli
