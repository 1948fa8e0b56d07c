// SPDX-License-Identifier: MIT
#include "checker/bounds.h"

#include <algorithm>
#include <limits>

#include "checker/machine.h"
#include "checker/search.h"
#include "checker/workers.h"

namespace epcheck {

namespace {

constexpr double kProgressEach = 0.2;  // seconds
constexpr std::uint64_t kNoBound = std::numeric_limits<std::uint64_t>::max();

std::chrono::steady_clock::time_point check_began;

double elapsed() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - check_began).count();
}

}  // namespace

void Bounds::begin_check() { check_began = std::chrono::steady_clock::now(); }

Bounds::Bounds(const Options& options, Workers* workers, double grace)
    : options_(options),
      workers_(workers),
      max_states_(options.max_states == 0 ? kNoBound : options.max_states),
      max_bytes_(options.max_bytes == 0 ? kNoBound : options.max_bytes),
      max_seconds_(std::max(options.max_seconds, elapsed() + grace)),
      look_at_(std::min(max_states_, turns != nullptr ? turns->next_states : kNoBound)),
      next_progress_(elapsed() + kProgressEach) {
  if (grace == 0) max_seconds_ = options.max_seconds;
}

const char* Bounds::why_no_time() const {
  if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed))
    return "interrupted";
  bool late = options_.max_seconds > 0 && elapsed() > max_seconds_;
  return late ? "the bound max_seconds was reached" : nullptr;
}

bool Bounds::look(std::uint64_t states, std::uint64_t bytes, Findings& findings) {
  const char* why = why_no_time();
  if (states >= max_states_) why = "the bound max_states was reached";
  if (bytes > max_bytes_) why = "the bound max_bytes was reached";
  if (options_.progress || workers_ != nullptr) tell_progress(states, bytes, findings);
  if (turns != nullptr && why == nullptr && (workers_ == nullptr || workers_->index() == 0)) {
    if (turns->over(states, findings)) why = "the result of another search is used";
    look_at_ = std::min(max_states_, turns->next_states);
  }
  if (why == nullptr) return false;
  findings.complete = false;
  findings.note = why;
  return true;
}

/// Only the first process speaks; the others leave their numbers for it.
void Bounds::tell_progress(std::uint64_t states, std::uint64_t bytes, const Findings& findings) {
  Statistics now = findings.statistics;
  if (workers_ != nullptr) {
    workers_->publish(now.transitions, now.executions);
    if (workers_->index() != 0) return;
    workers_->add_published(now.transitions, now.executions);
  }
  now.seconds = elapsed();
  if (!options_.progress || now.seconds < next_progress_) return;
  next_progress_ = now.seconds + kProgressEach;
  now.states = std::max(states, now.states);
  now.bytes = bytes;
  now.depth = Machine::get().depth();
  options_.progress(now);
}

}  // namespace epcheck
