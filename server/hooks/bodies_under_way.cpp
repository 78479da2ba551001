#include "server/hooks/bodies_under_way.hpp"

#include <algorithm>

namespace provost::hooks {

namespace {

constexpr std::chrono::minutes counted_for{2};
/// A look at the folder costs something, and a flood asks often.
constexpr std::chrono::milliseconds looked_at_every{500};

}  // namespace

bool BodiesUnderWay::may_come(const std::string& sender, const std::string& request_id, workflows::Instant now) {
  const std::lock_guard guard(mutex_);
  std::erase_if(bodies_, [now](const auto& one) { return now - one.second.begun_at >= counted_for; });
  const auto of_sender =
      std::count_if(bodies_.begin(), bodies_.end(), [&sender](const auto& one) { return one.second.sender == sender; });
  if (of_sender >= static_cast<std::ptrdiff_t>(most_of_a_sender) || !disk_has_room(now)) return false;
  bodies_[request_id] = {sender, now};
  return true;
}

void BodiesUnderWay::has_come(const std::string& request_id) {
  const std::lock_guard guard(mutex_);
  bodies_.erase(request_id);
}

bool BodiesUnderWay::disk_has_room(workflows::Instant now) {
  if (folder_.empty()) return true;
  if (now - looked_at_ < looked_at_every && now >= looked_at_) return has_room_;
  looked_at_ = now;
  std::error_code ignored;
  const auto space = std::filesystem::space(folder_, ignored);
  has_room_ = ignored || space.available > kept_free;
  std::uintmax_t lying = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
    std::error_code gone;
    const auto size = entry.file_size(gone);
    if (!gone) lying += size;
  }
  has_room_ = has_room_ && lying < most_bytes;
  return has_room_;
}

}  // namespace provost::hooks
