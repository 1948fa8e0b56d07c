// SPDX-License-Identifier: MIT
// StepObserver: who wants to know what steps find, as searches do. Engine only.
#pragma once

#include <string_view>

namespace epcheck {

/// Told what happens that is no part of the state.
class StepObserver {
 public:
  virtual ~StepObserver() = default;
  virtual void on_report(std::string_view property, std::string_view message) = 0;
};

}  // namespace epcheck
