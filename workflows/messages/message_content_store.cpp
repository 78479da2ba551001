#include <boost/json.hpp>

#include "workflows/cases/case_exclusions.hpp"
#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/cases/task_snoozes.hpp"
#include "workflows/cases/work_list.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/messages/message_content.hpp"
#include "workflows/organisation/organisation_service.hpp"

namespace provost::workflows::messages {

namespace {

constexpr std::int64_t most_lines = 20;

class ContentReader {
 public:
  ContentReader(store::Session& session, const cases::WorkflowCatalogue& catalogue, const Outgoing& message,
                Instant now)
      : session_(session), catalogue_(catalogue), message_(message), now_(now) {}

  Rendering read() {
    const auto organisation = organisation::present_organisation(session_);
    zone_ = organisation.time_zone;
    content_.wording = message_.event;
    content_.values["organisation"] = organisation.name;
    content_.values["text"] = message_.text;
    if (message_.person_id) read_person();
    if (!moot_.empty()) return {std::nullopt, moot_};
    if (message_.event == digest) {
      read_digest();
    } else if (message_.case_id) {
      read_case();
    } else if (message_.document_id) {
      read_document();
    } else {
      content_.path = message_.event == channel_paused ? "/channels" : "/";
    }
    if (!moot_.empty()) return {std::nullopt, moot_};
    return {std::move(content_), ""};
  }

 private:
  bool is_for_channel() const { return message_.channel_id != mail_channel; }

  void read_person() {
    auto person = people::find_person(session_, *message_.person_id);
    if (!person || !person->has_access(day_in_zone(now_, zone_))) {
      moot_ = "The person has no access any more.";
      return;
    }
    content_.values["person"] = person->name;
    content_.preferences = preferences_of(session_, person->id);
    if (!is_for_channel()) {
      // What was queued for mail before they chose another way is not sent any more.
      if (content_.preferences.way != "mail") {
        moot_ = "The person wants no mail any more.";
        return;
      }
      content_.unsubscribe_code = unsubscribe_code_of(session_, person->id);
    }
    content_.person = std::move(*person);
  }

  std::string day_of(Instant due) const {
    // A due moment is the end of its day, the first moment after it.
    return to_text(day_in_zone(due - std::chrono::milliseconds(1), zone_));
  }

  void read_case() {
    const auto one = cases::find_case(session_, *message_.case_id);
    if (!one) {
      moot_ = "The case is not there.";
      return;
    }
    const auto version = catalogue_.version(session_, one->workflow_version_id);
    const auto& definition = *version.definition;
    if (is_for_channel() && (definition.confidential || cases::keeps_somebody_out(session_, one->id))) {
      hide();
      return;
    }
    if (content_.person && !is_for_channel() &&
        !cases::is_visible(session_, *one, definition, people::as_actor(*content_.person, "message"), now_)) {
      moot_ = "The person may no longer see the case.";
      return;
    }
    if (message_.event == case_moved && is_told_later()) {
      moot_ = "A later message says where the case stands.";
      return;
    }
    content_.path = "/cases/" + one->key;
    auto& values = content_.values;
    // Whoever reads a channel may see no case of this workflow: then only the task is told, and the page asks who they
    // are.
    if (is_for_channel() && !definition.seen_by.empty()) {
      values["text"] = definition.title;
    } else {
      values["key"] = one->key;
      values["case_title"] = one->title;
    }
    values["workflow"] = definition.title;
    values["state"] = definition.state(one->state).title;
    read_task(*one);
  }

