// SPDX-License-Identifier: MIT
#include "tests/chooks/accesses.h"

int loose;
