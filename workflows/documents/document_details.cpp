#include "workflows/documents/document_details.hpp"

#include <algorithm>

#include "workflows/errors.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::documents {

namespace {

class DetailsReader {
 public:
  DetailsReader(store::Session& session, Day today) : session_(session), today_(today) {}

  std::optional<people::Person> person(const std::string& field, const std::string& email) {
    std::optional<people::Person> found;
    try {
      found = people::find_person(session_, people::normalised_email(email));
    } catch (const Invalid& invalid) {
      problems_.push_back({field, invalid.fields().front().message});
      return std::nullopt;
    }
    if (!found) {
      problems_.push_back({field, "There is nobody with the e-mail address " + shortened(email, 100) + "."});
    } else if (!found->has_access(today_)) {
      problems_.push_back({field, found->name + " has left and cannot be named."});
      return std::nullopt;
    }
    return found;
  }

  std::vector<std::int64_t> people_with(const std::string& field, const std::vector<std::string>& emails,
                                        people::Permission permission, const char* duty) {
    std::vector<std::int64_t> ids;
    for (const auto& email : emails) {
      const auto found = person(field, email);
      if (!found) continue;
      if (!people::allows(found->roles, permission)) {
        problems_.push_back({field, found->name + " does not hold a role that allows to " + duty + " documents."});
        continue;
      }
      if (std::find(ids.begin(), ids.end(), found->id) == ids.end()) ids.push_back(found->id);
    }
    return ids;
  }

  std::vector<std::string> lines(const std::string& field, const std::vector<std::string>& texts, std::size_t longest) {
    std::vector<std::string> kept;
    for (const auto& text : texts) {
      try {
        check_line(text, field, longest);
        if (std::find(kept.begin(), kept.end(), text) == kept.end()) kept.push_back(text);
      } catch (const Invalid& invalid) {
        problems_.push_back({field, invalid.fields().front().message});
      }
    }
    if (kept.size() > 200) problems_.push_back({field, "There are more than 200 entries."});
    return kept;
  }

  std::string line(const std::string& field, const std::string& text, std::size_t longest) {
    if (text.empty()) return text;
    try {
      check_line(text, field, longest);
    } catch (const Invalid& invalid) {
      problems_.push_back({field, invalid.fields().front().message});
    }
    return text;
  }

  void problem(const std::string& field, const std::string& message) { problems_.push_back({field, message}); }

  void finish() {
    if (!problems_.empty()) throw Invalid(std::move(problems_));
  }

 private:
  store::Session& session_;
  const Day today_;
  std::vector<FieldProblem> problems_;
};

bool is_language(const std::string& text) {
  return text.size() >= 2 && text.size() <= 12 && std::all_of(text.begin(), text.end(), [](unsigned char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '-' ||
                  (letter >= '0' && letter <= '9');
         });
}

}  // namespace

void apply_details(store::Session& session, Document& document, const DocumentDetails& details,
                   const DocumentType& type, Day today) {
  DetailsReader reader(session, today);
  if (const auto owner = reader.person("owner", details.owner)) document.owner_id = owner->id;
  document.reviewers =
      reader.people_with("reviewers", details.reviewers, people::Permission::review_documents, "review");
  document.approvers =
      reader.people_with("approvers", details.approvers, people::Permission::approve_documents, "approve");
  document.clauses = reader.lines("clauses", details.clauses, 60);
  document.processes = reader.lines("processes", details.processes, 120);
  document.review_interval_months = details.review_interval_months.value_or(type.review_interval_months);
  if (document.review_interval_months < 1 || document.review_interval_months > 120) {
    reader.problem("review_interval_months", "The review interval is 1 to 120 months.");
  }
  document.issuer = reader.line("issuer", details.issuer, 200);
  document.edition = reader.line("edition", details.edition, 100);
  document.source_address = reader.line("source_address", details.source_address, 500);
  if (!details.source_address.empty() && !details.source_address.starts_with("https://") &&
      !details.source_address.starts_with("http://")) {
    reader.problem("source_address", "A web address begins with https:// or http://.");
  }
  document.language = details.language;
  if (!is_language(details.language)) reader.problem("language", "The language is a code such as en or de-AT.");
  document.classification = details.classification;
  if (details.classification != "public" && details.classification != "internal" &&
      details.classification != "confidential") {
    reader.problem("classification", "The classification is public, internal or confidential.");
  }
  reader.finish();
}

DocumentDetails details_of(store::Session& session, const Document& document) {
  const auto email = [&session](std::int64_t id) {
    const auto person = people::find_person(session, id);
    return person ? person->email : std::string();
  };
  DocumentDetails details;
  details.owner = email(document.owner_id);
  for (const auto id : document.reviewers) details.reviewers.push_back(email(id));
  for (const auto id : document.approvers) details.approvers.push_back(email(id));
  details.clauses = document.clauses;
  details.processes = document.processes;
  details.review_interval_months = static_cast<int>(document.review_interval_months);
  details.issuer = document.issuer;
  details.edition = document.edition;
  details.source_address = document.source_address;
  details.language = document.language;
  details.classification = document.classification;
  return details;
}

}  // namespace provost::workflows::documents
