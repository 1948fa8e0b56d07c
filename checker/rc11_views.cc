// SPDX-License-Identifier: MIT
#include "checker/rc11_views.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "checker/bug.h"

namespace epcheck {

namespace {

constexpr unsigned kColumnsStep = 8, kClockStep = 8;

unsigned round_up(unsigned n, unsigned step) { return (n + step - 1) / step * step; }

/// Every location stays where it is.
std::vector<int> same(std::size_t locations) {
  std::vector<int> to(locations);
  for (std::size_t i = 0; i < locations; ++i) to[i] = static_cast<int>(i);
  return to;
}

template <class T>
void put(std::vector<std::byte>& into, const std::vector<T>& values) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::size_t bytes = values.size() * sizeof(T);
  const std::byte* from = reinterpret_cast<const std::byte*>(values.data());
  const std::byte* size = reinterpret_cast<const std::byte*>(&bytes);
  into.insert(into.end(), from, from + bytes);
  into.insert(into.end(), size, size + sizeof bytes);
}

template <class T>
void take(std::vector<std::byte>& from, std::vector<T>& values) {
  std::size_t bytes = 0, at = from.size() - sizeof bytes;
  std::memcpy(&bytes, &from[at], sizeof bytes);
  values.resize(bytes / sizeof(T));
  if (bytes > 0) std::memcpy(values.data(), &from[at - bytes], bytes);
  from.resize(at - bytes);
}

}  // namespace

void Rc11Views::clear() {
  columns_ = kColumnsStep;
  sc_ = false;
  clock_size_ = 0;
  set_sizes();
  locations_.clear();
  writes_.clear();
  threads_.clear();
  locks_.clear();
  thread_rows_.clear();
  write_rows_.clear();
  lock_rows_.clear();
  watched_rows_.clear();
}

void Rc11Views::set_sizes() {
  rows_size_ = sc_ ? (2 + 2 * (kHere + columns_)) * columns_ : 2 * columns_;
  record_size_ = rows_size_ + clock_size_;
  port_size_ = sc_ ? 2 * columns_ : 0;
  thread_size_ = 3 * record_size_ + 3 * port_size_;
  write_size_ = record_size_ + 4 * port_size_;
  lock_size_ = kLockParts * record_size_;
}

void Rc11Views::reshape(const std::vector<int>& to, unsigned locations, bool sc, unsigned clock) {
  Rc11Views old;
  std::swap(old, *this);
  locations_.swap(old.locations_);
  writes_.swap(old.writes_);
  threads_.swap(old.threads_);
  locks_.swap(old.locks_);
  columns_ = round_up(locations, kColumnsStep);
  sc_ = sc;
  clock_size_ = clock;
  set_sizes();
  auto move_row = [&](Position* into, const Position* from) {
    for (std::size_t x = 0; x < to.size(); ++x)
      if (to[x] >= 0) into[to[x]] = from[x];
  };
  auto move_port = [&](Position* into, const Position* from) {
    move_row(into, from);
    move_row(into + columns_, from + old.columns_);
  };
  auto move_record = [&](Position* into, const Position* from) {
    move_port(into, from);
    std::copy_n(from + old.rows_size_, old.clock_size_, into + rows_size_);
    if (!old.sc_) return;
    for (unsigned i = 0; i < kHere; ++i)
      move_port(into + (2 + 2 * i) * columns_, from + (2 + 2 * i) * old.columns_);
    for (unsigned x = 0; x < to.size(); ++x)
      if (to[x] >= 0)
        move_port(into + (2 + 2 * (kHere + static_cast<unsigned>(to[x]))) * columns_,
                  from + (2 + 2 * (kHere + x)) * old.columns_);
  };
  auto move_rows = [&](std::vector<Position>& into, std::size_t size,
                       const std::vector<Position>& from, std::size_t old_size, unsigned records) {
    std::size_t n = from.size() / old_size;
    into.assign(n * size, 0);
    for (std::size_t i = 0; i < n; ++i) {
      for (unsigned r = 0; r < records; ++r)
        move_record(&into[i * size + r * record_size_], &from[i * old_size + r * old.record_size_]);
      if (!old.sc_) continue;
      std::size_t at = i * size + records * record_size_;
      std::size_t old_at = i * old_size + records * old.record_size_;
      for (; at < (i + 1) * size; at += port_size_, old_at += old.port_size_)
        move_port(&into[at], &from[old_at]);
    }
  };
  move_rows(thread_rows_, thread_size_, old.thread_rows_, old.thread_size_, 3);
  move_rows(write_rows_, write_size_, old.write_rows_, old.write_size_, 1);
  move_rows(lock_rows_, lock_size_, old.lock_rows_, old.lock_size_, kLockParts);
  watched_rows_.assign(locations_.size() * kWatched * clock_size_, 0);
  for (unsigned x = 0; x < to.size(); ++x)
    for (unsigned kind = 0; to[x] >= 0 && kind < kWatched; ++kind)
      std::copy_n(old.watched(x, kind), old.clock_size_,
                  watched(static_cast<unsigned>(to[x]), kind));
}

