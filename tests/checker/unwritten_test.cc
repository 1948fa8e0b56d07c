// SPDX-License-Identifier: MIT
// Reads of raw memory that nobody has written, in every search and under every memory model.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Way {
  const char* name;
  Options options;
};
void PrintTo(const Way& way, std::ostream* out) { *out << way.name; }

const Way kWays[] = {
    {"states", {}},
    {"naive", {.search = Search::naive}},
    {"dpor", {.search = Search::dpor}},
    {"random", {.search = Search::random}},
    {"all_points", {.reductions = {.learned_words = false}}},
    {"no_symmetry", {.reductions = {.symmetry = false}}},
    {"tso", {.memory = Memory::tso}},
    {"tso_naive", {.search = Search::naive, .memory = Memory::tso}},
    {"weak", {.memory = Memory::weak}},
    {"weak_naive", {.search = Search::naive, .memory = Memory::weak}},
};

class Unwritten : public testing::TestWithParam<Way> {
 protected:
  /// "property: message" of each violation that is found.
  template <class F>
  std::vector<std::string> violations(F body) {
    Result result = check(body, GetParam().options);
    std::vector<std::string> found;
    for (const Violation& violation : result.violations)
      found.push_back(violation.property + ": " + violation.message);
    return found;
  }
};
INSTANTIATE_TEST_SUITE_P(, Unwritten, testing::ValuesIn(kWays),
                         [](const auto& info) { return std::string(info.param.name); });

struct Raw {
  atomic<int> x;
  atomic<int> y;
  mutex lock;
};

TEST_P(Unwritten, ReadIsReportedWithBothLines) {
  static constexpr int kFirst = __LINE__;
  auto body = [] {
    auto* raw = make_raw<Raw>();
    auto reader = [raw] { outcome({raw->x.load()}); };
    thread(reader, "reader");
  };
  EXPECT_THAT(violations(body),
              ElementsAre(fmt::format(
                  "uninitialised-read: reader reads at unwritten_test.cc:{} what nobody has "
                  "written since it was allocated at unwritten_test.cc:{}",
                  kFirst + 3, kFirst + 2)));
}

TEST_P(Unwritten, ReadsZeros) {
  Result result = check([] { outcome({make_raw<Raw>()->x.load()}); }, GetParam().options);
  EXPECT_THAT(result.outcomes, ElementsAre(std::vector<std::int64_t>{0}));
}

TEST_P(Unwritten, MayBeReadOnceItIsWritten) {
  EXPECT_THAT(violations([] {
                auto* raw = make_raw<Raw>();
                raw->x = 1;
                thread([raw] {
                  raw->y = raw->x.load();
                  outcome({raw->y.load()});
                });
              }),
              IsEmpty());
}

TEST_P(Unwritten, IsNotWhatAConstructorMade) {
  EXPECT_THAT(violations([] { outcome({make<Raw>()->x.load()}); }), IsEmpty());
}

TEST_P(Unwritten, MustBeReadAsAWhole) {
  EXPECT_THAT(violations([] {
                auto* raw = make_raw<std::uint64_t>();
                hook(pack(OpKind::store, 2, Order::relaxed), raw, 7);
                hook(pack(OpKind::load, 8, Order::relaxed), raw);
              }),
              IsEmpty());
}

TEST_P(Unwritten, LockIsReported) {
  EXPECT_THAT(violations([] { make_raw<Raw>()->lock.lock(); }), testing::SizeIs(1));
}

TEST_P(Unwritten, ReadByAFailingCompareAndSwapIsReported) {
  EXPECT_THAT(violations([] {
                int expected = 1;
                make_raw<Raw>()->x.compare_exchange_strong(expected, 2);
              }),
              testing::SizeIs(1));
}

/// Both under a lock, so that no order of the two is a scheduling point of its own.
TEST_P(Unwritten, ReadInAnotherOrderIsFound) {
  EXPECT_THAT(violations([] {
                auto* raw = make_raw<Raw>();
                auto* lock = make<mutex>();
                thread([raw, lock] {
                  lock->lock();
                  raw->x = 1;
                  lock->unlock();
                });
                thread([raw, lock] {
                  lock->lock();
                  static_cast<void>(raw->x.load());
                  lock->unlock();
                });
              }),
              testing::SizeIs(1));
}

template <Order kStore, Order kLoad>
void pass_message() {
  auto* raw = make_raw<Raw>();
  auto* flag = make<atomic<int>>();
  thread([raw, flag] {
    raw->x.store(1, Order::relaxed);
    flag->store(1, kStore);
  });
  thread([raw, flag] {
    if (flag->load(kLoad) == 1) static_cast<void>(raw->x.load(Order::relaxed));
  });
}

TEST_P(Unwritten, ReadDoesNotPassAnAcquiredMessage) {
  EXPECT_THAT(violations(pass_message<Order::release, Order::acquire>), IsEmpty());
}

TEST_P(Unwritten, ReadPassesARelaxedMessageUnderWeakMemoryOnly) {
  std::size_t expected = GetParam().options.memory == Memory::weak ? 1 : 0;
  EXPECT_THAT(violations(pass_message<Order::relaxed, Order::relaxed>), testing::SizeIs(expected));
}

/// The end has been written in every schedule, however many of the equal threads were before.
TEST_P(Unwritten, IsToldOfEachThreadsOwnMemory) {
  auto* body = +[](bool early) {
    return [early] {
      auto* head = make<atomic<Raw*>>();
      for (int i = 0; i < 2; ++i)
        thread([head, early] {
          auto* own = make_raw<Raw>();
          if (!early) own->x.store(1);
          Raw* before = head->exchange(own);
          if (early) own->x.store(1);
          if (before != nullptr) static_cast<void>(before->x.load());
        });
    };
  };
  EXPECT_THAT(violations(body(true)), testing::SizeIs(1));
  EXPECT_THAT(violations(body(false)), IsEmpty());
}

}  // namespace
}  // namespace epcheck
