#include "server/cli/terminal.hpp"

#include <unistd.h>

#include <fstream>
#include <iostream>

namespace provost::cli {

std::string read_secret_file(const std::string& path) {
  std::string line;
  if (path == "-") {
    std::getline(std::cin, line);
  } else {
    std::ifstream input(path);
    if (!input) throw CliFailure("The password file " + path + " cannot be read.");
    std::getline(input, line);
  }
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty()) throw CliFailure("The password file " + path + " holds no password on its first line.");
  return line;
}

ProgressLine::ProgressLine() : terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
  if (shown_) std::cerr << "\r\033[K" << std::flush;
}

void ProgressLine::show(const std::string& stage, std::size_t done, std::size_t total) {
  if (!terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (stage == last_stage_ && done != total && now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  last_stage_ = stage;
  shown_ = true;
  std::cerr << "\r\033[K" << stage << ": " << done;
  if (total > 0) std::cerr << " of " << total << " (" << done * 100 / total << " %)";
  std::cerr << std::flush;
}

}  // namespace provost::cli
