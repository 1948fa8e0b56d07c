// SPDX-License-Identifier: MIT
#include "checker/frame_objects.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string>

namespace epcheck {

namespace {

using Objects = std::vector<FrameRange>;

/// The program or library that an address lies in.
struct Image {
  std::uintptr_t address, bias;
  std::string path;
};

int find_image(dl_phdr_info* info, std::size_t, void* data) {
  Image& image = *static_cast<Image*>(data);
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD ||
        image.address - info->dlpi_addr - header.p_vaddr >= header.p_memsz)
      continue;
    image.bias = info->dlpi_addr;
    image.path = info->dlpi_name[0] == '\0' ? "/proc/self/exe" : info->dlpi_name;
    return 1;
  }
  return 0;
}

/// Opened once, when the first frame asks for it. Null if there is none.
Dwarf* debug_information(const std::string& path) {
  static std::map<std::string, Dwarf*> opened;
  auto [entry, is_new] = opened.try_emplace(path, nullptr);
  if (!is_new) return entry->second;
  int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file >= 0) entry->second = dwarf_begin(file, DWARF_C_READ);
  return entry->second;
}

bool is_call_frame_cfa(Dwarf_Die* function) {
  Dwarf_Attribute attribute;
  Dwarf_Op* operations;
  std::size_t count;
  return dwarf_attr(function, DW_AT_frame_base, &attribute) != nullptr &&
         dwarf_getlocation(&attribute, &operations, &count) == 0 && count == 1 &&
         operations[0].atom == DW_OP_call_frame_cfa;
}

/// False if the variable lies in the frame, but how large it is is not known.
bool add_object(Dwarf_Die* variable, Objects& objects) {
  Dwarf_Attribute attribute, type;
  if (dwarf_attr(variable, DW_AT_location, &attribute) == nullptr) return true;
  if (dwarf_whatform(&attribute) != DW_FORM_exprloc) return true;  // a register, most of the time
  Dwarf_Op* operations;
  std::size_t count;
  if (dwarf_getlocation(&attribute, &operations, &count) != 0) return false;
  if (count != 1 || operations[0].atom != DW_OP_fbreg) return true;
  std::int64_t offset = static_cast<std::int64_t>(operations[0].number);
  if (offset >= 0) return true;  // an argument, in the caller's frame
  Dwarf_Die die;
  Dwarf_Word bytes = 0;
  if (dwarf_attr_integrate(variable, DW_AT_type, &type) == nullptr ||
      dwarf_formref_die(&type, &die) == nullptr || dwarf_aggregate_size(&die, &bytes) != 0 ||
      bytes == 0 || offset + static_cast<std::int64_t>(bytes) > 0)
    return false;
  objects.push_back({static_cast<std::int32_t>(offset),
                     static_cast<std::int32_t>(offset + static_cast<std::int64_t>(bytes))});
  return true;
}

bool add_objects(Dwarf_Die* scope, Objects& objects) {
  Dwarf_Die child;
  if (dwarf_child(scope, &child) != 0) return true;
  do {
    switch (dwarf_tag(&child)) {
      case DW_TAG_variable:
      case DW_TAG_formal_parameter:
        if (!add_object(&child, objects)) return false;
        break;
      case DW_TAG_lexical_block:
        if (!add_objects(&child, objects)) return false;
        break;
      default:
        break;
    }
  } while (dwarf_siblingof(&child, &child) == 0);
  return true;
}

Objects merged(Objects objects) {
  std::sort(objects.begin(), objects.end(),
            [](FrameRange a, FrameRange b) { return a.begin < b.begin; });
  Objects apart;
  for (FrameRange object : objects)
    if (!apart.empty() && object.begin < apart.back().end)
      apart.back().end = std::max(apart.back().end, object.end);
    else
      apart.push_back(object);
  return apart;
}

}  // namespace

bool has_frame_objects(const char* producer) {
  std::istringstream words(producer);
  std::string compiler, language, word, optimization, debug;
  words >> compiler >> language;
  if (compiler != "GNU" || !language.starts_with("C++")) return false;
  while (words >> word) {
    if (word.starts_with("-O")) optimization = word;
    for (const char* level : {"-g", "-g0", "-g1", "-g2", "-g3"})
      if (word == level) debug = word;
  }
  return optimization == "-Og" && (debug == "-g" || debug == "-g2" || debug == "-g3");
}

std::optional<std::vector<FrameRange>> frame_objects(std::uintptr_t function) {
  Image image{function, 0, ""};
  if (dl_iterate_phdr(find_image, &image) == 0) return std::nullopt;
  Dwarf* dwarf = debug_information(image.path);
  if (dwarf == nullptr) return std::nullopt;
  Dwarf_Addr address = function - image.bias;
  Dwarf_Die unit;
  if (dwarf_addrdie(dwarf, address, &unit) == nullptr) return std::nullopt;
  Dwarf_Attribute attribute;
  const char* producer = dwarf_formstring(dwarf_attr(&unit, DW_AT_producer, &attribute));
  if (producer == nullptr || !has_frame_objects(producer)) return std::nullopt;
  Dwarf_Die* scopes = nullptr;
  int count = dwarf_getscopes(&unit, address, &scopes);
  std::optional<Objects> objects;
  for (int i = 0; i < count; ++i) {
    Dwarf_Addr begin = 0;
    if (dwarf_tag(&scopes[i]) != DW_TAG_subprogram) continue;
    if (dwarf_lowpc(&scopes[i], &begin) != 0 || begin != address || !is_call_frame_cfa(&scopes[i]))
      break;
    objects.emplace();
    if (!add_objects(&scopes[i], *objects)) objects.reset();
    break;
  }
  std::free(scopes);
  if (objects) objects = merged(std::move(*objects));
  return objects;
}

}  // namespace epcheck
