// SPDX-License-Identifier: MIT
#include "scenarios/loader/users.h"

#include <algorithm>

namespace epcheck::scenario {

namespace {

struct ReadsFile {
  const Variant& variant;
  unsigned file;

  bool operator()(const Step& step) const { return std::visit(*this, step.action); }
  bool any(const Steps& steps) const { return std::any_of(steps.begin(), steps.end(), *this); }

  bool operator()(const Read& read) const {
    if (read.fd.local || read.fd.index >= variant.descriptors.size()) return false;
    const Descriptor& descriptor = variant.descriptors[read.fd.index];
    return !descriptor.epoll && descriptor.index == file;
  }
  bool operator()(const Loop& loop) const { return any(loop.steps); }
  bool operator()(const Repeat& repeat) const { return any(repeat.steps); }
  bool operator()(const For& loop) const { return any(loop.steps); }
  bool operator()(const If& branch) const { return any(branch.then) || any(branch.otherwise); }
  template <class Action>
  bool operator()(const Action&) const {
    return false;
  }
};

}  // namespace

std::vector<unsigned> readers_of(const Variant& variant, unsigned file) {
  std::vector<unsigned> readers;
  ReadsFile reads{variant, file};
  for (std::size_t i = 0; i < variant.threads.size(); ++i)
    if (reads.any(variant.threads[i].steps)) readers.push_back(static_cast<unsigned>(i));
  return readers;
}

}  // namespace epcheck::scenario
