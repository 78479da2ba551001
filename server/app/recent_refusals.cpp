#include "server/app/recent_refusals.hpp"

namespace provost::app {

namespace {

constexpr std::chrono::minutes remembered_for{1};
constexpr std::size_t most_remembered = 10'000;

}  // namespace

bool RecentRefusals::is_new(const std::string& text, std::chrono::steady_clock::time_point now) {
  const std::lock_guard guard(mutex_);
  if (const auto found = noted_.find(text); found != noted_.end() && now - found->second < remembered_for) return false;
  if (noted_.size() >= most_remembered) {
    std::erase_if(noted_, [now](const auto& one) { return now - one.second >= remembered_for; });
    // Still full: rather a note too many than one that is missing.
    if (noted_.size() >= most_remembered) noted_.clear();
  }
  noted_[text] = now;
  return true;
}

}  // namespace provost::app