  void read_task(const cases::Case& one) {
    const auto tasks = cases::open_tasks_of(session_, one.id);
    const cases::CaseTask* task = nullptr;
    for (const auto& open : tasks) {
      const bool meant =
          message_.task_id ? open.id == *message_.task_id : !message_.person_id || open.person_id == message_.person_id;
      if (meant && task == nullptr) task = &open;
    }
    const bool about_task = message_.event == task_assigned;
    const bool about_now = about_task || message_.event == reminder || message_.event == overdue;
    if (task == nullptr && (about_task || (about_now && message_.task_id))) {
      moot_ = "The task is done.";
      return;
    }
    if (about_now && (one.final || tasks.empty())) {
      moot_ = one.final ? "The case is closed." : "The task is done.";
      return;
    }
    if (task == nullptr && about_now && !tasks.empty()) task = &tasks.front();
    if (task == nullptr) return;
    if (about_now && message_.person_id) {
      const auto until = cases::snoozed_until(session_, *message_.person_id, one.id, task->created_at, now_);
      if (until) {
        moot_ = "The person put it off until " + in_words(day_in_zone(*until, zone_)) + ".";
        return;
      }
    }
    if (about_now) content_.task_id = task->id;
    auto& values = content_.values;
    values["task"] = task->title;
    values["why"] = task->why;
    if (task->due_at) {
      values["due"] = day_of(*task->due_at);
      content_.overdue = *task->due_at <= now_;
      values["is_overdue"] = content_.overdue;
    }
    if (about_now && !content_.person && task->person_id) {
      content_.person = people::find_person(session_, *task->person_id);
      if (content_.person) content_.preferences = preferences_of(session_, content_.person->id);
    }
    if (content_.person) values["person"] = content_.person->name;
  }

  /// After an outage several steps of a case may wait; in chat the last one says it all. Other software gets each.
  bool is_told_later() const {
    const auto channel = find_channel(session_, message_.channel_id);
    if (!channel || channel->format == "webhook") return false;
    return session_
        .first(
            "SELECT id FROM outgoing_messages WHERE case_id = :case_id AND channel_id = :channel AND state = 'waiting'"
            " AND id > :id AND event IN (:moved, :closed) LIMIT 1",
            {*message_.case_id, message_.channel_id, message_.id, std::string(case_moved), std::string(case_closed)})
        .has_value();
  }

  /// In a channel that others read, nothing of a confidential case but that somebody should look.
  void hide() {
    content_.wording = confidential;
    content_.values = {{"organisation", content_.values["organisation"]}};
    content_.person.reset();
    content_.path = "/";
  }

  void read_document() {
    const auto document = documents::find_document(session_, *message_.document_id);
    if (!document) {
      moot_ = "The document is not there.";
      return;
    }
    if (is_for_channel() && document->classification == "confidential") {
      hide();
      return;
    }
    const auto facts = documents::lifecycle_facts(session_, *document);
    auto& values = content_.values;
    content_.path = "/documents/" + document->number;
    values["number"] = document->number;
    values["title"] = document->title;
    const auto& version = facts.working ? facts.working : facts.effective;
    if (version) values["version"] = documents::to_text(version->label);
    if (message_.event == reminder) read_document_task(*document);
    if (message_.event != answer_asked) return;
    const documents::SignOff* asked = nullptr;
    for (const auto& sign_off : facts.sign_offs) {
      if (sign_off.is_pending() && message_.person_id == sign_off.person_id) asked = &sign_off;
    }
    if (asked == nullptr) {
      moot_ = "The answer was given, or is not needed any more.";
      return;
    }
    if (is_put_off(*document, asked->asked_at)) return;
    values["title"] = facts.working ? facts.working->title : document->title;
    values[asked->duty == "review" ? "is_review" : "is_approval"] = true;
  }

  bool is_put_off(const documents::Document& document, std::optional<Instant> since) {
    if (!message_.person_id) return false;
    const auto until = cases::document_snoozed_until(session_, *message_.person_id, document.id, since, now_);
    if (until) moot_ = "The person put it off until " + in_words(day_in_zone(*until, zone_)) + ".";
    return until.has_value();
  }

  /// What a person has to do about a document, when the day came until which they put it off.
  void read_document_task(const documents::Document& document) {
    if (!content_.person) return;
    const auto actor = people::as_actor(*content_.person, "message");
    for (const auto& task : documents::tasks_of(session_, actor, day_in_zone(now_, zone_))) {
      if (task.number != document.number) continue;
      if (is_put_off(document, task.since ? std::optional(parse_instant(*task.since)) : std::nullopt)) return;
      auto& values = content_.values;
      values["task"] = task.what;
      values["case_title"] = task.title;
      values["key"] = task.number;
      if (task.due) values["due"] = to_text(*task.due);
      return;
    }
    moot_ = "Nothing waits for the person there any more.";
  }

