// SPDX-License-Identifier: MIT
// Random programs that read much without operations, with known steps and without: ghost state,
// constants on stacks and in blocks, and chains of stacks that lead to each other. All counts must
// be the same. After 300 steps in which nothing happens, or at once.
#include <gtest/gtest.h>

#include <random>

#include "checker/atomic.h"
#include "checker/check.h"
#include "checker/choice.h"
#include "checker/ghost.h"
#include "checker/machine.h"
#include "checker/memory.h"
#include "checker/mutex.h"
#include "checker/plain.h"
#include "checker/report.h"
#include "checker/thread.h"
#include "tests/seeds.h"

namespace epcheck {
namespace {

constexpr std::uint64_t kPrograms = 400;
constexpr std::uint64_t kMostStates = 30'000;
constexpr unsigned kMostThreads = 3, kMostVerbs = 6;

enum class Verb : std::uint8_t {
  load,
  store,
  add,
  try_lock,
  under_lock,
  change_ghost,
  read_ghost,
  show_card,
  visit_card,
  make_box,
  read_box,
  destroy_box,
  choose,
  last = choose
};

struct Action {
  Verb verb;
  unsigned which;  // of two variables
  int number;
};

struct Program {
  unsigned threads;
  std::vector<Action> actions[kMostThreads];
  bool alike;  // all threads do what the first does
  bool stays;  // who shows a card waits for ever, and boxes may lead to cards
  bool idles;  // beyond the steps that are always checked
};

/// On a stack.
struct Card {
  const int number;
  atomic<int> seen;
  ghost<int> told;
  Card* const next;
};

struct Box {
  Box(int number, Card* card) : number(number), card(card) {}

