// SPDX-License-Identifier: MIT
// Rc11: the weak memory model, RC11 without load buffering (Lahav, Vafeiadis, Kang, Hur and Dreyer,
// "Repairing sequential consistency in C/C++11", PLDI 2017), with the release sequences of C++20.
// An execution grows by one event at a time, in an order that respects program order and
// reads-from; so every consistent execution is reached, and each event is checked once, when it
// comes. It is not kept event by event: Rc11Views holds what can still matter of it.
//
// A library of its own: it knows threads by number and locations by address. REQUIRES of each
// access: the matching may_...() has said yes. Whoever wants to go back saves first.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/key.h"
#include "checker/op.h"
#include "checker/rc11_views.h"

namespace epcheck {

/// How an access is ordered. A plain one orders nothing. What may race is watched: plain accesses,
/// and those to locations that have plain ones.
struct Access {
  Order order = Order::relaxed;
  bool plain = false;
  bool watched = false;

  bool acquires() const { return !plain && order != Order::relaxed && order != Order::release; }
  bool releases() const { return !plain && order != Order::relaxed && order != Order::acquire; }
  bool sc() const { return !plain && order == Order::seq_cst; }
};

/// Another thread's access that is not ordered with one that conflicts with it.
struct Race {
  int thread = -1;  // -1: there is none
  Rc11Views::Watched kind{};
};

class Rc11 {
 public:
  Rc11() { restart(); }
  /// Thread 0 runs; nothing has happened.
  void restart();

  /// The index of a location; -1 if nothing has happened there.
  int find(std::uint64_t address, unsigned size) const;
  /// The same; its initial value is `value` if it is new. Indices are good until the next call.
  /// `unwritten`: nobody has written that.
  unsigned locate(std::uint64_t address, unsigned size, std::uint64_t value,
                  bool unwritten = false);
  /// As if all threads had seen the write after the oldest one.
  void forget_oldest(unsigned location);
  void forget(unsigned location) { views_.remove_location(location); }
  unsigned writes(unsigned location) const { return views_.locations()[location].count; }
  const Rc11Write& write_at(unsigned location, unsigned position) const {
    return views_.write(location, position);
  }
  const Rc11Views& views() const { return views_; }

  /// Whether there are writes that the thread need not have seen.
  bool behind(unsigned thread, unsigned location) {
    return now(thread)[location] + 1u < writes(location);
  }
  /// Whether the thread may read the write at `position` now.
  bool may_read(unsigned thread, unsigned location, Position position, Access access);
  /// Whether it may write just after that one in coherence order.
  bool may_write(unsigned thread, unsigned location, Position position, Access access);
  /// Whether it may do both, as one.
  bool may_update(unsigned thread, unsigned location, Position position, Access access);

  void read(unsigned thread, unsigned location, Position position, Access access);
  void write(unsigned thread, unsigned location, Position position, std::uint64_t value,
             Access access);
  void update(unsigned thread, unsigned location, Position position, std::uint64_t value,
              Access access);
  /// Whether it matters that the thread has accessed but one location for a while: since it made an
  /// SC access, or since it learned of another thread's.
  bool in_run(unsigned thread);
  /// It has accessed another location, of which nothing else matters.
  void end_run(unsigned thread) { begin_event(thread, 0); }
  void fence(unsigned thread, Order order);
  void lock(unsigned thread, std::uint64_t address, bool shared);
  void unlock(unsigned thread, std::uint64_t address, bool shared);
  void spawn(unsigned thread, unsigned child);
  void finish(unsigned thread);
  void join(unsigned thread, unsigned other);

  /// Notes that the thread has just read or written there. REQUIRES: access.watched.
  Race watch(unsigned thread, unsigned location, bool wrote, Access access);

  /// Appends what the state is, the same for equal states only. `joins`: finished threads may be
  /// joined; `sc`: there may be SC fences or SC accesses. REQUIRES: settle() has been called.
  void describe(bool joins, bool sc, std::vector<std::byte>& into);

  /// Forgets the writes that no thread can read, nor write before. After each event, or some.
  void settle();

  void save(std::vector<std::byte>& into) const { views_.save(into); }
  void restore(std::vector<std::byte>& from) { views_.restore(from); }

 private:
  Position* now(unsigned thread) { return views_.thread(thread, Rc11Views::kNow); }
  Position* port(unsigned thread, unsigned which) { return views_.port(now(thread), which); }
  void begin_event(unsigned thread, std::uint64_t run);
  void write_event(unsigned thread, unsigned location, Position position, std::uint64_t value,
                   Access access, bool rmw);
  Position bound(unsigned thread, unsigned location, Access access);
  void collect_before(unsigned location, Position position, bool writes, Position* into);
  void close(unsigned location, Position position, bool sc);
  void fold(unsigned location, unsigned count);
  void settle_clocks();
  void settle_clock(unsigned thread);

  Rc11Views views_;
  std::vector<Position> fences_, event_;  // ports, while an event is added
  std::vector<Position*> stamps_;
};

}  // namespace epcheck
