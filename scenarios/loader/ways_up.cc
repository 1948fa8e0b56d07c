// SPDX-License-Identifier: MIT
#include "scenarios/loader/ways_up.h"

#include <algorithm>
#include <array>

namespace epcheck::scenario {

namespace {

/// The most ways by how many instances lie between (path_limits); one level has no limit.
constexpr std::array<unsigned, 5> kLimits = {~0u, 500, 100, 50, 10};

class WaysUp {
 public:
  WaysUp(const Variant& variant, const Epoll& latest) {
    for (const Epoll& epoll : variant.epolls) epolls_.push_back(&epoll);
    epolls_.push_back(&latest);
    descriptor_of_.assign(epolls_.size(), kNone);
    for (unsigned i = 0; i < variant.descriptors.size(); ++i)
      if (variant.descriptors[i].epoll) descriptor_of_[variant.descriptors[i].index] = i;
  }

  bool too_many_from(unsigned file) {
    counts_ = {};
    return !walk(file, 0);
  }

 private:
  static constexpr unsigned kNone = ~0u;

  bool watches(std::size_t epoll, unsigned descriptor) const {
    const std::vector<Interest>& interests = epolls_[epoll]->interests;
    return std::any_of(interests.begin(), interests.end(), [descriptor](const Interest& interest) {
      return !interest.fd.local && interest.fd.index == descriptor;
    });
  }

  bool is_watched(unsigned descriptor) const {
    for (std::size_t i = 0; i < epolls_.size(); ++i)
      if (descriptor != kNone && watches(i, descriptor)) return true;
    return false;
  }

  /// False once there are too many.
  bool walk(unsigned descriptor, unsigned depth) {
    if (depth == kLimits.size()) return true;  // too deep, which is another matter
    for (std::size_t i = 0; i < epolls_.size(); ++i) {
      if (!watches(i, descriptor)) continue;
      bool good = is_watched(descriptor_of_[i]) ? walk(descriptor_of_[i], depth + 1)
                                                : ++counts_[depth] <= kLimits[depth];
      if (!good) return false;
    }
    return true;
  }

  std::vector<const Epoll*> epolls_;
  std::vector<unsigned> descriptor_of_;  // by epoll
  std::array<unsigned, kLimits.size()> counts_{};
};

}  // namespace

bool has_too_many_ways_up(const Variant& variant, const Epoll& latest) {
  WaysUp ways(variant, latest);
  for (unsigned i = 0; i < variant.descriptors.size(); ++i)
    if (!variant.descriptors[i].epoll && ways.too_many_from(i)) return true;
  return false;
}

}  // namespace epcheck::scenario
