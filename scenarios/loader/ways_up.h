// SPDX-License-Identifier: MIT
// How many ways lead from a file up to epoll instances that nobody watches: the kernel refuses the
// registration that makes them too many (reverse_path_check), and so does the loader.
#pragma once

#include "scenarios/loader/scenario.h"

namespace epcheck::scenario {

/// With the instances of the variant, and `latest`, of which as many registrations count as it has.
bool has_too_many_ways_up(const Variant& variant, const Epoll& latest);

}  // namespace epcheck::scenario
