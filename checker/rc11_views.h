// SPDX-License-Identifier: MIT
// Rc11Views: what of an execution graph of RC11 can still matter, as plain numbers: for each
// location its writes in coherence order, and views, which say for each location up to which write
// something is known. docs/internals.md, "The weak model", says what each view is, and why these
// are enough to go on from a graph exactly. Two graphs that may go on in the same ways have the
// same views; how they were built cannot be told any more. Only Rc11 changes them.
//
// A view is a row of `columns()` positions, one for each location. A port is two views: how far
// those it stands for are preceded, in the order of SC events, by SC events that come after a write
// in happens-before (`hb`), or after a read of it (`eco`). A record is all that happens-before
// carries from one thread to another; its clock says up to which watched access of each thread. All
// rows lie in a few arrays, so that a state can be saved and put back by copying.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace epcheck {

/// Of a write in the coherence order of its location. 0 is the oldest that anybody can still read.
using Position = std::uint8_t;

struct Rc11Location {
  std::uint64_t address;
  std::uint32_t size;   // in bytes
  std::uint32_t count;  // of writes
  std::uint32_t first;  // of its writes, among those of all locations
  std::uint32_t unused = 0;
};

struct Rc11Write {
  std::uint64_t value;
  std::uint32_t thread;
  std::uint16_t rmw;            // 1: it reads from the one before, and nothing may come between
  std::uint16_t unwritten = 0;  // 1: nobody has made it, memory was like that
};

struct Rc11Thread {
  std::uint64_t run = 0;  // the location of the events that it has made last
  std::uint32_t live = 0;
  std::uint32_t known = 0;
};

class Rc11Views {
 public:
  /// Ports of a record, after its two views. kHere + x: of the location x.
  enum RecordPort : unsigned { kFences, kToFence, kFar, kHere };
  /// Parts of a thread. Records, then ports.
  enum ThreadPart : unsigned { kNow, kAcquire, kRelease, kOwn, kRun, kFarBefore, kThreadParts };
  /// Parts of a write. A record, then ports.
  enum WritePart : unsigned { kMessage, kWriteFences, kReadFences, kWriter, kReaders, kWriteParts };
  /// Kinds of watched accesses: a plain one must be ordered with those that conflict with it.
  enum Watched : unsigned { kPlainRead, kPlainWrite, kMarkedRead, kMarkedWrite, kWatched };
  /// Parts of a lock: what its exclusive holders knew, what any holder knew. Records.
  enum LockPart : unsigned { kExclusive, kAny, kLockParts };

  Rc11Views() { clear(); }
  void clear();
  unsigned columns() const { return columns_; }
  bool sc() const { return sc_; }
  /// From now on there are ports; they are empty.
  void use_sc();
  /// From now on there are clocks; they are zero.
  void use_clocks();

  std::vector<Rc11Location>& locations() { return locations_; }
  const std::vector<Rc11Location>& locations() const { return locations_; }
  std::vector<Rc11Thread>& threads() { return threads_; }
  const std::vector<Rc11Thread>& threads() const { return threads_; }
  const std::vector<std::uint64_t>& locks() const { return locks_; }
  Rc11Write& write(unsigned location, unsigned position) {
    return writes_[locations_[location].first + position];
  }
  const Rc11Write& write(unsigned location, unsigned position) const {
    return writes_[locations_[location].first + position];
  }

  void add_thread(unsigned thread);
  /// Where the lock is, or would be inserted.
  unsigned find_lock(std::uint64_t address) const;
  void add_lock(unsigned at, std::uint64_t address);
  /// Locations are sorted by address; later ones move. The location has one write.
  void add_location(unsigned at, std::uint64_t address, unsigned size, std::uint64_t value,
                    bool unwritten);
  void remove_location(unsigned at);
  /// Later writes move, and all views that know of them follow.
  void insert_write(unsigned location, unsigned position, const Rc11Write& write);
  /// Forgets the first `count` writes; views that end among them end at the first that is left.
  void remove_writes(unsigned location, unsigned count);

  // Parts are rows that follow each other; ports exist only while sc().
  Position* thread(unsigned thread, ThreadPart part) {
    return &thread_rows_[thread * thread_size_ + offset(part, 3)];
  }
  Position* message(unsigned location, unsigned position, WritePart part) {
    return &write_rows_[(locations_[location].first + position) * write_size_ + offset(part, 1)];
  }
  Position* lock(unsigned index, LockPart part) {
    return &lock_rows_[index * lock_size_ + part * record_size_];
  }
  Position* port(Position* record, unsigned port) const {
    return record + (2 + 2 * port) * columns_;
  }
  /// One number for each thread; none until use_clocks().
  Position* clock(Position* record) const { return record + rows_size_; }
  unsigned clock_size() const { return clock_size_; }
  /// When each thread has last made such an access there, by its clock; 0 if nobody need know.
  Position* watched(unsigned location, unsigned kind) {
    return &watched_rows_[(location * kWatched + kind) * clock_size_];
  }
  std::size_t record_size() const { return record_size_; }
  std::size_t port_size() const { return port_size_; }
  static void join(Position* into, const Position* from, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      if (from[i] > into[i]) into[i] = from[i];
  }
  void join_record(Position* into, const Position* from) const { join(into, from, record_size_); }
  void join_port(Position* into, const Position* from) const { join(into, from, port_size_); }

  /// Calls `record` for each record, `port` for each port that is in none.
  template <class Record, class Port>
  void each(Record record, Port port);

  /// For undo: the whole state, and back. The last saved first.
  void save(std::vector<std::byte>& into) const;
  void restore(std::vector<std::byte>& from);

 private:
  std::size_t offset(unsigned part, unsigned records) const {
    return part < records ? part * record_size_
                          : records * record_size_ + (part - records) * port_size_;
  }
  void set_sizes();
  /// Moves all rows to a new shape: location x becomes to[x], or goes away if that is negative.
  void reshape(const std::vector<int>& to, unsigned locations, bool sc, unsigned clock);

  unsigned columns_ = 8;
  bool sc_ = false;
  unsigned clock_size_ = 8;
  std::size_t rows_size_ = 0;  // of a record without its clock
  std::size_t record_size_ = 0, port_size_ = 0;
  std::size_t thread_size_ = 0, write_size_ = 0, lock_size_ = 0;
  std::vector<Rc11Location> locations_;
  std::vector<Rc11Write> writes_;  // by location, then in coherence order
  std::vector<Rc11Thread> threads_;
  std::vector<std::uint64_t> locks_;  // sorted
  std::vector<Position> thread_rows_, write_rows_, lock_rows_, watched_rows_;
};

template <class Record, class Port>
void Rc11Views::each(Record record, Port port) {
  auto parts = [&](std::vector<Position>& rows, std::size_t size, unsigned records) {
    for (std::size_t start = 0; start < rows.size(); start += size) {
      for (unsigned i = 0; i < records; ++i) record(&rows[start + i * record_size_]);
      if (!sc_) continue;
      for (std::size_t at = records * record_size_; at < size; at += port_size_)
        port(&rows[start + at]);
    }
  };
  parts(thread_rows_, thread_size_, 3);
  parts(write_rows_, write_size_, 1);
  parts(lock_rows_, lock_size_, kLockParts);
}

}  // namespace epcheck
