// SPDX-License-Identifier: MIT
// World: what one execution of a program shares between its threads, besides the kernel itself. It
// is built on the main thread before the others start, in memory that is part of the state.
#pragma once

#include <cstdint>

#include "checker/atomic.h"
#include "checker/ghost.h"
#include "checker/mutex.h"
#include "model/kernel.h"
#include "model/properties.h"
#include "scenarios/program/instruction.h"

namespace epcheck::scenario {

struct World {
  explicit World(const Program& compiled, Kernel* booted) : program(&compiled), kernel(booted) {}

  const Program* const program;
  Kernel* const kernel;

  // Arrays by the indices of Variant; they do not change after set-up, what they hold does.
  int* fds = nullptr;                 // Variant::descriptors: numbers
  epcheck::File** files = nullptr;    // Variant::descriptors: open files, perhaps released since
  epcheck::Process* first = nullptr;  // number 0
  epcheck::Process** processes = nullptr;  // Variant::processes
  ghost<Task*>* tasks = nullptr;           // Variant::threads; null until they start
  Cpu** cpus = nullptr;  // by number; null where no interrupt, or no thread, is bound to it
  atomic<std::int64_t>* vars = nullptr;  // Variant::vars
  mutex* locks = nullptr;
  UserObject** objects = nullptr;
  ghost<std::int64_t>* bytes_read = nullptr;  // [file * threads + thread], if observed
};

/// A running thread of the program: what the interpreter needs, and all that the thread remembers
/// between two steps.
struct ThreadState {
  static constexpr std::int32_t kDies = -1;

  const ThreadCode* code = nullptr;
  World* world = nullptr;
  Task* task = nullptr;
  unsigned index = 0;                      // in Variant::threads
  ghost<std::uint32_t> ip{0};              // next instruction
  ghost<std::uint32_t> interrupted_at{0};  // in a handler: the instruction that comes after it
  // A signal that the last call has taken at its end: a number, kDies or 0
  ghost<std::int32_t> taken{0};
  ghost<std::int64_t>* slots = nullptr;
};

/// Boots the kernel and makes everything that exists before the threads start.
World* build_world(const Program& program, const Protocol& protocol, const Checks& checks,
                   Memory memory);

/// Starts interrupts and the threads of the first process.
void start_threads(World* world);

/// The current thread forks Variant::processes[index], whose threads start.
void fork_process(World* world, unsigned index);

/// Sends a signal. 0 or -ESRCH.
int send_signal(World* world, const SignalTarget& target);

/// Whether the file has not been released.
bool is_open(const World& world, const epcheck::File* file);

}  // namespace epcheck::scenario
