#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>

#include "workflows/time.hpp"

namespace provost::hooks {

/// Keeps what strangers send from filling the disk: a signature over the body is known only when the whole body has
/// come, so until then each sender may have a few on their way, all of them lie in bounded room, and the disk keeps
/// some. Thread-safe; counted in this process.
class BodiesUnderWay {
 public:
  /// How many one sender may have on their way.
  static constexpr std::size_t most_of_a_sender = 10;
  /// How many bytes of unfinished bodies may lie in the folder.
  static constexpr std::uintmax_t most_bytes = std::uintmax_t{4} << 30;
  /// How many bytes of the disk are left to everything else.
  static constexpr std::uintmax_t kept_free = std::uintmax_t{1} << 30;

  /// An empty folder: the disk is not looked at.
  explicit BodiesUnderWay(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Whether another body may come; it then counts until has_come(), or for two minutes.
  bool may_come(const std::string& sender, const std::string& request_id, workflows::Instant now);
  void has_come(const std::string& request_id);

 private:
  struct Body {
    std::string sender;
    workflows::Instant begun_at{};
  };
  bool disk_has_room(workflows::Instant now);

  std::filesystem::path folder_;
  std::mutex mutex_;
  std::map<std::string, Body> bodies_;  ///< by the id of their request
  workflows::Instant looked_at_{};
  bool has_room_ = true;
};

}  // namespace provost::hooks
