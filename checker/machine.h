// SPDX-License-Identifier: MIT
// Machine: the program under test as something that can be stepped, undone and compared. It owns
// the program's memory; there is one in a process, because that memory has fixed addresses.
//
// A state is: the heaps, and for each thread its ThreadState and live stack. step() lets one thread
// carry out its announced operation and run on to its next scheduling point. Before anything is
// changed its old bytes go to the undo log; undo() puts them back. key() is a hash of the whole
// state, kept up to date by parts. Searches are built on these few verbs and never touch memory
// themselves. The part "for the hooks" is implemented in operations.cc and runs while a step is
// being taken.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/check.h"
#include "checker/globals.h"
#include "checker/handover.h"
#include "checker/key.h"
#include "checker/liveness.h"
#include "checker/memory_model.h"
#include "checker/movables.h"
#include "checker/mutex.h"
#include "checker/operation.h"
#include "checker/place.h"
#include "checker/race_witness.h"
#include "checker/recording.h"
#include "checker/repeater.h"
#include "checker/stack_watch.h"
#include "checker/step_observer.h"
#include "checker/symmetry.h"
#include "checker/thread_state.h"
#include "checker/undo_log.h"
#include "checker/words.h"

namespace epcheck {

class BlockWitness;
class EventLog;

/// A step that runs on for so long is cut, so that loops without scheduling points are seen.
inline constexpr unsigned kMaxOperationsPerStep = 4096;

class Machine {
 public:
  /// The one machine.
  static Machine& get() { return instance_ != nullptr ? *instance_ : make(); }

  /// Puts the program in its first state: thread 0 about to begin. CHECK fails inside a check.
  void start(detail::Body body, const void* argument, std::size_t bytes, const Options& options);
  /// The first state again. What has been learned about words is kept.
  void restart();
  void stop();

  /// Everything that may happen next, in canonical order: by thread, then by choice.
  void decisions(std::vector<Decision>& into);
  bool enabled(unsigned thread);
  /// Whether the thread's announced operation would be carried out, and not reported.
  bool can_carry_out(unsigned thread) const;
  /// What `thread` may do next. REQUIRES: it is at an announced operation.
  void decisions_of(unsigned thread, std::vector<Decision>& into);
  unsigned threads() const { return world_.threads; }
  /// See Reductions::lone_joins; the shortest schedule is looked for without.
  void set_lone_joins(bool lone_joins) { lone_joins_ = lone_joins; }

  /// Takes one step. REQUIRES: the decision is one of decisions().
  void step(Decision decision);
  /// Whether memory is as it was before the last step, but for the thread that took it, and what
  /// has come before what.
  bool changed_one_thread() const;
  /// What the thread counts for in key().
  Key thread_key(unsigned thread) { return hash_thread(thread); }
  /// Takes back the last step that was not taken back.
  void undo();
  std::size_t depth() const { return frames_.size(); }

  /// After fail() in the last step: nothing more can happen on this path.
  bool failed() const { return world_.failed; }
  /// Whether what was assumed of a word has turned out wrong; the search must restart.
  bool take_news() { return words_.take_news(); }
  /// A bound that was hit since the last call, of memory, the memory model or on races; or null.
  const char* take_limit();
  /// What has been learned about words; worker processes exchange it.
  Words& words() { return words_; }
  Liveness& liveness() { return liveness_; }

  /// The decisions of the steps that have not been taken back, for reports of our own bugs.
  std::string schedule_so_far() const;

  const Key& key() const { return key_; }
  /// The key computed from nothing: differs from key() only if memory was written unseen.
  Key key_from_scratch();

  EndState end_state();
  /// All that a thread that is suspended may still read of its stack, until the next call.
  std::span<const std::uint64_t> live_words(unsigned thread) { return words_of_thread(thread); }
  /// Values given to outcome(), thread by thread.
  std::vector<std::int64_t> outcome() const;

  StepObserver* observer = nullptr;
  /// Told what steps access, for the dpor search; null otherwise. Returns the one before.
  EventLog* set_event_log(EventLog* log) { return std::exchange(log_, log); }
  Repeater& repeater() { return repeater_; }
  /// Whether key() is kept up to date. To be followed by restart().
  void set_hashing(bool hashing) { hashing_ = hashing; }
  /// While a schedule is replayed.
  void set_recorder(Recorder* recorder);
  /// While it is found out which accesses race; null otherwise.
  void set_witness(RaceWitness* witness) { witness_ = witness; }
  /// What is reported at the next data race.
  void set_race_message(std::string message) { race_message_ = std::move(message); }
  /// While it is found out where blocks come from; null otherwise.
  void set_block_witness(BlockWitness* witness) { block_witness_ = witness; }
  /// What is reported at the next read of what nobody has written.
  void set_unwritten_message(std::string message) { unwritten_message_ = std::move(message); }
  /// Whether none of these bytes has been written since they were allocated as raw memory.
  bool is_unwritten(std::uintptr_t address, std::size_t bytes) const;

