#include "server/web/words.hpp"

#include <array>
#include <map>

namespace provost::web {

namespace documents = workflows::documents;

std::string day_text(workflows::Day day) {
  return workflows::in_words(day);
}

std::string moment_text(workflows::Instant instant, const std::string& time_zone) {
  return day_text(workflows::day_in_zone(instant, time_zone)) + ", " +
         workflows::local_text(instant, time_zone).substr(11);
}

std::string state_badge(std::string_view state) {
  static const std::map<std::string, std::string, std::less<>> badges{
      {"draft", "bg-secondary-lt"}, {"in_review", "bg-blue-lt"},  {"in_approval", "bg-orange-lt"},
      {"approved", "bg-yellow-lt"}, {"effective", "bg-green-lt"}, {"obsolete", "bg-red-lt"}};
  const auto found = badges.find(state);
  return found == badges.end() ? "bg-secondary-lt" : found->second;
}

std::string state_text(std::string_view state) {
  return std::string(documents::label(documents::parse_version_state(state)));
}

std::string type_text(std::string_view type) {
  const auto* found = documents::find_document_type(type);
  return std::string(found == nullptr ? type : found->label);
}

std::string size_text(std::int64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " bytes";
  if (bytes < 1024 * 1024) return std::to_string(bytes / 1024) + " KB";
  return std::to_string(bytes / (1024 * 1024)) + "." + std::to_string(bytes % (1024 * 1024) * 10 / (1024 * 1024)) +
         " MB";
}

std::string action_text(std::string_view action) {
  static const std::map<std::string, std::string, std::less<>> sentences{
      {"document.created", "began the document"},
      {"document.draft_saved", "saved the draft"},
      {"document.submitted", "submitted it"},
      {"document.review_accepted", "accepted it in review"},
      {"document.changes_requested", "asked for changes"},
      {"document.rejected", "rejected it"},
      {"document.approved", "approved it"},
      {"document.became_effective", "came into force"},
      {"document.withdrawn_to_draft", "took it back to draft"},
      {"document.draft_abandoned", "gave up the draft"},
      {"document.withdrawn_from_use", "withdrew it from use"},
      {"document.confirmed_still_valid", "confirmed that it is still valid"},
      {"document.revision_started", "began a revision"},
      {"document.details_changed", "changed its details"},
      {"document.answer_handed_over", "handed over an open answer"},
      {"document.imported", "imported it"},
      {"document.imported_again", "imported it again"},
      {"document.printed", "opened the print view"},
      {"sign_in.done", "signed in"},
      {"sign_in.refused", "sign-in refused"},
      {"sign_out.done", "signed out"},
      {"session.rotated", "session renewed"},
      {"signature.secret_refused", "wrong password at a signature"},
      {"request.refused", "request refused"},
      {"audit_trail.exported", "exported the audit trail"},
      {"documents.exported", "exported the list of documents"},
      {"library.imported", "imported into the library of standards"},
      {"import.done", "imported documents"},
      {"person.added", "added a person"},
      {"person.roles_changed", "changed roles"},
      {"person.details_changed", "changed a person"},
      {"person.disabled", "ended access"},
      {"person.enabled", "gave access again"},
      {"person.password_reset", "set a new password"},
      {"person.password_changed", "changed the password"},
      {"token.created", "made a token"},
      {"token.revoked", "revoked a token"},
      {"organisation.holiday_added", "added a holiday"},
      {"organisation.holiday_removed", "removed a holiday"},
      {"organisation.working_week_changed", "changed the working week"},
      {"case.opened", "opened the case"},
      {"case.commented", "commented on the case"},
      {"case.linked", "linked something to the case"},
      {"case.unlinked", "removed a link from the case"},
      {"case.file_attached", "attached a file"},
      {"case.file_removed", "took a file away"},
      {"case.renamed", "changed the title of the case"},
      {"case.owner_changed", "gave the case another owner"},
      {"case.task_assigned", "gave the task to somebody"},
      {"case.reminded", "reminded people of the case"},
      {"case.escalated", "told the next in line of an overdue task"},
      {"case.timer_fired", "took a step on its date"},
      {"case.timer_dropped", "dropped a date that no longer mattered"},
      {"case.migrated", "moved the case to another version of its workflow"},
      {"workflow.published", "published a workflow"},
      {"delegation.began", "handed tasks over"},
      {"delegation.ended", "took tasks back"},
      {"filter.saved", "kept a filter"},
      {"filter.removed", "removed a filter"},
      {"notices.read", "read the news"},
      {"organisation.founded", "founded the organisation"},
      {"organisation.changed", "changed the organisation"},
      {"department.added", "added a department"},
      {"department.renamed", "renamed a department"},
      {"data.rebuilt", "rebuilt the registers"}};
  const auto found = sentences.find(action);
  if (found != sentences.end()) return found->second;
  // Every workflow names its own steps; which one it was stands in the details.
  return action.starts_with("case.") ? "took a step in the case" : std::string(action);
}

std::string count_text(std::int64_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace provost::web
