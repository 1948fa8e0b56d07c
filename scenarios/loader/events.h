// SPDX-License-Identifier: MIT
// The words of the language that stand for numbers of the system: events and error names. Events
// are the EPOLL* names without the prefix; errors are negative, as a system call returns them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace epcheck::scenario {

std::optional<unsigned> event_bit(std::string_view word);
const std::vector<std::string>& event_words();

/// `EAGAIN` is -EAGAIN.
std::optional<std::int64_t> error_number(std::string_view word);
const std::vector<std::string>& error_words();

}  // namespace epcheck::scenario
