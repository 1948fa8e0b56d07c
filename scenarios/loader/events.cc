// SPDX-License-Identifier: MIT
#include "scenarios/loader/events.h"

#include <sys/epoll.h>

#include <cerrno>

namespace epcheck::scenario {

namespace {

struct Number {
  const char* word;
  std::int64_t value;
};

constexpr Number kEvents[] = {
    {"IN", EPOLLIN},        {"OUT", EPOLLOUT},         {"RDHUP", EPOLLRDHUP},
    {"PRI", EPOLLPRI},      {"ERR", EPOLLERR},         {"HUP", EPOLLHUP},
    {"ET", EPOLLET},        {"ONESHOT", EPOLLONESHOT}, {"EXCLUSIVE", EPOLLEXCLUSIVE},
    {"WAKEUP", EPOLLWAKEUP}};

constexpr Number kErrors[] = {{"EAGAIN", EAGAIN},
                              {"EBADF", EBADF},
                              {"ECONNREFUSED", ECONNREFUSED},
                              {"ECONNRESET", ECONNRESET},
                              {"EEXIST", EEXIST},
                              {"EFAULT", EFAULT},
                              {"EINTR", EINTR},
                              {"EINVAL", EINVAL},
                              {"ELOOP", ELOOP},
                              {"EMFILE", EMFILE},
                              {"ENFILE", ENFILE},
                              {"ENOENT", ENOENT},
                              {"ENOMEM", ENOMEM},
                              {"ENOSPC", ENOSPC},
                              {"ENOTCONN", ENOTCONN},
                              {"ENOTSOCK", ENOTSOCK},
                              {"EOPNOTSUPP", EOPNOTSUPP},
                              {"EPERM", EPERM},
                              {"EPIPE", EPIPE},
                              {"ESRCH", ESRCH}};

template <std::size_t n>
const Number* find(const Number (&numbers)[n], std::string_view word) {
  for (const Number& number : numbers)
    if (word == number.word) return &number;
  return nullptr;
}

template <std::size_t n>
std::vector<std::string> words(const Number (&numbers)[n]) {
  std::vector<std::string> result;
  for (const Number& number : numbers) result.push_back(number.word);
  return result;
}

}  // namespace

std::optional<unsigned> event_bit(std::string_view word) {
  const Number* number = find(kEvents, word);
  if (!number) return std::nullopt;
  return static_cast<unsigned>(number->value);
}

const std::vector<std::string>& event_words() {
  static const std::vector<std::string> result = words(kEvents);
  return result;
}

std::optional<std::int64_t> error_number(std::string_view word) {
  const Number* number = find(kErrors, word);
  if (!number) return std::nullopt;
  return -number->value;
}

const std::vector<std::string>& error_words() {
  static const std::vector<std::string> result = words(kErrors);
  return result;
}

}  // namespace epcheck::scenario
