// SPDX-License-Identifier: MIT
// A variant as the interpreter wants it: for each thread a flat list of instructions, compiled
// once before a check and never changed. Control steps are jumps; names are numbers of slots, the
// words of a thread's own memory; expressions are ranges of the thread's items.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/loader/scenario.h"

namespace epcheck::scenario {

enum class Opcode : std::uint8_t {
  wait,
  ctl,
  poll,
  read,
  write,
  accept,
  connect,
  shutdown,
  close,
  dup,
  settime,
  fork,
  kill,
  exit,
  jump,           // to target
  jump_if_false,  // to target unless x
  set,            // slot into = number
  count_down,     // if slot into is 0 to target, else subtract 1
  next_event,     // if slot into is the size of the batch at slot batch to target, else go on
  increment,      // slot into by 1
  await,          // block until x
  store,
  load,
  xchg,
  cas,
  fence,
  lock,
  unlock,
  use,
  free,
  deliver,
  dispatch,
  assert_,
  sigreturn,  // to where the thread was when it took the signal
};

/// Items [begin, begin + size) of ThreadCode::items; size 0 is no expression.
struct ExprRange {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

/// A descriptor: the number in a slot of the thread, or that of World::fds.
struct FdOperand {
  bool local = false;
  std::uint16_t index = 0;
};

/// The part of a registration's data that one expression gives.
struct DataPart {
  unsigned shift;
  ExprRange value;
};

inline constexpr std::uint16_t kNoSlot = 0xFFFF;
inline constexpr std::uint16_t kNoThread = 0xFFFF;

struct Instruction {
  Opcode op = Opcode::exit;
  FdOperand fd;     // what it acts on
  FdOperand ep;     // wait, ctl: the instance; dup: the number to take
  bool to = false;  // dup: `ep` is given
  std::uint16_t into = kNoSlot;
  std::uint16_t batch = kNoSlot;  // first slot of a batch
  std::uint16_t index = 0;        // variable, lock or object
  int number = 0;                 // max, timeout, how, memory order, or what set stores
  int kind = 0;                   // CtlOp, WaitTimeout
  unsigned events = 0;
  UserMemory memory = UserMemory::present;  // wait, ctl
  std::optional<unsigned> sigmask;          // wait
  SignalTarget signal;                      // kill
  ExprRange x, y;
  ExprRange returns;
  std::vector<DataPart> data;
  std::uint32_t target = 0;
  bool drains = false;        // to target if the result is an error or 0 at the end of the file
  bool counts_bytes = false;  // read: adds to World::bytes_read
  std::uint64_t dead = 0;     // bit n: what local n holds will not be read again
  unsigned line = 0;
  std::string complaint;  // message if `returns` or an assertion does not hold
};

/// The slots of one local. A batch is its size, then mask and data of each event.
struct LocalSlots {
  std::uint16_t first;
  std::uint16_t size;
};

struct HandlerCode {
  int signal;
  std::uint32_t entry;
};

struct ThreadCode {
  std::string name;
  bool daemon = false;
  std::vector<Instruction> code;  // an `exit` ends it, behind which come the handlers
  std::vector<HandlerCode> handlers;
  std::vector<ExprItem> items;  // `a` and `b` of event items and locals are slots
  std::vector<LocalSlots> locals;
  unsigned slots = 0;
};

/// A property `always` or `finally`, or a value that is observed: items without slots.
struct Observation {
  std::vector<ExprItem> items;
  std::string message;
};

struct Program {
  const Variant* variant = nullptr;
  std::vector<ThreadCode> threads;
  std::vector<std::string> interrupts;  // names as traces show them, "softirq rx"
  std::vector<Observation> always;
  std::vector<Observation> finally;
  std::vector<Observation> observed;
};

}  // namespace epcheck::scenario
