// SPDX-License-Identifier: MIT
#include "cli/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace epcheck::cli {
namespace {

std::string with_commas(std::uint64_t number) {
  std::string text = fmt::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::size_t terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void put(const std::string& text) {
  [[maybe_unused]] ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

std::string progress_text(const std::string& name, const Statistics& so_far, std::size_t width) {
  double seconds = std::max(so_far.seconds, 0.001);
  auto rate = static_cast<std::uint64_t>(static_cast<double>(so_far.transitions) / seconds);
  std::string text =
      fmt::format("  {}: {} states, {} transitions/s, depth {}, {:.0f} s", name,
                  with_commas(so_far.states), with_commas(rate), so_far.depth, so_far.seconds);
  if (text.size() > width) text.resize(width);
  return text;
}

ProgressLine::ProgressLine() : on_(isatty(STDERR_FILENO) != 0) {}

void ProgressLine::show(const std::string& name, const Statistics& so_far) {
  if (!on_) return;
  put("\r" + progress_text(name, so_far, terminal_width() - 1) + "\033[K");
  shown_ = true;
}

void ProgressLine::clear() {
  if (shown_) put("\r\033[K");
  shown_ = false;
}

}  // namespace epcheck::cli
