// SPDX-License-Identifier: MIT
// The steps of a thread, as plain data with all names resolved. One struct for each step of
// docs/scenario-language.md; Step holds one of them and where it stands.
#pragma once

#include <optional>
#include <variant>

#include "scenarios/loader/expression.h"

namespace epcheck::scenario {

/// A descriptor as a step names it.
struct FdRef {
  Where where;
  std::string name;
  bool local = false;  // index is a local of the thread, which holds the number
  unsigned index = 0;  // else index is into Variant::descriptors
};

/// User data of a registration: a word of four fields of 16 bits. `fd` is field 0, so that a plain
/// descriptor is also its own `fd`.
struct Data {
  struct Part {
    unsigned field;  // 0..3, or kWholeData
    Expr value;
  };
  Where where;
  std::vector<Part> parts;
};
inline constexpr unsigned kWholeData = ~0u;
inline constexpr unsigned kDataFields = 4;
inline constexpr unsigned kDataFieldBits = 16;
/// The data of object k of Variant::objects is kObjectData + k: above every number and descriptor.
inline constexpr std::int64_t kObjectData = std::int64_t{1} << 62;

enum class CtlOp { add, mod, del };
enum class WaitTimeout { zero, finite, infinite };
/// What a system call finds where its caller's memory should be.
enum class UserMemory { present, slow, missing };
enum class MemoryOrder { relaxed, acquire, release, acq_rel, seq_cst };

/// The most events that one wait returns.
inline constexpr unsigned kMaxEvents = 8;

using Into = std::optional<unsigned>;  // the local that takes the result
using Returns = std::optional<Expr>;   // what the result must be

struct Step;
using Steps = std::vector<Step>;

/// Who is sent which signal.
struct SignalTarget {
  bool thread = false;  // index is in Variant::threads; else it is the number of a process
  unsigned index = 0;
  int signal = 0;
};

struct Wait {
  FdRef ep;
  unsigned max = 1;
  WaitTimeout timeout = WaitTimeout::infinite;
  UserMemory memory = UserMemory::present;
  std::optional<unsigned> sigmask;  // bit n is the signal n
  Into into;                        // a local of kind batch
  Returns returns;
};
struct Ctl {
  CtlOp op;
  FdRef ep, fd;
  unsigned events = 0;
  UserMemory memory = UserMemory::present;
  Data data;
  Returns returns;
};
struct Poll {
  FdRef fd;
  unsigned events = ~0u;
  WaitTimeout timeout = WaitTimeout::zero;
  Into into;
  Returns returns;
};
struct Read {
  FdRef fd;
  Expr size;
  Into into;
  Returns returns;
};
struct Write {
  FdRef fd;
  Expr amount;  // bytes, or the value for an eventfd
  Into into;
  Returns returns;
};
struct Accept {
  FdRef fd;
  Into into;
  Returns returns;
};
struct Connect {
  FdRef listener;
  Into into;
  Returns returns;
};
struct Shutdown {
  FdRef fd;
  int how;  // SHUT_RD, SHUT_WR, SHUT_RDWR
  Returns returns;
};
struct Close {
  FdRef fd;
  Returns returns;
};
struct Dup {
  FdRef fd;
  std::optional<FdRef> to;
  Into into;
  Returns returns;
};

struct Settime {
  FdRef fd;
  bool armed = true;
  Returns returns;
};
struct Fork {
  unsigned process;  // in Variant::processes
};

struct Kill {
  SignalTarget target;
  Returns returns;
};

struct Exit {};
struct Break {};
struct Continue {};
struct Loop {
  Steps steps;
};
struct Repeat {
  std::optional<unsigned> times;  // none: drain
  Steps steps;
};
struct If {
  Expr condition;
  Steps then, otherwise;
};
struct For {
  unsigned batch, item;  // locals
  Steps steps;
};
struct Await {
  Expr condition;
};

struct Store {
  unsigned var;
  Expr value;
  MemoryOrder order;
};
struct Load {
  unsigned var;
  unsigned into;
  MemoryOrder order;
};
struct Xchg {
  unsigned var;
  Expr value;
  Into into;
  MemoryOrder order;
};
struct Cas {
  unsigned var;
  Expr expected, value;
  Into into;
  MemoryOrder order;
};
struct Fence {
  std::optional<MemoryOrder> order;  // none: no fence
};
struct Lock {
  unsigned lock;
};
struct Unlock {
  unsigned lock;
};
struct Use {
  unsigned object;
};
struct Free {
  unsigned object;
};

struct Deliver {
  FdRef stream;  // the end that the bytes were read from
  Expr bytes;
};
struct Dispatch {
  unsigned batch;  // local
  unsigned item;   // local, or kFirstEvent
};
struct Assert {
  Expr condition;
};

struct Step {
  Where where;
  std::variant<Wait, Ctl, Poll, Read, Write, Accept, Connect, Shutdown, Close, Dup, Settime, Fork,
               Kill, Exit, Break, Continue, Loop, Repeat, If, For, Await, Store, Load, Xchg, Cas,
               Fence, Lock, Unlock, Use, Free, Deliver, Dispatch, Assert>
      action;
};

}  // namespace epcheck::scenario
