#include "workflows/chat/answering.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "workflows/cases/case_conditions.hpp"
#include "workflows/cases/case_exclusions.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/cases/work_list.hpp"
#include "workflows/chat/chat_steps.hpp"
#include "workflows/documents/document_register.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/errors.hpp"
#include "workflows/journey/journey.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::chat {

namespace {

namespace json = boost::json;

constexpr std::int64_t tasks_shown = 8;
constexpr std::int64_t documents_shown = 6;
constexpr std::size_t steps_shown = 3;
constexpr std::size_t conditions_shown = 6;
constexpr std::size_t longest_search = 200;

ReplyContent reply(std::string wording, json::object values = {}, std::string path = "") {
  ReplyContent content;
  content.wording = std::move(wording);
  content.values = std::move(values);
  content.path = std::move(path);
  return content;
}

/// For what others who read may know nothing of but its key.
ReplyContent see_page(const std::string& key, const std::string& path) {
  return reply("answer_see_page", {{"key", key}}, path);
}

ReplyContent not_yours() {
  return reply("answer_not_yours", {}, "/");
}

std::string task_words(const std::string& word, const cases::CaseTask& task, const std::string& more = "") {
  return word + " task:" + std::to_string(task.id) + (more.empty() ? "" : " " + more);
}

}  // namespace

std::vector<ReplyButton> buttons_of(const cases::CaseView& view, const cases::CaseTask& task, Day today) {
  std::vector<ReplyButton> buttons;
  for (const auto& step : steps_from_chat(view, today)) {
    if (buttons.size() == steps_shown) break;
    buttons.push_back({{"step_button", {{"step", step.title}}}, task_words("done", task, step.event)});
  }
  buttons.push_back({{"tomorrow", {}}, task_words("snooze", task, "tomorrow")});
  return buttons;
}

AnswerReader::AnswerReader(store::Session& session, const cases::WorkflowCatalogue& catalogue,
                           const cases::FactSource& facts, const people::Actor& actor, bool is_public, Instant now)
    : session_(session),
      catalogue_(catalogue),
      facts_(facts),
      actor_(actor),
      is_public_(is_public),
      now_(now),
      zone_(organisation::present_organisation(session).time_zone) {}

bool AnswerReader::may_be_named(const cases::Case& one) const {
  return !is_public_ ||
         cases::is_for_everybody(session_, one, *catalogue_.version(session_, one.workflow_version_id).definition);
}

bool AnswerReader::may_be_named(const std::string& number) const {
  if (!is_public_) return true;
  const auto document = documents::find_document(session_, number);
  return document && document->classification != "confidential" && document->effective_version_id;
}

bool AnswerReader::is_own(const cases::CaseTask& task) const {
  if (!task.person_id) return cases::is_open_to(task, actor_.roles);
  if (*task.person_id == actor_.person_id) return true;
  const auto others = cases::represented(session_, actor_, now_);
  return std::any_of(others.begin(), others.end(), [&](const auto& person) { return person.id == *task.person_id; });
}

std::string AnswerReader::due_day(Instant due) const {
  // A due moment is the end of its day, the first moment after it.
  return to_text(day_in_zone(due - std::chrono::milliseconds(1), zone_));
}

ReplyLine AnswerReader::line_of(const cases::CaseTaskRow& row) {
  ReplyLine line{
      {"task_line", {{"key", row.key}, {"title", row.case_title}, {"task", row.title}}}, "/cases/" + row.key, {}};
  line.text.values["is_overdue"] = row.overdue;
  if (row.due_at) line.text.values["due"] = due_day(*row.due_at);
  const auto view = cases::read_case(session_, catalogue_, facts_, actor_, row.key, now_);
  for (const auto& shown : view.tasks) {
    if (shown.task.id == row.task_id) line.buttons = buttons_of(view, shown.task, day_in_zone(now_, zone_));
  }
  return line;
}

ReplyLine AnswerReader::line_of(const documents::Task& task) const {
  // The phrases are named after the kinds: "review_line", "periodic_review_line".
  ReplyLine line{{task.kind + "_line", {{"key", task.number}, {"title", task.title}, {"version", task.version}}},
                 "/documents/" + task.number,
                 {}};
  if (task.due) line.text.values["due"] = to_text(*task.due);
  if (task.kind == "periodic_review") line.buttons.push_back({{"still_valid", {}}, "valid " + task.number});
  line.buttons.push_back({{"tomorrow", {}}, "snooze " + task.number + " tomorrow"});
  return line;
}

