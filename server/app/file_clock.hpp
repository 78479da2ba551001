#pragma once

#include <filesystem>
#include <memory>
#include <optional>

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

/// The clock that such a file is, or the machine's.
std::unique_ptr<const workflows::Clock> clock_from(const std::optional<std::filesystem::path>& file);

}  // namespace provost::app
