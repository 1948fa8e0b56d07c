// SPDX-License-Identifier: MIT
// WeakMemory: the memory model `weak`, which is Rc11 behind the seam that the Machine asks. A load
// has an alternative for each write that it may read, a store one for each place in coherence
// order, a read-modify-write one for each write that it may follow; alternative 0 is the latest, as
// under sc. Memory holds the latest write of each location, so that conditions of wait() and end
// states see that.
//
// A wait stands for a kernel sleep: a full fence, reading the latest writes with acquire, and a
// full fence. Locks and threads order as in C++. The initial value of a word orders nothing and is
// there from the start: it is what is in memory when the word is first accessed.
#pragma once

#include <cstddef>
#include <vector>

#include "checker/memory_model.h"
#include "checker/rc11.h"

namespace epcheck {

class WeakMemory : public MemoryModel {
 public:
  explicit WeakMemory(Machine& machine) : machine_(machine) {}

  void restart() override;
  void begin_step() override;
  void undo_step() override;
  Key key() const override;
  Key key_from_scratch() const override;
  const char* take_limit() override;

  unsigned alternatives(const ThreadState& task, const Operation& operation) const override;
  bool enabled(const ThreadState& task, const Operation& operation,
               unsigned alternative) const override;

  bool may_be_native(const ThreadState& task, const Operation& operation) const override;
  std::uint64_t access(const ThreadState& task, const Operation& operation,
                       unsigned alternative) override;
  bool tells_races() const override { return true; }
  int races_with() const override { return races_with_; }
  unsigned behind() const override { return behind_; }
  int reads_unwritten(const ThreadState& task, const Operation& operation,
                      unsigned alternative) const override;
  std::uint64_t peek(unsigned thread, std::uintptr_t address, unsigned size) const override;
  void write(unsigned thread, std::uintptr_t address, unsigned size, std::uint64_t value) override;
  void pass(const ThreadState& task, const Operation& operation) override;
  void fence(const ThreadState& task, const Operation& operation) override;
  void lock(const ThreadState& task, std::uintptr_t lock, bool shared) override;
  bool unlock(const ThreadState& task, std::uintptr_t lock, bool shared) override;
  void spawn(const ThreadState& task, unsigned child) override;
  void join(const ThreadState& task, unsigned other) override;
  void finish(const ThreadState& task) override;
  void wait(const ThreadState& task, const std::vector<Peeked>& peeked) override;
  void free(const ThreadState& task, std::uintptr_t address, std::size_t bytes) override;
  void end_variables(const ThreadState& task, std::uintptr_t sp) override;

 private:
  struct Frame {
    std::size_t saved;  // bytes of log_ before the step
    Key key;
  };
  void change();
  int find(std::uintptr_t address, unsigned size) const;
  bool is_watched(std::uintptr_t address, unsigned size) const;
  unsigned locate(unsigned thread, std::uintptr_t address, unsigned size);
  void forget(std::uintptr_t from, std::uintptr_t to);
  bool may(const ThreadState& task, const Operation& operation, unsigned location,
           Position position) const;

  Machine& machine_;
  mutable Rc11 rc11_;
  std::vector<Frame> frames_;
  std::vector<std::byte> log_;
  mutable std::vector<std::byte> bytes_;
  mutable Key key_{};
  mutable bool stale_ = false;  // key_ is that of an earlier state
  // What the key depends on, as the search knew when it started.
  bool joins_ = false;
  bool sc_order_ = false;
  bool changed_ = false;  // the step has changed something
  int races_with_ = -1;   // of the last access; no part of the state
  unsigned behind_ = 0;   // of the last access; no part of the state
  const char* limit_ = nullptr;
};

}  // namespace epcheck
