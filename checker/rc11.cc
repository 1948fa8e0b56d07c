// SPDX-License-Identifier: MIT
#include "checker/rc11.h"

#include <algorithm>

namespace epcheck {

namespace {

using Views = Rc11Views;

/// In place of a location: an event that is no access to one.
constexpr std::uint64_t kNoRun = 0;

}  // namespace

void Rc11::restart() {
  views_.clear();
  views_.add_thread(0);
}

int Rc11::find(std::uint64_t address, unsigned size) const {
  const auto& all = views_.locations();
  auto found =
      std::lower_bound(all.begin(), all.end(), address,
                       [](const Rc11Location& a, std::uint64_t b) { return a.address < b; });
  if (found == all.end() || found->address != address || found->size != size) return -1;
  return static_cast<int>(found - all.begin());
}

unsigned Rc11::locate(std::uint64_t address, unsigned size, std::uint64_t value, bool unwritten) {
  const auto& all = views_.locations();
  auto found =
      std::lower_bound(all.begin(), all.end(), address,
                       [](const Rc11Location& a, std::uint64_t b) { return a.address < b; });
  unsigned index = static_cast<unsigned>(found - all.begin());
  if (found == all.end() || found->address != address)
    views_.add_location(index, address, size, value, unwritten);
  return index;
}

/// What an event at `run` brings to its thread, whatever else it is: an SC access comes, by program
/// order, before it (kToFence), and before what it happens before if their locations differ (kFar).
void Rc11::begin_event(unsigned thread, std::uint64_t run) {
  if (!views_.sc()) return;
  views_.join_port(port(thread, Views::kToFence), views_.thread(thread, Views::kOwn));
  Rc11Thread& state = views_.threads()[thread];
  if (run != kNoRun && run == state.run) return;
  state.run = run;
  Position* trailing = views_.thread(thread, Views::kRun);
  Position* far = port(thread, Views::kFar);
  std::copy_n(far, views_.port_size(), views_.thread(thread, Views::kFarBefore));
  views_.join_port(far, trailing);
  std::fill_n(trailing, views_.port_size(), Position{0});
}

/// The position before which no event of the thread can be, whatever it reads.
Position Rc11::bound(unsigned thread, unsigned x, Access access) {
  Position result = now(thread)[x];
  if (!views_.sc()) return result;
  unsigned columns = views_.columns();
  result = std::max(result, port(thread, Views::kFences)[columns + x]);
  if (!access.sc()) return result;
  bool same = views_.threads()[thread].run == views_.locations()[x].address;
  const Position* far = same ? views_.thread(thread, Views::kFarBefore) : port(thread, Views::kFar);
  return std::max(
      {result, far[x], views_.thread(thread, Views::kOwn)[x], port(thread, Views::kHere + x)[x]});
}

bool Rc11::may_read(unsigned thread, unsigned x, Position position, Access access) {
  if (bound(thread, x, access) > position) return false;
  if (!views_.sc() || !access.acquires()) return true;
  Position* message = views_.message(x, position, Views::kMessage);
  if (views_.port(message, Views::kFences)[views_.columns() + x] > position) return false;
  return !access.sc() || views_.port(message, Views::kHere + x)[x] <= position;
}

bool Rc11::may_write(unsigned thread, unsigned x, Position position, Access access) {
  if (position + 1u < writes(x) && views_.write(x, static_cast<Position>(position + 1)).rmw)
    return false;
  if (bound(thread, x, access) > position) return false;
  if (!views_.sc() || !access.sc()) return true;
  for (unsigned i = 0; i <= position; ++i)
    for (unsigned part = Views::kWriteFences; part <= Views::kReaders; ++part)
      if (views_.message(x, i, static_cast<Views::WritePart>(part))[x] > position) return false;
  return true;
}

bool Rc11::may_update(unsigned thread, unsigned x, Position position, Access access) {
  return may_read(thread, x, position, access) && may_write(thread, x, position, access);
}

/// Adds to a port the SC events that come before an event at `position` in coherence order: for one
/// that writes next after it, or else reads it, in which case only fences count.
void Rc11::collect_before(unsigned x, Position position, bool writes, Position* into) {
  for (unsigned i = 0; i <= position; ++i) {
    views_.join_port(into, views_.message(x, i, Views::kWriteFences));
    if (writes || i < position) views_.join_port(into, views_.message(x, i, Views::kReadFences));
    if (!writes) continue;
    views_.join_port(into, views_.message(x, i, Views::kWriter));
    views_.join_port(into, views_.message(x, i, Views::kReaders));
  }
}

/// An event has come before all writes later than `position`, in the order of SC events: what they
/// precede is now preceded by what precedes it: fences_, and event_ if it is an SC access.
void Rc11::close(unsigned x, Position position, bool sc) {
  if (position + 1u >= writes(x)) return;
  unsigned columns = views_.columns();
  auto extend = [&](Position* port) {
    if (port[columns + x] > position) views_.join_port(port, fences_.data());
    if (sc && port[x] > position) views_.join_port(port, event_.data());
  };
  views_.each(
      [&](Position* record) {
        // A later fence would have come after those writes itself.
        Position* to_fence = views_.port(record, Views::kToFence);
        if (record[x] > position) views_.join_port(to_fence, fences_.data());
        if (sc && record[columns + x] > position) views_.join_port(to_fence, event_.data());
        for (unsigned i = 0; i < Views::kHere + columns; ++i) extend(views_.port(record, i));
      },
      extend);
}

void Rc11::read(unsigned thread, unsigned x, Position position, Access access) {
  begin_event(thread, views_.locations()[x].address);
  bool sc = views_.sc() && access.sc();
  Position* message = views_.message(x, position, Views::kMessage);
  if (sc) {
    const Position* fences = port(thread, Views::kFences);
    event_.assign(fences, fences + views_.port_size());
  }
  if (access.acquires())
    views_.join_record(now(thread), message);
  else if (!access.plain)
    views_.join_record(views_.thread(thread, Views::kAcquire), message);
  Position& known = now(thread)[x];
  known = std::max(known, position);
  if (!views_.sc()) return;

  Position* fences = port(thread, Views::kFences);
  Position* here = port(thread, Views::kHere + x);
  Position* to_fence = port(thread, Views::kToFence);
  fences_.assign(fences, fences + views_.port_size());
  collect_before(x, position, false, to_fence);
  views_.join_port(to_fence, here);
  if (sc) {
    views_.join_port(event_.data(), views_.thread(thread, Views::kOwn));
    views_.join_port(event_.data(), views_.thread(thread, Views::kFarBefore));
    views_.join_port(event_.data(), here);
    views_.join_port(views_.message(x, position, Views::kReaders), event_.data());
    views_.join_port(views_.thread(thread, Views::kOwn), event_.data());
    views_.join_port(views_.thread(thread, Views::kRun), event_.data());
    views_.join_port(here, event_.data());
  }
  views_.join_port(here, fences_.data());
  views_.join_port(views_.message(x, position, Views::kReadFences), fences_.data());
  close(x, position, sc);
}

void Rc11::write(unsigned thread, unsigned x, Position position, std::uint64_t value,
                 Access access) {
  write_event(thread, x, position, value, access, false);
}

void Rc11::update(unsigned thread, unsigned x, Position position, std::uint64_t value,
                  Access access) {
  read(thread, x, position, access);
  write_event(thread, x, position, value, access, true);
}

void Rc11::write_event(unsigned thread, unsigned x, Position before, std::uint64_t value,
                       Access access, bool rmw) {
  if (access.sc()) views_.use_sc();
  begin_event(thread, views_.locations()[x].address);
  Position position = static_cast<Position>(before + 1);
  views_.insert_write(x, position, {value, thread, rmw});
  Position* record = now(thread);
  record[x] = record[views_.columns() + x] = position;
  if (views_.sc()) {
    std::vector<Position>& earlier = fences_;
    earlier.assign(views_.port_size(), 0);
    collect_before(x, before, true, earlier.data());
    Position* here = port(thread, Views::kHere + x);
    Position* to_fence = port(thread, Views::kToFence);
    views_.join_port(to_fence, earlier.data());
    views_.join_port(to_fence, here);
    const Position* fences = port(thread, Views::kFences);
    if (access.sc()) {
      event_ = earlier;
      views_.join_port(event_.data(), fences);
      views_.join_port(event_.data(), views_.thread(thread, Views::kOwn));
      views_.join_port(event_.data(), views_.thread(thread, Views::kFarBefore));
      views_.join_port(event_.data(), here);
      event_[x] = event_[views_.columns() + x] = position;
      views_.join_port(here, event_.data());
      views_.join_port(views_.message(x, position, Views::kWriter), event_.data());
    }
    fences_.assign(fences, fences + views_.port_size());
    views_.join_port(here, fences_.data());
    views_.join_port(views_.message(x, position, Views::kWriteFences), fences_.data());
  }
  Position* message = views_.message(x, position, Views::kMessage);
  if (access.releases())
    views_.join_record(message, now(thread));
  else if (!access.plain)
    views_.join_record(message, views_.thread(thread, Views::kRelease));
  if (rmw) views_.join_record(message, views_.message(x, before, Views::kMessage));
  if (!views_.sc()) return;
  if (access.sc()) {
    views_.join_port(views_.thread(thread, Views::kOwn), event_.data());
    views_.join_port(views_.thread(thread, Views::kRun), event_.data());
  }
  close(x, position, access.sc());
}

bool Rc11::in_run(unsigned thread) {
  if (!views_.sc()) return false;
  const Position* trailing = views_.thread(thread, Views::kRun);
  const Position* before = views_.thread(thread, Views::kFarBefore);
  return std::any_of(trailing, trailing + views_.port_size(), [](Position p) { return p != 0; }) ||
         !std::equal(before, before + views_.port_size(), port(thread, Views::kFar));
}

void Rc11::fence(unsigned thread, Order order) {
  if (order == Order::seq_cst) views_.use_sc();
  begin_event(thread, kNoRun);
  Access access{order, false};
  Position* record = now(thread);
  if (access.acquires()) {
    Position* pending = views_.thread(thread, Views::kAcquire);
    views_.join_record(record, pending);
    std::fill_n(pending, views_.record_size(), Position{0});
  }
  if (access.sc()) {
    Position* fences = port(thread, Views::kFences);
    views_.join_port(fences, port(thread, Views::kToFence));
    Views::join(fences, record + views_.columns(), views_.columns());
    Views::join(fences + views_.columns(), record, views_.columns());
  }
  if (access.releases())
    std::copy_n(record, views_.record_size(), views_.thread(thread, Views::kRelease));
}

void Rc11::lock(unsigned thread, std::uint64_t address, bool shared) {
  begin_event(thread, kNoRun);
  unsigned index = views_.find_lock(address);
  if (index == views_.locks().size() || views_.locks()[index] != address) return;
  views_.join_record(now(thread), views_.lock(index, shared ? Views::kExclusive : Views::kAny));
}

void Rc11::unlock(unsigned thread, std::uint64_t address, bool shared) {
  begin_event(thread, kNoRun);
  unsigned index = views_.find_lock(address);
  if (index == views_.locks().size() || views_.locks()[index] != address)
    views_.add_lock(index, address);
  views_.join_record(views_.lock(index, Views::kAny), now(thread));
  if (!shared) views_.join_record(views_.lock(index, Views::kExclusive), now(thread));
}

void Rc11::spawn(unsigned thread, unsigned child) {
  begin_event(thread, kNoRun);
  views_.add_thread(child);
  std::copy_n(now(thread), views_.record_size(), now(child));
  if (!views_.sc()) return;
  std::copy_n(port(thread, Views::kFar), views_.port_size(),
              views_.thread(child, Views::kFarBefore));
}

void Rc11::finish(unsigned thread) {
  begin_event(thread, kNoRun);
  views_.threads()[thread].live = 0;
  views_.threads()[thread].run = kNoRun;
  std::size_t kept = views_.record_size();
  std::size_t all = 3 * views_.record_size() + 3 * views_.port_size();
  std::fill_n(now(thread) + kept, all - kept, Position{0});
}

void Rc11::join(unsigned thread, unsigned other) {
  begin_event(thread, kNoRun);
  views_.join_record(now(thread), now(other));
}

/// What comes before later events because of the first `count` writes now does so because of the
/// one after them.
void Rc11::fold(unsigned x, unsigned count) {
  Position* fences = views_.message(x, count, Views::kWriteFences);
  Position* writers = views_.message(x, count, Views::kWriter);
  for (unsigned i = 0; i < count; ++i) {
    views_.join_port(fences, views_.message(x, i, Views::kWriteFences));
    views_.join_port(fences, views_.message(x, i, Views::kReadFences));
    views_.join_port(writers, views_.message(x, i, Views::kWriter));
    views_.join_port(writers, views_.message(x, i, Views::kReaders));
  }
}

void Rc11::forget_oldest(unsigned x) {
  for (unsigned thread = 0; thread < views_.threads().size(); ++thread)
    now(thread)[x] = std::max(now(thread)[x], Position{1});
  settle();
}

void Rc11::settle() {
  for (unsigned x = 0; x < views_.locations().size(); ++x) {
    unsigned last = writes(x) - 1, first = last;
    for (unsigned thread = 0; thread < views_.threads().size(); ++thread)
      if (views_.threads()[thread].live) first = std::min<unsigned>(first, now(thread)[x]);
    if (first == 0) continue;
    if (views_.sc()) fold(x, first);
    views_.remove_writes(x, first);
    views_.write(x, 0).rmw = 0;
  }
  settle_clocks();
}

}  // namespace epcheck
