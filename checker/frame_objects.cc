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
#include <span>
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

/// What the debug information of one function says.
class Reader {
 public:
  /// Nothing if something is said that is not understood.
  std::optional<Objects> read(Dwarf_Die* function);

 private:
  bool read_scope(Dwarf_Die* scope, bool inlined);
  bool read_variable(Dwarf_Die* variable, bool inlined);
  bool add_object(Dwarf_Die* variable, std::int64_t offset);
  bool find_addresses(std::span<const Dwarf_Op> operations);

  Objects objects_;
  std::vector<std::int64_t> addresses_;  // values of references and pointers, as far as known
};

/// False if how large it is is not known.
bool Reader::add_object(Dwarf_Die* variable, std::int64_t offset) {
  Dwarf_Attribute type;
  Dwarf_Die die;
  Dwarf_Word bytes = 0;
  if (offset >= 0) return true;  // an argument, in the caller's frame
  if (dwarf_attr_integrate(variable, DW_AT_type, &type) == nullptr ||
      dwarf_formref_die(&type, &die) == nullptr || dwarf_aggregate_size(&die, &bytes) != 0 ||
      bytes == 0 || bytes > static_cast<std::uint64_t>(-offset))
    return false;
  objects_.push_back({static_cast<std::int32_t>(offset),
                      static_cast<std::int32_t>(offset + static_cast<std::int64_t>(bytes))});
  return true;
}

/// A variable may have been replaced by the address that is its value. False if an address is
/// computed in a way that is not understood.
bool Reader::find_addresses(std::span<const Dwarf_Op> operations) {
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (operations[i].atom != DW_OP_fbreg) continue;
    std::int64_t address = static_cast<std::int64_t>(operations[i].number);
    while (i + 1 < operations.size() && operations[i + 1].atom == DW_OP_plus_uconst)
      address += static_cast<std::int64_t>(operations[++i].number);
    if (i + 1 == operations.size()) break;
    switch (operations[i + 1].atom) {
      case DW_OP_stack_value:
        addresses_.push_back(address);
        break;
      case DW_OP_deref:
      case DW_OP_deref_size:
      case DW_OP_deref_type:
      case DW_OP_GNU_deref_type:
      case DW_OP_piece:
        break;  // what lies there
      default:
        return false;
    }
  }
  return true;
}

bool Reader::read_variable(Dwarf_Die* variable, bool inlined) {
  Dwarf_Attribute attribute;
  if (dwarf_attr(variable, DW_AT_location, &attribute) == nullptr) return true;
  bool fixed = dwarf_whatform(&attribute) == DW_FORM_exprloc;
  Dwarf_Addr base, begin, end;
  Dwarf_Op* operations;
  std::size_t count;
  std::ptrdiff_t next = 0;
  while ((next = dwarf_getlocations(&attribute, next, &base, &begin, &end, &operations, &count)) >
         0) {
    if (!find_addresses({operations, count})) return false;
    if (fixed && !inlined && count == 1 && operations[0].atom == DW_OP_fbreg &&
        !add_object(variable, static_cast<std::int64_t>(operations[0].number)))
      return false;
  }
  return next == 0;
}

bool Reader::read_scope(Dwarf_Die* scope, bool inlined) {
  Dwarf_Die child;
  if (dwarf_child(scope, &child) != 0) return true;
  do {
    bool understood = true;
    switch (dwarf_tag(&child)) {
      case DW_TAG_variable:
      case DW_TAG_formal_parameter:
        understood = read_variable(&child, inlined);
        break;
      case DW_TAG_lexical_block:
        understood = read_scope(&child, inlined);
        break;
      case DW_TAG_inlined_subroutine:
        understood = read_scope(&child, true);
        break;
      default:
        break;
    }
    if (!understood) return false;
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

std::optional<Objects> Reader::read(Dwarf_Die* function) {
  if (!is_call_frame_cfa(function) || !read_scope(function, false)) return std::nullopt;
  Objects objects = merged(std::move(objects_));
  // What a reference is bound to and has no name is a temporary that the function itself reads.
  for (std::int64_t address : addresses_)
    if (std::none_of(objects.begin(), objects.end(), [&](FrameRange object) {
          return address >= object.begin && address < object.end;
        }))
      return std::nullopt;
  return objects;
}

}  // namespace

bool has_frame_objects(const char* producer) {
  std::istringstream words(producer);
  std::string compiler, language, word, optimization, debug;
  bool tracks_variables = true;
  words >> compiler >> language;
  if (compiler != "GNU" || !language.starts_with("C++")) return false;
  while (words >> word) {
    if (word.starts_with("-O")) optimization = word;
    if (word.starts_with("-fno-var-tracking")) tracks_variables = false;
    for (const char* level : {"-g", "-g0", "-g1", "-g2", "-g3"})
      if (word == level) debug = word;
  }
  return tracks_variables && optimization == "-Og" &&
         (debug == "-g" || debug == "-g2" || debug == "-g3");
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
    if (dwarf_lowpc(&scopes[i], &begin) == 0 && begin == address)
      objects = Reader().read(&scopes[i]);
    break;
  }
  std::free(scopes);
  return objects;
}

}  // namespace epcheck