  // For the hooks.
  ThreadState* current() { return current_; }
  /// Carries the operation out, unless it is a scheduling point: then it is announced, and
  /// suspends() is true. `sp` is how deep the thread's stack is.
  void announce(const Operation& operation, std::uintptr_t sp);
  void carry_out_announced();
  std::uint64_t value() const { return value_; }
  bool suspends() const { return suspends_; }
  std::uint64_t peek(std::uintptr_t address, unsigned size);
  /// Whether a condition is being evaluated.
  bool peeking() const { return peeking_ != nullptr; }
  std::size_t block_bytes(std::uintptr_t block) const;
  void record_note(std::string_view kind, std::string_view text);
  void record_enter(const char* function);
  void record_leave();
  Labels& labels() { return labels_; }

  void note_identity(unsigned thread);
  const Movables& movables() const { return movables_; }
  /// Equal for threads that have equal places in symmetric states.
  std::uint64_t name_in_key(unsigned thread) const {
    return words_.symmetric() ? symmetry_.place_of(thread) : thread;
  }

  // For the hooks and for Handover.
  /// Saves what lies there for undo(). REQUIRES: called before the bytes change.
  void touch(std::uintptr_t address, std::size_t bytes);
  /// Whether the first byte there is part of a hot word.
  bool hot(std::uintptr_t address) { return words_.hot(place_of(address).name); }
  /// Whether all that other threads ever did, or will do, is ordered before or after this.
  bool alone(const ThreadState& task) const {
    std::uint64_t others =
        ~std::uint64_t{0} >> (64 - world_.threads) & ~(std::uint64_t{1} << task.id);
    return (others & ~task.joined) == 0;
  }
  /// How many stores in the buffer of a thread are to atomics that Handover knows.
  unsigned buffered_to_atomics(unsigned thread);
  /// The functions on the stack of a thread, innermost first; nothing where it has none yet.
  std::vector<StackFrame> stack_frames(unsigned thread);
  /// Threads that have started and not finished, one bit each.
  std::uint64_t live_threads() const { return world_.live_threads; }

 private:
  friend class Repeater;
  friend class SeenStacks;
  Machine();
  void push_frame(Decision decision);
  void begin_step(Decision decision);
  bool run_step(ThreadState& task, Decision decision);
  static Machine& make();
  void create_thread(unsigned id, const SpawnRequest& request);
  void resume(ThreadState& task);
  void scrub(const ThreadState& task);
  static void scrub_stack(std::uintptr_t from, std::uintptr_t to);
  void rehash(KnownStep* known = nullptr);
  void save(Saved saved);
  void save_thread(unsigned thread);
  unsigned alternatives(const ThreadState& task) const;
  bool enabled(const ThreadState& task, unsigned alternative);
  // keys.cc
  void clear_parts();
  void first_key();
  Symmetry::Part& part_of(const Saved& saved) {
    return saved.chunk ? chunk_part_[saved.index] : thread_part_[saved.index];
  }
  void restore(const Saved& saved, const std::byte* before);
  void undo_symmetry(const StepFrame& frame);
  void relink_handover();
  void replace_thread(Symmetry::Part& part, const KnownStep& known);
  void replace_members(const Symmetry::Part& members);
  std::span<std::uint64_t> words_of_thread(unsigned thread);
  Key hash_thread(unsigned thread);
  Key hash_chunk(std::uint32_t chunk) const;
  Symmetry::Part describe_thread(Symmetry& symmetry, unsigned thread);
  Symmetry::Part describe_chunk(Symmetry& symmetry, std::uint32_t chunk) const;
  template <class F>
  void for_each_chunk(F&& visit);

