// SPDX-License-Identifier: MIT
// What a recorder is told of the state while a schedule runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "checker/recorder.h"
#include "tests/scenarios/running.h"

namespace epcheck::scenario {
namespace {

using testing::Contains;
using testing::ElementsAre;

/// All values that each thing has had, in order.
class Changes : public Recorder {
 public:
  void on_thread(unsigned, std::string_view) override {}
  void on_op(const OpEvent&) override {}
  void on_note(std::size_t, unsigned, std::string_view, std::string_view,
               std::string_view) override {}
  void on_violation(std::size_t, unsigned, std::string_view, std::string_view) override {}
  void on_change(std::string_view what, std::string_view value) override {
    values[std::string(what)].emplace_back(value);
  }
  std::map<std::string, std::vector<std::string>> values;
};

/// The shortest schedule to the only violation of the text, run once more.
Changes changes(const std::string& text) {
  auto scenario = parsed(text);
  RunOptions options;
  RunResult found = run(scenario->variants[0], options);
  EXPECT_EQ(found.result.violations.size(), 1u);
  options.engine.learned = found.result.learned;
  options.engine.search = found.result.search;
  Changes seen;
  record(scenario->variants[0], options, found.result.violations.at(0).schedule, seen);
  return seen;
}

// The event is delivered, left unread, and the wait after it sleeps for ever.
TEST(Changes, ListsCountsAndSleepersAreFollowed) {
  Changes seen = changes(R"(files: {e: {kind: eventfd}}
epolls: {ep: [{fd: e, events: IN|ET}]}
threads:
  W: {steps: [{write: {fd: e, value: 2}}, {wait: {ep: ep, max: 1}}, {wait: {ep: ep, max: 1}}]}
check: [deadlock]
)");
  EXPECT_THAT(seen.values["e.count"], ElementsAre("0", "2"));
  // Half-way through the scan's splice, what follows e is the scan's own list.
  EXPECT_THAT(seen.values["ep.rdllist"], ElementsAre("empty", "e", "e, …", "empty"));
  EXPECT_THAT(seen.values["ep.ovflist"], Contains("scan: empty"));
  EXPECT_THAT(seen.values["ep.wq"], ElementsAre("empty", "W"));
  EXPECT_THAT(seen.values["W"], ElementsAre("runs", "sleeps"));
}

TEST(Changes, AFileThatIsReleasedIsGone) {
  Changes seen = changes(R"(files: {e: {kind: eventfd}}
epolls: {ep: [{fd: e, events: IN}]}
threads:
  W: {steps: [{close: e}, {wait: {ep: ep, max: 1}}]}
check: [deadlock]
)");
  EXPECT_THAT(seen.values["e.count"], ElementsAre("0", "gone"));
  EXPECT_THAT(seen.values["ep[e]"], ElementsAre("armed", "gone"));
}

}  // namespace
}  // namespace epcheck::scenario
