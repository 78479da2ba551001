#include <charconv>

#include "workflows/chat/chat_identities.hpp"
#include "workflows/engine/duration.hpp"
#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"
#include "workflows/messages/channels.hpp"
#include "workflows/messages/preferences.hpp"
#include "workflows/organisation/working_calendar.hpp"
#include "workflows/store/text_list.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::messages {

namespace {

constexpr int most_days_ahead = 400;
constexpr auto mail_setting = "mail";

std::optional<std::chrono::minutes> parse_time(std::string_view text) {
  int hours = 0;
  int minutes = 0;
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto* begin = text.data();
  const auto first = std::from_chars(begin, begin + 2, hours);
  const auto second = std::from_chars(begin + 3, begin + 5, minutes);
  if (first.ec != std::errc{} || first.ptr != begin + 2 || second.ec != std::errc{} || second.ptr != begin + 5) {
    return std::nullopt;
  }
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return std::chrono::hours(hours) + std::chrono::minutes(minutes);
}

void check_time(const std::string& text, const std::string& field) {
  if (!parse_time(text)) throw Invalid(field, "Write the time of day as hours and minutes: 07:30.");
}

/// A language tag as "de" or "pt-BR" (RFC 5646, language and region).
void check_language(const std::string& language) {
  const auto is_lower = [](char letter) { return letter >= 'a' && letter <= 'z'; };
  const auto is_upper = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
  const bool plain = language.size() == 2 && is_lower(language[0]) && is_lower(language[1]);
  const bool regional = language.size() == 5 && is_lower(language[0]) && is_lower(language[1]) && language[2] == '-' &&
                        is_upper(language[3]) && is_upper(language[4]);
  if (!plain && !regional) throw Invalid("language", "Please choose one of the languages.");
}

Day next_day(Day day) {
  return Day(std::chrono::sys_days(day) + std::chrono::days(1));
}

struct Rhythm {
  engine::WorkingCalendar calendar;
  std::string zone;
};

Rhythm rhythm_of(store::Session& session, const Preferences& preferences) {
  auto calendar = organisation::present_calendar(session);
  auto zone = preferences.time_zone.empty() ? calendar.time_zone : preferences.time_zone;
  calendar.free_weekdays.insert(preferences.free_weekdays.begin(), preferences.free_weekdays.end());
  for (const auto& [first, last] : preferences.away) {
    for (auto day = first; day <= last; day = next_day(day)) calendar.holidays.insert(day);
  }
  return {std::move(calendar), std::move(zone)};
}

store::Row row_of(const Preferences& wanted, std::optional<std::int64_t> channel_id) {
  std::vector<std::string> weekdays;
  for (const auto day : wanted.free_weekdays) weekdays.push_back(std::to_string(day));
  return {{"way", channel_id ? std::string("channel") : wanted.way},
          {"channel_id", store::nullable(channel_id)},
          {"pace", wanted.pace},
          {"digest_at", wanted.digest_at},
          {"quiet_from", wanted.quiet_from},
          {"quiet_until", wanted.quiet_until},
          {"time_zone", wanted.time_zone},
          {"slack_member", wanted.slack_member},
          {"teams_address", wanted.teams_address},
          {"language", wanted.language},
          {"free_weekdays", store::texts_to_text(weekdays)}};
}

/// The days on which somebody stands in for a person.
std::vector<std::pair<Day, Day>> days_away(store::Session& session, std::int64_t person_id) {
  std::vector<std::pair<Day, Day>> days;
  for (const auto& record :
       session.select("SELECT first_day, last_day FROM delegations WHERE from_person_id = :person AND ended_at IS NULL"
                      " ORDER BY first_day DESC LIMIT 20",
                      {person_id})) {
    const auto first = parse_day(record.text("first_day"));
    const auto last = parse_day(record.text("last_day"));
    if (first && last) days.emplace_back(*first, *last);
  }
  return days;
}

Day working_day_from(Day day, const engine::WorkingCalendar& calendar) {
  for (int tried = 0; tried < most_days_ahead && !calendar.is_working_day(day); ++tried) day = next_day(day);
  return day;
}

bool is_between(std::chrono::minutes time, std::chrono::minutes from, std::chrono::minutes until) {
  return from <= until ? from <= time && time < until : time >= from || time < until;
}

Preferences stored_preferences(store::Session& session, std::int64_t person_id) {
  Preferences preferences;
  preferences.away = days_away(session, person_id);
  const auto record = session.first("SELECT * FROM message_preferences WHERE person_id = :person", {person_id});
  if (!record) return preferences;
  preferences.way = record->text("way");
  if (const auto channel_id = record->optional_integer("channel_id"); preferences.way == "channel" && channel_id) {
    const auto channel = find_channel(session, *channel_id);
    preferences.way = channel ? channel->name : "mail";
  }
  preferences.pace = record->text("pace");
  preferences.digest_at = record->text("digest_at");
  preferences.quiet_from = record->text("quiet_from");
  preferences.quiet_until = record->text("quiet_until");
  preferences.time_zone = record->text("time_zone");
  preferences.slack_member = record->text("slack_member");
  preferences.teams_address = record->text("teams_address");
  preferences.language = record->optional_text("language").value_or("");
  for (const auto& day : store::texts_from_text(record->optional_text("free_weekdays").value_or("[]"))) {
    preferences.free_weekdays.insert(static_cast<unsigned>(day.front() - '0'));
  }
  return preferences;
}

}  // namespace

