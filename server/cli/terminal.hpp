#pragma once

#include <chrono>
#include <ostream>
#include <stdexcept>
#include <string>

namespace provost::cli {

/// The first line of a file, without its line break; throws CliFailure when it cannot be read or is empty. "-" reads
/// standard input.
std::string read_secret_file(const std::string& path);

/// A command that could not be done; the message is printed and the exit code is 1.
class CliFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Shows how far a long piece of work is, on one line of standard error that is written over; silent when standard
/// error is no terminal.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  void show(const std::string& stage, std::size_t done, std::size_t total);

 private:
  bool terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_{};
  std::string last_stage_;
};

}  // namespace provost::cli
