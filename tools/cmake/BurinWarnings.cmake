# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
add_compile_options(-Wall -Wextra -Wno-unused-parameter)
# Shapes such as x[1, 2] would silently mean x[2].
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  add_compile_options(-Werror=deprecated-comma-subscript)
else()
  add_compile_options(-Werror=comma-subscript)
endif()
