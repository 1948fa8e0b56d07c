# SPDX-License-Identifier: MIT
# find_package(epcheck): the function epcheck_add_scenario(), and where the command is, in
# EPCHECK_COMMAND. This file works where it is installed, beside bin/, and in the sources, where the
# command is the script that builds itself: find_package(epcheck PATHS SOURCES/cmake).
find_program(EPCHECK_COMMAND epcheck
  HINTS "${CMAKE_CURRENT_LIST_DIR}/../../../bin" "${CMAKE_CURRENT_LIST_DIR}/../../../../bin"
    "${CMAKE_CURRENT_LIST_DIR}/.."
  NO_DEFAULT_PATH DOC "The command epcheck")
find_program(EPCHECK_COMMAND epcheck)
if(EPCHECK_COMMAND)
  include("${CMAKE_CURRENT_LIST_DIR}/epcheck_add_scenario.cmake")
else()
  set(epcheck_FOUND FALSE)
  set(epcheck_NOT_FOUND_MESSAGE "The command epcheck was not found; EPCHECK_COMMAND may say where it is")
endif()
