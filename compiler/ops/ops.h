// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

/// The classes of all operations, for the dialect that registers them. Include the families that you name.
#include "compiler/ops/BitcastOps.h"
#include "compiler/ops/CallOps.h"
#include "compiler/ops/CallbackOps.h"
#include "compiler/ops/ControlFlowOps.h"
#include "compiler/ops/ConvolutionOps.h"
#include "compiler/ops/CumulativeOps.h"
#include "compiler/ops/DotOps.h"
#include "compiler/ops/DynamicSliceOps.h"
#include "compiler/ops/ElementwiseOps.h"
#include "compiler/ops/GatherOps.h"
#include "compiler/ops/OrderOps.h"
#include "compiler/ops/RandomOps.h"
#include "compiler/ops/ReduceOps.h"
#include "compiler/ops/RoundingOps.h"
#include "compiler/ops/ScatterOps.h"
#include "compiler/ops/ShapeOps.h"
#include "compiler/ops/SpecialOps.h"
#include "compiler/ops/TranscendentalOps.h"
#include "compiler/ops/TrigonometricOps.h"
#include "compiler/ops/WindowOps.h"
