# cmake -DOUTPUT=… -DNAME=templates -DFILES=name=path;name=path… -P embed.cmake
# Writes an assembly file that takes the files in with .incbin, and a C++ table of their names for NAME/embedded_files.hpp,
# whose functions live in provost::NAME.
set(assembly "  .section .rodata\n")
set(table "#include \"${NAME}/embedded_files.hpp\"\n\n#include <array>\n#include <cstddef>\n\nextern \"C\" {\n")
set(entries "")
set(number 0)
foreach(entry IN LISTS FILES)
  string(REGEX MATCH "^([^=]+)=(.*)$" matched "${entry}")
  set(name "${CMAKE_MATCH_1}")
  set(path "${CMAKE_MATCH_2}")
  string(APPEND assembly "  .global provost_${NAME}_file_${number}\n  .global provost_${NAME}_file_${number}_end\n"
    "provost_${NAME}_file_${number}:\n  .incbin \"${path}\"\nprovost_${NAME}_file_${number}_end:\n  .byte 0\n")
  string(APPEND table "extern const char provost_${NAME}_file_${number}[];\nextern const char provost_${NAME}_file_${number}_end[];\n")
  string(APPEND entries "    Entry{\"${name}\", provost_${NAME}_file_${number}, provost_${NAME}_file_${number}_end},\n")
  math(EXPR number "${number} + 1")
endforeach()
string(APPEND assembly "  .section .note.GNU-stack,\"\",@progbits\n")
string(APPEND table "}\n\nnamespace provost::${NAME} {\n\nnamespace {\n\nstruct Entry {\n  std::string_view name;\n"
  "  const char* begin;\n  const char* end;\n};\n\nconst std::array<Entry, ${number}>& entries() {\n"
  "  static const std::array<Entry, ${number}> all{{\n${entries}  }};\n  return all;\n}\n\n}  // namespace\n\n"
  "std::optional<std::string_view> find_embedded_file(std::string_view name) {\n  for (const auto& entry : entries()) {\n"
  "    if (entry.name == name) return std::string_view(entry.begin, static_cast<std::size_t>(entry.end - entry.begin));\n"
  "  }\n  return std::nullopt;\n}\n\nstd::vector<std::string> embedded_file_names() {\n  std::vector<std::string> names;\n"
  "  for (const auto& entry : entries()) names.emplace_back(entry.name);\n  return names;\n}\n\n}  // namespace provost::${NAME}\n")
file(WRITE "${OUTPUT}.S" "${assembly}")
file(WRITE "${OUTPUT}.cpp" "${table}")
