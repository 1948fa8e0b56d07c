// SPDX-License-Identifier: MIT
// Reads what exists before the threads start: files, epoll instances with their registrations,
// shared variables, locks, objects, and what arrives by interrupts. All these share one name space.
#pragma once

#include "scenarios/loader/expression_parser.h"

namespace epcheck::scenario {

class WorldReader {
 public:
  WorldReader(Reader& reader, Variant& variant)
      : reader_(reader), variant_(variant), scope_(variant) {}

  void read_files(const Node& files);
  /// After the files, and after Variant::data_fields.
  void read_epolls(const Node& epolls);
  void read_vars(const Node& vars);
  void read_processes(const Node& processes);
  /// Into Variant::locks or Variant::objects.
  void read_names(const Node& list, const char* what, Words& names);
  void read_interrupts(const Node& interrupts);

  static constexpr unsigned kMaxDescriptors = 24;  // when the threads start
  static constexpr unsigned kMaxInterrupts = 8;
  static constexpr unsigned kMaxThings = 16;    // variables, locks, objects, registrations
  static constexpr unsigned kMaxArrivals = 64;  // of one interrupt

 private:
  /// The name, if it is new and none of the language's own words; else "".
  std::string declare(const Node& node, const char* what);
  bool room(const Node& node, std::size_t count, const char* what, std::size_t most = kMaxThings);
  FileKind read_kind(const Node& key, const Node& value);
  void read_file(const Node& key, const Node& value);
  void add_descriptor(const std::string& name, bool epoll, std::size_t index, unsigned end);
  void read_epoll(const Node& key, const Node& value);
  void add_epoll(const Node& key, const std::string& name, const Node& interests);
  void read_interest(const Node& node, Epoll& epoll);
  void check_nesting(const Node& fd, const Epoll& inner, const Interest& interest, Epoll& epoll);
  void check_interest(const Node& node, const Interest& interest, const Epoll& epoll);
  void read_var(const Node& key, const Node& value);
  void read_interrupt(const Node& key, const Node& value);
  void read_arrival(const Node& node, Interrupt& interrupt);
  void check_never_closed(const Node& node, unsigned descriptor);
  void read_end(const Node& node, Arrival& arrival, FileKind kind);

  bool too_many_ways_up_ = false;  // it has been said
  Reader& reader_;
  Variant& variant_;
  Scope scope_;
};

}  // namespace epcheck::scenario
