#include "workflows/people/people_service.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>

#include "workflows/chat/ended_links.hpp"
#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"
#include "workflows/people/people_store.hpp"
#include "workflows/people/shown_clauses.hpp"
#include "workflows/people/sign_in_store.hpp"
#include "workflows/people/signing_keys.hpp"
#include "workflows/store/text_list.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::people {

namespace {

void require_people_permission(const Authority& authority) {
  if (authority.person && !authority.person->may(Permission::manage_people)) {
    throw Forbidden("Only an administrator may add or change people.");
  }
}

Person require_person(store::Session& session, std::string_view email) {
  auto person = find_person(session, normalised_email(email));
  if (!person) throw NotFound("There is nobody with the e-mail address " + std::string(email) + ".");
  return *person;
}

void keep_an_administrator(store::Session& session, const Person& person) {
  if (person.roles.contains(Role::administrator) && !person.disabled && active_administrators(session) <= 1) {
    throw Conflict(person.name + " is the only administrator. Make somebody else an administrator first.");
  }
}

store::Value department_value(store::WriteTransaction& transaction, const std::optional<std::string>& department) {
  if (!department || department->empty()) return nullptr;
  check_line(*department, "department", 100);
  if (const auto id = department_id(transaction.session(), *department)) return *id;
  return transaction.insert("departments", {{"name", *department}, {"retired", std::int64_t{0}}});
}

std::optional<Day> last_day(const std::string& text) {
  const auto day = parse_day(text);
  if (!text.empty() && !day) throw Invalid("access_until", "Write the last day as year-month-day: 2026-11-30.");
  return day;
}

void require_may_end(const std::optional<Day>& until, const Roles& roles) {
  if (until && roles.contains(Role::administrator)) {
    throw Invalid("access_until", "An administrator's access has no last day. Take the role away first.");
  }
}

constexpr std::size_t most_clauses = 100;
constexpr std::int64_t most_tokens = 100;

void check_shown_clauses(const std::vector<std::string>& clauses, const Roles& roles) {
  if (clauses.empty()) return;
  if (!is_guest(roles)) {
    throw Invalid("shown_clauses", "What is shown can be limited for external auditors without another role only.");
  }
  if (clauses.size() > most_clauses) throw Invalid("shown_clauses", "Please name at most 100 clauses.");
  for (const auto& clause : clauses) {
    check_line(clause, "shown_clauses", 120);
    if (!names_clause_or_standard(clause)) {
      throw Invalid("shown_clauses", "“" + shortened(clause, 60) +
                                         "” is neither a clause nor a standard. Write 8.5, ISO 21001:2018 8.5 or "
                                         "ISO 21001:2018.");
    }
  }
}

store::Value clauses_value(const std::vector<std::string>& clauses) {
  return clauses.empty() ? store::Value{nullptr} : store::Value{store::texts_to_text(clauses)};
}

// The parts of a change, each within the caller's transaction and with its own entry in the audit trail.

void put_roles(store::WriteTransaction& transaction, const Authority& authority, const std::string& email,
               const Roles& roles) {
  if (roles.empty()) throw Invalid("roles", "Please choose at least one role.");
  const auto person = require_person(transaction.session(), email);
  if (person.roles == roles) return;
  if (authority.person && authority.person->person_id == person.id) {
    throw Forbidden("Nobody changes their own roles. Please ask another administrator.");
  }
  if (roles.contains(Role::administrator) && person.access_until) {
    throw Invalid("roles", "An administrator's access has no last day. Let their access be without end first.");
  }
  if (!roles.contains(Role::administrator)) keep_an_administrator(transaction.session(), person);
  transaction.update("people", person.id, {{"roles", to_stored_text(roles)}, {"row_version", person.row_version + 1}});
  transaction.record(
      authority.audit,
      {"person.roles_changed", person.email, {{"before", labels(person.roles)}, {"after", labels(roles)}}});
}

void put_details(store::WriteTransaction& transaction, const Authority& authority, const std::string& email,
                 const std::string& name, const std::optional<std::string>& department) {
  check_line(name, "name", 120);
  const auto person = require_person(transaction.session(), email);
  transaction.update("people", person.id,
                     {{"name", name},
                      {"department_id", department_value(transaction, department)},
                      {"row_version", person.row_version + 1}});
  transaction.record(authority.audit, {"person.details_changed", person.email, {{"name", name}}});
}

void put_access_until(store::WriteTransaction& transaction, const Authority& authority, const std::string& email,
                      const std::string& until) {
  const auto day = last_day(until);
  const auto person = require_person(transaction.session(), email);
  if (person.access_until == day) return;
  require_may_end(day, person.roles);
  transaction.update("people", person.id,
                     {{"access_until", day ? store::Value{to_text(*day)} : store::Value{nullptr}},
                      {"row_version", person.row_version + 1}});
  transaction.record(authority.audit, {"person.access_limited", person.email, {{"until", until}}});
}

void put_shown_clauses(store::WriteTransaction& transaction, const Authority& authority, const std::string& email,
                       const std::vector<std::string>& clauses) {
  const auto person = require_person(transaction.session(), email);
  if (person.shown_clauses == clauses) return;
  check_shown_clauses(clauses, person.roles);
  transaction.update("people", person.id,
                     {{"shown_clauses", clauses_value(clauses)}, {"row_version", person.row_version + 1}});
  transaction.record(
      authority.audit,
      {"person.view_limited", person.email, {{"clauses", boost::json::array(clauses.begin(), clauses.end())}}});
}

}  // namespace

