#include <algorithm>
#include <boost/json.hpp>
#include <utility>
#include <vector>

#include "workflows/audits/auditor_independence.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/store/text_list.hpp"
#include "workflows/text_forms.hpp"

namespace provost::workflows::audits {

namespace {

namespace json = boost::json;
using engine::Verdict;

/// Without capitals and blanks at the ends, as people type the same name differently.
std::string folded(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return in_small_letters(std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1)));
}

std::string text_in(const json::object& row, std::string_view column) {
  const auto* value = row.if_contains(column);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::vector<json::object> rows_in(const json::object& fields, std::string_view table) {
  std::vector<json::object> rows;
  const auto* value = fields.if_contains(table);
  if (value == nullptr || !value->is_array()) return rows;
  for (const auto& row : value->get_array()) {
    if (row.is_object()) rows.push_back(row.get_object());
  }
  return rows;
}

/// A process with the address of its owner.
using Processes = std::vector<std::pair<std::string, std::string>>;

/// The processes of the newest system design that lists any.
Processes processes_of(store::Session& session) {
  for (const auto& design : session.select(
           "SELECT fields FROM cases WHERE workflow = 'system_design' AND state <> 'dropped' ORDER BY id DESC")) {
    Processes processes;
    for (const auto& row : rows_in(json::parse(design.text("fields")).as_object(), "processes")) {
      processes.emplace_back(text_in(row, "process"), text_in(row, "process_owner"));
    }
    if (!processes.empty()) return processes;
  }
  return {};
}

class Inquiry {
 public:
  Inquiry(store::Session& session, std::vector<people::Person> auditors)
      : session_(session), auditors_(std::move(auditors)), processes_(processes_of(session)) {}

  void look_at(const json::object& audited) {
    if (const auto department = text_in(audited, "department"); !department.empty()) look_at_department(department);
    if (const auto process = text_in(audited, "process"); !process.empty()) look_at_process(process);
    if (const auto number = text_in(audited, "document"); !number.empty()) look_at_document(number);
  }

  Verdict verdict() && {
    if (reasons_.empty()) return Verdict::yes();
    say("Choose other auditors, or ask leadership to consent to an exception.");
    return {Verdict::Result::fails, std::move(reasons_)};
  }

 private:
  void say(std::string text) {
    const engine::Reason reason{false, std::move(text)};
    if (std::find(reasons_.begin(), reasons_.end(), reason) == reasons_.end()) reasons_.push_back(reason);
  }

  void look_at_department(const std::string& name) {
    const auto departments = organisation::list_departments(session_);
    std::string known;
    for (const auto& department : departments) {
      known += (known.empty() ? "" : ", ") + department.name;
      if (folded(department.name) != folded(name)) continue;
      for (const auto& auditor : auditors_) {
        if (auditor.department == department.name) say(auditor.name + " works in “" + department.name + "”.");
      }
      return;
    }
    if (!departments.empty()) say("There is no department “" + name + "”. The departments are: " + known + ".");
  }

  void look_at_process(const std::string& name) {
    bool known = processes_.empty();
    for (const auto& [process, owner] : processes_) {
      if (folded(process) != folded(name)) continue;
      known = true;
      for (const auto& auditor : auditors_) {
        if (owner == auditor.email) say(auditor.name + " owns the process “" + name + "”.");
      }
    }
    // Compared here and not by the database, whose small letters differ from one to the other.
    for (const auto& record :
         session_.select("SELECT number, processes FROM documents WHERE processes <> '[]' AND state <> 'obsolete'"
                         " ORDER BY number")) {
      for (const auto& process : store::texts_from_text(record.text("processes"))) {
        if (folded(process) != folded(name)) continue;
        known = true;
        look_at_document(record.text("number"));
      }
    }
    if (!known) {
      std::string names;
      for (const auto& [process, owner] : processes_) names += (names.empty() ? "" : ", ") + process;
      say("There is no process “" + name + "”. The processes are: " + names + ".");
    }
  }

  void look_at_document(const std::string& number) {
    const auto document = documents::find_document(session_, number);
    if (!document) return;
    const auto words = document->number + " " + document->title;
    for (const auto& auditor : auditors_) {
      if (document->owner_id == auditor.id) say(auditor.name + " owns " + words + ".");
    }
    // Every version: what somebody wrote is in the next one too, as far as nobody changed it.
    for (const auto& version : documents::versions_of(session_, document->id)) {
      for (const auto& auditor : auditors_) {
        if (std::find(version.authors.begin(), version.authors.end(), auditor.id) != version.authors.end()) {
          say(auditor.name + " wrote " + words + ".");
        }
        if (has_approved(version.id, auditor.id)) say(auditor.name + " approved " + words + ".");
      }
    }
  }

  bool has_approved(std::int64_t version_id, std::int64_t person_id) {
    return session_
        .first(
            "SELECT id FROM sign_offs WHERE version_id = :version AND person_id = :person AND duty = 'approval' AND"
            " decision = 'approved' AND voided_at IS NULL LIMIT 1",
            {version_id, person_id})
        .has_value();
  }

  store::Session& session_;
  std::vector<people::Person> auditors_;
  Processes processes_;
  std::vector<engine::Reason> reasons_;
};

}  // namespace

Verdict auditors_are_independent(store::Session& session, const json::object& fields,
                                 const std::set<std::string>& deferred) {
  for (const auto* field : {"lead_auditor", "auditors", "audited"}) {
    if (deferred.contains(field)) return Verdict::unknown();
  }
  std::vector<people::Person> auditors;
  for (const auto* field : {"lead_auditor", "auditors"}) {
    for (const auto& email : engine::people_in(fields, field)) {
      if (const auto person = people::find_person(session, email)) auditors.push_back(*person);
    }
  }
  Inquiry inquiry(session, std::move(auditors));
  for (const auto& row : rows_in(fields, "audited")) inquiry.look_at(row);
  return std::move(inquiry).verdict();
}

}  // namespace provost::workflows::audits
