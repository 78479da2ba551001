#include "server/app/rate_limiter.hpp"

#include <algorithm>

namespace provost::app {

namespace {

constexpr std::chrono::seconds window_length{60};

}  // namespace

RateLimiter::Window& RateLimiter::window_of(const std::string& caller, Moment now) {
  if (now >= swept_ + window_length) {
    std::erase_if(windows_, [now](const auto& entry) { return now >= entry.second.began + window_length; });
    swept_ = now;
  }
  auto& window = windows_[caller];
  if (window.used == 0 || now >= window.began + window_length) window = {now, 0};
  return window;
}

Allowance RateLimiter::of(Window& window, Moment now) const {
  const auto reset = std::chrono::ceil<std::chrono::seconds>(window.began + window_length - now).count();
  return {true, quota_, std::max<std::int64_t>(quota_ - window.used, 0), reset};
}

Allowance RateLimiter::take(const std::string& caller, Moment now) {
  const std::lock_guard lock(mutex_);
  auto& window = window_of(caller, now);
  const bool granted = window.used < quota_;
  if (granted) ++window.used;
  auto allowance = of(window, now);
  allowance.granted = granted;
  return allowance;
}

Allowance RateLimiter::look(const std::string& caller, Moment now) {
  const std::lock_guard lock(mutex_);
  auto& window = window_of(caller, now);
  auto allowance = of(window, now);
  allowance.granted = window.used < quota_;
  return allowance;
}

}  // namespace provost::app
