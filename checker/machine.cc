// SPDX-License-Identifier: MIT
#include "checker/machine.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <boost/context/detail/fcontext.hpp>
#include <cstring>

#include "checker/bug.h"
#include "checker/mutex.h"
#include "checker/report.h"

extern "C" void* epc_engine_context;

namespace epcheck {

namespace {

using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

/// Bytes below the deepest operation that a function without operations may have dirtied.
constexpr std::size_t kLeafBytes = 512;

constexpr std::uint8_t kPoison = 0xa5;

std::byte* at(std::uintptr_t address) { return reinterpret_cast<std::byte*>(address); }

void* reserve() {
  void* wanted = at(kBase);
  void* memory = mmap(wanted, kTotalBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  CHECK(memory == wanted, "the address range of programs under test is taken");
  return memory;
}

template <class T>
T* zeros(std::size_t count) {
  return static_cast<T*>(std::calloc(count, sizeof(T)));
}

/// The first function of every thread. Never returns: the last operation is never carried on from.
void thread_main(transfer_t engine) {
  epc_engine_context = engine.fctx;
  ThreadState* self = Machine::get().current();
  self->body(self->argument);
  hook(pack(OpKind::finish, 0, Order::release), nullptr);
  __builtin_unreachable();
}

}  // namespace

Machine& Machine::make() {
  static Machine machine;
  instance_ = &machine;
  return machine;
}

Machine::Machine()
    : movables_(),
      symmetry_(movables_),
      thread_part_(kMaxThreads),
      chunk_part_(zeros<Symmetry::Part>(kChunksPerHeap * kRegions)),
      chunk_epoch_(zeros<std::uint64_t>(kChunksPerHeap * kRegions)),
      thread_epoch_(kMaxThreads),
      low_(kMaxThreads),
      handover_(*this),
      repeater_(*this),
      liveness_(reinterpret_cast<const void*>(&thread_main)),
      functions_(kMaxThreads) {
  reserve();
  globals_.attach();
}

void Machine::start(detail::Body body, const void* argument, std::size_t bytes,
                    const Options& options) {
  CHECK(!active_, "check() inside of check()");
  active_ = true;
  body_ = body;
  argument_.assign(static_cast<const std::byte*>(argument),
                   static_cast<const std::byte*>(argument) + bytes);
  options_ = options;
  set_race_message("two accesses, of which one writes and one is plain, are not ordered");
  set_unwritten_message("a read of memory that nobody has written since it was allocated");
  raw_ = false;
  repeater_.start();
  words_.clear();
  words_.set_tracking(options.reductions.tracked_words && options.reductions.learned_words);
  words_.set_points(options.reductions.learned_words);
  words_.set_nesting(options.reductions.nested_locks);
  words_.set_weak(options.memory == Memory::weak);
  words_.start_with(options.learned);
  lone_joins_ = options.reductions.lone_joins;
  memory_ = make_memory_model(options_, *this);
  globals_.capture();
  restart();
}

void Machine::stop() {
  active_ = false;
  globals_.reset();
  observer = nullptr;
  log_ = nullptr;
  hashing_ = true;
  set_recorder(nullptr);
}

void Machine::set_recorder(Recorder* recorder) {
  recorder_ = recorder;
  epc_recording = recorder != nullptr;
}

void Machine::restart() {
  for (unsigned thread = 0; thread < max_threads_; ++thread) {
    madvise(at(region(thread)), kRegionBytes, MADV_DONTNEED);
    functions_[thread].clear();
  }
  globals_.reset();
  words_.restart();
  handover_.restart(words_.tracked(), words_.remembered(), words_.locks(), words_.objects(),
                    words_.orders_by_fences(), options_.memory == Memory::tso);
  clear_parts();
  frames_.clear();
  saved_.clear();
  bytes_.clear();
  labels_.clear();
  world_ = {1, 1, 1, 0, false};
  movables_.clear();
  max_threads_ = 1;
  watch_.fill({});
  decision_index_ = 0;
  ++epoch_;
  model_key_ = {};
  if (memory_) [[unlikely]]
    memory_->restart();
  create_thread(0, {body_, argument_.data(), argument_.size(), "main"});
  repeater_.restart();
  first_key();
  if (memory_) [[unlikely]]
    rehash_model();
}

void Machine::create_thread(unsigned id, const SpawnRequest& request) {
  ThreadState& task = thread_state(id);
  std::memset(&task, 0, sizeof task);
  std::uintptr_t argument =
      (stack_top(id) - sizeof(ThreadState) - request.bytes) & ~std::uintptr_t{63};
  // Whatever was left there by a thread of another execution.
  scrub_stack(std::min(argument - 4096, low_[id] - kLeafBytes),
              stack_top(id) - sizeof(ThreadState));
  if (request.bytes > 0) std::memcpy(at(argument), request.argument, request.bytes);
  task.status = ThreadStatus::stopped;
  task.code.kind = OpKind::begin;
  task.id = id;
  task.parent = current_;
  task.name = request.name;
  task.body = request.body;
  task.argument = at(argument);
  task.sp = make_fcontext(at(argument), argument - region(id), thread_main);
  low_[id] = reinterpret_cast<std::uintptr_t>(task.sp);
  if (id != 0) movables_.add_thread(id, request.bytes);
  if (recorder_) recorder_->on_thread(id, request.name ? request.name : "");
}

void Machine::push_frame(Decision decision) {
  frames_.push_back(
      {saved_.size(), bytes_.size(), symmetry_.log_size(), members_part_, key_, world_, decision});
}

void Machine::step(Decision decision) {
  ThreadState& task = thread_state(decision.thread);
  if (memory_ && decision.choice == kDrain) [[unlikely]]
    return drain(decision);
  CHECK(task.status == ThreadStatus::stopped, "a step of a thread that cannot go on");
  KnownStep* known = repeater_.find(decision);
  begin_step(decision);
  if (known != nullptr && !repeater_.repeat(task, *known)) {
    if (hashing_) rehash(nullptr);
    undo();
    ++decision_index_;
    begin_step(decision);
    known = nullptr;
  }
  bool noted = known == nullptr && run_step(task, decision);
  if (hashing_) rehash(known);
  if (memory_) [[unlikely]]
    rehash_model();
  if (known != nullptr)
    repeater_.stack(decision.thread).exact = known->exact;
  else if (noted)
    repeater_.remember(decision.thread);
  if (recorder_) record_late();
  ++decision_index_;
}

void Machine::begin_step(Decision decision) {
  push_frame(decision);
  ++epoch_;
  if (memory_) [[unlikely]]
    memory_->begin_step();
  save_thread(decision.thread);
}

/// Lets the thread run to its next scheduling point. Returns whether it has been noted what it did.
bool Machine::run_step(ThreadState& task, Decision decision) {
  committed_ = words_.ends_at(task.pc);
  last_pc_ = task.pc;
  local_ = task.code.kind == OpKind::begin ||
           (task.code.kind == OpKind::wait &&
            joins_finished({task.code, task.address, task.a, task.b, task.pc}));
  operations_ = 0;
  choice_ = decision.choice;
  watch_stack(task);
  bool noted = repeater_.begin(task);
  resume(task);
  repeater_.end();
  if (memory_ && task.status != ThreadStatus::finished) [[unlikely]]
    memory_->end_variables(task, reinterpret_cast<std::uintptr_t>(task.sp));
  return noted;
}

void Machine::resume(ThreadState& task) {
  scrub(task);
  if (task.has_frames() && options_.reductions.live_stacks) {
    if (options_.poison_dead_bytes)
      liveness_.overwrite_dead(task, kPoison);
    else if (options_.search != Search::naive && (repeater_.possible() || hashing_))
      liveness_.overwrite_dead(task, 0);
  }
  current_ = &task;
  task.status = ThreadStatus::running;
  transfer_t transfer = jump_fcontext(task.sp, nullptr);
  epc_engine_context = nullptr;
  current_ = nullptr;
  if (task.status == ThreadStatus::finished)
    task.sp = &task;
  else
    task.sp = transfer.fctx;
}

/// Zeroes what was left below the live stack, so that it cannot become part of a later frame.
void Machine::scrub(const ThreadState& task) {
  std::uintptr_t sp = reinterpret_cast<std::uintptr_t>(task.sp);
  std::uintptr_t& low = low_[task.id];
  scrub_stack(std::min(low, sp) - kLeafBytes, sp);
  low = sp;
}

void Machine::scrub_stack(std::uintptr_t from, std::uintptr_t to) {
  std::memset(at(from), 0, to - from);
}

void Machine::save(Saved saved) {
  const std::byte* from = at(saved.address);
  bytes_.insert(bytes_.end(), from, from + saved.bytes);
  saved_.push_back(saved);
}

void Machine::save_thread(unsigned thread) {
  StackKeys& stack = repeater_.stack(thread);
  if (thread_epoch_[thread] == epoch_) {
    stack.exact = {};
    return;
  }
  thread_epoch_[thread] = epoch_;
  const ThreadState& task = thread_state(thread);
  std::uintptr_t from = task.status == ThreadStatus::none
                            ? reinterpret_cast<std::uintptr_t>(&task)
                            : reinterpret_cast<std::uintptr_t>(task.sp);
  save({from, static_cast<std::uint32_t>(stack_top(thread) - from), thread, false,
        thread_part_[thread], stack});
  stack.exact = {};
  if (thread == frames_.back().decision.thread) stack = {};
}

void Machine::touch(std::uintptr_t address, std::size_t bytes) {
  unsigned owner = region_of(address);
  if (!in_heap(address)) return save_thread(owner);
  std::uint32_t first = static_cast<std::uint32_t>((address - heap(owner)) / kChunkBytes);
  std::uint32_t last =
      static_cast<std::uint32_t>((address + bytes - 1 - heap(owner)) / kChunkBytes);
  for (std::uint32_t i = first; i <= last; ++i) {
    std::uint32_t chunk = static_cast<std::uint32_t>(owner * kChunksPerHeap) + i;
    if (chunk_epoch_[chunk] == epoch_) continue;
    if (chunk_epoch_[chunk] == 0) used_chunks_.push_back(chunk);
    chunk_epoch_[chunk] = epoch_;
    save({heap(owner) + i * kChunkBytes, kChunkBytes, chunk, true, chunk_part_[chunk]});
  }
}

bool Machine::changed_one_thread() const {
  if (saved_.size() == frames_.back().saved + 1) return true;  // nothing else was saved
  std::size_t offset = frames_.back().bytes;
  for (std::size_t i = frames_.back().saved; i < saved_.size(); ++i) {
    const Saved& part = saved_[i];
    bool counts = part.chunk ? part.index / kChunksPerHeap != kHandoverRegion
                             : part.index != frames_.back().decision.thread;
    if (counts && std::memcmp(at(part.address), bytes_.data() + offset, part.bytes) != 0)
      return false;
    offset += part.bytes;
  }
  return true;
}

void Machine::undo() {
  const StepFrame& frame = frames_.back();
  std::size_t offset = bytes_.size();
  for (std::size_t i = saved_.size(); i-- > frame.saved;) {
    const Saved& part = saved_[i];
    offset -= part.bytes;
    restore(part, bytes_.data() + offset);
  }
  saved_.resize(frame.saved);
  bytes_.resize(frame.bytes);
  key_ = frame.key;
  world_ = frame.world;
  movables_.truncate(world_.threads, world_.blocks);
  if (words_.symmetric()) undo_symmetry(frame);
  if (memory_) [[unlikely]] {
    memory_->undo_step();
    model_key_ = memory_->key();
  }
  frames_.pop_back();
  --decision_index_;
}

std::vector<StackFrame> Machine::stack_frames(unsigned thread) {
  const ThreadState& task = thread_state(thread);
  return task.has_frames() ? liveness_.frames(task) : std::vector<StackFrame>{};
}

EndState Machine::end_state() {
  EndState end;
  for (unsigned thread = 0; thread < world_.threads; ++thread) {
    const ThreadState& task = thread_state(thread);
    if (task.status == ThreadStatus::stopped)
      end.blocked.push_back({thread, task.name, task.daemon, task.code.kind, task.address});
  }
  return end;
}

std::string Machine::schedule_so_far() const {
  std::string schedule;
  for (const StepFrame& frame : frames_)
    schedule += fmt::format("{}{}.{}", schedule.empty() ? "" : " ", frame.decision.thread,
                            frame.decision.choice);
  return schedule;
}

/// Where threads are not to be told apart, what those of one class said is sorted.
std::vector<std::int64_t> Machine::outcome() const {
  std::vector<std::vector<std::int64_t>> said(world_.threads);
  for (unsigned thread = 0; thread < world_.threads; ++thread) {
    const ThreadState& task = thread_state(thread);
    said[thread].assign(task.outcome, task.outcome + task.outcome_count);
  }
  if (options_.unordered_outcomes && movables_.any_alike_threads())
    for (unsigned a = 1; a < world_.threads; ++a)
      for (unsigned b = a + 1; b < world_.threads; ++b)
        if (movables_.same_class(a, b) && said[b] < said[a]) said[a].swap(said[b]);
  std::vector<std::int64_t> values;
  for (const auto& each : said) values.insert(values.end(), each.begin(), each.end());
  return values;
}

const char* Machine::take_limit() {
  if (full_ != nullptr) return std::exchange(full_, nullptr);
  if (words_.overflows())
    return "too many plain words, unordered accesses, locks or atomics to tell data races";
  return memory_ ? memory_->take_limit() : nullptr;
}

/// Memory is not used again, so who makes objects in a loop is not finite.
std::uint64_t Machine::end_for_want_of_memory() {
  repeater_.give_up();
  full_ = "a thread has made more objects than it has room for: executions were cut short";
  world_.failed = true;
  suspends_ = true;
  return 0;
}

}  // namespace epcheck
