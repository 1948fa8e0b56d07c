// SPDX-License-Identifier: MIT
// Rc11, happens-before among watched accesses: which of them race.
#include <algorithm>

#include "checker/bug.h"
#include "checker/rc11.h"

namespace epcheck {

namespace {

using Views = Rc11Views;

constexpr unsigned kLast = 255;

}  // namespace

/// Of each thread, location and kind, the last access counts: who comes after it comes after those
/// before it.
Race Rc11::watch(unsigned thread, unsigned x, bool wrote, Access access) {
  views_.use_clocks();
  Position* clock = views_.clock(now(thread));
  Race race;
  auto compare = [&](Views::Watched kind) {
    const Position* when = views_.watched(x, kind);
    for (unsigned other = 0; other < views_.threads().size(); ++other)
      if (other != thread && when[other] > clock[other] && race.thread < 0)
        race = {static_cast<int>(other), kind};
  };
  compare(Views::kPlainWrite);
  if (wrote) compare(Views::kPlainRead);
  if (access.plain) compare(Views::kMarkedWrite);
  if (access.plain && wrote) compare(Views::kMarkedRead);
  Views::Watched kind = access.plain ? wrote ? Views::kPlainWrite : Views::kPlainRead
                        : wrote      ? Views::kMarkedWrite
                                     : Views::kMarkedRead;
  if (clock[thread] == kLast) settle_clock(thread);
  CHECK(clock[thread] < kLast, "a thread has made more than 254 accesses that may race");
  views_.watched(x, kind)[thread] = ++clock[thread];
  // Who acquires from a write comes after the write itself, too.
  if (wrote && !access.plain && access.releases())
    views_.clock(views_.message(x, now(thread)[x], Views::kMessage))[thread] = clock[thread];
  return race;
}

/// Forgets accesses that all threads come after, and numbers the others of each thread anew, so
/// that the numbers say no more than who comes after which.
void Rc11::settle_clocks() {
  if (views_.clock_size() == 0) return;
  for (unsigned thread = 0; thread < views_.threads().size(); ++thread) settle_clock(thread);
}

void Rc11::settle_clock(unsigned thread) {
  unsigned known = kLast;
  for (unsigned other = 0; other < views_.threads().size(); ++other)
    if (views_.threads()[other].live)
      known = std::min<unsigned>(known, views_.clock(now(other))[thread]);
  stamps_.clear();
  bool used[kLast + 1]{};  // by a record: it comes after those up to here, and no later ones
  for (unsigned x = 0; x < views_.locations().size(); ++x)
    for (unsigned kind = 0; kind < Views::kWatched; ++kind) {
      Position& when = views_.watched(x, kind)[thread];
      if (when <= known) when = 0;
      if (when > 0) stamps_.push_back(&when);
    }
  if (stamps_.empty() && views_.clock(now(thread))[thread] == 0) return;
  views_.each([&](Position* record) { used[views_.clock(record)[thread]] = true; },
              [](Position*) {});
  Position number[kLast + 1]{};
  for (Position* when : stamps_) number[*when] = 1;
  Position next = 0;
  bool apart = true;
  for (unsigned i = 0; i <= kLast; ++i) {
    if (number[i] != 0 && apart) {
      ++next;
      apart = false;
    }
    number[i] = next;
    apart |= used[i];
  }
  for (Position* when : stamps_) *when = number[*when];
  views_.each(
      [&](Position* record) {
        Position& clock = views_.clock(record)[thread];
        clock = number[clock];
      },
      [](Position*) {});
}

}  // namespace epcheck
