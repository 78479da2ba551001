#include "server/hooks/refusal_counts.hpp"

#include <exception>
#include <vector>

namespace provost::hooks {

void RefusalCounts::count(std::int64_t source_id, const std::string& kind, const std::string& reason,
                          const std::string& remote_address) {
  const std::lock_guard lock(mutex_);
  Waiting& one = waiting_[{source_id, kind}];
  one.times += 1;
  one.reason = reason;
  one.remote_address = remote_address;
}

void RefusalCounts::count_and_write(std::int64_t source_id, const std::string& kind, const std::string& reason,
                                    const std::string& remote_address) {
  count(source_id, kind, reason, remote_address);
  const Key key{source_id, kind};
  Waiting taken;
  {
    const std::lock_guard lock(mutex_);
    Waiting& one = waiting_[key];
    const auto now = clock_.now();
    if (now - one.written_at < std::chrono::seconds(1) || one.times == 0) return;
    taken = one;
    one.times = 0;
    one.written_at = now;
  }
  write(key, std::move(taken));
}

void RefusalCounts::flush() {
  std::vector<std::pair<Key, Waiting>> all;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [key, one] : waiting_) {
      if (one.times == 0) continue;
      all.emplace_back(key, one);
      one.times = 0;
    }
  }
  std::exception_ptr problem;
  for (auto& [key, one] : all) {
    try {
      write(key, std::move(one));
    } catch (...) {
      problem = std::current_exception();
    }
  }
  if (problem) std::rethrow_exception(problem);
}

void RefusalCounts::write(const Key& key, Waiting taken) {
  try {
    deliveries_.count_refused(key.first, key.second, taken.reason, taken.remote_address, taken.times);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    auto& waiting = waiting_[key];
    if (waiting.times == 0) {
      waiting.reason = taken.reason;
      waiting.remote_address = taken.remote_address;
    }
    waiting.times += taken.times;
    throw;
  }
}

}  // namespace provost::hooks
