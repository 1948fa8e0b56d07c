# SPDX-License-Identifier: MIT
# epcheck_room(NAME [FIBER] DIR LIBRARIES...): the library epcheck_NAME of all sources in DIR.
# FIBER: its code runs on the fibers of the engine. There, dead bytes on the stack would tell equal
# states apart, so locals are zeroed and frames kept small (docs/internals.md, "Clean stacks").
function(epcheck_room name)
  cmake_parse_arguments(ROOM "FIBER" "" "" ${ARGN})
  set(libraries ${ROOM_UNPARSED_ARGUMENTS})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
    "${CMAKE_CURRENT_SOURCE_DIR}/*.cc" "${CMAKE_CURRENT_SOURCE_DIR}/*.S")
  if(NOT sources)
    add_library(epcheck_${name} INTERFACE)
    target_link_libraries(epcheck_${name} INTERFACE ${libraries})
    return()
  endif()
  add_library(epcheck_${name} STATIC ${sources})
  target_include_directories(epcheck_${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(epcheck_${name} PUBLIC ${libraries})
  target_compile_options(epcheck_${name} PRIVATE
    $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wno-missing-field-initializers -Wshadow -Wnon-virtual-dtor -Werror>)
  if(ROOM_FIBER)
    target_compile_options(epcheck_${name} PRIVATE ${EPCHECK_FIBER_FLAGS})
  else()
    epcheck_sanitize(epcheck_${name})
  endif()
endfunction()

set(EPCHECK_FIBER_FLAGS
  $<$<COMPILE_LANGUAGE:CXX>:-Og -g -ftrivial-auto-var-init=zero -fno-stack-protector
    -fomit-frame-pointer -fno-exceptions -fno-jump-tables -fno-ivopts>)

function(epcheck_sanitize target)
  if(EPCHECK_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${EPCHECK_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${EPCHECK_SANITIZE})
  endif()
endfunction()
