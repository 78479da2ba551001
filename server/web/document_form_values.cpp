#include "server/web/document_form_values.hpp"

#include <charconv>

namespace provost::web {

namespace documents = workflows::documents;

documents::DocumentDetails details_from(const Form& form) {
  documents::DocumentDetails details;
  details.owner = form.get("owner");
  details.reviewers = form.all("reviewers");
  details.approvers = form.all("approvers");
  details.clauses = form.lines("clauses");
  details.processes = form.lines("processes");
  const auto months = form.get("review_interval_months");
  if (!months.empty()) {
    int number = 0;
    std::from_chars(months.data(), months.data() + months.size(), number);
    details.review_interval_months = number;
  }
  details.issuer = form.get("issuer");
  details.edition = form.get("edition");
  details.source_address = form.get("source_address");
  if (form.has("language")) details.language = form.get("language");
  if (form.has("classification")) details.classification = form.get("classification");
  return details;
}

documents::Content content_from(const Form& form) {
  documents::Content content;
  content.markdown = form.get("markdown");
  if (!form.files().empty()) {
    content.file = form.files().front().file->path();
    content.file_name = form.files().front().file_name;
  }
  return content;
}

}  // namespace provost::web
