# SPDX-License-Identifier: MIT
# epcheck_add_scenario(NAME FILE [KERNEL KERNEL...] [ARGS ARGUMENT...]): the test NAME, which passes if
# every variant in FILE (or in the *.yaml of a folder) is exactly as it expects. With KERNEL, a test for
# each, NAME@KERNEL, on that kernel whatever the file says. ARGS are further arguments of epcheck. A
# bound that is hit is no pass. Traces of what fails go to epcheck-traces/ in the current binary
# folder; the end of a failed test's output says how to run them again.
#
# For other projects: find_package(epcheck), or include() this file. The command is the target epcheck
# if there is one, else what EPCHECK_COMMAND says; see epcheck-config.cmake.
include_guard(GLOBAL)

function(epcheck_add_scenario name file)
  cmake_parse_arguments(PARSE_ARGV 2 SCENARIO "" "" "KERNEL;ARGS")
  if(SCENARIO_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "epcheck_add_scenario(${name}): unexpected `${SCENARIO_UNPARSED_ARGUMENTS}`; "
      "known are KERNEL and ARGS")
  endif()
  if("KERNEL" IN_LIST SCENARIO_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "epcheck_add_scenario(${name}): KERNEL names no kernel")
  endif()
  get_filename_component(file "${file}" ABSOLUTE)
  if(NOT EXISTS "${file}")
    message(FATAL_ERROR "epcheck_add_scenario(${name}): there is no ${file}")
  endif()
  if(TARGET epcheck)
    set(command epcheck)  # CMake puts the file of a target in its place
  elseif(EPCHECK_COMMAND)
    set(command "${EPCHECK_COMMAND}")
  else()
    message(FATAL_ERROR "epcheck_add_scenario(${name}): EPCHECK_COMMAND does not say where epcheck is")
  endif()
  if(NOT SCENARIO_KERNEL)
    epcheck_add_scenario_test("${name}" "${command}" "${file}" ${SCENARIO_ARGS})
  endif()
  foreach(kernel IN LISTS SCENARIO_KERNEL)
    epcheck_add_scenario_test("${name}@${kernel}" "${command}" "${file}" --kernel "${kernel}"
      ${SCENARIO_ARGS})
  endforeach()
endfunction()

# One test; not for other projects.
function(epcheck_add_scenario_test name)
  add_test(NAME "${name}" COMMAND ${ARGN} WORKING_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}")
  set_tests_properties("${name}" PROPERTIES LABELS epcheck)
endfunction()
