#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

namespace provost::integrations {

/// The scanner does not answer, or cannot look at this file. what() is a sentence for people.
class ScannerUnavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Has ClamAV's daemon look at files, by its command INSTREAM (manual page clamd(8)), so that it needs no access to
/// them. Thread-safe: each call opens its own connection.
class Clamd {
 public:
  /// `address`: "unix:/run/clamav/clamd.ctl" or "127.0.0.1:3310". `patience`: for connecting and for each answer.
  explicit Clamd(std::string address, std::chrono::seconds patience = std::chrono::seconds(60));

  /// The name of what was found in the file; nullopt: nothing. Throws ScannerUnavailable. The file is sent in pieces:
  /// memory does not grow with its size.
  std::optional<std::string> infection(const std::filesystem::path& file) const;

 private:
  std::string address_;
  std::chrono::seconds patience_;
};

}  // namespace provost::integrations
