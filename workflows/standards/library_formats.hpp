#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "workflows/standards/standard.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::standards {

/// The largest library file that is read, in bytes.
inline constexpr std::size_t largest_library = 16 * 1024 * 1024;

/// How a library file is written.
enum class LibraryFormat { provost, ciso_assistant, oscal, csv };

/// Reads a library file of any of the formats; which one it is shows in what it says, not in its name. Numbers of
/// clauses that a format leaves open are taken from its identifiers. `file_name` names an outline in CSV, which has no
/// name of its own. Never throws for what the file says: problems tell.
Library read_library(std::string_view text, const std::string& file_name);

/// The same for a file, which may also be a workbook (XLSX) whose first sheet is an outline as in CSV.
Library read_library_file(const std::filesystem::path& file, const std::string& file_name);

/// Our own YAML: one standard or one mapping to a file, with line numbers in problems.
Library read_own_yaml(std::string_view text);
/// The library YAML of CISO Assistant: frameworks and mappings, with singular and plural keys.
Library read_ciso_assistant(std::string_view text);
/// A catalog of OSCAL 1.x in JSON.
Library read_oscal(std::string_view text);
/// An outline with the columns number, title and, in any order and where they are there, asks, maintain and retain.
Library read_csv(std::string_view text, const std::string& file_name);

/// The same outline or mapping as a file again; what read_library() reads from it is equal to what was given.
std::string as_own_yaml(const Standard& standard);
std::string as_own_yaml(const Mapping& mapping);
std::string as_ciso_assistant(const Standard& standard);
std::string as_csv(const Standard& standard);
/// A catalog of OSCAL 1.1 in JSON; `modified`: when this version was published.
std::string as_oscal(const Standard& standard, Instant modified);

/// "ISO 21001:2018" becomes "iso_21001_2018".
std::string name_from(std::string_view title);

}  // namespace provost::workflows::standards
