// SPDX-License-Identifier: MIT
#include "scenarios/loader/scope.h"

namespace epcheck::scenario {

namespace {

template <class T>
std::optional<unsigned> find(const std::vector<T>& list, std::string_view name) {
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i].name == name) return static_cast<unsigned>(i);
  return std::nullopt;
}

std::optional<unsigned> find(const std::vector<std::string>& list, std::string_view name) {
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i] == name) return static_cast<unsigned>(i);
  return std::nullopt;
}

}  // namespace

std::optional<unsigned> Scope::file(std::string_view name) const {
  return find(variant_.files, name);
}
std::optional<unsigned> Scope::descriptor(std::string_view name) const {
  return find(variant_.descriptors, name);
}
std::optional<unsigned> Scope::epoll(std::string_view name) const {
  return find(variant_.epolls, name);
}
std::optional<unsigned> Scope::var(std::string_view name) const {
  return find(variant_.vars, name);
}
std::optional<unsigned> Scope::lock(std::string_view name) const {
  return find(variant_.locks, name);
}
std::optional<unsigned> Scope::object(std::string_view name) const {
  return find(variant_.objects, name);
}
std::optional<unsigned> Scope::data_field(std::string_view name) const {
  return find(variant_.data_fields, name);
}

std::optional<unsigned> Scope::local(std::string_view name) const {
  for (auto item = items_.rbegin(); item != items_.rend(); ++item)
    if (item->name == name) return item->local;
  if (!locals_) return std::nullopt;
  for (std::size_t i = 0; i < locals_->size(); ++i) {
    const Local& local = (*locals_)[i];
    if (local.name == name && local.kind != Local::Kind::item) return static_cast<unsigned>(i);
  }
  return std::nullopt;
}

unsigned Scope::enter_for(const std::string& item, unsigned batch) {
  unsigned index = static_cast<unsigned>(locals_->size());
  locals_->push_back({item, Local::Kind::item, 0});
  items_.push_back({item, index, batch});
  return index;
}

unsigned Scope::batch_of(unsigned item) const {
  for (const Item& entry : items_)
    if (entry.local == item) return entry.batch;
  return 0;
}

std::string Scope::taken(std::string_view name) const {
  if (std::optional<unsigned> index = file(name)) return kind_name(variant_.files[*index].kind);
  if (descriptor(name)) return "an epoll instance";
  if (var(name)) return "a variable";
  if (lock(name)) return "a lock";
  if (object(name)) return "an object";
  return "";
}

std::string Scope::ends_of(const std::string& file_name) const {
  std::string said;
  for (const Descriptor& descriptor : variant_.descriptors)
    if (!descriptor.epoll && variant_.files[descriptor.index].name == file_name)
      said += (said.empty() ? "say `" : " or `") + descriptor.name + "`";
  return said;
}

std::vector<std::string> Scope::descriptor_names() const {
  std::vector<std::string> names;
  for (const Descriptor& descriptor : variant_.descriptors) names.push_back(descriptor.name);
  if (locals_)
    for (const Local& local : *locals_)
      if (local.kind == Local::Kind::number) names.push_back(local.name);
  return names;
}

std::vector<std::string> Scope::value_names() const {
  std::vector<std::string> names;
  if (locals_)
    for (const Local& local : *locals_) names.push_back(local.name);
  for (const Var& var : variant_.vars) names.push_back(var.name);
  for (const Descriptor& descriptor : variant_.descriptors) names.push_back(descriptor.name);
  names.insert(names.end(), variant_.objects.begin(), variant_.objects.end());
  return names;
}

const char* kind_name(FileKind kind) {
  switch (kind) {
    case FileKind::eventfd:
      return "an eventfd";
    case FileKind::stream:
      return "a stream";
    case FileKind::listener:
      return "a listener";
    case FileKind::pipe:
      return "a pipe";
    case FileKind::timer:
      return "a timer";
    case FileKind::signals:
      return "a signalfd";
  }
  return "a file";
}

}  // namespace epcheck::scenario
