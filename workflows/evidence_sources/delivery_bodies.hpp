#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "workflows/time.hpp"

namespace provost::workflows::evidence_sources {

/// The bodies of deliveries that do not fit a database column, each a file under a random name. Thread-safe.
class DeliveryBodies {
 public:
  /// The folder is made when it is missing.
  explicit DeliveryBodies(std::filesystem::path folder);

  /// Keeps a file and makes it durable; the caller's own file is left to the caller. Returns the name. Throws
  /// StorageFull and Unusable; then nothing is kept.
  std::string keep(const std::filesystem::path& file) const;
  std::string keep_bytes(std::string_view bytes) const;
  std::filesystem::path path(std::string_view name) const { return folder_ / name; }
  /// Nothing happens when it is not there.
  void remove(std::string_view name) const;
  /// Removes what nothing refers to: files that are not in `known` and older than `before`, left by a killed server.
  void remove_strays(const std::set<std::string>& known, Instant before) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace provost::workflows::evidence_sources