std::string normalised_email(std::string_view email) {
  while (!email.empty() && std::isspace(static_cast<unsigned char>(email.front()))) email.remove_prefix(1);
  while (!email.empty() && std::isspace(static_cast<unsigned char>(email.back()))) email.remove_suffix(1);
  std::string text(email);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  const auto at = text.find('@');
  const bool plausible = at != std::string::npos && at > 0 && at + 1 < text.size() &&
                         text.find('@', at + 1) == std::string::npos && text.size() <= 254 &&
                         std::none_of(text.begin(), text.end(), [](unsigned char letter) {
                           return letter <= ' ' || letter == '<' || letter == '>' || letter == ',' || letter == ';' ||
                                  letter == '"' || letter == '\\' || letter == '(' || letter == ')' || letter == 0x7f;
                         });
  if (!plausible || !is_utf8(text)) throw Invalid("email", "\"" + shortened(text, 60) + "\" is not an e-mail address.");
  return text;
}

PeopleService::PeopleService(store::Database& database, const Clock& clock, const PasswordHasher& hasher)
    : database_(database), clock_(clock), hasher_(hasher) {}

Person PeopleService::add(const Authority& authority, const NewPerson& person) {
  require_people_permission(authority);
  const auto email = normalised_email(person.email);
  check_line(person.name, "name", 120);
  if (person.roles.empty()) throw Invalid("roles", "Please choose at least one role.");
  check_new_password(person.password, email);
  const auto until = last_day(person.access_until);
  check_shown_clauses(person.shown_clauses, person.roles);
  require_may_end(until, person.roles);
  const auto hash = hasher_.hash(person.password);

  store::WriteTransaction transaction(database_, clock_);
  if (find_person(transaction.session(), email)) {
    throw Conflict("Somebody with the e-mail address " + email + " is already there.");
  }
  const auto department = department_value(transaction, person.department);
  const auto id =
      transaction.insert("people", {{"email", email},
                                    {"name", person.name},
                                    {"roles", to_stored_text(person.roles)},
                                    {"department_id", department},
                                    {"password_hash", hash},
                                    {"must_change_password", std::int64_t{person.must_change_password}},
                                    {"disabled", std::int64_t{0}},
                                    {"access_until", until ? store::Value{to_text(*until)} : store::Value{nullptr}},
                                    {"shown_clauses", clauses_value(person.shown_clauses)},
                                    {"created_at", to_text(transaction.now())},
                                    {"row_version", std::int64_t{1}}});
  give_signing_key(transaction, id, person.password, hasher_.cost());
  transaction.record(authority.audit,
                     {"person.added", email, {{"name", person.name}, {"roles", labels(person.roles)}}});
  auto added = *find_person(transaction.session(), id);
  transaction.commit();
  return added;
}

