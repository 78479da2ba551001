#include "workflows/chat/chat_identities.hpp"
#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"
#include "workflows/notices/notices.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::chat {

namespace {

constexpr std::size_t bytes_of_code = 20;

ChatAccount account_from(const store::Record& record) {
  return {record.text("service"), record.text("workspace"), record.text("member"), record.text("member_name"),
          record.text("workspace_name")};
}

std::optional<std::int64_t> owner_of(store::Session& session, const ChatAccount& account) {
  const auto record = session.first(
      "SELECT person_id FROM chat_identities WHERE service = :service AND workspace = :workspace AND member = :member"
      " AND ended_at IS NULL",
      {account.service, account.workspace, account.member});
  return record ? std::optional(record->integer("person_id")) : std::nullopt;
}

std::string service_name(const std::string& service) {
  return service == "teams" ? "Teams" : "Slack";
}

}  // namespace

std::optional<people::Person> person_of(store::Session& session, const ChatAccount& account, Instant now) {
  const auto owner = owner_of(session, account);
  if (!owner) return std::nullopt;
  auto person = people::find_person(session, *owner);
  const auto today = day_in_zone(now, organisation::present_organisation(session).time_zone);
  if (!person || !person->has_access(today) || people::is_guest(person->roles)) return std::nullopt;
  return person;
}

bool is_linked_account(store::Session& session, const ChatAccount& account) {
  return owner_of(session, account).has_value();
}

std::vector<ChatIdentity> identities_of(store::Session& session, std::int64_t person_id) {
  std::vector<ChatIdentity> identities;
  for (const auto& record : session.select(
           "SELECT id, service, workspace, member, member_name, workspace_name, linked_at FROM chat_identities WHERE"
           " person_id = :person AND ended_at IS NULL ORDER BY service, id",
           {person_id})) {
    identities.push_back({record.integer("id"), account_from(record), parse_instant(record.text("linked_at"))});
  }
  return identities;
}

std::string linked_member(store::Session& session, std::int64_t person_id, std::string_view service) {
  const auto record = session.first(
      "SELECT member FROM chat_identities WHERE person_id = :person AND service = :service AND ended_at IS NULL ORDER"
      " BY id LIMIT 1",
      {person_id, std::string(service)});
  return record ? record->text("member") : "";
}

std::optional<ChatAccount> account_of_code(store::Session& session, std::string_view code, Instant now) {
  const auto record = session.first(
      "SELECT service, workspace, member, member_name, workspace_name FROM chat_link_codes WHERE code_hash = :hash AND"
      " expires_at > :now",
      {sha256_hex(code), to_text(now)});
  return record ? std::optional(account_from(*record)) : std::nullopt;
}

std::string ChatIdentityService::begin(const ChatAccount& account) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  session.execute(
      "DELETE FROM chat_link_codes WHERE expires_at <= :now OR (service = :service AND workspace = :workspace AND"
      " member = :member)",
      {to_text(transaction.now()), account.service, account.workspace, account.member});
  auto code = random_hex(bytes_of_code);
  session.execute(
      "INSERT INTO chat_link_codes (code_hash, service, workspace, member, member_name, workspace_name, expires_at)"
      " VALUES (:hash, :service, :workspace, :member, :member_name, :workspace_name, :expires)",
      {sha256_hex(code), account.service, account.workspace, account.member, shortened(account.name, 100),
       shortened(account.workspace_name, 100), to_text(transaction.now() + link_life)});
  transaction.commit();
  return code;
}

ChatAccount ChatIdentityService::confirm(const people::Actor& actor, std::string_view code) {
  if (people::is_guest(actor.roles)) throw Forbidden("Guests use the pages; a chat cannot be linked with them.");
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto account = account_of_code(session, code, transaction.now());
  if (!account) {
    throw NotFound("This link was used already, or it is older than 15 minutes. Type /provost in the chat again.");
  }
  if (const auto owner = owner_of(session, *account)) {
    throw Conflict(*owner == actor.person_id
                       ? "This account is linked with you already."
                       : "This account is linked with somebody else. They can end that under “My account”.");
  }
  for (const auto& identity : identities_of(session, actor.person_id)) {
    if (identity.account.service == account->service && identity.account.workspace == account->workspace) {
      throw Conflict("You have linked another account there, “" + identity.account.name + "”. End that first.");
    }
  }
  transaction.insert("chat_identities", {{"person_id", actor.person_id},
                                         {"service", account->service},
                                         {"workspace", account->workspace},
                                         {"member", account->member},
                                         {"member_name", account->name},
                                         {"workspace_name", account->workspace_name},
                                         {"linked_at", to_text(transaction.now())},
                                         {"ended_at", nullptr}});
  session.execute("DELETE FROM chat_link_codes WHERE code_hash = :hash", {sha256_hex(code)});
  notices::tell(transaction, actor.person_id, std::nullopt, "chat_linked",
                "The " + service_name(account->service) + " account “" + account->name +
                    "” can now act for you. If that was not you, end it under “My account”.");
  transaction.record(actor.audit(),
                     {"chat.linked", actor.email, {{"service", account->service}, {"member", account->member}}});
  transaction.commit();
  return *account;
}

void ChatIdentityService::end_of(const people::Actor& administrator, std::int64_t person_id, std::int64_t identity_id) {
  if (!administrator.may(people::Permission::manage_people)) {
    throw Forbidden("Only administrators may end the links of others.");
  }
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto person = people::find_person(session, person_id);
  if (!person) throw NotFound("There is nobody with this number.");
  for (const auto& identity : identities_of(session, person_id)) {
    if (identity.id != identity_id) continue;
    const auto& account = identity.account;
    transaction.update("chat_identities", identity.id, {{"ended_at", to_text(transaction.now())}});
    notices::tell(transaction, person_id, std::nullopt, "chat_unlinked",
                  administrator.name + " ended the link of the " + service_name(account.service) + " account “" +
                      account.name + "” with you.");
    transaction.record(administrator.audit(),
                       {"chat.unlinked", person->email, {{"service", account.service}, {"member", account.member}}});
    transaction.commit();
    return;
  }
  throw NotFound("This account is not linked with the person.");
}

void ChatIdentityService::end(const ChatAccount& account) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto owner = owner_of(session, account);
  const auto person = owner ? people::find_person(session, *owner) : std::nullopt;
  if (!person) return;
  for (const auto& identity : identities_of(session, person->id)) {
    if (!identity.account.is_same(account)) continue;
    transaction.update("chat_identities", identity.id, {{"ended_at", to_text(transaction.now())}});
  }
  notices::tell(transaction, person->id, std::nullopt, "chat_unlinked",
                "The " + service_name(account.service) + " account “" + account.name +
                    "” no longer acts for you: somebody asked for that there.");
  transaction.record(people::as_actor(*person, account.service).audit(),
                     {"chat.unlinked", person->email, {{"service", account.service}, {"member", account.member}}});
  transaction.commit();
}

void ChatIdentityService::end(const people::Actor& actor, std::int64_t identity_id) {
  store::WriteTransaction transaction(database_, clock_);
  for (const auto& identity : identities_of(transaction.session(), actor.person_id)) {
    if (identity.id != identity_id) continue;
    transaction.update("chat_identities", identity.id, {{"ended_at", to_text(transaction.now())}});
    transaction.record(
        actor.audit(),
        {"chat.unlinked", actor.email, {{"service", identity.account.service}, {"member", identity.account.member}}});
    transaction.commit();
    return;
  }
  throw NotFound("This account is not linked with you.");
}

}  // namespace provost::workflows::chat
