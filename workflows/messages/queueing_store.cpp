#include <algorithm>
#include <boost/json.hpp>

#include "workflows/hashing.hpp"
#include "workflows/messages/channels.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/messages/preferences.hpp"
#include "workflows/messages/queueing.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/store/text_list.hpp"

namespace provost::workflows::messages {

namespace {

struct Queued {
  std::int64_t channel_id = mail_channel;
  std::string state = "waiting";
  Instant not_before{};
};

std::int64_t insert(store::WriteTransaction& transaction, const Announcement& what, const Queued& how) {
  auto& session = transaction.session();
  // Old rows are removed, so the highest id alone would be given twice; the series only grows.
  const auto series = session.first("SELECT id FROM outgoing_messages ORDER BY id DESC LIMIT 1");
  const auto id = (series ? series->integer("id") : 0) + 1;
  session.execute(
      "INSERT INTO outgoing_messages (id, message_key, channel_id, person_id, event, case_id, task_id, document_id,"
      " notice, created_at, not_before, state, attempts, claimed_until, settled_at, outcome) VALUES (:id, :key, "
      ":channel,"
      " :person, :event, :case_id, :task_id, :document_id, :notice, :created_at, :not_before, :state, 0, '', NULL, '')",
      {id, "msg_" + random_hex(16), how.channel_id, store::nullable(what.person_id), what.event,
       store::nullable(what.case_id), store::nullable(what.task_id), store::nullable(what.document_id), what.text,
       to_text(transaction.now()), to_text(how.not_before), how.state});
  return id;
}

bool has(const std::vector<std::string>& list, const std::string& text) {
  return list.empty() || std::find(list.begin(), list.end(), text) != list.end();
}

std::string department_of(store::Session& session, const Announcement& what) {
  auto person = what.person_id;
  if (!person && what.case_id) {
    const auto owner = session.first("SELECT owner_id FROM cases WHERE id = :id", {*what.case_id});
    if (owner) person = owner->integer("owner_id");
  }
  if (!person) return "";
  const auto found = people::find_person(session, *person);
  return found ? found->department.value_or("") : "";
}

/// The roles that it concerns: of the person, else those for which the task waits.
std::vector<std::string> roles_of(store::Session& session, const Announcement& what) {
  std::vector<std::string> roles;
  if (what.person_id) {
    const auto person = people::find_person(session, *what.person_id);
    if (!person) return roles;
    for (const auto role : person->roles) roles.emplace_back(people::to_text(role));
    return roles;
  }
  if (!what.case_id) return roles;
  for (const auto& record :
       session.select("SELECT DISTINCT role FROM case_tasks WHERE case_id = :case_id AND is_open = 1 AND role IS NOT"
                      " NULL",
                      {*what.case_id})) {
    roles.push_back(record.text("role"));
  }
  return roles;
}

std::string document_type_of(store::Session& session, std::int64_t document_id) {
  const auto record = session.first("SELECT type FROM documents WHERE id = :id", {document_id});
  return record ? record->text("type") : "";
}

/// The field “grade” of a case, which findings and nonconformities have.
std::string grade_of(store::Session& session, std::int64_t case_id) {
  const auto record = session.first("SELECT fields FROM cases WHERE id = :id", {case_id});
  if (!record) return "";
  const auto fields = boost::json::parse(record->text("fields"));
  const auto* grade = fields.is_object() ? fields.get_object().if_contains("grade") : nullptr;
  return grade != nullptr && grade->is_string() ? std::string(grade->get_string()) : "";
}

/// Whether a channel is to be told of it at all.
bool wants(store::Session& session, const Channel& channel, const Announcement& what) {
  const bool asked = std::find(channel.events.begin(), channel.events.end(), what.event) != channel.events.end();
  if (!asked || !has(channel.workflows, what.workflow)) return false;
  if (!channel.departments.empty() && !has(channel.departments, department_of(session, what))) return false;
  if (!channel.roles.empty()) {
    const auto roles = roles_of(session, what);
    if (std::none_of(roles.begin(), roles.end(), [&](const auto& role) { return has(channel.roles, role); })) {
      return false;
    }
  }
  if (what.document_id && !channel.document_types.empty() &&
      !has(channel.document_types, document_type_of(session, *what.document_id))) {
    return false;
  }
  return !what.case_id || channel.grades.empty() || has(channel.grades, grade_of(session, *what.case_id));
}

/// `from`: the earliest moment; `alone`: no channel is told of it.
void queue_for_person(store::WriteTransaction& transaction, const Announcement& what, const EventKind& kind,
                      Instant from, bool alone) {
  auto& session = transaction.session();
  const auto preferences = preferences_of(session, *what.person_id);
  if (preferences.way == "none") return;
  const bool collected = preferences.pace == "digest" || (preferences.pace == "sorted" && !kind.pressing);
  Queued how;
  if (preferences.way != "mail") {
    const auto channel = find_channel(session, preferences.way);
    // The channel is told of it anyway, and mentions them there.
    if (channel && !alone && channel->mentions && wants(session, *channel, what)) return;
    if (channel) how.channel_id = channel->id;
  }
  if (how.channel_id == mail_channel) {
    if (!mail_is_set_up(session)) return;
    give_unsubscribe_code(transaction, *what.person_id);
  }
  how.state = collected ? "collected" : "waiting";
  how.not_before = collected ? digest_moment(session, preferences, from) : allowed_moment(session, preferences, from);
  insert(transaction, what, how);
}

/// Whoever stands in for somebody today has their tasks in cases, so they are told of them too.
void queue_for_stand_ins(store::WriteTransaction& transaction, const Announcement& what, const EventKind& kind) {
  const bool of_task = kind.name == task_assigned || kind.name == reminder || kind.name == overdue;
  if (!of_task || !what.case_id) return;
  auto& session = transaction.session();
  const auto zone = organisation::present_organisation(session).time_zone;
  const auto today = to_text(day_in_zone(transaction.now(), zone));
  for (const auto& record : session.select(
           "SELECT DISTINCT d.to_person_id FROM delegations d WHERE d.from_person_id = :person AND d.first_day <="
           " :today AND d.last_day >= :same_day AND d.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM case_exclusions x"
           " WHERE x.case_id = :case_id AND x.person_id = d.to_person_id)",
           {*what.person_id, today, today, *what.case_id})) {
    auto for_stand_in = what;
    for_stand_in.person_id = record.integer("to_person_id");
    queue_for_person(transaction, for_stand_in, kind, transaction.now(), false);
  }
}

bool is_told_already(store::WriteTransaction& transaction, std::int64_t channel_id, const Announcement& what) {
  return what.case_id &&
         transaction.session()
             .first(
                 "SELECT id FROM outgoing_messages WHERE case_id = :case_id AND channel_id = :channel AND event ="
                 " :event AND created_at = :now LIMIT 1",
                 {*what.case_id, channel_id, what.event, to_text(transaction.now())})
             .has_value();
}

}  // namespace

void announce(store::WriteTransaction& transaction, const Announcement& announcement) {
  const auto* kind = find_event_kind(announcement.event);
  if (kind == nullptr) throw std::logic_error("no event " + announcement.event);
  auto& session = transaction.session();
  auto what = announcement;
  if (what.workflow.empty() && what.case_id) {
    const auto record = session.first("SELECT workflow FROM cases WHERE id = :id", {*what.case_id});
    if (record) what.workflow = record->text("workflow");
  }
  if (kind->personal && what.person_id) {
    queue_for_person(transaction, what, *kind, transaction.now(), false);
    queue_for_stand_ins(transaction, what, *kind);
  }
  if (!kind->in_channels || !what.to_channels) return;
  for (const auto& channel : channels_for(session, what.event)) {
    if (!wants(session, channel, what)) continue;
    auto shared = what;
    // Several people may be told of the same at once; a channel reads it once, and it mentions who has the task.
    if (kind->name == reminder || kind->name == overdue) {
      if (is_told_already(transaction, channel.id, what)) continue;
      shared.person_id.reset();
    }
    insert(transaction, shared, {channel.id, "waiting", transaction.now()});
  }
}

void remind_at(store::WriteTransaction& transaction, const Announcement& announcement, Instant at) {
  const auto* kind = find_event_kind(announcement.event);
  if (kind == nullptr || !announcement.person_id) throw std::logic_error("a reminder for nobody");
  queue_for_person(transaction, announcement, *kind, at, true);
}

void spare(store::WriteTransaction& transaction, std::int64_t person_id, std::int64_t case_id) {
  auto& session = transaction.session();
  const auto preferences = preferences_of(session, person_id);
  auto own = mail_channel;
  if (const auto channel = find_channel(session, preferences.way)) {
    // What the channel itself is told stays.
    const auto& events = channel->events;
    if (std::find(events.begin(), events.end(), task_assigned) == events.end()) own = channel->id;
  }
  session.execute(
      "DELETE FROM outgoing_messages WHERE case_id = :case_id AND channel_id = :channel AND person_id = :person AND"
      " created_at = :now AND event = :event AND attempts = 0 AND claimed_until = ''",
      {case_id, own, person_id, to_text(transaction.now()), std::string(task_assigned)});
}

std::int64_t queue_at_once(store::WriteTransaction& transaction, std::int64_t channel_id, const Announcement& what) {
  return insert(transaction, what, {channel_id, "waiting", transaction.now()});
}

}  // namespace provost::workflows::messages
