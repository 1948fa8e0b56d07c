// SPDX-License-Identifier: MIT
// Work that falls into many independent pieces, done by several processes: threads cannot, since
// there is one engine in a process. Each piece gives a text; the caller gets them in the order of
// the pieces, whoever was first.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>

namespace epcheck::cli {

/// Calls `done(i, work(i))` for each i below `count`, in this order. `work` runs in one of `jobs`
/// processes, in this one if `jobs` is 1; `done` in this one. Returns false if `stop` was set
/// meanwhile: then not all is done. Throws if a process dies.
bool fork_map(unsigned jobs, std::size_t count, const std::atomic<bool>* stop,
              const std::function<std::string(std::size_t)>& work,
              const std::function<void(std::size_t, const std::string&)>& done);

}  // namespace epcheck::cli
