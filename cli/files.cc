// SPDX-License-Identifier: MIT
#include "cli/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>

namespace epcheck::cli {
namespace {

namespace fs = std::filesystem;

/// The temporary file of a write_file() under way; `unfinished` is set only while the name is
/// whole.
char unfinished_name[PATH_MAX];
std::atomic<bool> unfinished{false};
static_assert(std::atomic<bool>::is_always_lock_free);

std::string reason(int error) { return std::strerror(error); }

tl::expected<std::vector<std::string>, std::string> yaml_files_in(const std::string& directory) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error))
    if (entry->path().extension() == ".yaml" && !entry->is_directory())
      found.push_back(entry->path().string());
  if (error) return tl::unexpected(fmt::format("{}: {}", directory, error.message()));
  if (found.empty()) return tl::unexpected(fmt::format("{}: no *.yaml in it", directory));
  std::sort(found.begin(), found.end());
  return found;
}

/// Messages name `path`, also where another file is written in its place.
std::string write_directly(const std::string& file_name, const std::string& path,
                           const std::string& content) {
  errno = 0;
  std::ofstream file(file_name, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  return file ? "" : fmt::format("{}: {}", path, reason(errno));
}

/// The descriptor that `path` is a name of: 1 for /dev/stdout, which is a link to /proc/self/fd/1.
std::optional<int> descriptor_named(fs::path path) {
  constexpr int kMostLinks = 40;  // as in the kernel
  std::error_code error;
  for (int i = 0; i < kMostLinks; ++i) {
    std::string folder = fs::weakly_canonical(fs::absolute(path).parent_path(), error).string();
    if (folder == fmt::format("/proc/{}/fd", getpid())) return std::atoi(path.filename().c_str());
    fs::path next = fs::read_symlink(path, error);
    if (error) return std::nullopt;
    path = path.parent_path() / next;
  }
  return std::nullopt;
}

std::string write_through(int descriptor, const std::string& path, std::string_view content) {
  while (!content.empty()) {
    ssize_t written = write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fmt::format("{}: {}", path, reason(errno));
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return "";
}

}  // namespace

tl::expected<std::vector<std::string>, std::string> scenario_files(
    const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    std::error_code error;
    std::vector<std::string> found{path};
    if (!fs::exists(path, error))
      return tl::unexpected(fmt::format("{}: {}", path, error ? error.message() : reason(ENOENT)));
    if (fs::is_directory(path)) {
      auto inside = yaml_files_in(path);
      if (!inside) return inside;
      found = std::move(*inside);
    }
    for (std::string& file : found)
      if (seen.insert(fs::weakly_canonical(file).string()).second) files.push_back(std::move(file));
  }
  return files;
}

tl::expected<std::string, std::string> read_file(const std::string& path, std::size_t most) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text;
  for (char part[4096]; file && text.size() < most;) {
    file.read(part, static_cast<std::streamsize>(std::min(sizeof part, most - text.size())));
    text.append(part, static_cast<std::size_t>(file.gcount()));
  }
  if (!file.eof() && text.size() < most)
    return tl::unexpected(fmt::format("{}: {}", path, reason(errno ? errno : EIO)));
  return text;
}

std::string why_unwritable(const std::string& path) {
  if (fs::is_directory(path)) return fmt::format("{}: {}", path, reason(EISDIR));
  fs::path parent = fs::absolute(path).parent_path();
  bool exists = access(path.c_str(), F_OK) == 0;
  if (access(exists ? path.c_str() : parent.c_str(), W_OK) == 0) return "";
  return fmt::format("{}: {}", path, reason(errno));
}

std::string make_directory(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  return error ? fmt::format("{}: {}", path, error.message()) : "";
}

bool is_replaced(const std::string& path) {
  std::error_code error;
  if (descriptor_named(path)) return false;
  return !fs::exists(path, error) || fs::is_regular_file(path, error);
}

std::string write_file(const std::string& path, const std::string& content) {
  std::error_code error;
  if (auto descriptor = descriptor_named(path)) return write_through(*descriptor, path, content);
  if (!is_replaced(path)) return write_directly(path, path, content);
  std::string target = fs::weakly_canonical(path, error).string();  // a link stays a link
  if (error) return fmt::format("{}: {}", path, error.message());
  std::string temporary = fmt::format("{}.{}.tmp", target, getpid());
  if (temporary.size() >= sizeof unfinished_name)
    return fmt::format("{}: {}", path, reason(ENAMETOOLONG));
  std::memcpy(unfinished_name, temporary.c_str(), temporary.size() + 1);
  unfinished = true;
  std::string wrong = write_directly(temporary, path, content);
  if (fs::perms mode = fs::status(target, error).permissions(); !error)
    fs::permissions(temporary, mode, error);  // a file that is replaced keeps its mode
  if (wrong.empty() && std::rename(temporary.c_str(), target.c_str()) != 0)
    wrong = fmt::format("{}: {}", path, reason(errno));
  if (!wrong.empty()) remove_unfinished_file();
  unfinished = false;
  return wrong;
}

std::string write_new_file(const std::string& path, const std::string& content) {
  int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) return fmt::format("{}: {}", path, reason(errno));
  close(file);
  std::string wrong = write_file(path, content);
  if (!wrong.empty()) unlink(path.c_str());
  return wrong;
}

void remove_unfinished_file() {
  if (unfinished) unlink(unfinished_name);
}

}  // namespace epcheck::cli
