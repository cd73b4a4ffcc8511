# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# LLVM and MLIR 22 as static archives. Debian's dylibs cost every process 31-37 ms before main and must never be mixed
# with the archives, so the imported targets of MLIR are not used, only their paths.
find_package(MLIR 22.1 REQUIRED CONFIG HINTS /usr/lib/llvm-22)
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

set(BURIN_LLVM_BIN ${LLVM_TOOLS_BINARY_DIR})
add_link_options(-fuse-ld=lld -B${BURIN_LLVM_BIN})

file(GLOB BURIN_MLIR_ARCHIVES ${LLVM_LIBRARY_DIR}/libMLIR*.a)
list(FILTER BURIN_MLIR_ARCHIVES EXCLUDE REGEX "CAPI|Test|LspServer|PDLL|RegisterAll|JitRunner|MlirOptMain")
execute_process(COMMAND ${BURIN_LLVM_BIN}/llvm-config --link-static --libfiles orcjit native passes core orcdebugging
                        bitreader bitwriter symbolize
                OUTPUT_VARIABLE BURIN_LLVM_ARCHIVES OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(BURIN_LLVM_ARCHIVES)

# Headers and flags of everything that sees MLIR.
add_library(burin_llvm_headers INTERFACE)
target_include_directories(burin_llvm_headers SYSTEM INTERFACE ${MLIR_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS})
target_compile_definitions(burin_llvm_headers INTERFACE ${LLVM_DEFINITIONS_LIST})

# The archives themselves; linked once per final library or program.
add_library(burin_llvm_archives INTERFACE)
target_link_libraries(burin_llvm_archives INTERFACE
  -Wl,--start-group ${BURIN_MLIR_ARCHIVES} ${BURIN_LLVM_ARCHIVES} -Wl,--end-group z zstd m dl pthread)
target_link_options(burin_llvm_archives INTERFACE -Wl,--gc-sections)

# One precompiled header for all MLIR translation units: 3-5 times faster builds.
function(burin_mlir_target name)
  target_link_libraries(${name} PUBLIC burin_llvm_headers)
  target_compile_options(${name} PRIVATE -ffunction-sections -fdata-sections)
  if(TARGET burin_ir_inc)
    add_dependencies(${name} burin_ir_inc)
  endif()
  if(BURIN_PCH)
    if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
      target_compile_options(${name} PRIVATE -fpch-instantiate-templates -Xclang -fno-pch-timestamp)
    else()
      target_compile_options(${name} PRIVATE -fpch-preprocess)
    endif()
    if(TARGET burin_pch)
      target_precompile_headers(${name} REUSE_FROM burin_pch)
    endif()
  endif()
endfunction()

if(BURIN_PCH)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/pch_anchor.cpp CONTENT "// anchor of the precompiled header\n")
  add_library(burin_pch OBJECT ${CMAKE_BINARY_DIR}/pch_anchor.cpp)
  target_link_libraries(burin_pch PUBLIC burin_llvm_headers)
  target_compile_options(burin_pch PRIVATE -ffunction-sections -fdata-sections)
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    target_compile_options(burin_pch PRIVATE -fpch-instantiate-templates -Xclang -fno-pch-timestamp)
  else()
    target_compile_options(burin_pch PRIVATE -fpch-preprocess)
  endif()
  target_precompile_headers(burin_pch PRIVATE
    <mlir/IR/Builders.h> <mlir/IR/BuiltinOps.h> <mlir/IR/BuiltinTypes.h> <mlir/IR/BuiltinAttributes.h>
    <mlir/IR/PatternMatch.h> <mlir/IR/IRMapping.h> <mlir/IR/Diagnostics.h> <mlir/IR/OpImplementation.h>
    <mlir/Pass/Pass.h> <mlir/Pass/PassManager.h>
    <mlir/Dialect/Func/IR/FuncOps.h> <mlir/Dialect/Arith/IR/Arith.h> <mlir/Dialect/Math/IR/Math.h>
    <mlir/Dialect/SCF/IR/SCF.h> <mlir/Dialect/MemRef/IR/MemRef.h> <mlir/Dialect/Vector/IR/VectorOps.h>
    <mlir/Dialect/LLVMIR/LLVMDialect.h>
    <llvm/ADT/DenseMap.h> <llvm/ADT/SmallVector.h> <llvm/ADT/STLExtras.h> <llvm/ADT/StringExtras.h>
    <memory> <string> <vector>)
endif()
