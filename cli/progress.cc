// SPDX-License-Identifier: MIT
#include "cli/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace epcheck::cli {
namespace {

constexpr double kSecondsOfLine = 60;  // between two where nobody watches

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
  std::string text = fmt::format("  {}: {} states, {} transitions/s, depth {}, {} MB, {:.0f} s",
                                 name, with_commas(so_far.states), with_commas(rate), so_far.depth,
                                 so_far.bytes / 1'000'000, so_far.seconds);
  if (text.size() > width) text.resize(width);
  return text;
}

ProgressLine::ProgressLine() : terminal_(isatty(STDERR_FILENO) != 0), next_(kSecondsOfLine) {}

void ProgressLine::show(const std::string& name, const Statistics& so_far) {
  if (!terminal_) {
    if (so_far.seconds < next_) return;
    next_ = so_far.seconds + kSecondsOfLine;
    put(progress_text(name, so_far, std::string::npos) + "\n");
    return;
  }
  put("\r" + progress_text(name, so_far, terminal_width() - 1) + "\033[K");
  shown_ = true;
}

void ProgressLine::clear() {
  if (shown_) put("\r\033[K");
  shown_ = false;
  next_ = kSecondsOfLine;
}

}  // namespace epcheck::cli
