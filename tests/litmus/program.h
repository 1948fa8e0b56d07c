// SPDX-License-Identifier: MIT
// A litmus program: straight-line threads of reads, writes, rmws and fences over a few shared
// words, written as herd7 users write LISA. Plain data, made by parse() or by a random generator;
// nothing here knows the engine. `axioms.h` says by definition what it may do, `run.h` runs it
// under epcheck.
//
//   w[rlx] x 1        write; the value is a digit or a register
//   r[acq] a x        read x into register a
//   xchg[sc] a x 1    exchange      add[rlx] a x 1   fetch_add
//   cas[acqrel] a x 0 1    compare and swap 0 -> 1; a is the value found
//   f[sc]             fence
//   lock l, unlock l  a mutex       join P0          until thread 0, an earlier one, has finished
//   if a=1 INSTRUCTION     only if register a holds 1
//
// Registers are a..k, each of one thread; words are u..z; locks are l, m. All begin as 0. Orders:
// na (not marked), rlx, acq, rel, acqrel, sc; and mb for xchg and add: the kernel's full barrier on
// both sides.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace epcheck::litmus {

enum class Verb : std::uint8_t { read, write, exchange, cas, add, fence, lock, unlock, join };

enum class Mode : std::uint8_t { na, rlx, acq, rel, acqrel, sc };

inline constexpr unsigned kMostThreads = 6;
inline constexpr unsigned kRegisters = 11;
inline constexpr unsigned kWords = 6;
inline constexpr unsigned kPlaces = 8;  // words, then locks

struct Instruction {
  Verb verb;
  Mode mode = Mode::rlx;
  std::uint8_t place = 0;   // index of the word or lock; the thread of a join
  std::uint8_t target = 0;  // register that takes the value read
  std::uint8_t value = 0;   // written, added, or expected
  std::uint8_t desired = 0;
  std::int8_t source = -1;  // a write of a register's value
  std::int8_t guard = -1;   // a register that must hold `guard_value`
  std::uint8_t guard_value = 0;
};

using Thread = std::vector<Instruction>;

struct Program {
  std::vector<Thread> threads;
};

inline bool reads(Verb verb) {
  return verb == Verb::read || verb == Verb::exchange || verb == Verb::cas || verb == Verb::add ||
         verb == Verb::lock;
}
inline bool writes(Verb verb) {
  return verb == Verb::write || verb == Verb::exchange || verb == Verb::cas || verb == Verb::add ||
         verb == Verb::lock || verb == Verb::unlock;
}

/// Rows of `|`-separated columns, one column for each thread. Throws std::runtime_error that names
/// what it does not understand.
Program parse(std::string_view rows);

/// The same text, for messages.
std::string to_string(const Program& program);

/// What an execution ends with: all registers, then all words. Unused ones are 0.
using Outcome = std::vector<std::uint8_t>;

/// Only what is not 0, such as "a=1 x=2".
std::string to_string(const Outcome& outcome);

/// Index in an Outcome of a register or word by its letter.
unsigned outcome_index(char letter);

}  // namespace epcheck::litmus