  bool is_learned_point(ThreadState& task, const Operation& operation);
  bool is_point(ThreadState& task, const Operation& operation, bool ends);
  bool is_point_itself(ThreadState& task, const Operation& operation, bool ends);
  bool is_dpor_point(const ThreadState& task, const Operation& operation);
  bool goes_alone(const ThreadState& task) const;
  void note_last_access(const ThreadState& task, const Operation& operation);
  bool is_cut();
  bool joins_finished(const Operation& operation) const;
  bool may_deadlock(const ThreadState& task, const Operation& operation);
  void note_join(ThreadState& task, const Condition& condition);
  Place place_of(std::uintptr_t address);
  /// That of the place in the first movable of the class.
  std::uintptr_t common_name(std::uintptr_t address) const {
    return words_.symmetric() ? movables_.canonical(address) : address;
  }
  /// Calls `visit` with the PlaceWord of each word that the bytes are part of.
  template <class F>
  void each_word(std::uintptr_t address, unsigned size, F visit) {
    for (unsigned first; size > 0; address += first, size -= first) {
      first = std::min<unsigned>(size, 8 - address % 8);
      Place place = place_of(address);
      visit({place, words_.entry(place.name, first)});
    }
  }
  std::uint32_t lock_name(std::uintptr_t lock) {
    return static_cast<std::uint32_t>(place_of(lock).name - kBase);
  }
  WordClass word_class(const ThreadState& task, const PlaceWord& what, AccessKind kind,
                       unsigned& slot);

  // Places on stacks that others use: stack_places.cc.
  Place common_place(std::uintptr_t address) const;
  std::uint64_t function_of(std::uintptr_t address);
  std::uint64_t function_at(StackCursor& cursor, std::uintptr_t address);
  void note_stack(const ThreadState& task, const Operation& operation);
  void mix_frames(const ThreadState& task, std::uintptr_t address, unsigned size);
  Place variable_of(Place place) const;
  bool asks_whose(const Place& place);
  PlaceWord whose(const Place& place);
  void note_whose(const ThreadState& task, std::uintptr_t address, unsigned size);
  void watch_stack(const ThreadState& task);
  void look_at_stack(std::uintptr_t sp);
  void turn(const Place& place, bool begins);
  void turn(const PlaceWord& what, AccessKind kind, bool begins);

  bool unordered(const ThreadState& task, const PlaceWord& what, AccessKind kind);
  bool unordered(const ThreadState& task, std::uintptr_t address, unsigned size, AccessKind kind);
  bool no_order(std::uint32_t word);
  bool accesses_hot(const ThreadState& task, const Operation& operation);
  void perform(ThreadState& task, const Operation& operation);
  void carry_out(ThreadState& task, const Operation& operation);
  std::uint64_t access(const Operation& operation);
  void announce_native(const Operation& operation);
  /// Why an operation cannot be carried out; property is null if it can.
  struct Trouble {
    const char* property = nullptr;
    const char* message = nullptr;
  };
  Trouble find_trouble(const ThreadState& task, const Operation& operation) const;
  Trouble find_trouble(const ThreadState& task, std::uintptr_t address, std::size_t bytes) const;
  Trouble find_native_trouble(const ThreadState& task, const Operation& operation) const;
  Trouble find_free_trouble(const ThreadState& task, std::uintptr_t block) const;
  bool can_go_on(const ThreadState& task, const Operation& operation) const;
  void write_lock_word(const ThreadState& task, std::uintptr_t lock, std::uint64_t word);
  LockWord lock_word(const ThreadState& task, const void* lock) const;
  std::uint64_t take_lock(ThreadState& task, const Operation& operation, bool shared);
  void note_lock_access(const ThreadState& task, const Operation& operation, bool shared);
  void drop_lock(ThreadState& task, const Operation& operation);
  std::uint64_t spawn(const SpawnRequest& request);
  void record(const ThreadState& task, const Operation& operation, bool carried_out = true);
  void record_late();
  std::uint64_t allocate(ThreadState& task, std::uint64_t bytes);
  /// 0 if the thread has no room left: the path ends.
  std::uint64_t allocate(ThreadState& task, std::uint64_t bytes, const void* tag);
  std::uint64_t end_for_want_of_memory();
  void note_alike(unsigned movable);
  void release(std::uintptr_t block);
  void report(std::string_view property, std::string_view message, bool ends);
  void finish(ThreadState& task);

  // The order of accesses, and races: races.cc.
  void note_order(ThreadState& task, const Operation& operation);
  void note_order_of_access(const ThreadState& task, const Operation& operation);
  void note_free(const ThreadState& task, std::uintptr_t block);
  void note_wait(const ThreadState& task, const Condition& condition);
  void note_access(const ThreadState& task, std::uintptr_t address, unsigned size, AccessKind kind);
  void note_access(const ThreadState& task, const PlaceWord& what, AccessKind kind);
  template <class F>
  void each_object(std::uintptr_t address, unsigned size, F&& f);
  void acquire_from(const ThreadState& task, std::uintptr_t address, unsigned size,
                    AccessKind kind);
  void release_to(const ThreadState& task, std::uintptr_t address, unsigned size, AccessKind kind,
                  bool rmw);
  bool is_to_atomic(const PendingStore& store);
  void note_drain(unsigned thread, const PendingStore& store);
  void note_buffered_free(const ThreadState& task, std::uintptr_t block);
  void report_race(std::uint32_t word);
  bool may_be_ordered(std::uint32_t word);
  void collect_peeked(const ThreadState& task, const Condition& condition);

