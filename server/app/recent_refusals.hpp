#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace provost::app {

/// Tells a refusal that was noted a moment ago from a new one, so that somebody who is refused over and over does not
/// fill the audit trail. Thread-safe; holds a bounded number of texts.
class RecentRefusals {
 public:
  /// Whether nothing with this text was noted within the last minute; if so, it counts as noted from now on.
  bool is_new(const std::string& text, std::chrono::steady_clock::time_point now);

 private:
  std::mutex mutex_;
  std::map<std::string, std::chrono::steady_clock::time_point, std::less<>> noted_;
};

}  // namespace provost::app
