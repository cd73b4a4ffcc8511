# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Target burin::burin of an installed Burin.
get_filename_component(burin_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
if(NOT TARGET burin::burin)
  add_library(burin::burin SHARED IMPORTED)
  set_target_properties(burin::burin PROPERTIES
    IMPORTED_LOCATION "${burin_prefix}/lib/libburin.so"
    INTERFACE_INCLUDE_DIRECTORIES "${burin_prefix}/include"
    INTERFACE_COMPILE_FEATURES cxx_std_20)
  # Shapes such as x[1, 2] would silently mean x[2].
  set_property(TARGET burin::burin PROPERTY INTERFACE_COMPILE_OPTIONS
    $<$<CXX_COMPILER_ID:GNU>:-Werror=comma-subscript>
    $<$<CXX_COMPILER_ID:Clang>:-Werror=deprecated-comma-subscript>)
endif()
