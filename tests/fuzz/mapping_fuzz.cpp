#include <boost/json.hpp>
#include <cstdlib>

#include "workflows/errors.hpp"
#include "workflows/evidence_sources/mapping.hpp"

// A mapping that was taken can be applied to anything, and is kept as it is.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace provost::workflows;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = text.find('\0');
  const auto pattern = std::string(text.substr(0, end));
  const auto sent = end == std::string_view::npos ? std::string_view("{}") : text.substr(end + 1);
  boost::system::error_code error;
  const auto document = boost::json::parse(boost::json::string_view(sent.data(), sent.size()), error);
  if (error) return 0;
  evidence_sources::Mapping mapping;
  mapping.title = pattern;
  mapping.effective_on = pattern;
  mapping.clauses = pattern;
  mapping.person = pattern;
  mapping.unknown_person = evidence_sources::UnknownPerson::owner;
  mapping.when = pattern.starts_with('/') ? pattern : "";
  try {
    evidence_sources::check_mapping(mapping);
    const auto kept = evidence_sources::to_text(mapping);
    if (evidence_sources::to_text(evidence_sources::mapping_from_text(kept)) != kept) std::abort();
  } catch (const Invalid&) {
    // refused before it is kept; applying it must be harmless all the same
  }
  evidence_sources::apply(mapping, document, "UTC");
  // What stays of a document is a document, and no longer than it was.
  const auto kept = evidence_sources::without_person(mapping, document);
  if (kept.kind() != document.kind()) std::abort();
  if (boost::json::serialize(kept).size() > boost::json::serialize(document).size()) std::abort();
  return 0;
}
