// SPDX-License-Identifier: MIT
// Rc11, its state as bytes: canonical, so that equal states are seen to be equal.
#include <algorithm>
#include <cstring>

#include "checker/rc11.h"

namespace epcheck {

namespace {

using Views = Rc11Views;

bool any(const Position* from, std::size_t count) {
  std::uint64_t eight = 0;
  for (; count >= 8 && eight == 0; from += 8, count -= 8) std::memcpy(&eight, from, 8);
  return eight != 0 || std::any_of(from, from + count, [](Position p) { return p != 0; });
}

/// Appends rows, of the locations that matter only.
class Writer {
 public:
  Writer(Views& views, bool sc, std::vector<std::byte>& into)
      : views_(views), sc_(sc), into_(into) {}

  /// Locations of which nothing but the value in memory matters are left out.
  void choose() {
    bool all = true;
    for (unsigned x = 0; x < views_.locations().size(); ++x) {
      std::size_t size = views_.record_size() + 4 * views_.port_size();
      bool matters = views_.locations()[x].count > 1 ||
                     any(views_.message(x, 0, Views::kMessage), size) ||
                     any(views_.watched(x, 0), Views::kWatched * views_.clock_size());
      if (matters) columns_.push_back(x);
      all &= matters;
    }
    all_ = all;
  }
  const std::vector<unsigned>& columns() const { return columns_; }

  void number(std::uint64_t value) { bytes(&value, sizeof value); }
  void bytes(const void* from, std::size_t count) {
    const std::byte* first = static_cast<const std::byte*>(from);
    into_.insert(into_.end(), first, first + count);
  }
  void row(const Position* from) {
    if (all_) return bytes(from, views_.locations().size());
    for (unsigned x : columns_) bytes(&from[x], 1);
  }
  void port(const Position* from) {
    row(from);
    row(from + views_.columns());
  }
  /// Parts of a record that are all zero are left out; the first byte says which these are.
  void record(Position* from) {
    const Position* clock = views_.clock(from);
    std::size_t views = 2 * views_.columns();
    std::size_t ports = static_cast<std::size_t>(clock - from) - views;
    bool has_views = any(from, views), has_clock = any(clock, views_.clock_size());
    bool has_ports = any(from + views, ports);
    char parts = static_cast<char>(has_views | has_clock << 1 | has_ports << 2);
    bytes(&parts, 1);
    if (has_views) row(from);
    if (has_views && sc_) row(from + views_.columns());
    if (has_clock) bytes(clock, views_.threads().size());
    if (!has_ports) return;
    for (unsigned i = 0; i < Views::kHere; ++i) port(views_.port(from, i));
    for (unsigned x = 0; x < views_.locations().size(); ++x) {
      const Position* here = views_.port(from, Views::kHere + x);
      if (!any(here, views_.port_size())) continue;
      number(views_.locations()[x].address);
      port(here);
    }
    number(0);
  }
  void watched(unsigned x) {
    bool is_watched = any(views_.watched(x, 0), Views::kWatched * views_.clock_size());
    bytes(is_watched ? "\1" : "\0", 1);
    for (unsigned kind = 0; is_watched && kind < Views::kWatched; ++kind)
      bytes(views_.watched(x, kind), views_.threads().size());
  }
  /// Ports that follow each other, likewise.
  void ports(const Position* from, unsigned count) {
    bool has_ports = any(from, count * views_.port_size());
    bytes(has_ports ? "\1" : "\0", 1);
    for (unsigned i = 0; has_ports && i < count; ++i) port(from + i * views_.port_size());
  }

 private:
  Views& views_;
  bool sc_;
  std::vector<std::byte>& into_;
  std::vector<unsigned> columns_;
  bool all_ = true;
};

}  // namespace

void Rc11::describe(bool joins, bool sc, std::vector<std::byte>& into) {
  Writer writer(views_, sc, into);
  writer.choose();
  for (unsigned x : writer.columns()) {
    const Rc11Location& location = views_.locations()[x];
    writer.number(location.address);
    writer.number(std::uint64_t{location.size} << 32 | location.count);
    writer.watched(x);
    for (unsigned i = 0; i < location.count; ++i) {
      writer.number(views_.write(x, i).value);
      writer.bytes(&"\0\1\2"[views_.write(x, i).rmw + 2 * views_.write(x, i).unwritten], 1);
      writer.record(views_.message(x, i, Views::kMessage));
      writer.ports(views_.message(x, i, Views::kWriteFences), 4);
    }
  }
  for (unsigned thread = 0; thread < views_.threads().size(); ++thread) {
    const Rc11Thread& state = views_.threads()[thread];
    if (!state.live && !joins) continue;
    std::size_t size = 3 * (views_.record_size() + views_.port_size());
    if (!any(now(thread), size)) continue;
    writer.number(thread + 1);
    writer.record(now(thread));
    if (!state.live) continue;
    // What acquiring would bring beyond what the thread already has.
    Position* pending = views_.thread(thread, Views::kAcquire);
    for (std::size_t i = 0; i < views_.record_size(); ++i)
      if (pending[i] <= now(thread)[i]) pending[i] = 0;
    writer.record(pending);
    writer.record(views_.thread(thread, Views::kRelease));
    writer.ports(views_.thread(thread, Views::kOwn), 3);
    Position* before = views_.thread(thread, Views::kFarBefore);
    Position* trailing = views_.thread(thread, Views::kRun);
    bool runs = any(trailing, views_.port_size()) ||
                (views_.sc() &&
                 !std::equal(before, before + views_.port_size(), port(thread, Views::kFar)));
    writer.number(runs ? state.run : 0);
  }
  writer.number(0);
  for (unsigned i = 0; i < views_.locks().size(); ++i) {
    if (!any(views_.lock(i, Views::kExclusive), 2 * views_.record_size())) continue;
    writer.number(views_.locks()[i]);
    writer.record(views_.lock(i, Views::kExclusive));
    writer.record(views_.lock(i, Views::kAny));
  }
}

}  // namespace epcheck
