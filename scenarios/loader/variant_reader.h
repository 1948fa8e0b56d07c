// SPDX-License-Identifier: MIT
// Reads one variant: the top-level keys of the file, each replaced by the variant's own if it has
// one, with the parameters that the variant sets.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "scenarios/loader/reader.h"
#include "scenarios/loader/scenario.h"

namespace epcheck::scenario {

/// What is wrong with the name of a kernel, and with which bytes of it.
struct NameError {
  std::size_t begin;
  std::size_t end;
  std::string message;
  Words known;  // what could stand there; empty if that is not the point
};

/// Names that the loader itself does not know.
struct KnownNames {
  /// Nothing if the name of a kernel is right. Empty: any is.
  std::function<std::optional<NameError>(const std::string&)> wrong_kernel;
};

class VariantReader {
 public:
  /// `own` is the variant's map, or null for the file itself. `keys_unknown`: it has keys that are
  /// errors, so that something may seem undeclared.
  VariantReader(const Source& source, Errors& errors, const Node& root, const Node* own,
                Params params, const KnownNames& known, bool keys_unknown);

  Variant read(std::string name, Where where);

  static constexpr unsigned kMaxThreads = 16;

  /// Keys of a file that a variant may replace.
  static const Words& keys();
  /// Keys of later versions.
  static const Words& later_keys();

 private:
  const Node* find(std::string_view key) const;
  std::string changes() const;
  void read_kernels();
  void read_memory();
  void read_bounds(const Node& bounds);
  void read_threads(const Node& threads);
  void read_thread(const Node& key, const Node& value);
  void check_processes(const Node& processes);
  void add_thread(const Node& key, std::string name, const Fields& fields);

  const Source& source_;
  const Node& root_;
  const Node* own_;
  const KnownNames& known_;
  bool keys_unknown_;
  Reader reader_;
  Variant variant_;
};

}  // namespace epcheck::scenario
