#include "server/cli/files.hpp"

#include <fstream>
#include <iostream>

#include "server/cli/terminal.hpp"
#include "workflows/errors.hpp"

namespace provost::cli {

std::string read_file(const std::filesystem::path& file, std::size_t largest) {
  std::ifstream opened;
  std::istream* input = &std::cin;
  if (file != "-") {
    opened.open(file, std::ios::binary);
    if (!opened) throw workflows::NotFound("The file " + file.string() + " cannot be read.");
    input = &opened;
  }
  std::string text(largest + 1, '\0');
  input->read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(input->gcount()));
  return text;
}

void write_result(const std::filesystem::path& file, const std::string& text) {
  if (file.empty()) {
    std::cout << text;
    return;
  }
  std::ofstream output(file, std::ios::binary);
  output << text;
  output.close();
  if (!output) throw CliFailure("The file " + file.string() + " could not be written.");
}

}  // namespace provost::cli
