// SPDX-License-Identifier: MIT
#include "scenarios/program/load_for_model.h"

#include "model/kernel_name.h"

namespace epcheck::scenario {

KnownNames known_kernels() {
  return {[](const std::string& name) -> std::optional<NameError> {
    auto kernel = parse_kernel(name);
    if (kernel) return std::nullopt;
    KernelNameError& error = kernel.error();
    return NameError{error.begin, error.end, std::move(error.message), std::move(error.known)};
  }};
}

tl::expected<Scenario, Diagnostics> load_for_model(const std::string& path) {
  return load(path, known_kernels());
}

tl::expected<Scenario, Diagnostics> load_text_for_model(const std::string& name,
                                                        const std::string& text) {
  return load_text(name, text, known_kernels());
}

}  // namespace epcheck::scenario