void Rc11Views::use_sc() {
  if (!sc_) reshape(same(locations_.size()), columns_, true, clock_size_);
}

void Rc11Views::use_clocks() {
  if (clock_size_ != 0) return;
  unsigned threads = static_cast<unsigned>(threads_.size());
  reshape(same(locations_.size()), columns_, sc_, round_up(threads, kClockStep));
}

void Rc11Views::add_thread(unsigned thread) {
  if (clock_size_ != 0 && thread >= clock_size_)
    reshape(same(locations_.size()), columns_, sc_, round_up(thread + 1, kClockStep));
  if (threads_.size() <= thread) {
    threads_.resize(thread + 1);
    thread_rows_.resize((thread + 1) * thread_size_);
  }
  threads_[thread] = {0, 1, 1};
}

unsigned Rc11Views::find_lock(std::uint64_t address) const {
  return static_cast<unsigned>(std::lower_bound(locks_.begin(), locks_.end(), address) -
                               locks_.begin());
}

void Rc11Views::add_lock(unsigned at, std::uint64_t address) {
  locks_.insert(locks_.begin() + at, address);
  lock_rows_.insert(lock_rows_.begin() + static_cast<std::ptrdiff_t>(at * lock_size_), lock_size_,
                    0);
}

void Rc11Views::add_location(unsigned at, std::uint64_t address, unsigned size, std::uint64_t value,
                             bool unwritten) {
  std::uint32_t first =
      at < locations_.size() ? locations_[at].first : static_cast<std::uint32_t>(writes_.size());
  std::vector<int> to(locations_.size());
  for (unsigned i = 0; i < to.size(); ++i) to[i] = static_cast<int>(i + (i >= at));
  locations_.insert(locations_.begin() + at, {address, size, 0, first});
  unsigned wanted = std::max<unsigned>(static_cast<unsigned>(locations_.size()), columns_);
  if (at + 1 < locations_.size() || wanted > columns_)
    reshape(to, wanted, sc_, clock_size_);
  else
    watched_rows_.resize(locations_.size() * kWatched * clock_size_);
  insert_write(at, 0, {value, 0, 0, unwritten});
}

void Rc11Views::remove_location(unsigned at) {
  remove_writes(at, locations_[at].count);
  std::vector<int> to(locations_.size());
  for (unsigned i = 0; i < to.size(); ++i) to[i] = i == at ? -1 : static_cast<int>(i - (i > at));
  locations_.erase(locations_.begin() + at);
  reshape(to, columns_, sc_, clock_size_);
}

void Rc11Views::insert_write(unsigned location, unsigned position, const Rc11Write& write) {
  std::uint32_t index = locations_[location].first + position;
  if (position < locations_[location].count) {
    auto shift = [&](Position* port) {
      for (unsigned row = 0; row < 2; ++row)
        if (Position& known = port[row * columns_ + location]; known >= position) ++known;
    };
    each(
        [&](Position* record) {
          for (std::size_t i = location; i < rows_size_; i += columns_)
            if (record[i] >= position) ++record[i];
        },
        shift);
  }
  writes_.insert(writes_.begin() + index, write);
  write_rows_.insert(write_rows_.begin() + static_cast<std::ptrdiff_t>(index * write_size_),
                     write_size_, 0);
  ++locations_[location].count;
  for (std::size_t i = location + 1; i < locations_.size(); ++i) ++locations_[i].first;
}

void Rc11Views::remove_writes(unsigned location, unsigned count) {
  std::uint32_t index = locations_[location].first;
  writes_.erase(writes_.begin() + index, writes_.begin() + index + count);
  auto row = write_rows_.begin() + static_cast<std::ptrdiff_t>(index * write_size_);
  write_rows_.erase(row, row + static_cast<std::ptrdiff_t>(count * write_size_));
  locations_[location].count -= count;
  for (std::size_t i = location + 1; i < locations_.size(); ++i) locations_[i].first -= count;
  auto lower = [&](Position& known) {
    known = known > count ? static_cast<Position>(known - count) : Position{0};
  };
  each(
      [&](Position* record) {
        for (std::size_t i = location; i < rows_size_; i += columns_) lower(record[i]);
      },
      [&](Position* port) {
        lower(port[location]);
        lower(port[columns_ + location]);
      });
}

void Rc11Views::save(std::vector<std::byte>& into) const {
  put(into, locations_);
  put(into, writes_);
  put(into, threads_);
  put(into, locks_);
  put(into, thread_rows_);
  put(into, write_rows_);
  put(into, lock_rows_);
  put(into, watched_rows_);
  put(into, std::vector<unsigned>{columns_, sc_, clock_size_});
}

void Rc11Views::restore(std::vector<std::byte>& from) {
  std::vector<unsigned> shape;
  take(from, shape);
  columns_ = shape[0];
  sc_ = shape[1] != 0;
  clock_size_ = shape[2];
  set_sizes();
  take(from, watched_rows_);
  take(from, lock_rows_);
  take(from, write_rows_);
  take(from, thread_rows_);
  take(from, locks_);
  take(from, threads_);
  take(from, writes_);
  take(from, locations_);
}

}  // namespace epcheck
