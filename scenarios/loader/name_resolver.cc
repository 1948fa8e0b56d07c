// SPDX-License-Identifier: MIT
#include "scenarios/loader/name_resolver.h"

#include "scenarios/loader/events.h"
#include "scenarios/loader/fold.h"
#include "scenarios/loader/text_rules.h"

namespace epcheck::scenario {

void NameResolver::fail(std::size_t begin, std::size_t end, const std::string& message,
                        const std::string& help) {
  if (!failed_) reader_.error(text_, begin, end, message, help);
  failed_ = true;
}

void NameResolver::unknown(std::size_t begin, std::size_t end, const std::string& message,
                           const Words& known) {
  if (!failed_) reader_.unknown(text_, begin, end, message, known);
  failed_ = true;
}

std::optional<ExprItem> NameResolver::word(const Token& at) {
  if (at.text == "true" || at.text == "false" || at.text == "never")
    return number_item(at.text == "true");
  if (std::optional<std::int64_t> number = error_number(at.text)) return number_item(*number);
  if (std::optional<unsigned> index = scope_.local(at.text)) return local(at, *index);
  if (std::optional<unsigned> var = scope_.var(at.text)) return ExprItem{ExprOp::var, *var, 0, 0};
  if (std::optional<unsigned> descriptor = scope_.descriptor(at.text))
    return ExprItem{ExprOp::descriptor, *descriptor, 0, 0};
  if (std::optional<unsigned> object = scope_.object(at.text))
    return number_item(kObjectData + *object);
  return event(at);
}

ExprItem NameResolver::local(const Token& at, unsigned index) {
  if (scope_.local_at(index).kind != Local::Kind::number)
    fail(at.begin, at.end, fmt::format("`{}` is an event, not a number", at.text),
         fmt::format("say `{0}.fd`, `{0}.events` or `{0}.data`", at.text));
  return {ExprOp::local, index, 0, 0};
}

std::optional<ExprItem> NameResolver::event(const Token& at) {
  std::size_t dot = at.text.find('.');
  if (dot == std::string::npos) return std::nullopt;
  std::optional<unsigned> index = scope_.local(at.text.substr(0, dot));
  if (!index || scope_.local_at(*index).kind == Local::Kind::number) return std::nullopt;
  return event_field(at, dot, *index);
}

ExprItem NameResolver::event_field(const Token& at, std::size_t dot, unsigned index) {
  bool item = scope_.local_at(index).kind == Local::Kind::item;
  unsigned batch = item ? scope_.batch_of(index) : index;
  unsigned which = item ? index : kFirstEvent;
  std::string field = at.text.substr(dot + 1);
  std::size_t begin = at.begin + dot + 1;
  if (field == "n" && !item) return {ExprOp::event_count, batch, 0, 0};
  if (field == "events") return {ExprOp::event_mask, batch, which, 0};
  if (field == "data") return {ExprOp::event_data, batch, which, 0};
  if (field == "fd") return {ExprOp::event_field, batch, which, 0};
  if (field.starts_with("data.")) {
    std::string name = field.substr(5);
    std::optional<unsigned> known = scope_.data_field(name);
    if (!known)
      unknown(begin + 5, at.end, fmt::format("no registration has data with `{}`", shorten(name)),
              scope_.variant().data_fields);
    return {ExprOp::event_field, batch, which, known.value_or(0)};
  }
  Words fields = {"fd", "events", "data"};
  if (!item) fields.insert(fields.begin(), "n");
  unknown(begin, at.end, fmt::format("an event has no `{}`", shorten(field)), fields);
  return {};
}

ExprItem NameResolver::call(const Token& function, const Token& argument) {
  const std::string& name = function.text;
  if (name == "backlog") return file_function(argument, ExprOp::backlog, FileKind::listener);
  if (name == "unread") {
    std::optional<unsigned> file = scope_.file(argument.text);
    bool pipe = file && scope_.variant().files[*file].kind == FileKind::pipe;
    return file_function(argument, ExprOp::unread, pipe ? FileKind::pipe : FileKind::stream);
  }
  if (name == "count") return file_function(argument, ExprOp::count, FileKind::eventfd);
  if (name == "waiters") return waiters(argument);
  if (name == "bytes_by_thread")
    fail(function.begin, function.end, "`bytes_by_thread()` is a list",
         "use it in `outcomes: observe`");
  else if (name == "woken")
    fail(function.begin, function.end, "not supported yet: woken()",
         "await what the thread does after it is woken");
  else
    unknown(function.begin, function.end, fmt::format("unknown function `{}`", shorten(name)),
            {"backlog", "unread", "count", "waiters", "bytes_by_thread"});
  return {};
}

ExprItem NameResolver::file_function(const Token& argument, ExprOp op, FileKind kind) {
  std::string name = argument.text;
  unsigned end = name.ends_with(".b") ? 1 : 0;
  if (kind == FileKind::stream && (name.ends_with(".a") || name.ends_with(".b")))
    name.resize(name.size() - 2);
  std::optional<unsigned> file = scope_.file(name);
  if (file && scope_.variant().files[*file].kind == kind) return {op, *file, end, 0};
  Words names;
  for (const File& other : scope_.variant().files)
    if (other.kind == kind) names.push_back(other.name);
  unknown(argument.begin, argument.end,
          fmt::format("`{}` is not {}", shorten(argument.text), kind_name(kind)), names);
  return {};
}

ExprItem NameResolver::waiters(const Token& argument) {
  std::optional<unsigned> epoll = scope_.epoll(argument.text);
  Words names;
  for (const Epoll& other : scope_.variant().epolls) names.push_back(other.name);
  if (!epoll)
    unknown(argument.begin, argument.end,
            fmt::format("`{}` is not an epoll instance", shorten(argument.text)), names);
  return {ExprOp::waiters, epoll.value_or(0), 0, 0};
}

}  // namespace epcheck::scenario
