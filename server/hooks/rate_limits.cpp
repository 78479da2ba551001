#include "server/hooks/rate_limits.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "integrations/webhook_signatures/codes.hpp"

namespace provost::hooks {

namespace {

constexpr std::size_t most_keys = 20'000;
constexpr double minute = 60'000;  // milliseconds

}  // namespace

RateLimits::Bucket& RateLimits::bucket(const std::string& key, std::int64_t per_minute, workflows::Instant now) {
  if (buckets_.size() >= most_keys && !buckets_.contains(key)) make_room();
  const auto most = static_cast<double>(per_minute);
  const auto [entry, is_new] = buckets_.try_emplace(key, Bucket{most, now});
  Bucket& found = entry->second;
  const auto passed = static_cast<double>((now - found.filled_at).count());
  if (passed > 0) {
    found.left = std::min(most, found.left + most * passed / minute);
    found.filled_at = now;
  }
  return found;
}

bool RateLimits::take(const std::string& key, std::int64_t per_minute, workflows::Instant now) {
  const std::lock_guard lock(mutex_);
  Bucket& found = bucket(key, per_minute, now);
  if (found.left < 1) return false;
  found.left -= 1;
  return true;
}

bool RateLimits::has_room(const std::string& key, std::int64_t per_minute, workflows::Instant now) {
  const std::lock_guard lock(mutex_);
  return bucket(key, per_minute, now).left >= 1;
}

void RateLimits::make_room() {
  // A minute after its last use a bucket is full again, which is what a new one is.
  auto newest = workflows::Instant{};
  for (const auto& [key, one] : buckets_) newest = std::max(newest, one.filled_at);
  std::erase_if(buckets_,
                [newest](const auto& entry) { return newest - entry.second.filled_at >= std::chrono::minutes(1); });
  // More senders than that within a minute are no longer told apart for a moment.
  if (buckets_.size() >= most_keys) buckets_.clear();
}

std::string sender_of(const std::string& remote_address) {
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET6, remote_address.c_str(), bytes.data()) != 1) return remote_address;
  static constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (std::equal(mapped.begin(), mapped.end(), bytes.begin())) {
    std::array<char, INET_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET, bytes.data() + mapped.size(), text.data(), text.size());
    return text.data();
  }
  constexpr std::size_t network = 8;
  return integrations::to_hex({reinterpret_cast<const char*>(bytes.data()), network});
}

}  // namespace provost::hooks
