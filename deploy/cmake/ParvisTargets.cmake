# parvis_library(NAME [NO_PCH] SOURCES ... [PUBLIC ...] [PRIVATE ...]): one static library a module. NO_PCH for one
#   whose third-party packages add compile definitions, which the shared precompiled header would not match.
# parvis_program(NAME SOURCES ... LIBRARIES ...): an installed program.
# parvis_test(NAME SOURCES ... LIBRARIES ... [LABELS ...] [TIMEOUT seconds]): a Catch2 program, each case a ctest.
# parvis_fuzzer(NAME SOURCES ... LIBRARIES ... CORPUS dir): a libFuzzer target with the fuzz preset, and in
#   every build a ctest that replays the corpus.

find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
if(PARVIS_PCH)
  add_library(parvis_precompiled STATIC ${CMAKE_CURRENT_LIST_DIR}/precompiled.cc)
  target_link_libraries(parvis_precompiled PRIVATE parvis_settings parvis_warnings fmt::fmt tl::expected)
  target_precompile_headers(parvis_precompiled PRIVATE ${CMAKE_CURRENT_LIST_DIR}/precompiled.h)
  if(PARVIS_TESTS)
    find_package(Catch2 REQUIRED)
    add_executable(parvis_precompiled_test ${CMAKE_CURRENT_LIST_DIR}/precompiled_test.cc)
    target_link_libraries(parvis_precompiled_test PRIVATE parvis_settings parvis_warnings parvis_thin
                          Catch2::Catch2 fmt::fmt tl::expected)
    target_precompile_headers(parvis_precompiled_test PRIVATE ${CMAKE_CURRENT_LIST_DIR}/precompiled_test.h)
  endif()
endif()

function(parvis_library name)
  cmake_parse_arguments(A "NO_PCH" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${A_SOURCES})
  target_link_libraries(${name} PUBLIC ${A_PUBLIC} PRIVATE parvis_settings parvis_warnings ${A_PRIVATE})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  if(PARVIS_PCH AND NOT A_NO_PCH)
    target_precompile_headers(${name} REUSE_FROM parvis_precompiled)
  endif()
  if(PARVIS_UNITY)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()

function(parvis_program name)
  cmake_parse_arguments(A "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE parvis_settings parvis_warnings parvis_thin ${A_LIBRARIES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

function(parvis_test name)
  cmake_parse_arguments(A "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  if(NOT A_TIMEOUT)
    set(A_TIMEOUT 120)
  endif()
  if(NOT A_LABELS)
    set(A_LABELS unit)
  endif()
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE parvis_settings parvis_warnings parvis_thin ${A_LIBRARIES} Catch2::Catch2WithMain)
  if(PARVIS_PCH)
    target_precompile_headers(${name} REUSE_FROM parvis_precompiled_test)
    set_target_properties(${name} PROPERTIES PCH_WARN_INVALID OFF)
  endif()
  # A name that matches nothing (a ";" in it would make two of one) fails instead of passing. What a machine can't test is called
  # skipped, not passed (tests/support/not_tested.h).
  catch_discover_tests(${name} TEST_PREFIX "${name}: " EXTRA_ARGS -w NoTests
    PROPERTIES LABELS "${A_LABELS}" TIMEOUT ${A_TIMEOUT} SKIP_REGULAR_EXPRESSION NOT_TESTED_HERE:)
endfunction()

function(parvis_fuzzer name)
  cmake_parse_arguments(A "" "CORPUS" "SOURCES;LIBRARIES" ${ARGN})
  if(PARVIS_FUZZ)
    add_executable(${name} ${A_SOURCES})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${name} ${A_SOURCES} ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.cc)
  endif()
  target_link_libraries(${name} PRIVATE parvis_settings parvis_warnings ${A_LIBRARIES})
  add_test(NAME "${name}: corpus" COMMAND ${name} ${A_CORPUS} $<$<BOOL:${PARVIS_FUZZ}>:-runs=0> COMMAND_EXPAND_LISTS)
  set_tests_properties("${name}: corpus" PROPERTIES LABELS "fuzz-corpus" TIMEOUT 120)
endfunction()
