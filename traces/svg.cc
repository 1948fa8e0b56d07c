// SPDX-License-Identifier: MIT
#include "traces/svg.h"

#include <gvc.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "traces/dot.h"

extern "C" {
extern gvplugin_library_t gvplugin_core_LTX_library;
extern gvplugin_library_t gvplugin_neato_layout_LTX_library;
}

#ifdef __SANITIZE_ADDRESS__
// Graphviz leaves some memory behind in each layout. That is not ours to report.
extern "C" const char* __lsan_default_suppressions() { return "leak:libgvc.so\nleak:libcgraph.so"; }
#endif

namespace epcheck {
namespace {

// The plugins that are needed, by name. Without demand loading there is no plugin that measures
// text, so Graphviz falls back on its own table of widths: the same on every machine.
lt_symlist_t plugins[] = {
    {"gvplugin_core_LTX_library", &gvplugin_core_LTX_library},
    {"gvplugin_neato_layout_LTX_library", &gvplugin_neato_layout_LTX_library},
    {nullptr, nullptr},
};
constexpr int kDemandLoading = 0;

// Where the graph is read from, and the next number for a part of it.
struct Source {
  std::string_view rest;
  IDTYPE last_id = 0;
};

int read(void* channel, char* buffer, int size) {
  Source& source = *static_cast<Source*>(channel);
  std::size_t taken = std::min(source.rest.size(), static_cast<std::size_t>(std::max(size, 0)));
  std::memcpy(buffer, source.rest.data(), taken);
  source.rest.remove_prefix(taken);
  return static_cast<int>(taken);
}

// By default, Graphviz identifies a subgraph by the address of its name and lays subgraphs out in
// that order, which is another one in each run. Here they are numbered in the order of the text.
// Refusing to map a name makes Graphviz keep the name itself and ask for a number.
struct Numbering {
  static void* open(Agraph_t*, Agdisc_t* disc) { return disc; }
  static long map(void* state, int, char* name, IDTYPE* id, int create);
  static long allocate(void*, int, IDTYPE) { return 0; }
  static void release(void*, int, IDTYPE) {}
  static void close(void*) {}
  static void added(void*, int, void*) {}
};

// Agdisc_t first: Graphviz hands it to open(), and open() hands all of it to map().
struct Discipline {
  Agdisc_t disc;
  Source source;
};

long Numbering::map(void* state, int, char* name, IDTYPE* id, int create) {
  if (name != nullptr || !create) return 0;
  *id = ++static_cast<Discipline*>(state)->source.last_id;
  return 1;
}

class Layout {
 public:
  explicit Layout(const std::string& dot) : context_(gvContextPlugins(plugins, kDemandLoading)) {
    discipline_.source.rest = dot;
    graph_ = agread(&discipline_.source, &discipline_.disc);
    done_ = graph_ != nullptr && gvLayout(context_, graph_, "nop") == 0;
  }
  ~Layout() {
    if (done_) gvFreeLayout(context_, graph_);
    if (graph_ != nullptr) agclose(graph_);
    gvFreeContext(context_);
  }
  Layout(const Layout&) = delete;

  std::string render() {
    char* data = nullptr;
    unsigned length = 0;
    if (!done_ || gvRenderData(context_, graph_, "svg", &data, &length) != 0)
      throw std::runtime_error("Graphviz cannot lay out a trace");
    std::string result(data, length);
    gvFreeRenderData(data);
    return result;
  }

 private:
  Agiddisc_t numbering_{Numbering::open, Numbering::map,   Numbering::allocate, Numbering::release,
                        nullptr,         Numbering::close, Numbering::added};
  Agiodisc_t reader_{read, AgIoDisc.putstr, AgIoDisc.flush};
  Discipline discipline_{{&AgMemDisc, &numbering_, &reader_}, {}};
  GVC_t* context_;
  Agraph_t* graph_ = nullptr;
  bool done_ = false;
};

// Comments name the version of Graphviz, and repeat the names of the nodes.
std::string without_comments(const std::string& svg) {
  std::string result;
  std::size_t at = 0;
  while (true) {
    std::size_t start = svg.find("<!--", at);
    result.append(svg, at, start == std::string::npos ? start : start - at);
    std::size_t end = start == std::string::npos ? start : svg.find("-->", start);
    if (end == std::string::npos) return result;
    at = end + 3;
    if (at < svg.size() && svg[at] == '\n') ++at;
  }
}

}  // namespace

std::string write_svg(const Trace& trace) {
  return without_comments(Layout(write_dot(trace)).render());
}

}  // namespace epcheck
