// SPDX-License-Identifier: MIT
// The file system as the command uses it: finding scenario files, and writing files that are either
// whole or not there. Errors are one-line messages with the path and the reason.
#pragma once

#include <cstddef>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace epcheck::cli {

/// A file stands for itself, a directory for the *.yaml files in it, by name. Each file is returned
/// once. A path that does not exist, and a directory without scenarios, is an error.
tl::expected<std::vector<std::string>, std::string> scenario_files(
    const std::vector<std::string>& paths);

/// The content of the file, of which at most `most` bytes are read.
tl::expected<std::string, std::string> read_file(const std::string& path, std::size_t most);

/// Says now, not after a long search, that `path` cannot be written; "" if it can.
std::string why_unwritable(const std::string& path);

/// Makes the directory `path`, and those above it. Returns what went wrong, "" if nothing.
std::string make_directory(const std::string& path);

/// Whether write_file() replaces the file: not what is no regular file, and not what is a name of
/// an open descriptor (/dev/stdout, /dev/fd/3), wherever that leads.
bool is_replaced(const std::string& path);

/// Writes under a temporary name beside `path`, then renames: whoever looks sees the old file or
/// the new one. What is not replaced is written to directly. Returns what went wrong, "" if
/// nothing.
std::string write_file(const std::string& path, const std::string& content);

/// As write_file(), but what is at `path` already is left alone, and said to be there.
std::string write_new_file(const std::string& path, const std::string& content);

/// Removes what write_file() has begun, if anything. For signal handlers: async-signal-safe.
void remove_unfinished_file();

}  // namespace epcheck::cli
