// SPDX-License-Identifier: MIT
// A schedule that a search has found leads to the same violation when it is replayed.
#include <gtest/gtest.h>

#include <algorithm>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/recorder.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck {
namespace {

/// Keeps what a test asks for.
class Tape : public Recorder {
 public:
  void on_thread(unsigned, std::string_view name) override { threads.emplace_back(name); }
  void on_op(const OpEvent& event) override { operations.push_back(event); }
  void on_note(std::size_t, unsigned, std::string_view, std::string_view text,
               std::string_view function) override {
    notes.push_back(std::string(function) + ": " + std::string(text));
  }
  void on_violation(std::size_t, unsigned, std::string_view property, std::string_view) override {
    violated.insert(std::string(property));
  }
  std::vector<std::string> threads, notes;
  std::vector<OpEvent> operations;
  std::set<std::string> violated;
};

/// A word that is handed over through a lock (tracked), one that is not (hot), and a cold one.
void hand_over() {
  struct Shared {
    spinlock lock;
    plain<int> cold{0}, tracked{0};
    atomic<int> hot{0};
  };
  Shared* shared = make<Shared>();
  auto body = [shared] {
    Function in("body");
    int mine = 0;
    shared->lock.lock();
    if (shared->cold == 0) mine = shared->cold = 1;
    shared->lock.unlock();
    if (mine) shared->tracked = 7;
    shared->hot.fetch_add(1);
    shared->lock.lock();
    if (mine) shared->cold = 2;
    shared->lock.unlock();
    note("state", "mine = {}", mine);
    if (shared->hot == 2 && !mine) report("second", "the second came last");
  };
  thread(body, "a");
  thread(body, "b");
}

TEST(Replay, EachViolationIsSeenAgain) {
  Result result = check([] { hand_over(); });
  ASSERT_EQ(result.violations.size(), 1u);
  Tape tape;
  const Violation& violation = result.violations[0];
  std::size_t done =
      replay([] { hand_over(); }, {.learned = result.learned}, violation.schedule, tape);
  EXPECT_EQ(done, violation.schedule.size());
  EXPECT_EQ(tape.violated, std::set<std::string>{"second"});
}

TEST(Replay, OperationsComeWithTheirLineAndNotesWithTheirFunction) {
  Tape tape;
  Result result = check([] { hand_over(); });
  replay([] { hand_over(); }, {.learned = result.learned}, result.violations.at(0).schedule, tape);
  EXPECT_EQ(tape.threads, (std::vector<std::string>{"main", "a", "b"}));
  EXPECT_NE(std::find(tape.notes.begin(), tape.notes.end(), "body: mine = 1"), tape.notes.end());
  bool found = false;
  for (const OpEvent& event : tape.operations)
    found |= event.code.kind == OpKind::fetch_add &&
             event.where.file.find("replay_test.cc") != std::string::npos;
  EXPECT_TRUE(found);
}

TEST(Replay, AnImpossibleDecisionStopsIt) {
  Tape tape;
  EXPECT_EQ(replay([] { hand_over(); }, {}, {{0, 0}, {9, 0}, {1, 0}}, tape), 1u);
}

}  // namespace
}  // namespace epcheck
