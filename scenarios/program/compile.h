// SPDX-License-Identifier: MIT
// Turns the steps of a variant into instructions. The result points into the variant, which must
// outlive it.
#pragma once

#include "scenarios/program/instruction.h"

namespace epcheck::scenario {

Program compile(const Variant& variant);

}  // namespace epcheck::scenario
