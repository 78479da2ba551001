#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workflows/evidence_sources/sources.hpp"

namespace provost::workflows::evidence_sources {

/// A kind of software that sends evidence, with what is agreed with it unless somebody chooses otherwise.
struct SourceKind {
  std::string name = {};   ///< as in SourceSettings::kind
  std::string title = {};  ///< "Moodle", as people call it
  Proof proof = {};
  bool gives_secret = false;  ///< the other side makes the secret, and it is typed in here
  Mapping mapping = {};
  std::string sample = {};  ///< what it sends, as JSON
  /// Header fields beside those that prove it.
  std::vector<std::pair<std::string, std::string>> sample_headers = {};
};

/// In the order in which a page offers them.
const std::vector<SourceKind>& ready_made_kinds();
const SourceKind* find_source_kind(std::string_view name);

}  // namespace provost::workflows::evidence_sources
