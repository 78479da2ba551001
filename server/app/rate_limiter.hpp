#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace provost::app {

/// How many requests a caller has left in the present minute.
struct Allowance {
  bool granted = true;
  std::int64_t quota = 0;  ///< requests a minute
  std::int64_t left = 0;
  std::int64_t reset = 0;  ///< seconds until the quota is whole again
};

/// Counts the requests of each caller, minute by minute. Thread-safe; keeps one entry for each caller of the last
/// minute, and callers have shown who they are, so that memory is bounded by the tokens that exist.
class RateLimiter {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  /// `quota`: requests a minute for each caller; 0: no limit.
  explicit RateLimiter(std::int64_t quota) : quota_(quota) {}

  bool limits() const { return quota_ > 0; }
  /// Counts a request; not granted when the minute's quota is used up.
  Allowance take(const std::string& caller, Moment now);
  /// The same without counting: for a request whose body is not yet read.
  Allowance look(const std::string& caller, Moment now);

 private:
  struct Window {
    Moment began;
    std::int64_t used = 0;
  };

  Allowance of(Window& window, Moment now) const;
  Window& window_of(const std::string& caller, Moment now);

  std::int64_t quota_;
  std::mutex mutex_;
  std::map<std::string, Window> windows_;
  Moment swept_{};
};

}  // namespace provost::app
