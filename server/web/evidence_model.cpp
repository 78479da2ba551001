#include "server/web/evidence_model.hpp"

#include <boost/json.hpp>

namespace provost::web {

boost::json::object standing_model(workflows::evidence::Standing standing) {
  boost::json::object model;
  for (const auto* name :
       {"waiting", "rejected", "received", "valid", "expiring", "expired", "replaced", "retired", "disposed"}) {
    model[name] = workflows::evidence::to_text(standing) == name;
  }
  return model;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string text;
  for (const auto& one : texts) text += (text.empty() ? "" : "; ") + one;
  return text;
}

/// The words of a standing in a spreadsheet, which no template writes.
std::string standing_words(workflows::evidence::Standing standing) {
  switch (standing) {
    case workflows::evidence::Standing::waiting:
      return "Waiting";
    case workflows::evidence::Standing::rejected:
      return "Rejected";
    case workflows::evidence::Standing::received:
      return "To be checked";
    case workflows::evidence::Standing::valid:
      return "Valid";
    case workflows::evidence::Standing::expiring:
      return "Expires soon";
    case workflows::evidence::Standing::expired:
      return "Expired";
    case workflows::evidence::Standing::replaced:
      return "Replaced";
    case workflows::evidence::Standing::retired:
      return "No longer needed";
    case workflows::evidence::Standing::disposed:
      return "Disposed of";
  }
  return "";
}

}  // namespace provost::web
