// SPDX-License-Identifier: MIT
// A directory that exists as long as the object, for tests that need real files.
#pragma once

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace epcheck::cli {

class Scratch {
 public:
  Scratch() {
    std::string name = std::filesystem::temp_directory_path() / "epcheck-test-XXXXXX";
    directory_ = mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(directory_); }
  Scratch(const Scratch&) = delete;

  std::string path(const std::string& name) const { return directory_ / name; }

  /// Returns the path.
  std::string write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((directory_ / name).parent_path());
    std::ofstream(directory_ / name, std::ios::binary) << text;
    return path(name);
  }

  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(directory_ / name, std::ios::binary).rdbuf();
    return text.str();
  }

  /// The names of all files, sorted.
  std::vector<std::string> names() const { return names_in(directory_); }

  static std::vector<std::string> names_in(const std::filesystem::path& directory) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
      found.push_back(entry.path().filename());
    std::sort(found.begin(), found.end());
    return found;
  }

 private:
  std::filesystem::path directory_;
};

}  // namespace epcheck::cli