  const int number;
  Card* const card;
  atomic<int> used{0};
};

struct Shared {
  const Program* program;
  atomic<int> values[2];
  plain<int> guarded[2];
  ghost<int> ghosts[2];
  mutex locks[2];
  atomic<Card*> shown;
  ghost<Card*> told;
  atomic<Box*> box;
  atomic<int> never;
};

using At = const Action*;

bool is_set(const void* variable) { return static_cast<const atomic<int>*>(variable)->peek() != 0; }

void run(Shared* shared, At at, At end, int sum, Card* mine);

[[gnu::noinline]] void show_card(Shared* shared, At at, At end, int sum, Card* next) {
  Card card{sum % 5, {0}, {0}, next};
  if (at->which == 1) shared->told = &card;
  shared->shown.store(&card);
  run(shared, at + 1, end, sum, &card);
  if (shared->program->stays) wait_until(&is_set, &shared->never);
  shared->values[0].fetch_add(card.seen.load());
  shared->shown.store(nullptr);
  if (shared->told == &card) shared->told = nullptr;
}

int visit_card(Shared* shared, const Action& action) {
  Card* card = nullptr;
  if (action.number & 1) {
    card = shared->shown.load();
  } else {
    shared->values[0].load();
    card = shared->told;
  }
  if (card == nullptr) return 0;
  int sum = card->number;
  if (card->next != nullptr) sum += card->next->number;
  if (action.number & 2) card->seen.store(sum & 3), sum += card->told;
  if (action.number & 4) sum += card->seen.load();
  if (action.number & 8) card->told = sum & 3;
  return sum;
}

int read_box(Shared* shared) {
  Box* box = shared->box.load();
  if (box == nullptr) return 0;
  int sum = box->number;
  if (box->card != nullptr) sum += box->card->number;
  box->used.store(1);
  return sum + box->used.load();
}

int act(Shared* shared, const Action& action, int sum, Card* mine) {
  const unsigned i = action.which;
  switch (action.verb) {
    case Verb::load:
      return shared->values[i].load();
    case Verb::store:
      return shared->values[i].store(action.number), 0;
    case Verb::add:
      return 3 * shared->values[i].fetch_add(action.number & 3);
    case Verb::try_lock:
      if (!shared->locks[i].try_lock()) return 0;
      shared->values[1].store(1 + static_cast<int>(i));
      return shared->locks[i].unlock(), 1;
    case Verb::under_lock: {
      shared->locks[i].lock();
      int before = shared->guarded[i];
      shared->guarded[i] = (before + action.number) & 3;
      return shared->locks[i].unlock(), before;
    }
    case Verb::change_ghost:
      shared->values[i].fetch_add(1);
      shared->ghosts[i] = (shared->ghosts[i] + action.number + sum) & 7;
      return 0;
    case Verb::read_ghost:
      shared->values[i].load();
      return 2 * shared->ghosts[action.number & 1];
    case Verb::visit_card:
      return visit_card(shared, action);
    case Verb::make_box: {
      bool leads = shared->program->stays && (action.number & 1);
      shared->box.store(make<Box>(sum % 3, leads ? mine : nullptr));
      return 0;
    }
    case Verb::read_box:
      return read_box(shared);
    case Verb::destroy_box:
      if (Box* box = shared->box.exchange(nullptr)) destroy(box);
      return 0;
    case Verb::choose:
      return static_cast<int>(choose(2));
    case Verb::show_card:
      break;
  }
  return 0;
}

void run(Shared* shared, At at, At end, int sum, Card* mine) {
  for (; at != end; ++at) {
    if (at->verb == Verb::show_card) return show_card(shared, at, end, sum, mine);
    sum = (sum + act(shared, *at, sum, mine)) & 15;
  }
  outcome({sum});
}

Program make_program(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  Program program{below(3) == 0 ? 2U : 3U, {}, below(4) == 0, below(2) == 0, below(3) != 0};
  for (unsigned thread = 0; thread < program.threads; ++thread) {
    unsigned most = program.threads == 2 ? kMostVerbs : kMostVerbs - 1;
    for (unsigned n = most - 2 + below(3); n > 0; --n)
      program.actions[thread].push_back({static_cast<Verb>(below(unsigned(Verb::last) + 1)),
                                         below(2), static_cast<int>(below(16))});
  }
  return program;
}

Result explore(const Program* program, bool known_steps, bool live_stacks) {
  Options options;
  options.reductions.known_steps = known_steps;
  options.reductions.live_stacks = live_stacks;
  options.unordered_outcomes = program->alike;
  options.max_states = kMostStates;
  return check(
      [program] {
        for (int i = 0; program->idles && i < 300; ++i) choose(1);
        auto* shared = make<Shared>();
        shared->program = program;
        for (unsigned thread = 0; thread < program->threads; ++thread) {
          const auto& actions = program->actions[program->alike ? 0 : thread];
          At at = actions.data(), end = at + actions.size();
          epcheck::thread([=] { run(shared, at, end, 0, nullptr); }).daemon();
        }
      },
      options);
}

TEST(KnownStepsOracle, RandomProgramsHaveTheSameStatesWithoutThem) {
  std::uint64_t compared = 0, repeated = 0;
  const Seeds all = seeds(kPrograms, 10);
  for (std::uint64_t seed = all.first; seed < all.end; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Program program = make_program(seed);
    Result without = explore(&program, false, seed % 7 != 0);
    Result with = explore(&program, true, seed % 7 != 0);
    repeated += Machine::get().repeater().repeated();
    if (!without.complete) continue;
    ++compared;
    EXPECT_EQ(with.verdict, without.verdict);
    EXPECT_EQ(with.outcomes, without.outcomes);
    EXPECT_EQ(with.violations.size(), without.violations.size());
    EXPECT_EQ(with.statistics.states, without.statistics.states);
    EXPECT_EQ(with.statistics.transitions, without.statistics.transitions);
    if (HasFailure()) return;
  }
  EXPECT_GT(compared, all.size() / 2) << "too many programs are too large";
  EXPECT_GT(repeated, 100 * compared);
}

}  // namespace
}  // namespace epcheck
