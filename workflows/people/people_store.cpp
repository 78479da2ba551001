#include "workflows/people/people_store.hpp"

#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/store/list_order.hpp"
#include "workflows/store/text_list.hpp"

namespace provost::workflows::people {

namespace {

constexpr std::string_view person_columns =
    "SELECT p.id, p.email, p.name, p.roles, d.name AS department, p.disabled, p.must_change_password, p.row_version,"
    " p.access_until, p.shown_clauses"
    " FROM people p LEFT JOIN departments d ON d.id = p.department_id";

Person as_person(const store::Record& record) {
  return {record.integer("id"),
          record.text("email"),
          record.text("name"),
          parse_stored_roles(record.text("roles")),
          record.optional_text("department"),
          record.flag("disabled"),
          record.flag("must_change_password"),
          record.integer("row_version"),
          parse_day(record.optional_text("access_until").value_or("")),
          store::texts_from_text(record.optional_text("shown_clauses").value_or("[]"))};
}

}  // namespace

std::optional<Person> find_person(store::Session& session, std::string_view email) {
  const auto record = session.first(std::string(person_columns) + " WHERE p.email = :email", {std::string(email)});
  return record ? std::optional<Person>(as_person(*record)) : std::nullopt;
}

std::optional<Person> find_person(store::Session& session, std::int64_t id) {
  const auto record = session.first(std::string(person_columns) + " WHERE p.id = :id", {id});
  return record ? std::optional<Person>(as_person(*record)) : std::nullopt;
}

std::vector<Person> list_people(store::Session& session) {
  std::vector<Person> people;
  for (const auto& record : session.select(std::string(person_columns) + " ORDER BY p.name, p.email")) {
    people.push_back(as_person(record));
  }
  return people;
}

std::vector<Person> list_people_after(store::Session& session, const store::ListPlace& after) {
  const store::ListOrder order({{"p.name"}, {"p.email"}});
  auto [condition, values] = order.after(after);
  std::vector<Person> people;
  for (const auto& record : session.select(
           std::string(person_columns) + " WHERE " + condition + " ORDER BY " + order.text(), std::move(values))) {
    people.push_back(as_person(record));
  }
  return people;
}

store::ListPlace place_of(const Person& person) {
  return {person.name, person.email};
}

std::map<std::int64_t, Person> people_by_id(store::Session& session, const std::vector<std::int64_t>& ids) {
  std::map<std::int64_t, Person> people;
  for (const auto id : ids) {
    if (people.contains(id)) continue;
    if (auto person = find_person(session, id)) people.emplace(id, std::move(*person));
  }
  return people;
}

std::vector<TokenSummary> tokens_of(store::Session& session, std::int64_t person_id) {
  std::vector<TokenSummary> tokens;
  for (const auto& record :
       session.select("SELECT t.id, t.label, t.created_at, t.scopes, t.expires_on, u.last_used_at FROM api_tokens t"
                      " LEFT JOIN token_uses u ON u.token_id = t.id WHERE t.person_id = :person AND t.revoked_at IS"
                      " NULL ORDER BY t.id",
                      {person_id})) {
    const auto scopes = record.optional_text("scopes");
    const auto expires = record.optional_text("expires_on");
    tokens.push_back(
        {record.integer("id"), record.text("label"), record.text("created_at"), record.optional_text("last_used_at"),
         scopes ? Scopes::parse_stored(*scopes) : Scopes::everything(), expires ? parse_day(*expires) : std::nullopt});
  }
  return tokens;
}

Day today_at(store::Session& session, Instant now) {
  const auto organisation = organisation::find_organisation(session);
  return day_in_zone(now, organisation ? organisation->time_zone : "UTC");
}

std::int64_t count_tokens(store::Session& session, std::int64_t person_id) {
  return session.number("SELECT COUNT(*) FROM api_tokens WHERE person_id = :person AND revoked_at IS NULL",
                        {person_id});
}

std::string password_hash_of(store::Session& session, std::int64_t person_id) {
  return session.first("SELECT password_hash FROM people WHERE id = :id", {person_id})->text("password_hash");
}

std::int64_t active_administrators(store::Session& session) {
  return session.number("SELECT COUNT(*) AS n FROM people WHERE disabled = 0 AND roles LIKE '%\"administrator\"%'");
}

std::optional<std::int64_t> department_id(store::Session& session, std::string_view name) {
  const auto record = session.first("SELECT id FROM departments WHERE name = :name", {std::string(name)});
  return record ? std::optional<std::int64_t>(record->integer("id")) : std::nullopt;
}

std::optional<StoredSigningKey> present_signing_key(store::Session& session, std::int64_t person_id) {
  const auto record = session.first(
      "SELECT id, public_key, sealed_key FROM signing_keys WHERE person_id = :person AND retired_at IS"
      " NULL ORDER BY id DESC LIMIT 1",
      {person_id});
  if (!record) return std::nullopt;
  return StoredSigningKey{record->integer("id"), record->text("public_key"), record->text("sealed_key")};
}

void end_sessions(store::Session& session, std::int64_t person_id, std::string_view except_token_hash) {
  session.execute("DELETE FROM sessions WHERE person_id = :person AND token_hash <> :except",
                  {person_id, std::string(except_token_hash)});
}

}  // namespace provost::workflows::people