void PeopleService::change(const Authority& authority, std::string_view email, const PersonChange& change,
                           std::optional<std::int64_t> expected_row_version) {
  require_people_permission(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto person = require_person(transaction.session(), email);
  if (expected_row_version && *expected_row_version != person.row_version) {
    throw Stale("Somebody else changed this person in the meantime. Please look again.");
  }
  if (change.name || change.department) {
    put_details(transaction, authority, person.email, change.name.value_or(person.name),
                change.department ? change.department : person.department);
  }
  // An administrator's access has no last day, so the one is made possible before the other.
  const bool becomes_administrator = change.roles && change.roles->contains(Role::administrator);
  const auto limit = [&] {
    if (change.access_until) put_access_until(transaction, authority, person.email, *change.access_until);
  };
  if (becomes_administrator) limit();
  if (change.roles) put_roles(transaction, authority, person.email, *change.roles);
  if (!becomes_administrator) limit();
  if (change.shown_clauses) put_shown_clauses(transaction, authority, person.email, *change.shown_clauses);
  transaction.commit();
}

void PeopleService::change_roles(const Authority& authority, std::string_view email, const Roles& roles) {
  require_people_permission(authority);
  store::WriteTransaction transaction(database_, clock_);
  put_roles(transaction, authority, std::string(email), roles);
  transaction.commit();
}

void PeopleService::change_details(const Authority& authority, std::string_view email, const std::string& name,
                                   const std::optional<std::string>& department) {
  require_people_permission(authority);
  store::WriteTransaction transaction(database_, clock_);
  put_details(transaction, authority, std::string(email), name, department);
  transaction.commit();
}

void PeopleService::limit_access(const Authority& authority, std::string_view email, const std::string& until) {
  require_people_permission(authority);
  store::WriteTransaction transaction(database_, clock_);
  put_access_until(transaction, authority, std::string(email), until);
  transaction.commit();
}

void PeopleService::limit_view(const Authority& authority, std::string_view email,
                               const std::vector<std::string>& clauses) {
  require_people_permission(authority);
  store::WriteTransaction transaction(database_, clock_);
  put_shown_clauses(transaction, authority, std::string(email), clauses);
  transaction.commit();
}

void PeopleService::disable(const Authority& authority, std::string_view email) {
  require_people_permission(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto person = require_person(transaction.session(), email);
  if (person.disabled) return;
  if (authority.person && authority.person->person_id == person.id) {
    throw Conflict("You cannot disable yourself. Please ask another administrator.");
  }
  keep_an_administrator(transaction.session(), person);
  transaction.update("people", person.id, {{"disabled", std::int64_t{1}}, {"row_version", person.row_version + 1}});
  end_sessions(transaction.session(), person.id, "");
  chat::end_links(transaction, authority.audit, person.id, "your access to Provost was ended.");
  transaction.record(authority.audit, {"person.disabled", person.email, {}});
  transaction.commit();
}

void PeopleService::enable(const Authority& authority, std::string_view email) {
  require_people_permission(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto person = require_person(transaction.session(), email);
  if (!person.disabled) return;
  transaction.update("people", person.id, {{"disabled", std::int64_t{0}}, {"row_version", person.row_version + 1}});
  transaction.record(authority.audit, {"person.enabled", person.email, {}});
  transaction.commit();
}

void PeopleService::reset_password(const Authority& authority, std::string_view email, const std::string& password,
                                   bool must_change) {
  require_people_permission(authority);
  check_new_password(password, normalised_email(email));
  const auto hash = hasher_.hash(password);
  store::WriteTransaction transaction(database_, clock_);
  const auto person = require_person(transaction.session(), email);
  transaction.update("people", person.id,
                     {{"password_hash", hash},
                      {"must_change_password", std::int64_t{must_change}},
                      {"row_version", person.row_version + 1}});
  give_signing_key(transaction, person.id, password, hasher_.cost());
  end_sessions(transaction.session(), person.id, "");
  forget_failed_attempts(transaction.session(), "person:" + person.email);
  chat::end_links(transaction, authority.audit, person.id,
                  "an administrator gave you a new password. Link it again from the chat.");
  transaction.record(authority.audit, {"person.password_reset", person.email, {}});
  transaction.commit();
}

void PeopleService::change_own_password(const Actor& actor, const std::string& present, const std::string& wanted) {
  check_new_password(wanted, actor.email);
  std::string stored;
  {
    const store::ReadSnapshot snapshot(database_);
    stored = password_hash_of(snapshot.session(), actor.person_id);
  }
  if (!hasher_.matches(present, stored)) throw Invalid("present_password", "The present password is not right.");
  if (present == wanted) throw Invalid("password", "Please choose a password other than the present one.");
  const auto hash = hasher_.hash(wanted);
  store::WriteTransaction transaction(database_, clock_);
  const auto person = require_person(transaction.session(), actor.email);
  if (password_hash_of(transaction.session(), person.id) != stored) {
    throw Stale("The password was changed in the meantime. Please try again.");
  }
  transaction.update(
      "people", person.id,
      {{"password_hash", hash}, {"must_change_password", std::int64_t{0}}, {"row_version", person.row_version + 1}});
  reseal_signing_key(transaction, person.id, present, wanted, hasher_.cost());
  end_sessions(transaction.session(), person.id, "");
  chat::tell_of_links(transaction, person.id, "You changed your password.");
  transaction.record(actor.audit(), {"person.password_changed", person.email, {}});
  transaction.commit();
}

std::string PeopleService::create_token(const Authority& authority, std::string_view email, const NewToken& wanted) {
  check_line(wanted.label, "label", 100);
  const auto expires_on = parse_day(wanted.expires_on);
  if (!wanted.expires_on.empty() && !expires_on) {
    throw Invalid("expires_on", "Write the last day as year-month-day: 2026-11-30.");
  }
  store::WriteTransaction transaction(database_, clock_);
  const auto person = require_person(transaction.session(), email);
  if (authority.person && authority.person->person_id != person.id) {
    throw Forbidden("A token can be made only for oneself.");
  }
  if (authority.person && !authority.person->scopes.include(wanted.scopes)) {
    throw Forbidden("A token cannot make another one that may do more than itself.");
  }
  if (person.disabled) throw Conflict(person.name + " is disabled, so no token can be made.");
  if (expires_on && *expires_on < today_at(transaction.session(), transaction.now())) {
    throw Invalid("expires_on", "This day is over. Choose a later one.");
  }
  if (count_tokens(transaction.session(), person.id) >= most_tokens) {
    throw Conflict("You have " + std::to_string(most_tokens) + " tokens. Revoke one that is not needed any more.");
  }
  auto token = "provost_" + random_hex(32);
  const auto scopes =
      wanted.scopes.are_everything() ? store::Value(nullptr) : store::Value(wanted.scopes.to_stored_text());
  transaction.insert("api_tokens",
                     {{"person_id", person.id},
                      {"label", wanted.label},
                      {"token_hash", sha256_hex(token)},
                      {"created_at", to_text(transaction.now())},
                      {"revoked_at", nullptr},
                      {"scopes", scopes},
                      {"expires_on", expires_on ? store::Value(to_text(*expires_on)) : store::Value(nullptr)}});
  boost::json::array scope_texts;
  for (const auto& text : wanted.scopes.texts()) scope_texts.emplace_back(text);
  transaction.record(
      authority.audit,
      {"token.created",
       person.email,
       {{"label", wanted.label}, {"scopes", std::move(scope_texts)}, {"expires_on", wanted.expires_on}}});
  transaction.commit();
  return token;
}

void PeopleService::revoke_token(const Actor& actor, std::int64_t token_id) {
  store::WriteTransaction transaction(database_, clock_);
  const auto label = label_of_token(transaction.session(), token_id, actor.person_id);
  if (!label) throw NotFound("There is no such token.");
  transaction.update("api_tokens", token_id, {{"revoked_at", to_text(transaction.now())}});
  transaction.record(actor.audit(), {"token.revoked", actor.email, {{"label", *label}}});
  transaction.commit();
}

}  // namespace provost::workflows::people