Preferences preferences_of(store::Session& session, std::int64_t person_id) {
  auto preferences = stored_preferences(session, person_id);
  if (auto member = chat::linked_member(session, person_id, "slack"); !member.empty()) {
    preferences.slack_member = std::move(member);
    preferences.slack_is_linked = true;
  }
  if (auto member = chat::linked_member(session, person_id, "teams"); !member.empty()) {
    preferences.teams_address = std::move(member);
    preferences.teams_is_linked = true;
  }
  return preferences;
}

bool mail_is_set_up(store::Session& session) {
  const auto record = session.first("SELECT value FROM settings WHERE name = :name", {std::string(mail_setting)});
  return !record || record->text("value") != "none";
}

void note_mail(store::Database& database, const Clock& clock, bool set_up) {
  {
    const store::ReadSnapshot snapshot(database);
    if (mail_is_set_up(snapshot.session()) == set_up) return;
  }
  store::WriteTransaction transaction(database, clock);
  const std::string value = set_up ? "set up" : "none";
  const auto present =
      transaction.session().first("SELECT id FROM settings WHERE name = :name", {std::string(mail_setting)});
  if (present) {
    transaction.update("settings", present->integer("id"), {{"value", value}});
  } else {
    transaction.insert("settings", {{"name", std::string(mail_setting)}, {"value", value}});
  }
  transaction.record(people::system_actor(), {set_up ? "mail.set_up" : "mail.not_set_up", "mail", {}});
  transaction.commit();
}

std::string unsubscribe_code_of(store::Session& session, std::int64_t person_id) {
  const auto record = session.first("SELECT code FROM unsubscribe_codes WHERE person_id = :person", {person_id});
  return record ? record->text("code") : "";
}

void give_unsubscribe_code(store::WriteTransaction& transaction, std::int64_t person_id) {
  auto& session = transaction.session();
  if (!unsubscribe_code_of(session, person_id).empty()) return;
  session.execute("INSERT INTO unsubscribe_codes (person_id, code) VALUES (:person, :code)",
                  {person_id, random_hex(16)});
}

std::optional<people::Person> person_of_code(store::Session& session, std::string_view code) {
  const auto record = session.first("SELECT person_id FROM unsubscribe_codes WHERE code = :code", {std::string(code)});
  return record ? people::find_person(session, record->integer("person_id")) : std::nullopt;
}

void PreferenceService::set_way(std::string_view code, const std::string& from, const std::string& to) {
  const auto known_person = [code](store::Session& session) {
    auto person = person_of_code(session, code);
    if (!person) throw NotFound("This link is not known here. You can change how you are told under “My account”.");
    return *person;
  };
  // Anybody may call this, so whoever has no code must not wait for the writers.
  known_person(store::ReadSnapshot(database_).session());
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto person = known_person(session);
  // A second click changes nothing, nor does an old mail what was chosen since.
  if (preferences_of(session, person.id).way != from) return;
  const auto present = session.first("SELECT id FROM message_preferences WHERE person_id = :person", {person.id});
  if (present) {
    transaction.update("message_preferences", present->integer("id"), {{"way", to}, {"channel_id", nullptr}});
  } else {
    auto row = row_of({}, std::nullopt);
    row.insert(row.begin(), {"person_id", person.id});
    for (auto& column : row) {
      if (column.name == "way") column.value = to;
    }
    transaction.insert("message_preferences", row);
  }
  transaction.record({person.email, person.name, "mail"},
                     {"messages.preferences_changed", person.email, {{"way", to}}});
  transaction.commit();
}

