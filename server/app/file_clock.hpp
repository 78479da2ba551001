#pragma once

#include <filesystem>

#include "workflows/time.hpp"

namespace provost::app {

/// A clock for tests and demonstrations: it stands still at the instant that a file holds ("2026-11-24T09:00:00.000Z"),
/// until the file holds another one. Thread-safe.
class FileClock final : public workflows::Clock {
 public:
  /// Throws Unusable when the file cannot be read or holds no instant.
  explicit FileClock(std::filesystem::path file);
  /// Throws Unusable, too: a clock that makes up a time would be worse.
  workflows::Instant now() const override;

 private:
  std::filesystem::path file_;
};

}  // namespace provost::app
