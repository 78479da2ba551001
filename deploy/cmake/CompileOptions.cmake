# Warnings, sanitizers and ccache, the same for every folder of the project.
add_library(provost_options INTERFACE)
add_library(provost::options ALIAS provost_options)
target_compile_options(provost_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Werror -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False alarms of g++ 12 about std::string's own code (GCC bugs 105329 and 105651).
  target_compile_options(provost_options INTERFACE -Wno-restrict -Wno-array-bounds -Wno-stringop-overread -Wno-stringop-overflow)
endif()
target_include_directories(provost_options INTERFACE ${CMAKE_SOURCE_DIR})

if(PROVOST_SANITIZE)
  # Instrumented code makes g++ 12 warn inside Asio; the plain build is the one that must be without warnings.
  target_compile_options(provost_options INTERFACE -fsanitize=${PROVOST_SANITIZE} -fno-sanitize-recover=all -Wno-error)
  target_link_options(provost_options INTERFACE -fsanitize=${PROVOST_SANITIZE})
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # A precompiled header is only cacheable when ccache may ignore its time stamps.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${CCACHE_PROGRAM})
  target_compile_options(provost_options INTERFACE -fpch-preprocess)
endif()