ReplyContent AnswerReader::tasks() {
  const auto work = cases::read_work(session_, catalogue_, actor_, cases::WorkView::waiting, 0, tasks_shown, now_);
  if (work.total == 0) return reply("answer_no_tasks", {}, "/");
  auto content = reply("answer_tasks", {{"waiting", std::to_string(work.total)}, {"one", work.total == 1}}, "/");
  if (work.overdue > 0) content.values["overdue"] = std::to_string(work.overdue);
  for (const auto& item : work.items) {
    if (const auto* task = std::get_if<cases::CaseTaskRow>(&item)) {
      const auto one = cases::find_case(session_, task->key);
      if (one && may_be_named(*one)) content.lines.push_back(line_of(*task));
    } else {
      const auto& of_document = std::get<documents::Task>(item);
      if (may_be_named(of_document.number)) content.lines.push_back(line_of(of_document));
    }
  }
  const auto more = work.total - static_cast<std::int64_t>(content.lines.size());
  if (more > 0 && !content.lines.empty()) content.values["more"] = std::to_string(more);
  if (more > 0 && is_public_) content.values["not_here"] = true;
  return content;
}

ReplyContent AnswerReader::found(const std::string& search) {
  if (search.empty()) return reply("answer_help", {{"word", std::string()}});
  documents::RegisterQuery query;
  query.search = shortened(search, longest_search);
  query.limit = documents_shown;
  const auto page = documents::read_register(session_, actor_, query, day_in_zone(now_, zone_));
  ReplyContent content = reply("answer_found", {{"search", query.search}}, "/documents");
  for (const auto& row : page.rows) {
    if (!may_be_named(row.number)) continue;
    content.lines.push_back({{"document_line",
                              {{"key", row.number},
                               {"title", row.title},
                               {"version", row.version},
                               {"in_force", row.state == "effective"}}},
                             "/documents/" + row.number,
                             {}});
  }
  if (content.lines.empty()) content.wording = "answer_none_found";
  const auto more = page.total - static_cast<std::int64_t>(content.lines.size());
  // Others would learn how many there are that they may not see.
  if (more > 0 && !content.lines.empty() && !is_public_) content.values["more"] = std::to_string(more);
  return content;
}

ReplyContent AnswerReader::journey() {
  if (actor_.is_limited()) return reply("answer_no_journey");
  const auto one = journey::read_journey(session_, catalogue_, facts_, actor_, now_);
  if (!one) return reply("answer_no_journey");
  ReplyContent content =
      reply("answer_journey", {{"standard", one->standard}, {"state", one->state_title}, {"certified", one->certified}},
            "/journey");
  if (one->target) content.values["target"] = to_text(*one->target);
  if (one->forecast.day && !one->finished) content.values["forecast"] = to_text(*one->forecast.day);
  for (const auto& phase : one->phases) {
    if (phase.progress != journey::Phase::Progress::current) continue;
    content.values["phase"] = phase.title;
    if (phase.planned_end) content.values["planned_end"] = to_text(*phase.planned_end);
    for (const auto& condition : phase.exit) {
      if (condition.holds || content.lines.size() == conditions_shown) continue;
      content.lines.push_back({{"plain_line", {{"text", condition.missing}}}, condition.address, {}});
    }
  }
  content.values["missing"] = !content.lines.empty();
  return content;
}

json::object AnswerReader::values_of(const cases::CaseView& view) {
  json::object values{{"key", view.one.key}};
  if (may_be_named(view.one)) {
    values["title"] = view.one.title;
    values["state"] = view.state_title;
  }
  return values;
}

json::object AnswerReader::values_of_case(const std::string& key) {
  return values_of(cases::read_case(session_, catalogue_, facts_, actor_, key, now_));
}

json::object AnswerReader::values_of_document(const std::string& number) {
  const auto view = documents::read_document(session_, actor_, number);
  json::object values{{"key", view.facts.document.number}};
  if (may_be_named(view.facts.document.number)) values["title"] = view.shown.title;
  return values;
}

