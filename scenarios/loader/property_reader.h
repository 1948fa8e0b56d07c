// SPDX-License-Identifier: MIT
// Reads what a scenario claims: `check`, `expect` and `outcomes`.
#pragma once

#include "scenarios/loader/expression_parser.h"

namespace epcheck::scenario {

class PropertyReader {
 public:
  PropertyReader(Reader& reader, Variant& variant)
      : reader_(reader), variant_(variant), scope_(variant) {}

  /// `node` may be null: then the default, lost-wakeup and deadlock.
  void read_check(const Node* node);
  /// After read_check(). `node` may be null: pass.
  void read_expect(const Node* node);
  /// After the threads.
  void read_outcomes(const Node& node);

  static constexpr unsigned kMaxObserved = 8;

 private:
  void read_property(const Node& node);
  void add_property(const Node& name, const Node* argument);
  void read_failures(const Node& list);
  void observe(const Node& node, Outcomes& outcomes);
  bool observe_bytes_by_thread(const Node& node, Outcomes& outcomes);
  std::vector<Outcomes::Value> read_values(const Node& list, const Outcomes& outcomes);

  Reader& reader_;
  Variant& variant_;
  Scope scope_;
};

}  // namespace epcheck::scenario
