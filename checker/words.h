// SPDX-License-Identifier: MIT
// Learned words: which words of shared memory may be accessed without being a scheduling point.
//
// A word is *cold* as long as every access to it, made while more than one thread was alive, came
// from one thread, or held one common lock (exclusively, if it wrote), or was a read of a word that
// nobody writes. All other words are *hot*. The assumption starts optimistic and is checked at
// each access; when it breaks, the word becomes hot for good and the search starts again. The
// first access that breaks it lies on a schedule of the reduced search (Stoller and Cohen,
// "Optimistic synchronization-based state-space reduction", TACAS 2003), so a search that ends
// without breaking it has assumed nothing wrong. The set of hot words it ends with is the same for
// every order of the search.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/task.h"
#include "checker/wire.h"

namespace epcheck {

class Words {
 public:
  Words();
  /// Forgets everything. Cost: the number of words touched since the last time.
  void clear();
  /// Records an access of `thread` to the word at `address`; true if the word is hot.
  bool access(const Task& thread, std::uintptr_t address, bool write);
  /// Makes a word hot whatever its accesses are; returns true.
  bool make_hot(std::uintptr_t address);
  bool hot(std::uintptr_t address) const { return words_[(address - kBase) / 8].state & kHot; }
  /// What has been learned, on its way between worker processes.
  void write(WireWriter& wire) const;
  void merge(WireReader& wire);
  bool has_news() const { return news_; }
  /// Addresses of all hot words, sorted.
  std::vector<std::uint64_t> all_hot() const;
  /// Whether a word has become hot since the last call.
  bool take_news() {
    bool news = news_;
    news_ = false;
    return news;
  }

 private:
  static constexpr unsigned kLocks = 3;
  struct Word {
    std::uint32_t locks[kLocks];  // offsets of the locks that every access held
    std::uint8_t lock_count;
    std::uint8_t owner;  // the first thread, plus 1; 0 is never accessed
    bool shared;
    std::uint8_t state;  // bit 0 written, bit 1 hot
  };
  static constexpr std::uint8_t kWritten = 1, kHot = 2;

  Word* words_;
  std::vector<std::uint32_t> touched_;
  bool news_ = false;
};

}  // namespace epcheck
