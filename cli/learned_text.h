// SPDX-License-Identifier: MIT
// What a check has learned about a program (checker/check.h, Learned) as one line of JSON, for
// trace files: a schedule means the same only with it. Files come from anywhere: numbers that are
// no places in a program's memory are refused.
#pragma once

#include <optional>
#include <string>

#include "checker/check.h"

namespace epcheck::cli {

std::string learned_text(const Learned& learned);

/// Nothing if the text is not what learned_text() writes.
std::optional<Learned> learned_from(const std::string& text);

}  // namespace epcheck::cli
