// SPDX-License-Identifier: MIT
#include "checker/dpor_trace.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "checker/bug.h"

namespace epcheck {

namespace {

constexpr std::size_t kTableBytes = kAllWords * sizeof(std::uint32_t);

void join(Clock* into, const Clock* other, unsigned width) {
  for (unsigned i = 0; i < width; i += 8)
    for (unsigned k = i; k < i + 8; ++k) into[k] = std::max(into[k], other[k]);
}

}  // namespace

DporTrace::DporTrace() : clocks_(kMaxThreads) {
  // Zero pages that are never touched cost nothing.
  void* memory = mmap(nullptr, kTableBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(memory != MAP_FAILED, "no address space for the table of words");
  latest_ = static_cast<std::uint32_t*>(memory);
}

DporTrace::~DporTrace() { munmap(latest_, kTableBytes); }

void DporTrace::clear() {
  while (!events_.empty()) pop();
  threads_ = 1;
}

/// Collects the events that the access conflicts with, but those that others of them come after.
void DporTrace::find_conflicts(const StepAccess& access) {
  for (std::uint32_t word = access.word; word < access.word + access.words; ++word) {
    unsigned open = access.mask;  // bytes whose last write has not been met
    for (std::uint32_t i = latest_[word]; i != 0 && open != 0; i = record(i).previous) {
      const Record& other = record(i);
      if ((other.mask & open) == 0) continue;
      if (!commute(other.effect, access.effect))
        conflicts_.push_back(other.event * 2 + !access.blocks);
      if (other.effect == Effect::write) open &= ~static_cast<unsigned>(other.mask);
    }
  }
}

/// Whoever waits for a thread to finish comes after that, and could not have come before.
void DporTrace::come_after_finish(const StepAccess& access, Clock* clock) {
  unsigned finished = access.word - kFinishWords;
  if (access.effect == Effect::read && latest_[access.word] != 0 &&
      clock[finished] <= static_cast<Clock>(record(latest_[access.word]).event))
    join(clock, this->clock(record(latest_[access.word]).event), width_);
}

void DporTrace::add(const StepAccess& access, Event event) {
  for (std::uint32_t word = access.word; word < access.word + access.words; ++word) {
    records_.push_back(
        {access.before, word, latest_[word], event, access.mask, access.effect, access.range});
    latest_[word] = static_cast<std::uint32_t>(records_.size());
  }
}

void DporTrace::push(unsigned thread, unsigned threads, std::span<const StepAccess> accesses) {
  Event event = size();
  CHECK(event < kMaxEvents, "an execution is too long for its clocks");
  events_.push_back({static_cast<std::uint32_t>(records_.size()), row_of_[thread],
                     static_cast<std::uint8_t>(thread), static_cast<std::uint8_t>(threads)});
  if (clocks_.size() < (event + std::size_t{2}) * kMaxThreads)
    clocks_.resize((event + std::size_t{2}) * kMaxThreads * 2);
  Clock* clock = &clocks_[(event + std::size_t{1}) * kMaxThreads];
  std::memcpy(clock, clock_of_thread(thread), width_ * sizeof(Clock));

  races_.clear();
  conflicts_.clear();
  for (const StepAccess& access : accesses) {
    if (access.word >= kFinishWords)
      come_after_finish(access, clock);
    else
      find_conflicts(access);
  }
  if (accesses.size() > 1 || (!accesses.empty() && accesses[0].words > 1))
    std::sort(conflicts_.begin(), conflicts_.end(), std::greater<>());
  for (std::uint32_t conflict : conflicts_) {
    Event other = conflict / 2;
    unsigned owner = events_[other].thread;
    if (clock[owner] > static_cast<Clock>(other)) continue;  // happens before another of them
    if (conflict % 2 != 0) races_.push_back(other);
    join(clock, this->clock(other), width_);
  }
  for (const StepAccess& access : accesses)
    if (access.word < kFinishWords || access.effect == Effect::write) add(access, event);

  clock[thread] = static_cast<Clock>(event + 1);
  row_of_[thread] = static_cast<std::uint16_t>(event + 1);
  for (unsigned started = threads_; started < threads; ++started)
    row_of_[started] = static_cast<std::uint16_t>(event + 1);
  threads_ = threads;
  if (width_ < threads_) widen();
}

void DporTrace::widen() {
  unsigned old = width_;
  while (width_ < threads_) width_ += 8;
  for (std::size_t row = 0; row <= events_.size(); ++row)
    std::fill_n(&clocks_[row * kMaxThreads + old], width_ - old, Clock{0});
}

void DporTrace::pop() {
  Step step = events_.back();
  events_.pop_back();
  while (records_.size() > step.first_record) {
    const Record& last = records_.back();
    latest_[last.word] = last.previous;
    records_.pop_back();
  }
  row_of_[step.thread] = step.row;
  threads_ = events_.empty() ? 1 : events_.back().threads;
}

}  // namespace epcheck
