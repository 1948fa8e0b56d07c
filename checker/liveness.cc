// SPDX-License-Identifier: MIT
#include "checker/liveness.h"

#include <algorithm>
#include <cstring>
#include <span>

namespace epcheck {

namespace {

/// What epc_hook and jump_fcontext (Boost 1.74, x86-64 System V) leave at the stack pointer of a
/// suspended thread, in words. A change of either shows in liveness_test.cc.
enum SuspendedWord : unsigned {
  kR12Word = 1,
  kR13Word = 2,
  kR14Word = 3,
  kR15Word = 4,
  kRbxWord = 5,
  kRbpWord = 9,
  kReturnWord = 11,  // into the function that called the hook
  kSuspendedWords = 12,
};

struct SavedAt {
  SavedRegister reg;
  SuspendedWord word;
};
constexpr SavedAt kSavedAt[] = {{kRbx, kRbxWord}, {kRbp, kRbpWord}, {kR12, kR12Word},
                                {kR13, kR13Word}, {kR14, kR14Word}, {kR15, kR15Word}};

std::uint64_t* word_at(std::uintptr_t address) { return reinterpret_cast<std::uint64_t*>(address); }

}  // namespace

Liveness::Liveness(const void* outermost)
    : outermost_(reinterpret_cast<std::uintptr_t>(outermost)), recent_(kRecent) {}

const LiveFrame& Liveness::frame(std::uintptr_t pc, RegisterMask wanted) {
  std::uint64_t place = pc << 6 | wanted;
  Recent& recent = recent_[(place * 0x9E3779B97F4A7C15u) >> 52];
  if (recent.place != place) recent = {place, &find_frame(place, pc, wanted)};
  return *recent.frame;
}

const LiveFrame& Liveness::find_frame(std::uint64_t place, std::uintptr_t pc, RegisterMask wanted) {
  auto [entry, is_new] = frames_.try_emplace(place);
  if (is_new) {
    const MachineCode* code = MachineCode::containing(pc);
    if (code != nullptr)
      entry->second = flows_.try_emplace({code, wanted}, *code, wanted).first->second.at(pc);
    for (const LiveWord& word : entry->second.words) {
      entry->second.masks.resize(std::max<std::size_t>(entry->second.bytes / 8, word.index + 1u));
      entry->second.masks[word.index] = word.mask;
    }
    if (code != nullptr) entry->second.function = code->shape();
    // All of its frame is kept, but it wants no more registers back than it wants.
    if (code != nullptr && code->begin() == outermost_) entry->second.understood = false;
  }
  return entry->second;
}

std::uintptr_t Liveness::call_sp(const ThreadState& task) {
  return reinterpret_cast<std::uintptr_t>(task.sp) + kSuspendedWords * 8;
}

std::uint64_t Liveness::function_at(StackCursor& cursor, std::uintptr_t address) {
  while (cursor.sp <= address && cursor.function != 0) {
    const LiveFrame& any = frame(*word_at(cursor.sp - 8), kAllRegisters);
    cursor.function = any.understood ? any.function : 0;
    cursor.sp += any.bytes;
  }
  return cursor.function;
}

std::vector<StackFrame> Liveness::frames(const ThreadState& task) {
  std::vector<StackFrame> frames;
  for (std::uintptr_t sp = call_sp(task);;) {
    const LiveFrame& any = frame(*word_at(sp - 8), kAllRegisters);
    if (!any.understood) {
      frames.push_back({sp, stack_top(task.id), *word_at(sp - 8), 0});
      return frames;
    }
    frames.push_back({sp, sp + any.bytes, any.function, *word_at(sp + any.bytes - 8)});
    sp += any.bytes;
  }
}

std::uintptr_t common_frames(const std::vector<StackFrame>& before,
                             const std::vector<StackFrame>& after) {
  std::uintptr_t common = std::max(before.back().end, after.back().end);
  for (auto a = before.rbegin(), b = after.rbegin(); a != before.rend() && b != after.rend();
       ++a, ++b) {
    if (a->end != b->end || a->function != b->function || a->returns_to != b->returns_to) break;
    common = std::max(a->sp, b->sp);
  }
  return common;
}

void Liveness::walk(const ThreadState& task) {
  std::vector<Call>& before = before_[task.id];
  calls_.clear();
  std::uintptr_t sp = call_sp(task);
  std::uintptr_t pc = *word_at(sp - 8);
  for (std::size_t i = 0;;) {
    while (i < before.size() && before[i].sp < sp) ++i;
    if (i < before.size() && before[i].sp == sp && before[i].pc == pc) {
      calls_.push_back(before[i]);
    } else {
      const LiveFrame& any = frame(pc, kAllRegisters);
      if (!any.understood) break;
      calls_.push_back({pc, sp, nullptr, any.bytes, 0});
    }
    sp += calls_.back().bytes;
    pc = *word_at(sp - 8);
  }
  rest_ = sp;
  // A function that is not understood may want every register back.
  RegisterMask wanted = frame(pc, kAllRegisters).registers;
  for (std::size_t i = calls_.size(); i-- > 0;) {
    Call& call = calls_[i];
    if (call.frame == nullptr || call.wanted != wanted) {
      call.frame = &frame(call.pc, wanted);
      call.wanted = wanted;
    }
    wanted = call.frame->registers;
  }
  live_registers_ = wanted;
  before = calls_;
}

std::uintptr_t Liveness::collect(const ThreadState& task, std::vector<std::uint64_t>& into) {
  walk(task);
  const std::uint64_t* suspended = static_cast<const std::uint64_t*>(task.sp);
  for (const SavedAt& saved : kSavedAt)
    if (live_registers_ >> saved.reg & 1) into.push_back(suspended[saved.word]);
  into.push_back(suspended[kReturnWord]);
  first_frame_word_ = into.size();
  for (const Call& call : calls_)
    for (const LiveWord& word : call.frame->words)
      into.push_back(word_at(call.sp)[word.index] & word.mask);
  return rest_;
}

std::map<std::uintptr_t, std::uint64_t> Liveness::live_words(const ThreadState& task) {
  walk(task);
  std::map<std::uintptr_t, std::uint64_t> live;
  for (const Call& call : calls_)
    for (const LiveWord& word : call.frame->words) live[call.sp + word.index * 8u] |= word.mask;
  return live;
}

const void* Liveness::frame_of(const ThreadState& task, std::uintptr_t address) {
  walk(task);
  for (const Call& call : calls_)
    if (address >= call.sp && address < call.sp + call.bytes)
      return reinterpret_cast<const void*>(call.pc);
  return nullptr;
}

void Liveness::overwrite_dead(const ThreadState& task, std::uint8_t pattern) {
  walk(task);
  std::uint64_t value;
  std::memset(&value, pattern, sizeof value);
  std::uint64_t* suspended = static_cast<std::uint64_t*>(task.sp);
  for (const SavedAt& saved : kSavedAt)
    if (!(live_registers_ >> saved.reg & 1)) suspended[saved.word] = value;
  std::span<const std::uint64_t> arguments;  // of the function before, in the frame of its caller
  for (const Call& call : calls_) {
    std::span<const std::uint64_t> masks = call.frame->masks;
    std::size_t words = call.bytes / 8;
    for (std::size_t i = 0; i < words; ++i) {
      std::uint64_t keep = masks[i] | (i < arguments.size() ? arguments[i] : 0);
      std::uint64_t& word = word_at(call.sp)[i];
      word = (word & keep) | (value & ~keep);
    }
    arguments = masks.subspan(words);
  }
}

}  // namespace epcheck
