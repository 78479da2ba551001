#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "server/http/application.hpp"
#include "server/http/refusal.hpp"
#include "server/http/spooled_body.hpp"

namespace provost::http {

/// A body is larger than its route allows.
class BodyTooLarge : public std::runtime_error {
 public:
  BodyTooLarge() : std::runtime_error("the body is larger than allowed") {}
};

/// What to tell the client when the disk refused its body.
Refusal refusal_for(const std::system_error& problem);

/// Collects a request's body, in memory first and in a spool file once it is large. An unfinished file goes with it.
class BodyReceiver {
 public:
  BodyReceiver(BodyPolicy policy, std::filesystem::path spool_folder);

  /// Throws BodyTooLarge, or std::system_error when the disk refuses.
  void take(std::string_view bytes);
  std::uint64_t size() const { return size_; }

  /// Hands what was collected to the request; or says that the disk refused.
  std::optional<Refusal> finish(Request& request);

 private:
  BodyPolicy policy_;
  std::filesystem::path spool_folder_;
  std::uint64_t size_ = 0;
  std::string memory_;
  std::optional<SpoolWriter> file_;
};

}  // namespace provost::http
