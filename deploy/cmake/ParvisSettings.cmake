# Two INTERFACE targets say how everything here is compiled: parvis_settings and parvis_warnings.
include(GNUInstallDirs)
include(CheckCXXCompilerFlag)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # The sloppiness is what ccache asks for with precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime CCACHE_NOHASHDIR=1
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
      ${CCACHE_PROGRAM})
endif()

add_library(parvis_settings INTERFACE)
target_include_directories(parvis_settings INTERFACE ${CMAKE_SOURCE_DIR})
target_link_libraries(parvis_settings INTERFACE Threads::Threads)

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # Assertions of the standard library stay on in the field; our own checks are always on.
  target_compile_options(parvis_settings INTERFACE -fstack-protector-strong -U_FORTIFY_SOURCE
                         -D_FORTIFY_SOURCE=2 -D_GLIBCXX_ASSERTIONS)
  target_link_options(parvis_settings INTERFACE -Wl,-z,relro,-z,now)
  include(CheckPIESupported)
  check_pie_supported()
endif()

if(PARVIS_SANITIZE)
  target_compile_options(parvis_settings INTERFACE -fsanitize=${PARVIS_SANITIZE}
                         -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(parvis_settings INTERFACE -fsanitize=${PARVIS_SANITIZE})
  if(PARVIS_SANITIZE MATCHES "thread")
    # Asio's fences are not understood by TSan.
    target_compile_options(parvis_settings INTERFACE -Wno-tsan)
    target_compile_definitions(parvis_settings INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()

# Of programs' main files and of tests: what is thin is not worth optimising under a sanitizer, where templates cost minutes.
add_library(parvis_thin INTERFACE)
if(PARVIS_SANITIZE)
  target_compile_options(parvis_thin INTERFACE -O0)
endif()

add_library(parvis_warnings INTERFACE)
target_compile_options(parvis_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                       -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual)
if(PARVIS_WERROR)
  target_compile_options(parvis_warnings INTERFACE -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 sees overlaps and overruns in inlined std::string code that are not there (its bugs 105329 and 105651).
    target_compile_options(parvis_warnings INTERFACE -Wno-error=stringop-overread -Wno-error=stringop-overflow
                           -Wno-error=restrict -Wno-error=array-bounds)
  endif()
endif()
