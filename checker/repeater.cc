// SPDX-License-Identifier: MIT
#include "checker/repeater.h"

#include <algorithm>
#include <cstring>

#include "checker/join.h"
#include "checker/machine.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

extern "C" bool epc_noting;

namespace epcheck {

namespace {

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

std::byte* at(std::uintptr_t address) { return reinterpret_cast<std::byte*>(address); }

Key hash(const void* bytes, std::size_t count, std::uint64_t seed) {
  XXH128_hash_t digest = XXH3_128bits_withSeed(bytes, count, seed);
  return {digest.low64, digest.high64};
}

bool is_freed_bits(std::uintptr_t address) {
  return address - heap(region_of(address)) < kFreedBytes;
}

/// More than so much of Handover is not hashed at each step.
constexpr std::size_t kMostHandover = 4096;

}  // namespace

void Repeater::restart() {
  const Options& options = machine_.options_;
  bool searches = options.search != Search::naive && options.search != Search::dpor;
  possible_ = searches && options.reductions.known_steps && !machine_.memory_ &&
              Globals::chunks() == 0 && !options.poison_dead_bytes;
  stacks_.fill({});
  Key learned = machine_.words_.numbering();
  if (learned != learned_) steps_.clear();
  learned_ = learned;
}

bool Repeater::may_repeat() const {
  return possible_ && wanted_ && !machine_.raw_ && machine_.recorder_ == nullptr &&
         machine_.log_ == nullptr && machine_.witness_ == nullptr &&
         machine_.block_witness_ == nullptr;
}

const Key& Repeater::exact_key(unsigned thread) {
  Key& exact = stacks_[thread].exact;
  if (exact == Key{}) exact = machine_.hash_thread(thread);
  return exact;
}

const Key& Repeater::movables_key() {
  const Movables& movables = machine_.movables_;
  if (movables_version_ == movables.version()) return movables_;
  movables_version_ = movables.version();
  std::vector<std::uint64_t> all;
  for (unsigned i = 0; i < machine_.threads(); ++i) all.push_back(movables.first(i));
  for (unsigned i = kMaxThreads; i < kMaxThreads + movables.blocks(); ++i)
    all.insert(all.end(), {movables.first(i), movables.begin(i), movables.bytes(i)});
  return movables_ = hash(all.data(), all.size() * sizeof all[0], 0);
}

const SeenStack& Repeater::seen(unsigned thread) {
  StackKeys& keys = stacks_[thread];
  if (!seen_.knows(keys)) exact_key(thread);
  return seen_.of(thread, keys);
}

Key Repeater::seen_key(std::uintptr_t stack_or_pointer) {
  if (stack_or_pointer < kMaxThreads) return seen(static_cast<unsigned>(stack_or_pointer)).key;
  const SeenFrame* frame = seen(stack_of(stack_or_pointer)).at(stack_or_pointer);
  return frame == nullptr ? Key{} : frame->key;
}

KnownStep* Repeater::find(Decision decision) {
  if (!may_repeat()) return nullptr;
  seen_.trim();
  self_ = decision.thread;
  const World& world = machine_.world_;
  const Key& exact = exact_key(self_);
  const Key& movables = movables_key();
  std::uint64_t begin[] = {exact.low,
                           exact.high,
                           world.unannounced.low,
                           world.unannounced.high,
                           movables.low,
                           movables.high,
                           world.live_threads,
                           std::uint64_t{world.threads} << 32 | decision.choice};
  begin_ = hash(begin, sizeof begin, self_);
  return steps_.find(begin_, [this](const NotedPlace& place) {
    if (place.bytes == 0) return seen_key(place.address);
    Key value;
    if (place.bytes == 8)
      std::memcpy(&value.low, at(place.address), 8);
    else
      std::memcpy(&value.low, at(place.address), place.bytes);
    return value;
  });
}

/// What Handover makes of what it is told follows from what it knows: that, too, is noted.
bool Repeater::repeat_handover(ThreadState& task, KnownStep& known) {
  Handover& handover = machine_.handover_;
  if (!handover.in_use()) return true;
  std::size_t bytes = handover.bytes();
  bool noted = bytes <= kMostHandover && !handover.has_members();
  Key before;
  if (noted) {
    before = hash(at(Handover::base()), bytes, 0);
    if (const auto* changes = known.handovers.find(before)) {
      write_handover(*changes);
      return true;
    }
    before_.assign(at(Handover::base()), at(Handover::base()) + bytes);
  }
  for (const HandoverCall& call : known.calls) {
    task.held_count = call.held;
    if (call.kind == HandoverCall::Kind::finish) machine_.world_ = known.world;
    if (!handover.repeat(task, call)) return false;
  }
  if (!noted || handover.has_members()) return true;
  std::vector<HandoverChange> changes;
  for (std::size_t i = 0; i < bytes; i += 8) {
    HandoverChange change{static_cast<std::uint32_t>(i), 0};
    std::memcpy(&change.value, at(Handover::base() + i), 8);
    if (std::memcmp(&change.value, &before_[i], 8) != 0) changes.push_back(change);
  }
  steps_.add_handover(known, before, std::move(changes));
  return true;
}

void Repeater::write_handover(const std::vector<HandoverChange>& changes) {
  for (const HandoverChange& change : changes) {
    std::uintptr_t address = Handover::base() + change.offset;
    machine_.touch(address, sizeof change.value);
    std::memcpy(at(address), &change.value, sizeof change.value);
  }
}

bool Repeater::repeat(ThreadState& task, KnownStep& known) {
  last_ = &known;
  if (!repeat_handover(task, known)) return false;
  for (const KnownStep::Write& write : known.writes) {
    const std::byte* bytes = &known.written[write.from];
    if (std::memcmp(at(write.address), bytes, write.bytes) == 0) continue;
    machine_.touch(write.address, write.bytes);
    std::memcpy(at(write.address), bytes, write.bytes);
  }
  std::uintptr_t sp = stack_top(task.id) - known.stack.size();
  std::uintptr_t& low = machine_.low_[task.id];
  low = std::min({low, number(task.sp), sp});
  std::memcpy(at(sp), known.stack.data(), known.stack.size());
  machine_.world_ = known.world;
  return true;
}

bool Repeater::begin(const ThreadState& task) {
  last_ = nullptr;
  allocated_.clear();
  notes_.clear();
  if (!may_repeat() || !steps_.learns()) return false;
  noting_ = epc_noting = true;
  machine_.handover_.set_notes(&notes_);
  std::span<const std::uint64_t> live = machine_.words_of_thread(task.id);
  std::vector<std::uint64_t> words(live.begin(), live.end());
  for (std::uint64_t word : words) see(word);
  for (std::uint64_t bits = machine_.world_.stacks_in_heaps; bits != 0; bits &= bits - 1)
    see_stack(static_cast<unsigned>(__builtin_ctzll(bits)));
  return true;
}

/// What has been allocated now holds what others may read without operations.
void Repeater::end() {
  noting_ = epc_noting = false;
  machine_.handover_.set_notes(nullptr);
  if (!possible_) return;
  for (const StepNotes::Range& block : allocated_) note_unannounced(block.address, block.bytes);
  find_unannounced();
}

void Repeater::note_unannounced(std::uintptr_t address, std::size_t bytes) {
  World& world = machine_.world_;
  world.unannounced += hash(at(address), bytes, address);
  for (std::size_t i = 0; i + 8 <= bytes; i += 8) {
    std::uint64_t word;
    std::memcpy(&word, at(address + i), sizeof word);
    if (unsigned owner = stack_of(word); owner < kMaxThreads)
      world.stacks_in_heaps |= std::uint64_t{1} << owner;
  }
}

/// A constructor that is cut by a scheduling point goes on writing in a later step.
void Repeater::find_unannounced() {
  std::size_t offset = machine_.frames_.back().bytes;
  for (std::size_t i = machine_.frames_.back().saved; i < machine_.saved_.size(); ++i) {
    const Saved& saved = machine_.saved_[i];
    const std::byte* before = &machine_.bytes_[offset];
    offset += saved.bytes;
    if (!saved.chunk || saved.handover()) continue;
    for (std::size_t byte = 0; byte < saved.bytes; byte += 8) {
      std::uintptr_t address = saved.address + byte;
      if (std::memcmp(at(address), before + byte, 8) == 0) continue;
      if (is_freed_bits(address) || is_announced(address, before + byte)) continue;
      notes_.give_up();
      note_unannounced(address, 8);
    }
  }
}

/// Whether those of eight bytes that have changed were written by operations, or allocated.
bool Repeater::is_announced(std::uintptr_t address, const std::byte* before) const {
  auto covers = [](const std::vector<StepNotes::Range>& ranges, std::uintptr_t byte) {
    return std::any_of(ranges.begin(), ranges.end(), [byte](const StepNotes::Range& range) {
      return byte - range.address < range.bytes;
    });
  };
  for (std::uintptr_t i = 0; i < 8; ++i)
    if (*at(address + i) != before[i] && !covers(notes_.writes(), address + i) &&
        !covers(allocated_, address + i))
      return false;
  return true;
}

void Repeater::remember(unsigned thread) {
  last_ = nullptr;
  if (!notes_.complete() || machine_.words_.has_news() || machine_.world_.failed) return;
  for (NotedRead& read : notes_.reads())
    if (read.place.bytes == 0) read.value = seen_key(read.place.address);
  const ThreadState& task = thread_state(thread);
  KnownStep step;
  step.stack.assign(at(number(task.sp)), at(stack_top(thread)));
  for (const StepNotes::Range& range : notes_.writes()) {
    if (stack_of(range.address) == thread) continue;
    step.writes.push_back({range.address, static_cast<std::uint32_t>(range.bytes),
                           static_cast<std::uint32_t>(step.written.size())});
    step.written.insert(step.written.end(), at(range.address), at(range.address + range.bytes));
  }
  step.calls = notes_.calls();
  step.world = machine_.world_;
  step.exact = exact_key(thread);
  if (machine_.hashing_) describe(step, thread);
  steps_.add(begin_, notes_.reads(), std::move(step));
}

void Repeater::describe(KnownStep& known, unsigned thread) const {
  known.described = true;
  known.part = machine_.thread_part_[thread];
  if (machine_.words_.symmetric()) machine_.symmetry_.copy(known.part, known.facts, known.links);
}

void Repeater::give_up() {
  notes_.give_up();
  epc_noting = false;
}

/// What the thread may find out without operations, from here on, where it holds this value.
void Repeater::see(std::uintptr_t pointer) {
  unsigned thread = stack_of(pointer);
  if (thread == self_ || thread >= machine_.threads()) return;
  const SeenFrame* frame = seen(thread).at(pointer);
  if (!notes_.see(pointer, frame == nullptr ? pointer : frame->begin) || frame == nullptr) return;
  for (std::uintptr_t next : frame->pointers) see(next);
}

void Repeater::see_stack(unsigned thread) {
  if (thread == self_ || thread >= machine_.threads() || !notes_.see(thread, thread)) return;
  for (const SeenFrame& frame : seen(thread).frames)
    for (std::uintptr_t next : frame.pointers) see(next);
}

void Repeater::note_operation(const Operation& operation) {
  see(number(operation.address));
  if (is_lock(operation.code.kind)) note_read(number(operation.address), sizeof(LockWord));
  switch (operation.code.kind) {
    case OpKind::wait:
      if (is_join(*static_cast<const Condition*>(operation.address), operation.a)) give_up();
      break;
    case OpKind::alloc:
    case OpKind::free:
    case OpKind::spawn:
    case OpKind::report:
      give_up();
      break;
    default:
      if (operation.code.flags & kNative) give_up();
  }
}

void Repeater::note_read(std::uintptr_t address, std::size_t bytes) {
  if (!in_program(address) || !in_program(address + bytes - 1)) return;
  notes_.read(address, bytes);
  see(address);
  for (std::size_t i = 0; i + 8 <= bytes; i += 8) {
    std::uint64_t value;
    std::memcpy(&value, at(address + i), sizeof value);
    see(value);
  }
}

void Repeater::note_possible_access(std::uintptr_t address, std::size_t bytes, bool reads,
                                    bool writes) {
  note_shared(address, bytes);
  if (noting_ && reads) note_read(address, bytes);
  if (writes) notes_.write(address, bytes);
}

/// What others access by operations, they do not read without.
void Repeater::note_shared(std::uintptr_t address, std::size_t bytes) {
  unsigned thread = stack_of(address);
  if (thread >= machine_.threads() || thread == machine_.current_->id) return;
  if (noting_) see(address);
  if (const SeenFrame* frame = seen(thread).at(address)) seen_.share(*frame, address, bytes);
}

void Repeater::note_ghost(std::uintptr_t address, std::size_t bytes) {
  if (noting_) note_read(address, bytes);
  notes_.write(address, bytes);
  if (!in_program(address) || in_heap(address) || region_of(address) >= kMaxThreads) return;
  if (region_of(address) == machine_.current_->id) return;
  stacks_[region_of(address)] = {};
  give_up();
}

void Repeater::note_freed(std::uintptr_t block, std::size_t bytes) {
  notes_.write(block - kGranule, bytes + kGranule);
  machine_.world_.unannounced += Symmetry::hash(block, 0, 1);
}

}  // namespace epcheck
