// SPDX-License-Identifier: MIT
// What a name means at one place of a scenario: the declarations of the variant as far as they
// have been read, and the names private to a thread. Lookups by hand, since there are few names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/loader/scenario.h"

namespace epcheck::scenario {

class Scope {
 public:
  explicit Scope(const Variant& variant) : variant_(variant) {}
  Scope(const Variant& variant, std::vector<Local>& locals) : variant_(variant), locals_(&locals) {}

  const Variant& variant() const { return variant_; }

  std::optional<unsigned> file(std::string_view name) const;
  std::optional<unsigned> descriptor(std::string_view name) const;
  std::optional<unsigned> epoll(std::string_view name) const;
  std::optional<unsigned> var(std::string_view name) const;
  std::optional<unsigned> lock(std::string_view name) const;
  std::optional<unsigned> object(std::string_view name) const;
  std::optional<unsigned> data_field(std::string_view name) const;

  /// A local of the thread: the innermost `for` that calls something so, then what steps set.
  std::optional<unsigned> local(std::string_view name) const;
  const Local& local_at(unsigned index) const { return (*locals_)[index]; }
  /// A new local of a `for`, visible until leave_for(). Returns its index.
  unsigned enter_for(const std::string& item, unsigned batch);
  void leave_for() { items_.pop_back(); }
  /// The batch that the local of a `for` counts through.
  unsigned batch_of(unsigned item) const;

  /// What the word is already used for, such as "a stream", or "".
  std::string taken(std::string_view name) const;
  /// How to say which end of a file that has two: "say `conn.a` or `conn.b`".
  std::string ends_of(const std::string& file_name) const;
  std::vector<std::string> descriptor_names() const;
  /// All names that an expression may use.
  std::vector<std::string> value_names() const;

 private:
  struct Item {
    std::string name;
    unsigned local;
    unsigned batch;
  };
  const Variant& variant_;
  std::vector<Local>* locals_ = nullptr;
  std::vector<Item> items_;  // of the `for` steps around
};

/// "a stream", "a listener", "an eventfd".
const char* kind_name(FileKind kind);

}  // namespace epcheck::scenario
