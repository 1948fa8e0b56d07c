// SPDX-License-Identifier: MIT
// ThreadState: what the engine knows of one thread of the program under test. It lies at the top of
// the thread's stack, so that [sp, top) is all that the thread will ever read of its own: that
// range is saved, restored and hashed as one. Engine only.
#pragma once

#include <cstdint>

#include "checker/layout.h"
#include "checker/op.h"

namespace epcheck {

enum class ThreadStatus : std::uint8_t {
  none,     // never started
  stopped,  // at its announced operation
  running,  // between two operations; only while a step is being taken
  finished,
};

/// A lock that a thread holds.
struct Held {
  std::uint32_t offset;  // of the lock, from kBase
  std::uint32_t exclusive;
};

inline constexpr unsigned kMaxHeld = 8;
inline constexpr unsigned kMaxOutcome = 16;

struct ThreadState {
  void* sp;  // the suspended context; everything from here to the top is live
  ThreadStatus status;
  bool daemon;
  std::uint8_t held_count;
  std::uint8_t outcome_count;
  OpCode code;  // the announced operation, and its operands
  const void* address;
  std::uint64_t a;
  std::uint64_t b;
  const void* pc;           // the caller of the hook
  std::uint32_t heap_used;  // bytes of the heap in use, freed bits not counted
  std::uint32_t id;
  std::uint64_t joined;  // threads that this one knows to have finished, one bit each
  void* data;            // this_thread::data()
  const ThreadState* parent;
  /// What kNative stores may still write: from the hook of the store to the next that is no native
  /// access. The compiler announces the two sides of `*a = *b` before it makes either.
  std::uintptr_t native_write;
  std::uint64_t native_bytes;
  const char* name;
  void (*body)(void*);
  void* argument;
  Held held[kMaxHeld];
  std::int64_t outcome[kMaxOutcome];

  /// Whether the thread is suspended in a hook, with the frames of its functions above.
  bool has_frames() const { return status == ThreadStatus::stopped && code.kind != OpKind::begin; }
};

inline ThreadState& thread_state(unsigned thread) {
  return *reinterpret_cast<ThreadState*>(stack_top(thread) - sizeof(ThreadState));
}

}  // namespace epcheck
