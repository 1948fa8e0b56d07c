// SPDX-License-Identifier: MIT
// Results of a worker process on their way to the first one: numbers and strings, in order. Both
// ends are the same program, so there is no version and no byte order.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "checker/bug.h"

namespace epcheck {

class WireWriter {
 public:
  void number(std::uint64_t value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view value) {
    number(value.size());
    bytes_.append(value);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t number() {
    std::uint64_t value = 0;
    std::memcpy(&value, next(sizeof value).data(), sizeof value);
    return value;
  }
  std::string text() { return std::string(next(number())); }
  bool done() const { return bytes_.empty(); }

 private:
  std::string_view next(std::size_t n) {
    CHECK(n <= bytes_.size(), "the result of a worker is cut short");
    std::string_view value = bytes_.substr(0, n);
    bytes_.remove_prefix(n);
    return value;
  }
  std::string_view bytes_;
};

}  // namespace epcheck