  // Memory that nobody has written: unwritten.cc.
  bool reads_unwritten(const ThreadState& task, const Operation& operation) const;
  void perform_beside_raw(ThreadState& task, const Operation& operation);
  void note_written(const ThreadState& task, const Operation& operation);
  void note_raw(std::uintptr_t block, std::size_t bytes);
  void set_unwritten(std::uintptr_t address, std::size_t bytes, bool unwritten);

  // With a memory model: memory_model.cc.
  bool modelled(const Operation& operation) const;
  bool cannot_be_native(const ThreadState& task, const Operation& operation) const;
  bool is_models(const Operation& operation) const;
  unsigned model_alternatives(const ThreadState& task) const;
  bool model_enabled(const ThreadState& task, unsigned alternative) const;
  bool is_model_point(ThreadState& task, const Operation& operation, bool ends);
  bool is_learned_model_point(ThreadState& task, const Operation& operation, bool others, bool can);
  void drain(Decision decision);
  void drain(unsigned thread);
  void record_drain(const PendingStore& store);
  void tell_wait(const ThreadState& task, const Condition& condition);
  std::uint64_t model_peek(std::uintptr_t address, unsigned size);
  void rehash_model();

  static inline Machine* instance_ = nullptr;

  // The program.
  detail::Body body_ = nullptr;
  std::vector<std::byte> argument_;
  Options options_;
  bool active_ = false;
  bool lone_joins_ = true;

  // The state, beside the program's memory.
  World world_{};
  unsigned max_threads_ = kMaxThreads;  // that there have been since the memory was cleared
  Key key_{};
  Movables movables_;
  Symmetry symmetry_;
  std::vector<Symmetry::Part> thread_part_;
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };
  std::unique_ptr<Symmetry::Part[], Free> chunk_part_;  // what is never used costs nothing
  std::uint64_t handed_over_for_ = 0;                   // the version of the movables
  Symmetry::Part members_part_{};                       // accesses that are not ordered

  // The undo log.
  std::vector<StepFrame> frames_;
  std::vector<Saved> saved_;
  std::vector<std::byte> bytes_;

  // The step being taken.
  std::unique_ptr<MemoryModel> memory_;  // null under sc
  ThreadState* current_ = nullptr;
  std::uint64_t epoch_ = 0;
  std::unique_ptr<std::uint64_t[], Free> chunk_epoch_;  // of the last change; 0: never changed
  std::vector<std::uint32_t> used_chunks_;              // those that have been changed
  std::vector<std::uint64_t> thread_epoch_;
  bool committed_ = false;  // the step has passed its one operation that does not commute
  bool suspends_ = false;
  const char* full_ = nullptr;  // see take_limit()
  bool raw_ = false;            // there has been raw memory in some execution
  bool local_ = false;          // the step has begun with what concerns no other thread
  std::array<StackWatch, kMaxThreads> watch_;
  const void* last_pc_ = nullptr;  // of the last operation in the step
  unsigned operations_ = 0;
  unsigned choice_ = 0;
  std::uint64_t value_ = 0;
  const ThreadState* peeking_ = nullptr;  // the thread whose condition is being evaluated

  std::vector<std::uintptr_t> low_;  // per thread: lowest stack address in use since scrubbed
  Words words_;
  Handover handover_;
  Repeater repeater_;
  std::string race_message_;
  std::string unwritten_message_;
  BlockWitness* block_witness_ = nullptr;
  RaceWitness* witness_ = nullptr;
  const void* noted_pc_ = nullptr;  // of the operation that is being told to Handover
  Liveness liveness_;
  Key model_key_{};
  std::vector<Peeked> peeked_;
  bool keeps_peeked_ = false;
  std::vector<std::uint64_t> live_words_;
  EventLog* log_ = nullptr;
  bool hashing_ = true;
  Recorder* recorder_ = nullptr;
  Labels labels_;
  Globals globals_;
  std::vector<OpEvent> late_;  // of native accesses in this step, not yet told to the recorder
  std::vector<std::vector<const char*>> functions_;  // per thread, while recording
  std::size_t decision_index_ = 0;
};

}  // namespace epcheck