void PreferenceService::stop_mail(std::string_view code) {
  set_way(code, "mail", "none");
}

void PreferenceService::send_mail_again(std::string_view code) {
  set_way(code, "none", "mail");
}

void PreferenceService::change(const people::Actor& actor, const Preferences& wanted) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  std::optional<std::int64_t> channel_id;
  if (wanted.way != "mail" && wanted.way != "none") {
    const auto channel = people::is_guest(actor.roles) ? std::nullopt : find_channel(session, wanted.way);
    if (!channel) throw Invalid("way", "Please choose how you want to be told.");
    channel_id = channel->id;
  }
  if (wanted.pace != "at_once" && wanted.pace != "digest" && wanted.pace != "sorted") {
    throw Invalid("pace", "Please choose when you want to be told.");
  }
  check_time(wanted.digest_at, "digest_at");
  check_time(wanted.quiet_from, "quiet_from");
  check_time(wanted.quiet_until, "quiet_until");
  if (!wanted.time_zone.empty() && !is_time_zone(wanted.time_zone)) {
    throw Invalid("time_zone",
                  "“" + shortened(wanted.time_zone, 40) + "” is not a time zone. An example: Europe/London.");
  }
  for (const auto day : wanted.free_weekdays) {
    if (day < 1 || day > 7) throw Invalid("free_weekdays", "Please choose days of the week.");
  }
  auto free = organisation::present_calendar(session).free_weekdays;
  free.insert(wanted.free_weekdays.begin(), wanted.free_weekdays.end());
  if (free.size() == 7) throw Invalid("free_weekdays", "Please leave one day of the week on which you work.");
  if (!wanted.slack_member.empty()) check_line(wanted.slack_member, "slack_member", 40);
  if (!wanted.teams_address.empty()) check_line(wanted.teams_address, "teams_address", 200);
  if (!wanted.language.empty()) check_language(wanted.language);
  auto row = row_of(wanted, channel_id);
  const auto present = session.first("SELECT id FROM message_preferences WHERE person_id = :person", {actor.person_id});
  if (present) {
    transaction.update("message_preferences", present->integer("id"), row);
  } else {
    row.insert(row.begin(), {"person_id", actor.person_id});
    transaction.insert("message_preferences", row);
  }
  transaction.record(actor.audit(), {"messages.preferences_changed", actor.email, {{"way", wanted.way}}});
  transaction.commit();
}

Instant allowed_moment(store::Session& session, const Preferences& preferences, Instant wanted) {
  const auto rhythm = rhythm_of(session, preferences);
  const auto from = parse_time(preferences.quiet_from).value_or(std::chrono::minutes(0));
  const auto until = parse_time(preferences.quiet_until).value_or(std::chrono::minutes(0));
  const bool has_quiet = from != until;
  const auto day = day_in_zone(wanted, rhythm.zone);
  const auto begin = has_quiet ? until : std::chrono::minutes(0);
  const auto working = working_day_from(day, rhythm.calendar);
  if (working != day) return local_moment(working, begin, rhythm.zone);
  if (!has_quiet || !is_between(time_of_day(wanted, rhythm.zone), from, until)) return wanted;
  const auto today = local_moment(day, until, rhythm.zone);
  if (today >= wanted) return today;
  return local_moment(working_day_from(next_day(day), rhythm.calendar), until, rhythm.zone);
}

bool is_digest_time(store::Session& session, const Preferences& preferences, Instant now) {
  constexpr std::chrono::minutes hour{60};
  const auto rhythm = rhythm_of(session, preferences);
  if (!rhythm.calendar.is_working_day(day_in_zone(now, rhythm.zone))) return false;
  const auto at = parse_time(preferences.digest_at).value_or(std::chrono::minutes(450));
  const auto time = time_of_day(now, rhythm.zone);
  return at <= time && time < at + hour;
}

Instant digest_moment(store::Session& session, const Preferences& preferences, Instant now) {
  const auto rhythm = rhythm_of(session, preferences);
  const auto at = parse_time(preferences.digest_at).value_or(std::chrono::minutes(450));
  auto day = working_day_from(day_in_zone(now, rhythm.zone), rhythm.calendar);
  auto moment = local_moment(day, at, rhythm.zone);
  if (moment <= now) moment = local_moment(working_day_from(next_day(day), rhythm.calendar), at, rhythm.zone);
  return moment;
}

}  // namespace provost::workflows::messages
