// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

/// Arrays and trees in files. Everything that writes replaces a file as a whole or leaves the old one.
#include "burin/io/checkpoint.h"
#include "burin/io/checkpoint_directory.h"
#include "burin/io/load_into.h"
#include "burin/io/npy.h"
#include "burin/io/npz.h"
#include "burin/io/safetensors.h"
