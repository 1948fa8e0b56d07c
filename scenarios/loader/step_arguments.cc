// SPDX-License-Identifier: MIT
#include "scenarios/loader/data_reader.h"
#include "scenarios/loader/step_reader.h"
#include "scenarios/loader/text_rules.h"

namespace epcheck::scenario {

FdRef StepReader::descriptor(const Node& node, Needs needs) {
  FdRef fd;
  fd.where = reader_.where(node);
  if (!reader_.expect_scalar(node, "a descriptor")) return fd;
  Text text = reader_.text(node);
  fd.name = text.text;
  fd.where = reader_.where(text.place(0, text.text.size()));
  if (std::optional<unsigned> local = scope_.local(text.text)) {
    fd.local = true;
    fd.index = *local;
    if (scope_.local_at(*local).kind != Local::Kind::number)
      reader_.error(text, 0, text.text.size(), fmt::format("`{}` is an event", fd.name),
                    fmt::format("`into` of accept or dup gives a descriptor"));
    return fd;
  }
  std::optional<unsigned> known = scope_.descriptor(text.text);
  if (known) {
    fd.index = *known;
    check_kind(text, variant_.descriptors[*known], needs);
    return fd;
  }
  std::optional<unsigned> file = scope_.file(text.text);
  std::string message = fmt::format("undeclared descriptor `{}`", shorten(fd.name));
  if (file) {
    reader_.error(text, 0, text.text.size(),
                  fmt::format("`{}` is {}, which has two ends", fd.name,
                              kind_name(variant_.files[*file].kind)),
                  scope_.ends_of(fd.name));
  } else {
    reader_.undeclared(text, 0, text.text.size(), message, scope_.descriptor_names());
  }
  return fd;
}

void StepReader::check_kind(const Text& text, const Descriptor& descriptor, Needs needs) {
  bool epoll = descriptor.epoll;
  FileKind kind = epoll ? FileKind::eventfd : variant_.files[descriptor.index].kind;
  const char* wanted = nullptr;
  if (needs == Needs::epoll && !epoll) wanted = "an epoll instance";
  if (needs == Needs::stream && (epoll || kind != FileKind::stream)) wanted = "a stream";
  if (needs == Needs::listener && (epoll || kind != FileKind::listener)) wanted = "a listener";
  if (needs == Needs::readable && (epoll || kind == FileKind::listener))
    wanted = "a stream, a pipe, an eventfd, a timer or a signalfd";
  if (needs == Needs::timer && (epoll || kind != FileKind::timer)) wanted = "a timer";
  if (!wanted) return;
  reader_.error(text, 0, text.text.size(),
                fmt::format("expected {}; `{}` is {}", wanted, descriptor.name,
                            epoll ? "an epoll instance" : kind_name(kind)));
}

FdRef StepReader::only_descriptor(const Node& value, const Fields* fields, Needs needs) {
  const Node* fd = fields ? fields->need("fd") : &value;
  return fd ? descriptor(*fd, needs) : FdRef{};
}

Into StepReader::into(const Node* node) {
  // Names and kinds were checked when the locals were collected.
  if (!node || !node->is_scalar()) return std::nullopt;
  return scope_.local(reader_.text(*node).text);
}

Returns StepReader::returns(const Node* node) {
  if (!node) return std::nullopt;
  return expression(*node);
}

Data StepReader::data(const Node* node, const FdRef& fd) {
  return read_data(reader_, scope_, node, fd);
}

unsigned StepReader::named(const Node& node, const char* what, std::optional<unsigned> index,
                           const Words& known) {
  if (index || !reader_.expect_scalar(node, fmt::format("the name of {}", what)))
    return index.value_or(0);
  Text text = reader_.text(node);
  reader_.undeclared(text, 0, text.text.size(),
                     fmt::format("`{}` is not {}", shorten(text.text), what), known);
  return 0;
}

unsigned StepReader::var(const Node& node) {
  Words known;
  for (const Var& other : variant_.vars) known.push_back(other.name);
  auto index = node.is_scalar() ? scope_.var(reader_.text(node).text) : std::nullopt;
  return named(node, "a variable", index, known);
}

unsigned StepReader::lock(const Node& node) {
  auto index = node.is_scalar() ? scope_.lock(reader_.text(node).text) : std::nullopt;
  return named(node, "a lock", index, variant_.locks);
}

unsigned StepReader::object(const Node& node) {
  auto index = node.is_scalar() ? scope_.object(reader_.text(node).text) : std::nullopt;
  return named(node, "an object", index, variant_.objects);
}

MemoryOrder StepReader::order(const Node* node, std::initializer_list<Word> words) {
  if (!node) return MemoryOrder::seq_cst;
  return static_cast<MemoryOrder>(reader_.choice(*node, "memory order", words));
}

}  // namespace epcheck::scenario
