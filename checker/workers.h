// SPDX-License-Identifier: MIT
// Workers: processes that explore one state space together. They are forked in the middle of a
// search, so that all have the same addresses, and the bytes of a state mean the same to each. Work
// is handed over as a schedule: who has nothing to do takes one that another worker has put down,
// and runs it from the start.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "checker/check.h"

namespace epcheck {

class Workers {
 public:
  Workers();
  ~Workers();
  Workers(const Workers&) = delete;

  /// Forks jobs - 1 processes, which run `work(index)`, hand its result over, and exit. Returns in
  /// the caller only, which is worker 0.
  void start(unsigned jobs, const std::function<std::string(unsigned)>& work);
  /// The results of the other workers, by index. Waits for them.
  std::vector<std::string> join();

  /// Which of the workers this process is; 0 is the one that called start().
  unsigned index() const { return index_; }
  /// How much this worker has done since start(), for the others to know.
  void publish(std::uint64_t transitions, std::uint64_t executions) {
    shared_->done[index_].transitions.store(transitions, std::memory_order_relaxed);
    shared_->done[index_].executions.store(executions, std::memory_order_relaxed);
  }
  /// Adds how much the others have done.
  void add_published(std::uint64_t& transitions, std::uint64_t& executions) const;

  /// Somebody waits for work and nobody has put any down.
  bool hungry() const {
    return shared_->idle.load(std::memory_order_relaxed) >
           shared_->count.load(std::memory_order_relaxed);
  }
  /// Puts a schedule down for whoever comes first. False if there is no room.
  bool give(const Schedule& schedule);
  /// Waits for a schedule; false once all workers wait, or are told to stop. `meanwhile` is called
  /// again and again.
  bool take(Schedule& schedule, const std::function<void()>& meanwhile);

  /// Tells all workers to stop where they are.
  void stop() { shared_->stop.store(1, std::memory_order_relaxed); }
  bool stopped() const { return shared_->stop.load(std::memory_order_relaxed) != 0; }

 private:
  static constexpr std::size_t kPlaces = 16, kLongest = 16384;
  struct Place {
    std::uint32_t length;
    Decision decisions[kLongest];
  };
  static constexpr unsigned kMostWorkers = 64;
  struct alignas(64) Done {
    std::atomic<std::uint64_t> transitions, executions;
  };
  struct Shared {
    Done done[kMostWorkers];
    std::atomic<std::uint32_t> lock, idle, count, stop;
    std::uint32_t workers;
    Place places[kPlaces];
  };
  void lock();
  void unlock() { shared_->lock.store(0, std::memory_order_release); }

  struct Child {
    int process;
    int pipe;
  };
  Shared* shared_;
  unsigned index_ = 0;
  std::vector<Child> children_;
};

}  // namespace epcheck
