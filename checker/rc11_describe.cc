// SPDX-License-Identifier: MIT
// Rc11, its state as bytes: canonical, so that equal states are seen to be equal.
#include <algorithm>
#include <cstring>

#include "checker/rc11.h"

namespace epcheck {

namespace {

using Views = Rc11Views;

bool any(const Position* from, std::size_t count) {
  return std::any_of(from, from + count, [](Position p) { return p != 0; });
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
    std::size_t at = into_.size();
    into_.resize(at + count);
    std::memcpy(&into_[at], from, count);
  }
  void row(const Position* from) {
    if (all_) return bytes(from, views_.locations().size());
    for (unsigned x : columns_) bytes(&from[x], 1);
  }
  void port(const Position* from) {
    row(from);
    row(from + views_.columns());
  }
  /// A record; one of zeros is one byte.
  void record(Position* from) {
    if (!any(from, views_.record_size())) return bytes("\0", 1);
    bytes("\1", 1);
    row(from);
    if (sc_) row(from + views_.columns());
    bytes(views_.clock(from), views_.threads().size());
    if (!views_.sc()) return;
    for (unsigned i = 0; i < Views::kHere; ++i) port(views_.port(from, i));
    for (unsigned x = 0; x < views_.locations().size(); ++x) {
      const Position* here = views_.port(from, Views::kHere + x);
      if (!any(here, views_.port_size())) continue;
      number(views_.locations()[x].address);
      port(here);
    }
    number(0);
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
    writer.bytes(views_.watched(x, 0), Views::kWatched * views_.clock_size());
    for (unsigned i = 0; i < location.count; ++i) {
      writer.number(views_.write(x, i).value);
      writer.bytes(views_.write(x, i).rmw ? "\1" : "\0", 1);
      writer.record(views_.message(x, i, Views::kMessage));
      if (!views_.sc()) continue;
      for (unsigned part = Views::kWriteFences; part <= Views::kReaders; ++part)
        writer.port(views_.message(x, i, static_cast<Views::WritePart>(part)));
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
    if (!views_.sc()) continue;
    Position* before = views_.thread(thread, Views::kFarBefore);
    Position* trailing = views_.thread(thread, Views::kRun);
    for (const Position* port : {views_.thread(thread, Views::kOwn), trailing, before})
      writer.port(port);
    bool runs = any(trailing, views_.port_size()) ||
                !std::equal(before, before + views_.port_size(), port(thread, Views::kFar));
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
