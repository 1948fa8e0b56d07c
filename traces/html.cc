// SPDX-License-Identifier: MIT
#include "traces/html.h"

#include <fmt/format.h>

#include <string_view>

#include "traces/page_data.h"
#include "traces/quote.h"
#include "traces/story.h"

// bundle.S
extern "C" const char epcheck_page_script[], epcheck_page_script_end[];
extern "C" const char epcheck_page_style[], epcheck_page_style_end[];

namespace epcheck {

std::string write_html(const Trace& trace) {
  std::string_view script(epcheck_page_script, epcheck_page_script_end);
  std::string_view style(epcheck_page_style, epcheck_page_style_end);
  return fmt::format(R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{}</title>
<style>{}</style>
</head>
<body>
<noscript><p>This page needs JavaScript. The same as text: epcheck trace FILE.json</p></noscript>
<script type="application/json" id="trace">{}</script>
<script>{}</script>
</body>
</html>
)",
                     quote_html(headline(trace)), style, page_data(trace), script);
}

}  // namespace epcheck
