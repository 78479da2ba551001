#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "workflows/time.hpp"

namespace provost::hooks {

/// How often something may happen in a minute, for each of many keys, counted in this process. A bucket holds a
/// minute's worth and fills again evenly. The number of keys kept is bounded. Thread-safe.
class RateLimits {
 public:
  /// Takes one of `per_minute` from the key's bucket; false when it is empty.
  bool take(const std::string& key, std::int64_t per_minute, workflows::Instant now);
  /// Whether take() would succeed, without taking.
  bool has_room(const std::string& key, std::int64_t per_minute, workflows::Instant now);

 private:
  struct Bucket {
    double left = 0;
    workflows::Instant filled_at{};
  };
  Bucket& bucket(const std::string& key, std::int64_t per_minute, workflows::Instant now);
  void make_room();

  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

/// What one sender is counted by: an IPv4 address, or the /64 network of an IPv6 address, of which everybody has a
/// whole one.
std::string sender_of(const std::string& remote_address);

}  // namespace provost::hooks
