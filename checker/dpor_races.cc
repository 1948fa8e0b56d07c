// SPDX-License-Identifier: MIT
#include "checker/dpor_races.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>

#include "checker/access_kind.h"
#include "checker/bug.h"
#include "checker/recording.h"

namespace epcheck {

namespace {

constexpr std::size_t kTableBytes = kAllWords * sizeof(std::uint32_t);

std::string place(const void* pc) {
  SourceLine line = source_line(pc);
  return line.file.empty() ? "an unknown place" : fmt::format("{}:{}", line.file, line.line);
}

}  // namespace

DporRaces::DporRaces() : rows_(kMaxThreads) {
  void* memory = mmap(nullptr, kTableBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(memory != MAP_FAILED, "no address space for the table of words");
  latest_ = static_cast<std::uint32_t*>(memory);
}

DporRaces::~DporRaces() { munmap(latest_, kTableBytes); }

void DporRaces::clear() {
  while (!steps_.empty()) pop();
  states_[0] = {};
}

DporRaces::Row DporRaces::joined(Row a, Row b) {
  if (a == b || b == 0) return a;
  if (a == 0) return b;
  if (rows_.size() < (row_count_ + std::size_t{1}) * kMaxThreads) rows_.resize(rows_.size() * 2);
  const Clock *from = row(a), *other = row(b);
  Clock* into = row(row_count_);
  bool news = false;
  for (unsigned i = 0; i < width_; ++i) {
    into[i] = std::max(from[i], other[i]);
    news |= into[i] != from[i];
  }
  return news ? row_count_++ : a;
}

/// What the thread knows, and that it has come so far itself.
DporRaces::Row DporRaces::snapshot(unsigned thread) {
  if (rows_.size() < (row_count_ + std::size_t{1}) * kMaxThreads) rows_.resize(rows_.size() * 2);
  std::copy_n(row(states_[thread].known), width_, row(row_count_));
  row(row_count_)[thread] = static_cast<Clock>(steps_.size());
  return row_count_++;
}

bool DporRaces::push(unsigned thread, unsigned threads, const std::vector<SyncOp>& operations) {
  unsigned before = steps_.empty() ? 1 : steps_.back().threads;
  steps_.push_back({static_cast<std::uint32_t>(records_.size()), row_count_, states_[thread],
                    static_cast<std::uint8_t>(thread), static_cast<std::uint8_t>(threads)});
  found_ = false;
  for (const SyncOp& operation : operations) carry_out(thread, operation);
  if (threads > before) {
    if (width_ < threads) {
      unsigned old = width_;
      while (width_ < threads) width_ += 8;
      for (Row i = 0; i < row_count_; ++i) std::fill_n(row(i) + old, width_ - old, Clock{0});
    }
    Row known = snapshot(thread);
    for (unsigned started = before; started < threads; ++started) states_[started] = {known, 0, 0};
  }
  return found_;
}

void DporRaces::pop() {
  Step step = steps_.back();
  steps_.pop_back();
  for (; records_.size() > step.records; records_.pop_back())
    latest_[records_.back().word] = records_.back().previous;
  row_count_ = step.rows;
  states_[step.thread] = step.before;
}

void DporRaces::carry_out(unsigned thread, const SyncOp& operation) {
  State& state = states_[thread];
  switch (operation.code.kind) {
    case OpKind::fence:
      if (access_kind::acquires(operation.code.order))
        state.known = joined(state.known, state.pending);
      if (access_kind::releases(operation.code.order)) state.fenced = snapshot(thread);
      return;
    case OpKind::wait:
      state.known = joined(state.known, released_before(operation));
      return;
    case OpKind::finish:
      return add(thread, operation, true, snapshot(thread), 0);
    case OpKind::lock:
    case OpKind::lock_shared:
    case OpKind::unlock:
    case OpKind::unlock_shared:
      return use_lock(thread, operation);
    default:
      return access(thread, operation);
  }
}

void DporRaces::use_lock(unsigned thread, const SyncOp& operation) {
  std::uint32_t last = latest_[operation.word];
  Row released = last == 0 ? 0 : records_[last - 1].released;
  Row readers = last == 0 ? 0 : records_[last - 1].readers;
  State& state = states_[thread];
  switch (operation.code.kind) {
    case OpKind::lock:
      state.known = joined(state.known, readers);
      [[fallthrough]];
    case OpKind::lock_shared:
      state.known = joined(state.known, released);
      return;
    case OpKind::unlock:
      return add(thread, operation, true, snapshot(thread), 0);
    default:
      return add(thread, operation, true, released, joined(snapshot(thread), readers));
  }
}

/// What the last write of each of the bytes has released.
DporRaces::Row DporRaces::released_before(const SyncOp& operation) const {
  unsigned open = operation.mask;
  Row released = 0;
  for (std::uint32_t i = latest_[operation.word]; i != 0 && open != 0;) {
    const Record& record = records_[i - 1];
    if (record.writes && (record.mask & open) != 0) {
      released = const_cast<DporRaces*>(this)->joined(released, record.released);
      open &= ~static_cast<unsigned>(record.mask);
    }
    i = record.previous;
  }
  return released;
}

void DporRaces::access(unsigned thread, const SyncOp& operation) {
  State& state = states_[thread];
  OpKind kind = operation.code.kind;
  bool plain = operation.code.flags & kPlain, writes = operation.writes;
  Row source = 0;
  if (!plain && kind != OpKind::store) {
    source = released_before(operation);
    Row& into = access_kind::acquires(operation.code.order) ? state.known : state.pending;
    into = joined(into, source);
  }
  look_for_race(thread, operation, writes);
  Row released = 0;
  if (writes && !plain) {
    released = access_kind::releases(operation.code.order) ? snapshot(thread) : state.fenced;
    if (is_rmw(kind)) released = joined(released, source);
  }
  add(thread, operation, writes, released, 0);
}

bool DporRaces::knows(unsigned thread, const Record& record) {
  return record.thread == thread ||
         row(states_[thread].known)[record.thread] > static_cast<Clock>(record.event);
}

/// Back to the last write of each byte that happens before this: what conflicts with this and comes
/// before that write happens before this too, or is in a race with that write. Not so where all but
/// this are marked: two marked writes may be unordered without a race.
void DporRaces::look_for_race(unsigned thread, const SyncOp& operation, bool writes) {
  bool plain = operation.code.flags & kPlain;
  unsigned open = operation.mask;
  for (std::uint32_t i = latest_[operation.word]; i != 0 && open != 0;) {
    const Record& record = records_[i - 1];
    if (!plain && !record.any_plain) return;
    i = record.previous;
    if ((record.mask & open) == 0) continue;
    bool known = knows(thread, record);
    if (known && record.writes && (record.plain || !plain))
      open &= ~static_cast<unsigned>(record.mask);
    if (known || !(writes || record.writes) || !(plain || record.plain)) continue;
    found_ = true;
    threads_[0] = record.thread;
    threads_[1] = thread;
    pcs_[0] = record.pc;
    pcs_[1] = operation.pc;
    return;
  }
}

void DporRaces::add(unsigned thread, const SyncOp& operation, bool writes, Row released,
                    Row readers) {
  std::uint32_t last = latest_[operation.word];
  bool plain = operation.code.flags & kPlain;
  records_.push_back({operation.word, last, static_cast<Event>(steps_.size() - 1),
                      static_cast<std::uint8_t>(thread), operation.mask, writes, plain,
                      plain || (last != 0 && records_[last - 1].any_plain), released, readers,
                      operation.pc});
  latest_[operation.word] = static_cast<std::uint32_t>(records_.size());
}

std::string DporRaces::message() const {
  return fmt::format(
      "two accesses, of which one writes and one is plain, are not ordered: thread {} at {}, "
      "thread "
      "{} at {}",
      threads_[0], place(pcs_[0]), threads_[1], place(pcs_[1]));
}

}  // namespace epcheck
