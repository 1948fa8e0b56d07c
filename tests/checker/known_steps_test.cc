// SPDX-License-Identifier: MIT
// Steps that are repeated from notes do what they would do if they were taken: also where what
// they depend on is read without an operation.
#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <vector>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/choice.h"
#include "checker/ghost.h"
#include "checker/machine.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/report.h"
#include "checker/thread.h"

namespace epcheck {
namespace {

using Outcomes = std::set<std::vector<std::int64_t>>;

/// Checks with known steps; that nothing but time depends on them is asserted.
template <class Body>
Result explore(Body body) {
  Result with = check(body);
  Result without = check(body, {.reductions = {.known_steps = false}});
  EXPECT_EQ(with.verdict, without.verdict);
  EXPECT_EQ(with.outcomes, without.outcomes);
  EXPECT_EQ(with.statistics.states, without.statistics.states);
  EXPECT_EQ(with.statistics.transitions, without.statistics.transitions);
  return with;
}

template <class T>
bool is_set(const void* variable) {
  return static_cast<const atomic<T>*>(variable)->peek() != T{};
}

TEST(KnownSteps, GhostStateThatOthersHaveChangedIsSeen) {
  Result result = explore([] {
    struct Shared {
      ghost<int> total;
      atomic<int> done;
    };
    auto* shared = make<Shared>();
    thread([shared] {
      for (int i = 1; i <= 2; ++i) {
        shared->done.fetch_add(1);
        shared->total = shared->total + i;
      }
    });
    thread([shared] {
      shared->done.load();
      outcome({shared->total});
    });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{0}, {1}, {3}}));
}

TEST(KnownSteps, GhostStateIsCopiedAsItIsNow) {
  Result result = explore([] {
    struct Shared {
      atomic<int> a, b;
      ghost<int> from, to;
    };
    auto* shared = make<Shared>();
    thread([shared] {
      shared->a.store(1);
      shared->from = choose(2) == 0 ? 5 : 6;
      shared->a.store(2);
    });
    thread([shared] {
      shared->a.store(7);
      shared->to = shared->from;
      shared->b.store(3);
      outcome({shared->to});
    });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{0}, {5}, {6}}));
}

/// Others use what the constructor stores first: there it is cut.
TEST(KnownSteps, AConstructorThatIsCutGoesOnWriting) {
  struct Box {
    atomic<int> seen;
    int number;
    explicit Box(int n) {
      seen.store(1);
      number = n;
    }
  };
  Result result = explore([] {
    auto* shown = make<atomic<Box*>>();
    auto* turn = make<atomic<int>>();
    thread([shown, turn] {
      turn->store(1);
      Box* box = make<Box>(choose(2) == 0 ? 7 : 9);
      shown->store(box);
    });
    thread([shown, turn] {
      turn->store(2);
      Box* box = shown->load();
      if (box != nullptr) outcome({box->seen.load(), box->number});
    });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{}, {1, 7}, {1, 9}}));
}

struct Card {
  const int number;
  atomic<int> seen;
};

[[gnu::noinline]] void show(atomic<Card*>* shown, int number) {
  Card card{number, 0};
  shown->store(&card);
  wait_until(&is_set<int>, &card.seen);
}

/// Both cards lie at one address, and the reader does the same before it looks at the number.
TEST(KnownSteps, AConstantOnTheStackOfAnotherThreadIsReadAnew) {
  Result result = explore([] {
    auto* shown = make<atomic<Card*>>();
    thread([shown] { show(shown, choose(2) == 0 ? 7 : 9); });
    thread([shown] {
      wait_until(&is_set<Card*>, shown);
      Card* card = shown->load();
      outcome({card->number});
      card->seen.store(1);
    });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{7}, {9}}));
}

[[gnu::noinline]] void show_tagged(atomic<std::uint64_t>* shown, int number) {
  Card card{number, 0};
  shown->store(reinterpret_cast<std::uint64_t>(&card) | std::uint64_t{1} << 48);
  wait_until(&is_set<int>, &card.seen);
}

TEST(KnownSteps, AStackIsFoundByATaggedPointerToo) {
  Result result = explore([] {
    auto* shown = make<atomic<std::uint64_t>>();
    thread([shown] { show_tagged(shown, choose(2) == 0 ? 7 : 9); });
    thread([shown] {
      wait_until(&is_set<std::uint64_t>, shown);
      auto* card = reinterpret_cast<Card*>(shown->load() & 0xffff'ffff'ffff);
      outcome({card->number});
      card->seen.store(1);
    });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{7}, {9}}));
}

struct Note {
  const Card* const card;
  atomic<int> seen;
};

[[gnu::noinline]] void show_note(atomic<Note*>* shown, const Card* card) {
  Note note{card, 0};
  shown->store(&note);
  wait_until(&is_set<int>, &note.seen);
}

[[gnu::noinline]] void show_by_note(atomic<Note*>* shown, int number) {
  Card card{number, 0};
  show_note(shown, &card);
}

/// The reader holds a pointer to the inner frame only.
TEST(KnownSteps, AFrameIsFoundByAPointerInAnother) {
  Result result = explore([] {
    auto* shown = make<atomic<Note*>>();
    thread([shown] { show_by_note(shown, choose(2) == 0 ? 7 : 9); });
    thread([shown] {
      wait_until(&is_set<Note*>, shown);
      Note* note = shown->load();
      outcome({note->card->number});
      note->seen.store(1);
    });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{7}, {9}}));
}

TEST(KnownSteps, AConstantInABlockIsReadAnew) {
  struct Box {
    const int number;
  };
  Result result = explore([] {
    auto* shown = make<atomic<Box*>>();
    thread([shown] { shown->store(make<Box>(Box{choose(2) == 0 ? 7 : 9})); });
    thread([shown] {
      wait_until(&is_set<Box*>, shown);
      outcome({shown->load()->number});
    });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{7}, {9}}));
}

TEST(KnownSteps, ALockThatCannotBeTakenIsAskedAnew) {
  Result result = explore([] {
    auto* lock = make<mutex>();
    auto* word = make<atomic<int>>();
    thread([lock, word] {
      lock->lock();
      word->store(1);
      lock->unlock();
    });
    thread([lock] { outcome({lock->try_lock()}); });
  });
  EXPECT_EQ(result.outcomes, (Outcomes{{0}, {1}}));
}

TEST(KnownSteps, MemoryThatHasBeenFreedIsNotUsedFromNotes) {
  Result result = explore([] {
    auto* word = make<atomic<int>>();
    auto* turn = make<atomic<int>>();
    thread([word, turn] {
      turn->store(1);
      destroy(word);
    });
    thread([word, turn] {
      turn->load();
      word->load();
    });
  });
  ASSERT_EQ(result.violations.size(), 1u);
  EXPECT_EQ(result.violations[0].property, "use-after-free");
}

TEST(KnownSteps, AProgramThatLoopsHasFewOfThem) {
  auto body = [] {
    auto* turn = make<atomic<int>>();
    for (int i = 0; i < 2; ++i)
      thread([turn] {
        for (int n = 0; n < 20; ++n) {
          turn->fetch_add(1);
          turn->fetch_add(-1);
        }
      });
  };
  Result result = check(body);
  EXPECT_GT(Machine::get().repeater().repeated(), result.statistics.transitions / 2);
}

}  // namespace
}  // namespace epcheck
