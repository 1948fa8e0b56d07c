// SPDX-License-Identifier: MIT
// What the loader makes of good files.
#include "scenarios/loader/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/epoll.h>

#include <cerrno>

namespace epcheck::scenario {
namespace {

using testing::ElementsAre;

const std::string kWorld = R"(
epcheck: 1
name: test
files:
  e: {kind: eventfd, count: 3}
  conn: {kind: stream, capacity: 100, pending: 7}
  lst: {kind: listener}
epolls:
  ep: [{fd: conn.a, events: IN|ET, data: {fd: conn.a, gen: 2}}]
)";

Scenario scenario(const std::string& text) {
  auto loaded = load_text("test.yaml", text);
  if (loaded) return *loaded;
  ADD_FAILURE() << to_text(loaded.error());
  Scenario empty;
  empty.variants.resize(1);
  empty.variants[0].threads.resize(1);
  empty.variants[0].threads[0].steps.resize(1);
  return empty;
}

/// The only thread of a file with the given steps, and keys that go before them.
Thread thread_with(const std::string& steps, const std::string& keys = "") {
  return scenario(kWorld + keys + "threads:\n  t:\n    steps:\n" + steps).variants[0].threads[0];
}

template <class Action>
const Action& action(const Step& step) {
  return std::get<Action>(step.action);
}

TEST(Load, CreatesDescriptorsInFileOrderInstancesLast) {
  Variant variant = scenario(kWorld + "threads: {t: {steps: [exit]}}").variants[0];
  std::vector<std::string> names;
  for (const Descriptor& descriptor : variant.descriptors) names.push_back(descriptor.name);
  EXPECT_THAT(names, ElementsAre("e", "conn.a", "conn.b", "lst", "ep"));
}

TEST(Load, KeepsWhatAFileIsMadeWith) {
  Variant variant = scenario(kWorld + "threads: {t: {steps: [exit]}}").variants[0];
  EXPECT_EQ(variant.files[0].count, 3u);
  EXPECT_EQ(variant.files[1].pending, 7u);
}

TEST(Load, JoinsEvents) {
  Variant variant = scenario(kWorld + "threads: {t: {steps: [exit]}}").variants[0];
  EXPECT_EQ(variant.epolls[0].interests[0].events, EPOLLIN | EPOLLET);
}

// `fd` is always the first field, so that plain descriptors and maps agree on it.
TEST(Load, NumbersTheFieldsOfData) {
  Variant variant = scenario(kWorld + "threads: {t: {steps: [exit]}}").variants[0];
  EXPECT_THAT(variant.data_fields, ElementsAre("fd", "gen"));
  EXPECT_EQ(variant.epolls[0].interests[0].data.parts[1].field, 1u);
}

TEST(Load, DefaultsAreTheBoringOnes) {
  Variant variant = scenario(kWorld + "threads: {t: {steps: [{wait: {ep: ep}}]}}").variants[0];
  const Wait& wait = action<Wait>(variant.threads[0].steps[0]);
  EXPECT_EQ(wait.timeout, WaitTimeout::infinite);
  EXPECT_EQ(wait.max, 1u);
  EXPECT_TRUE(variant.expect.fail.empty());
}

TEST(Load, DefaultChecksAreLostWakeupAndDeadlock) {
  Variant variant = scenario(kWorld + "threads: {t: {steps: [exit]}}").variants[0];
  ASSERT_EQ(variant.checks.size(), 2u);
  EXPECT_EQ(variant.checks[0].property, "lost-wakeup");
  EXPECT_EQ(variant.checks[1].property, "deadlock");
}

TEST(Load, CountsThreadsAndInstancesWithTheirIndex) {
  Variant variant = scenario(R"(
epcheck: 1
name: counted
files: {lst: {kind: listener}}
epolls: {w: {count: 2, interest: [{fd: lst, events: IN}]}}
threads:
  T: {count: 2, steps: [{wait: {ep: w$i}}, {assert: $i == 1}]}
)")
                        .variants[0];
  ASSERT_EQ(variant.threads.size(), 2u);
  EXPECT_EQ(variant.threads[1].name, "T1");
  EXPECT_EQ(action<Wait>(variant.threads[1].steps[0]).ep.name, "w1");
  EXPECT_EQ(action<Assert>(variant.threads[0].steps[1]).condition.items[0].value, 0);
}

TEST(Load, SubstitutesParametersWithinParameters) {
  Variant variant = scenario(R"(
epcheck: 1
name: nested
params: {ep_of: ep$i}
files: {lst: {kind: listener}}
epolls: {ep: {count: 2, interest: [{fd: lst, events: IN}]}}
threads: {T: {count: 2, steps: [{wait: {ep: $ep_of}}]}}
)")
                        .variants[0];
  EXPECT_EQ(action<Wait>(variant.threads[1].steps[0]).ep.name, "ep1");
}

TEST(Load, VariantsSetParametersAndReplaceKeys) {
  Scenario both = scenario(R"(
epcheck: 1
name: variants
params: {mode: IN}
kernel: v7.1
files: {lst: {kind: listener}}
epolls: {ep: [{fd: lst, events: $mode}]}
threads: {t: {steps: [{wait: {ep: ep}}]}}
check: [stuck-data]
expect: pass
variants:
  lt: {}
  et: {set: {mode: IN|ET}, kernel: [v5.1, v7.1], expect: {fail: [stuck-data]}}
)");
  ASSERT_EQ(both.variants.size(), 2u);
  EXPECT_EQ(both.variants[0].epolls[0].interests[0].events, EPOLLIN);
  EXPECT_EQ(both.variants[1].epolls[0].interests[0].events, EPOLLIN | EPOLLET);
  EXPECT_EQ(both.variants[1].kernels.size(), 2u);
  EXPECT_THAT(both.variants[1].expect.fail, ElementsAre("stuck-data"));
}

// A comparison with a parameter is decided when the file is read; the branch is then fixed.
TEST(Load, FoldsConditionsOnParameters) {
  Thread thread = thread_with("      - if: $mode == drain-all and true\n        then: [exit]\n",
                              "params: {mode: drain-all}\n");
  EXPECT_TRUE(action<If>(thread.steps[0]).condition.constant());
  EXPECT_EQ(action<If>(thread.steps[0]).condition.items[0].value, 1);
}

TEST(Load, ErrorNamesAreNegativeNumbers) {
  Thread thread = thread_with("      - read: {fd: conn.a, size: 1, returns: EAGAIN}\n");
  EXPECT_EQ(action<Read>(thread.steps[0]).returns->items[0].value, -EAGAIN);
}

TEST(Load, AWordMayHaveDashesAndADifferenceHasSpaces) {
  Thread thread = thread_with(
      "      - read: {fd: conn.a, size: 1, into: n-of}\n      - assert: n-of - 1 == 0\n");
  EXPECT_EQ(action<Assert>(thread.steps[1]).condition.items.size(), 5u);
}

TEST(Load, AStepMayUseAResultOfTheRoundBefore) {
  Thread thread = thread_with(R"(
      - loop:
          - if: n == 0
            then: [exit]
          - read: {fd: conn.a, size: 1, into: n}
)");
  EXPECT_EQ(thread.locals.size(), 1u);
}

TEST(Load, DeliversFromOurEndOfAStream) {
  Thread thread = thread_with("      - deliver: {stream: conn, bytes: 1}\n");
  EXPECT_EQ(action<Deliver>(thread.steps[0]).stream.name, "conn.a");
}

TEST(Load, SaysWhereEachStepStands) {
  Thread thread = thread_with("      - close: e\n");
  EXPECT_EQ(thread.steps[0].where, (Where{13, 9, 5}));
}

TEST(Load, AMissingFileIsAnErrorWithoutAPosition) {
  auto loaded = load("/nowhere/at/all.yaml");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(to_text(loaded.error()),
            "/nowhere/at/all.yaml: error: cannot read the file: No such file or directory\n");
}

TEST(Load, AFolderIsNoFile) {
  auto loaded = load("/");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().list[0].where, Where{});
}

TEST(Load, RefusesAnOversizedFileByItsSize) {
  auto loaded = load_text("big.yaml", std::string(kMaxBytes + 1, ' '));
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().list.size(), 1u);
}

TEST(Load, ShowsTheFirstTwentyErrorsAndCountsTheRest) {
  std::string text = "epcheck: 1\nname: many\nthreads:\n  t:\n    steps:\n";
  for (int i = 0; i < 30; ++i) text += "      - wiat\n";
  auto loaded = load_text("many.yaml", text);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().list.size(), kMaxDiagnostics);
  EXPECT_EQ(loaded.error().more, 10u);
}

}  // namespace
}  // namespace epcheck::scenario
