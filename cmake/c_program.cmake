# SPDX-License-Identifier: MIT
# epcheck_c_program(NAME SOURCES...): the library NAME of C sources that are a program under test;
# see checker/epcheck.h. Link it to whatever calls check(). The compiler announces each access to
# shared memory (-fsanitize=thread, without its runtime library), the allocation and copying
# functions of the C library are those of epcheck.h, and all global variables are put into the
# section epc_globals, which is part of the state (checker/globals.h).
set(EPCHECK_C_FLAGS -fsanitize=thread -fno-builtin
  -Dmalloc=epc_malloc -Dcalloc=epc_calloc -Dfree=epc_free
  -Dmemcpy=epc_memcpy -Dmemmove=epc_memmove -Dmemset=epc_memset
  -fomit-frame-pointer -fno-jump-tables -fno-stack-protector -ftrivial-auto-var-init=zero)
set(EPCHECK_C_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/c_program.ld")

function(epcheck_c_program name)
  add_library(${name}_objects OBJECT ${ARGN})
  target_include_directories(${name}_objects PRIVATE "${PROJECT_SOURCE_DIR}")
  target_compile_options(${name}_objects PRIVATE ${EPCHECK_C_FLAGS})
  set(object "${CMAKE_CURRENT_BINARY_DIR}/${name}.o")
  add_custom_command(OUTPUT "${object}"
    COMMAND ${CMAKE_LINKER} -r -T "${EPCHECK_C_SCRIPT}" -o "${object}"
      $<TARGET_OBJECTS:${name}_objects>
    DEPENDS $<TARGET_OBJECTS:${name}_objects> "${EPCHECK_C_SCRIPT}"
    COMMAND_EXPAND_LISTS VERBATIM)
  set_source_files_properties("${object}" PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
  add_library(${name} STATIC "${object}")
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE C)
  target_link_libraries(${name} PUBLIC epcheck_checker)
endfunction()
