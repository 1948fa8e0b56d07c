// SPDX-License-Identifier: MIT
// Liveness: which bytes of a suspended thread's stack the thread may still read. Spilled registers,
// ended variables and saved registers that nobody wants back are dead: they differ between states
// that are equal, so they must not be part of the key. Found by data flow over the machine code of
// the functions on the stack (docs/internals.md, "Clean stacks"). What cannot be understood is
// taken to be live, which costs merges and never soundness.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/frame_flow.h"
#include "checker/thread_state.h"

namespace epcheck {

/// One function on a stack.
struct StackFrame {
  std::uintptr_t sp, end;
  std::uint64_t function;  // see Liveness::function_at()
  std::uintptr_t returns_to;
};

/// How far a stack has been looked at, from the inside out.
struct StackCursor {
  std::uintptr_t sp;           // of the next function
  std::uint64_t function = 1;  // Liveness::kNoFrame, or that of the last one
};

/// The address from which on two stacks of one thread hold the same variables of the same calls, as
/// far as can be told.
std::uintptr_t common_frames(const std::vector<StackFrame>& before,
                             const std::vector<StackFrame>& after);

class Liveness {
 public:
  /// `outermost` is the function at the bottom of every stack; from its frame up all is live.
  explicit Liveness(const void* outermost);

  /// Copies the live words of a suspended thread to `into`, innermost first, dead bytes as zeros,
  /// with the return addresses that say which words they are. Returns the address from which on
  /// everything is live.
  std::uintptr_t collect(const ThreadState& task, std::vector<std::uint64_t>& into);

  /// Where the words of frames begin in what collect() has added last; then where each lies, where
  /// its function goes on, and which it is.
  std::size_t first_frame_word() const { return first_frame_word_; }
  template <class F>
  void each_frame_word(F visit) const {
    for (const Call& call : calls_)
      for (const LiveWord& word : call.frame->words)
        visit(call.sp + word.index * 8u, call.pc, word);
  }
  /// Then where each frame begins and ends, and where its function goes on.
  template <class F>
  void each_frame(F visit) const {
    for (const Call& call : calls_) visit(call.sp, call.sp + call.bytes, call.pc);
  }

  /// The live words of the understood frames, by address, with the masks of their live bytes.
  std::map<std::uintptr_t, std::uint64_t> live_words(const ThreadState& task);
  /// The functions on the stack, innermost first. Ends with the first that is not understood.
  std::vector<StackFrame> frames(const ThreadState& task);
  /// Where in the function whose frame `address` lies in the thread goes on; null if unknown.
  const void* frame_of(const ThreadState& task, std::uintptr_t address);

  /// The function whose frame `address` lies in, in a stack on which a call returns to [sp - 8]: by
  /// its shape, so that two copies of a function are one. 0 if unknown, kNoFrame if it lies in
  /// none.
  static constexpr std::uint64_t kNoFrame = 1;
  std::uint64_t function_at(std::uintptr_t sp, std::uintptr_t address) {
    StackCursor cursor{sp};
    return function_at(cursor, address);
  }
  /// The same for several addresses, in ascending order.
  std::uint64_t function_at(StackCursor& cursor, std::uintptr_t address);
  /// The stack pointer at the call into the engine, of a thread that is suspended.
  static std::uintptr_t call_sp(const ThreadState& task);

  /// Overwrites all dead bytes of a suspended thread with `pattern`: with zeros, so that what is in
  /// them cannot become part of a later frame; with others, for tests of soundness.
  void overwrite_dead(const ThreadState& task, std::uint8_t pattern);

 private:
  /// One function on a stack that waits for a call to return.
  struct Call {
    std::uintptr_t pc, sp;
    const LiveFrame* frame;  // given what the caller wants back
    std::uint32_t bytes;
    RegisterMask wanted;  // what the caller wants back
  };
  struct PlaceHash {
    std::size_t operator()(std::uint64_t place) const { return place * 0x9E3779B97F4A7C15u; }
  };

  /// The frames from the innermost out, up to the first that is not understood or outermost.
  void walk(const ThreadState& task);
  const LiveFrame& frame(std::uintptr_t pc, RegisterMask wanted_by_caller);
  const LiveFrame& find_frame(std::uint64_t place, std::uintptr_t pc, RegisterMask wanted);

  std::uintptr_t outermost_;
  std::map<std::pair<const MachineCode*, RegisterMask>, FrameFlow> flows_;
  std::unordered_map<std::uint64_t, LiveFrame, PlaceHash> frames_;
  /// The frames asked for last, by their place; most questions are answered here.
  struct Recent {
    std::uint64_t place = 0;
    const LiveFrame* frame = nullptr;
  };
  static constexpr std::size_t kRecent = 4096;
  std::vector<Recent> recent_;
  /// The frames of the last walk, innermost first; most of them are those of the walk before.
  std::vector<Call> calls_;
  std::vector<Call> before_[kMaxThreads];
  std::uintptr_t rest_ = 0;
  std::size_t first_frame_word_ = 0;
  RegisterMask live_registers_ = kAllRegisters;
};

}  // namespace epcheck
