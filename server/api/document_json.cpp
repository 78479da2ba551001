#include "server/api/document_json.hpp"

#include "server/api/json_values.hpp"

namespace provost::api {

namespace {

using namespace workflows::documents;
namespace json = boost::json;

std::string email_of(const LifecycleFacts& facts, std::int64_t person_id) {
  const auto found = facts.people.find(person_id);
  return found == facts.people.end() ? "" : found->second.email;
}

json::array emails(const LifecycleFacts& facts, const std::vector<std::int64_t>& ids) {
  json::array list;
  for (const auto id : ids) list.emplace_back(email_of(facts, id));
  return list;
}

json::array reasons(const std::vector<Blocker>& blockers) {
  json::array list;
  for (const auto& blocker : blockers) list.emplace_back(blocker.reason);
  return list;
}

}  // namespace

json::object to_json(const Version& version) {
  return {{"version", to_text(version.label)},
          {"state", to_text(version.state)},
          {"revision", to_text(version.revision)},
          {"title", version.title},
          {"change_description", version.change_description},
          {"authors", version.author_names},
          {"media_type", version.media_type},
          {"file_name", version.file_name},
          {"content_size", version.content_size},
          {"content_sha256", version.content_sha256},
          {"commit", version.commit_id},
          {"legacy", version.legacy},
          {"approval", version.legacy ? json::value("legacy, approval not verified") : json::value(nullptr)},
          {"created_at", to_text(version.created_at)},
          {"saved_at", to_text(version.saved_at)},
          {"submitted_at", or_null(version.submitted_at)},
          {"approved_at", or_null(version.approved_at)},
          {"effective_date", or_null(version.planned_effective_date)},
          {"effective_at", or_null(version.effective_at)},
          {"obsolete_at", or_null(version.obsolete_at)},
          {"obsolete_reason", or_null(version.obsolete_reason)}};
}

json::object to_json(const SignOff& sign_off, const std::string& email) {
  return {{"duty", sign_off.duty},
          {"round", sign_off.round},
          {"person", email},
          {"name", sign_off.printed_name},
          {"role", sign_off.role},
          {"decision", sign_off.decision},
          {"comment", sign_off.comment},
          {"meaning", sign_off.meaning},
          {"content_sha256", sign_off.content_sha256},
          {"commit", sign_off.commit_id},
          {"asked_at", to_text(sign_off.asked_at)},
          {"decided_at", or_null(sign_off.decided_at)},
          {"voided", sign_off.voided_at.has_value()},
          {"voided_at", or_null(sign_off.voided_at)},
          {"void_reason", or_null(sign_off.void_reason)}};
}

json::object to_json(const DocumentView& view) {
  const auto& document = view.facts.document;
  json::array sign_offs, versions, allowed, next, reviews;
  for (const auto& sign_off : view.sign_offs) {
    sign_offs.push_back(to_json(sign_off, email_of(view.facts, sign_off.person_id)));
  }
  for (const auto& version : view.versions) {
    versions.push_back(json::object{{"version", to_text(version.label)}, {"state", to_text(version.state)}});
  }
  for (const auto& availability : view.allowed) {
    allowed.push_back(json::object{{"event", to_text(availability.event)},
                                   {"allowed", availability.possible()},
                                   {"blocked_by", reasons(availability.blockers)}});
  }
  for (const auto& step : view.next) {
    next.push_back(json::object{{"person", step.person_email}, {"name", step.person_name}, {"what", step.what}});
  }
  for (const auto& review : view.reviews) {
    reviews.push_back(json::object{{"name", review.printed_name},
                                   {"reason", review.reason},
                                   {"reviewed_at", to_text(review.reviewed_at)},
                                   {"next_review", to_text(review.next_review)}});
  }
  auto result = to_json(view.shown);
  result["number"] = document.number;
  result["type"] = document.type;
  result["language"] = document.language;
  result["classification"] = document.classification;
  result["owner"] = view.owner_email;
  result["reviewers"] = emails(view.facts, document.reviewers);
  result["approvers"] = emails(view.facts, document.approvers);
  result["clauses"] = texts(document.clauses);
  result["processes"] = texts(document.processes);
  result["review_interval_months"] = document.review_interval_months;
  result["next_review"] = or_null(document.next_review);
  result["issuer"] = document.issuer;
  result["edition"] = document.edition;
  result["source_address"] = document.source_address;
  result["effective_version"] =
      view.facts.effective ? json::value(to_text(view.facts.effective->label)) : json::value(nullptr);
  result["working_version"] =
      view.working_visible ? json::value(to_text(view.facts.working->label)) : json::value(nullptr);
  result["sign_offs"] = std::move(sign_offs);
  result["versions"] = std::move(versions);
  result["reviews"] = std::move(reviews);
  result["next_steps"] = std::move(next);
  result["allowed"] = std::move(allowed);
  return result;
}

json::object to_json(const RegisterRow& row) {
  return {{"number", row.number},
          {"type", row.type},
          {"title", row.title},
          {"version", row.version},
          {"state", row.state},
          {"working_version", or_null(row.working_version)},
          {"working_state", or_null(row.working_state)},
          {"owner", row.owner_email},
          {"effective_at", or_null(row.effective_at)},
          {"next_review", or_null(row.next_review)},
          {"legacy", row.legacy}};
}

}  // namespace provost::api