  /// Whether everybody who reads a channel may read of a case there.
  bool is_for_everybody(const std::string& key) const {
    const auto one = cases::find_case(session_, key);
    return one &&
           cases::is_for_everybody(session_, *one, *catalogue_.version(session_, one->workflow_version_id).definition);
  }

  bool may_be_listed(const cases::WorkItem& item) const {
    if (!is_for_channel()) return true;
    if (const auto* task = std::get_if<cases::CaseTaskRow>(&item)) return is_for_everybody(task->key);
    const auto document = documents::find_document(session_, std::get<documents::Task>(item).number);
    return document && document->classification != "confidential";
  }

  /// News that no task tells of, from what was gathered into this digest.
  void read_gathered_news() {
    for (const auto& record : session_.select(
             "SELECT g.event, g.notice, g.case_id, c.case_key FROM outgoing_messages g LEFT JOIN cases c ON c.id ="
             " g.case_id WHERE g.person_id = :person AND g.state = 'gathered' AND g.outcome = :outcome ORDER BY g.id",
             {*message_.person_id, gathered_into(message_.id)})) {
      const auto event = record.text("event");
      if (event != notice && event != mention && event != channel_paused) continue;
      const auto key = record.optional_text("case_key");
      if (key && !may_know(*key)) continue;
      if (is_for_channel() && key && !is_for_everybody(*key)) continue;
      content_.lines.push_back({record.text("notice"), key ? "/cases/" + *key : "/", "", false});
    }
  }

  bool may_know(const std::string& key) const {
    const auto one = cases::find_case(session_, key);
    return one && cases::is_visible(session_, *one, *catalogue_.version(session_, one->workflow_version_id).definition,
                                    people::as_actor(*content_.person, "message"), now_);
  }

  void read_digest() {
    if (!content_.person) {
      moot_ = "There is nobody to tell.";
      return;
    }
    const auto work = cases::read_work(session_, catalogue_, people::as_actor(*content_.person, "message"),
                                       cases::WorkView::waiting, 0, most_lines, now_);
    read_gathered_news();
    if (work.total == 0 && content_.lines.empty()) {
      moot_ = "Nothing waits any more.";
      return;
    }
    content_.values["news"] = !content_.lines.empty();
    for (const auto& item : work.items) {
      if (!may_be_listed(item)) continue;
      if (const auto* task = std::get_if<cases::CaseTaskRow>(&item)) {
        content_.lines.push_back(line_of(*task));
      } else {
        content_.lines.push_back(line_of(std::get<documents::Task>(item)));
      }
    }
    content_.values["waiting"] = std::to_string(work.total);
    content_.values["one"] = work.total == 1;
    if (work.overdue > 0) content_.values["overdue"] = std::to_string(work.overdue);
    content_.overdue = work.overdue > 0;
    content_.path = "/";
  }

  ContentLine line_of(const cases::CaseTaskRow& task) const {
    // A digest in a channel is read by others too.
    auto text = task.key + " " + (is_for_channel() ? task.title : task.case_title + ": " + task.title);
    return {std::move(text), "/cases/" + task.key, task.due_at ? day_of(*task.due_at) : std::string(), task.overdue};
  }

  ContentLine line_of(const documents::Task& task) const {
    const bool late = task.due && *task.due < day_in_zone(now_, zone_);
    return {task.number + " " + (is_for_channel() ? "" : task.title + ": ") + task.what, "/documents/" + task.number,
            task.due ? to_text(*task.due) : std::string(), late};
  }

  store::Session& session_;
  const cases::WorkflowCatalogue& catalogue_;
  const Outgoing& message_;
  Instant now_;
  std::string zone_ = "UTC";
  MessageContent content_;
  std::string moot_;
};

}  // namespace

Rendering read_content(store::Session& session, const cases::WorkflowCatalogue& catalogue, const Outgoing& message,
                       Instant now) {
  return ContentReader(session, catalogue, message, now).read();
}

}  // namespace provost::workflows::messages
