// SPDX-License-Identifier: MIT
// Memory that is not freed at the end, and that nothing leads to, in every search and under every
// memory model.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/choice.h"
#include "checker/memory.h"
#include "checker/plain.h"
#include "checker/thread.h"

namespace epcheck {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

struct Way {
  const char* name;
  Options options;
};
void PrintTo(const Way& way, std::ostream* out) { *out << way.name; }

const Way kWays[] = {
    {"states", {.report_leaks = true}},
    {"naive", {.search = Search::naive, .report_leaks = true}},
    {"dpor", {.search = Search::dpor, .report_leaks = true}},
    {"random", {.search = Search::random, .report_leaks = true}},
    {"all_points", {.reductions = {.learned_words = false}, .report_leaks = true}},
    {"no_symmetry", {.reductions = {.symmetry = false}, .report_leaks = true}},
    {"tso", {.memory = Memory::tso, .report_leaks = true}},
    {"weak", {.memory = Memory::weak, .report_leaks = true}},
};

template <class F>
std::vector<std::string> violations(F body, const Options& options) {
  Result result = check(body, options);
  std::vector<std::string> found;
  for (const Violation& violation : result.violations)
    found.push_back(violation.property + ": " + violation.message);
  return found;
}

class Leaks : public testing::TestWithParam<Way> {
 protected:
  /// "property: message" of each violation that is found.
  template <class F>
  std::vector<std::string> found(F body) {
    return violations(body, GetParam().options);
  }
};
INSTANTIATE_TEST_SUITE_P(, Leaks, testing::ValuesIn(kWays),
                         [](const auto& info) { return std::string(info.param.name); });

struct Node {
  atomic<Node*> next;
  atomic<int> value;
};

TEST_P(Leaks, AreReportedWithTheirPlace) {
  static constexpr int kFirst = __LINE__;
  auto body = [] {
    auto* node = make<Node>();
    node->value = 1;
  };
  EXPECT_THAT(found(body),
              ElementsAre(fmt::format("leak: 16 bytes in 1 block are not freed, and nothing leads "
                                      "to them; the first was allocated at leaks_test.cc:{}",
                                      kFirst + 2)));
}

TEST_P(Leaks, AreNotWhatIsFreed) {
  EXPECT_THAT(found([] {
                auto* node = make<Node>();
                thread([node] { destroy(node); });
              }),
              IsEmpty());
}

TEST_P(Leaks, AreTwoBlocksThatLeadOnlyToEachOther) {
  EXPECT_THAT(found([] {
                auto* node = make<Node>();
                node->next = make<Node>();
                node->next.load()->next = node;
              }),
              ElementsAre(StartsWith("leak: 32 bytes in 2 blocks")));
}

TEST_P(Leaks, AreFoundWhereTwoThreadsEachLeaveItToTheOther) {
  EXPECT_THAT(found([] {
                auto* owners = make<atomic<int>>(2);
                for (int i = 0; i < 2; ++i)
                  thread([owners] {
                    int left = owners->load() - 1;
                    owners->store(left);
                    if (left == 0) destroy(owners);
                  });
              }),
              ElementsAre(StartsWith("leak: 4 bytes in 1 block")));
}

TEST_P(Leaks, AreNotWhatADaemonStillHas) {
  EXPECT_THAT(found([] {
                thread server([] {
                  auto* node = make<Node>();
                  node->next = make<Node>();
                  wait_until(
                      [](const void* p) { return static_cast<const Node*>(p)->value.peek() != 0; },
                      node);
                });
                server.daemon();
              }),
              IsEmpty());
}

TEST_P(Leaks, AreNotLookedForBesideADeadlock) {
  EXPECT_THAT(found([] {
                auto* node = make<Node>();
                wait_until(
                    [](const void* p) { return static_cast<const Node*>(p)->value.peek() != 0; },
                    node);
              }),
              ElementsAre(StartsWith("deadlock: ")));
}

TEST(Leak, IsReportedOnlyIfAskedFor) {
  EXPECT_THAT(violations([] { make<Node>(); }, {}), IsEmpty());
}

}  // namespace
}  // namespace epcheck
