#pragma once

#include <filesystem>
#include <mutex>
#include <string>

#include "server/web/pages.hpp"
#include "workflows/evidence_pack/pack_content.hpp"

namespace provost::web {

/// Makes evidence packs, one at a time: a pack takes a worker for as long as it is large; the others stay for everybody
/// else. Thread-safe.
class EvidencePacks {
 public:
  /// `spool`: where a pack lies until it is sent.
  EvidencePacks(const Pages& pages, std::filesystem::path spool) : pages_(pages), spool_(std::move(spool)) {}

  /// The pack as a download, signed by the caller with their secret. Throws Forbidden, Invalid, and TooBusy while
  /// another one is made.
  http::Response make(const app::Call& call, const workflows::evidence_pack::PackScope& scope,
                      const std::string& secret);

 private:
  const Pages& pages_;
  std::filesystem::path spool_;
  std::mutex one_at_a_time_;
};

}  // namespace provost::web