AnswerReader::Aim AnswerReader::aim_of_case(const cases::Case& one, std::optional<std::int64_t> task_id) {
  Aim aim;
  auto view = cases::read_case(session_, catalogue_, facts_, actor_, one.key, now_);
  const auto path = "/cases/" + one.key;
  for (const auto& shown : view.tasks) {
    if (task_id ? shown.task.id != *task_id : !is_own(shown.task)) continue;
    if (!is_own(shown.task)) {
      aim.reply = not_yours();
      return aim;
    }
    aim.task = shown.task;
    aim.one = std::move(view);
    return aim;
  }
  // The task is gone, or nothing of this case waits for the person.
  auto values = values_of(view);
  const bool may_tell = task_id && may_be_named(view.one);
  for (auto entry = view.history.rbegin(); may_tell && entry != view.history.rend(); ++entry) {
    if (entry->automatic || entry->actor_name.empty()) continue;
    if (entry->actor == actor_.email) values["by_you"] = true;
    values["by"] = entry->actor_name;
    values["when"] = to_text(day_in_zone(entry->at, zone_));
    break;
  }
  aim.reply = reply(task_id ? "answer_already_done" : "answer_nothing_waits", std::move(values), path);
  return aim;
}

AnswerReader::Aim AnswerReader::aim_of_document(const std::string& number) {
  Aim aim;
  const auto values = values_of_document(number);
  for (const auto& task : documents::tasks_of(session_, actor_, day_in_zone(now_, zone_))) {
    if (task.number != number) continue;
    if (task.kind == "periodic_review") {
      aim.document = number;
    } else {
      aim.reply = reply("answer_on_page", values, "/documents/" + number);
    }
    return aim;
  }
  aim.reply = reply("answer_nothing_waits", values, "/documents/" + number);
  return aim;
}

AnswerReader::Aim AnswerReader::aim_of(const Command& command) {
  if (command.task_id) {
    if (const auto one = cases::case_of_task(session_, *command.task_id)) return aim_of_case(*one, command.task_id);
  } else if (!command.subject.empty()) {
    if (const auto one = cases::find_case(session_, command.subject)) return aim_of_case(*one, std::nullopt);
    if (documents::find_document(session_, command.subject)) return aim_of_document(command.subject);
  }
  Aim aim;
  aim.reply =
      command.task_id || !command.subject.empty() ? not_yours() : reply("answer_help", {{"word", std::string()}});
  return aim;
}

ReplyContent AnswerReader::choice(const cases::CaseView& view, const cases::CaseTask& task) {
  if (!may_be_named(view.one)) return see_page(view.one.key, "/cases/" + view.one.key);
  auto content = reply("answer_choose", values_of(view), "/cases/" + view.one.key);
  for (auto& button : buttons_of(view, task, day_in_zone(now_, zone_))) {
    if (!button.words.starts_with("done ")) continue;
    content.lines.push_back({{"step_line",
                              {{"step", button.label.values.at("step")},
                               {"key", view.one.key},
                               {"event", button.words.substr(button.words.rfind(' ') + 1)}}},
                             "",
                             {button}});
  }
  return content;
}

ReplyContent AnswerReader::refused(const Command& command, const std::string& text, std::string wording) {
  const auto with_text = reply(std::move(wording), {{"text", text}});
  if (!is_public_) return with_text;
  const auto one =
      command.task_id ? cases::case_of_task(session_, *command.task_id) : cases::find_case(session_, command.subject);
  try {
    if (one) {
      if (may_be_named(*one)) return with_text;
      cases::read_case(session_, catalogue_, facts_, actor_, one->key, now_);
      return see_page(one->key, "/cases/" + one->key);
    }
    if (!documents::find_document(session_, command.subject) || may_be_named(command.subject)) return with_text;
    documents::read_document(session_, actor_, command.subject);
    return see_page(command.subject, "/documents/" + command.subject);
  } catch (const NotFound&) {
    return not_yours();
  }
}

ReplyContent AnswerReader::reason_wanted(const std::string& number) {
  auto content = reply("answer_why", values_of_document(number), "/documents/" + number);
  content.reason_words = "valid " + number;
  return content;
}

}  // namespace provost::workflows::chat
