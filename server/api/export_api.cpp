#include "server/api/export_api.hpp"

#include <algorithm>
#include <stdexcept>

#include "server/api/operation.hpp"
#include "server/api/schema_parts.hpp"

namespace provost::api {

namespace {

using app::QueryParameter;

const app::Route& page_at(const app::Routes& pages, const std::string& pattern) {
  const auto found = std::find_if(pages.begin(), pages.end(), [&](const app::Route& page) {
    return page.pattern == pattern && page.method == http::Method::get;
  });
  if (found == pages.end()) throw std::logic_error("there is no page " + pattern);
  return *found;
}

QueryParameter format(const std::vector<std::string>& formats) {
  return {"format", "", schema::one_of(formats)};
}

}  // namespace

app::Routes export_routes(const app::Routes& pages) {
  const auto mounted = [&pages](const std::string& pattern, Area area, const char* operation, const char* summary,
                                std::vector<QueryParameter> query) {
    const auto& page = page_at(pages, pattern);
    return get(pattern, page.access, Scope::read(area), page.handler,
               {.summary = summary, .query = std::move(query), .operation = operation, .response_media_type = "*/*"});
  };
  return {
      mounted("/documents/export", Area::documents, "exportDocuments", "The master list of documents as a file",
              {format({"csv", "xlsx"}),
               {"q", "As in listDocuments"},
               {"type", "As in listDocuments"},
               {"state", "As in listDocuments"},
               {"owner", "As in listDocuments"},
               {"sort", "As in listDocuments"}}),
      mounted("/documents/{number}/versions/{version}/paper", Area::documents, "getVersionOnPaper",
              "A version as it is printed, with its control header and sign-offs; noted in the audit trail as printed",
              {format({"pdf", "html"})}),
      mounted("/evidence/export", Area::evidence, "exportEvidence", "The register of evidence as a file",
              {format({"csv", "xlsx"}),
               {"q", "As in listEvidence"},
               {"standing", "As in listEvidence"},
               {"standard", "As in listEvidence"},
               {"clause", "As in listEvidence"},
               {"document", "As in listEvidence"},
               {"case", "As in listEvidence"},
               {"owner", "As in listEvidence"},
               {"sort", "As in listEvidence"}}),
      mounted("/evidence/requests/export", Area::evidence, "exportEvidenceRequests",
              "What external auditors asked for, as a workbook",
              {{"show", "all: what was answered too"}, {"sort", "As in listEvidence"}}),
      mounted("/audit-trail/export", Area::audit_trail, "exportAuditTrail", "The audit trail as CSV",
              {{"actor", "As in listAuditTrail"},
               {"subject", "As in listAuditTrail"},
               {"action", "As in listAuditTrail"},
               {"from", "As in listAuditTrail"},
               {"until", "As in listAuditTrail"}}),
      mounted("/cases/{key}/assessment/export", Area::cases, "exportAssessment", "A gap report as a file",
              {format({"csv", "xlsx", "pdf"})}),
      mounted("/standards/{standard}/export", Area::standards, "exportStandard",
              "An outline as a file: our own YAML without a format",
              {format({"csv", "ciso_assistant", "oscal", "yaml"})}),
      mounted("/mappings/{mapping}/export", Area::standards, "exportMapping", "A mapping as our own YAML", {})};
}

}  // namespace provost::api
