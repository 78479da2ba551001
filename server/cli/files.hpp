#pragma once

#include <filesystem>
#include <string>

namespace provost::cli {

/// What stands in a file, at most one byte more than `largest`, so that a larger one shows; "-" reads standard input.
/// Throws NotFound when it cannot be read.
std::string read_file(const std::filesystem::path& file, std::size_t largest);

/// Writes what a command made into a file, or to standard output when none is named. Throws CliFailure when it cannot
/// be written.
void write_result(const std::filesystem::path& file, const std::string& text);

}  // namespace provost::cli
