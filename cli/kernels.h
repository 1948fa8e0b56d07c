// SPDX-License-Identifier: MIT
// `epcheck kernels [KERNEL]`: which kernels the model can be, and by which commits they differ;
// with a name, which switches are on in that one.
#pragma once

#include <memory>
#include <ostream>
#include <string>

namespace epcheck::cli {

class Arguments;

/// Runs `epcheck kernels`; argv[0] is that word. Returns an ExitCode.
int run_kernels(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

/// What is wrong with the name of a kernel, "" if nothing: a sentence, the name, and a caret.
std::string wrong_kernel(const std::string& name);

std::unique_ptr<Arguments> kernels_arguments();

}  // namespace epcheck::cli
