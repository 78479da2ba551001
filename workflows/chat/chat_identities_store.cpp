#include <set>

#include "workflows/chat/chat_apps.hpp"
#include "workflows/chat/chat_identities.hpp"
#include "workflows/chat/ended_links.hpp"
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

/// Where a link of the account counts: in its own place, and in Teams in each team whose links count here as well.
std::set<std::string> places_of(store::Session& session, const ChatAccount& account) {
  std::set<std::string> places{account.workspace};
  const auto blank = account.workspace.find(' ');
  if (account.service != "teams" || blank == std::string::npos) return places;
  const auto app = find_app(session, account.workspace.substr(blank + 1));
  if (!app || !app->shares_links) return places;
  for (const auto& other : list_apps(session)) {
    if (other.service == "teams" && other.shares_links) {
      places.insert(account.workspace.substr(0, blank + 1) + other.address);
    }
  }
  return places;
}

/// The link that counts for an account; one made in its own place before others.
std::optional<store::Record> link_of(store::Session& session, const ChatAccount& account) {
  const auto places = places_of(session, account);
  std::optional<store::Record> found;
  for (auto& record : session.select("SELECT id, person_id, workspace FROM chat_identities WHERE service = :service AND"
                                     " member = :member AND ended_at IS NULL ORDER BY id",
                                     {account.service, account.member})) {
    const auto place = record.text("workspace");
    if (place == account.workspace) return std::move(record);
    if (!found && places.contains(place)) found = std::move(record);
  }
  return found;
}

std::optional<std::int64_t> owner_of(store::Session& session, const ChatAccount& account) {
  const auto link = link_of(session, account);
  return link ? std::optional(link->integer("person_id")) : std::nullopt;
}

void require_free(store::Session& session, const ChatAccount& account, std::int64_t person_id) {
  if (const auto owner = owner_of(session, account)) {
    throw Conflict(*owner == person_id
                       ? "This account is linked with you already."
                       : "This account is linked with somebody else. They can end that under “My account”.");
  }
  const auto places = places_of(session, account);
  for (const auto& identity : identities_of(session, person_id)) {
    if (identity.account.service == account.service && places.contains(identity.account.workspace)) {
      throw Conflict("You have linked another account there, “" + identity.account.name + "”. End that first.");
    }
  }
}

std::string random_digits() {
  // Of 32 bits, each six digits are as likely as any to one part in four thousand.
  auto digits = std::to_string(std::stoul(random_hex(4), nullptr, 16) % 1'000'000);
  return std::string(6 - digits.size(), '0') + digits;
}

std::string hash_of_digits(const std::string& code_hash, std::string_view digits) {
  return sha256_hex(code_hash + "\n" + std::string(digits));
}

std::string service_name(const std::string& service) {
  return service == "teams" ? "Teams" : "Slack";
}

std::string named(const ChatAccount& account) {
  return service_name(account.service) + " account “" + (account.name.empty() ? account.member : account.name) + "”";
}

/// Digits that another account says than they are for were told to somebody, or stand in a channel for all to read:
/// whoever has the account that they are for could say them next. Whether there were any.
bool end_offers_with(store::WriteTransaction& transaction, const ChatAccount& speaker, std::string_view digits) {
  auto& session = transaction.session();
  bool any = false;
  for (const auto& offer : session.select(
           "SELECT code_hash, person_id, digits_hash, service, workspace, member, member_name, workspace_name FROM"
           " chat_link_codes WHERE person_id IS NOT NULL AND expires_at > :now",
           {to_text(transaction.now())})) {
    const auto account = account_from(offer);
    const auto code_hash = offer.text("code_hash");
    const bool own = account.service == speaker.service && account.workspace == speaker.workspace &&
                     account.member == speaker.member;
    if (own || !equal_in_constant_time(hash_of_digits(code_hash, digits), offer.text("digits_hash"))) continue;
    session.execute("DELETE FROM chat_link_codes WHERE code_hash = :hash", {code_hash});
    any = true;
    const auto person = people::find_person(session, offer.integer("person_id"));
    if (!person) continue;
    notices::tell(transaction, person->id, std::nullopt, "chat_unlinked",
                  "The " + named(account) + " was not linked with you: its digits were said by another account, “" +
                      (speaker.name.empty() ? speaker.member : speaker.name) +
                      "”, where others may read them. If the first account is not yours, change your password.");
    transaction.record(people::system_actor(),
                       {"chat.link_refused",
                        person->email,
                        {{"service", account.service}, {"member", account.member}, {"said_by", speaker.member}}});
  }
  return any;
}

void end_link(store::WriteTransaction& transaction, const store::AuditActor& actor, const people::Person& person,
              const ChatIdentity& identity, const std::string& told) {
  const auto& account = identity.account;
  transaction.update("chat_identities", identity.id, {{"ended_at", to_text(transaction.now())}});
  notices::tell(transaction, person.id, std::nullopt, "chat_unlinked", told);
  transaction.record(actor,
                     {"chat.unlinked", person.email, {{"service", account.service}, {"member", account.member}}});
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

std::optional<ChatAccount> account_of_code(store::Session& session, std::string_view code, std::int64_t reader,
                                           Instant now) {
  const auto record = session.first(
      "SELECT service, workspace, member, member_name, workspace_name FROM chat_link_codes WHERE code_hash = :hash AND"
      " expires_at > :now AND (person_id IS NULL OR person_id = :reader)",
      {sha256_hex(code), to_text(now), reader});
  return record ? std::optional(account_from(*record)) : std::nullopt;
}

void end_links(store::WriteTransaction& transaction, const store::AuditActor& actor, std::int64_t person_id,
               const std::string& why) {
  auto& session = transaction.session();
  session.execute("DELETE FROM chat_link_codes WHERE person_id = :person", {person_id});
  const auto person = people::find_person(session, person_id);
  if (!person) return;
  for (const auto& identity : identities_of(session, person_id)) {
    end_link(transaction, actor, *person, identity,
             "The " + named(identity.account) + " no longer acts for you: " + why);
  }
}

void tell_of_links(store::WriteTransaction& transaction, std::int64_t person_id, const std::string& why) {
  std::string accounts;
  for (const auto& identity : identities_of(transaction.session(), person_id)) {
    accounts += (accounts.empty() ? "" : ", ") + named(identity.account);
  }
  if (accounts.empty()) return;
  notices::tell(transaction, person_id, std::nullopt, "chat_linked",
                why + " This still acts for you in chat: " + accounts +
                    ". End what is not yours under “My account”, “Chat accounts”.");
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
      "INSERT INTO chat_link_codes (code_hash, service, workspace, member, member_name, workspace_name, expires_at,"
      " wrong_digits) VALUES (:hash, :service, :workspace, :member, :member_name, :workspace_name, :expires, 0)",
      {sha256_hex(code), account.service, account.workspace, account.member, shortened(account.name, 100),
       shortened(account.workspace_name, 100), to_text(transaction.now() + link_life)});
  transaction.commit();
  return code;
}

LinkOffer ChatIdentityService::confirm(const people::Actor& actor, std::string_view code, std::string_view password) {
  if (people::is_guest(actor.roles)) throw Forbidden("Guests use the pages; a chat cannot be linked with them.");
  try {
    sign_in_.check_secret(actor, password);
  } catch (const Forbidden&) {
    throw Invalid("secret", "The password is not right. Please try again.");
  }
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto account = account_of_code(session, code, actor.person_id, transaction.now());
  if (!account) {
    throw NotFound(
        "This link was used already, perhaps by somebody else, or it is older than 15 minutes. Ask in the chat again, "
        "and you get a new one.");
  }
  require_free(session, *account, actor.person_id);
  const auto code_hash = sha256_hex(code);
  LinkOffer offer{*account, random_digits()};
  session.execute(
      "UPDATE chat_link_codes SET person_id = :person, digits_hash = :digits, expires_at = :expires WHERE code_hash ="
      " :hash",
      {actor.person_id, hash_of_digits(code_hash, offer.digits), to_text(transaction.now() + link_life), code_hash});
  transaction.record(
      actor.audit(),
      {"chat.link_confirmed", actor.email, {{"service", account->service}, {"member", account->member}}});
  transaction.commit();
  return offer;
}

LinkOutcome ChatIdentityService::complete(const ChatAccount& account, std::string_view digits) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto offer = session.first(
      "SELECT code_hash, person_id, digits_hash, wrong_digits FROM chat_link_codes WHERE service = :service AND"
      " workspace = :workspace AND member = :member AND person_id IS NOT NULL AND expires_at > :now",
      {account.service, account.workspace, account.member, to_text(transaction.now())});
  if (!offer) {
    if (end_offers_with(transaction, account, digits)) transaction.commit();
    return LinkOutcome::nothing_waits;
  }
  const auto code_hash = offer->text("code_hash");
  const auto forget = [&] { session.execute("DELETE FROM chat_link_codes WHERE code_hash = :hash", {code_hash}); };
  if (!equal_in_constant_time(hash_of_digits(code_hash, digits), offer->text("digits_hash"))) {
    const auto wrong = offer->integer("wrong_digits") + 1;
    session.execute("UPDATE chat_link_codes SET wrong_digits = :wrong WHERE code_hash = :hash", {wrong, code_hash});
    if (wrong >= most_wrong_digits) forget();
    end_offers_with(transaction, account, digits);
    transaction.commit();
    return wrong >= most_wrong_digits ? LinkOutcome::nothing_waits : LinkOutcome::wrong_digits;
  }
  const auto person = people::find_person(session, offer->integer("person_id"));
  const auto today = day_in_zone(transaction.now(), organisation::present_organisation(session).time_zone);
  if (!person || !person->has_access(today) || people::is_guest(person->roles) || person->must_change_password) {
    return LinkOutcome::nothing_waits;
  }
  require_free(session, account, person->id);
  transaction.insert("chat_identities", {{"person_id", person->id},
                                         {"service", account.service},
                                         {"workspace", account.workspace},
                                         {"member", account.member},
                                         {"member_name", shortened(account.name, 100)},
                                         {"workspace_name", shortened(account.workspace_name, 100)},
                                         {"linked_at", to_text(transaction.now())},
                                         {"ended_at", nullptr}});
  forget();
  notices::tell(transaction, person->id, std::nullopt, "chat_linked",
                "The " + named(account) +
                    " can now act for you. If that was not you, end it under “My account”, “Chat"
                    " accounts”, and change your password.");
  transaction.record(people::as_actor(*person, account.service).audit(),
                     {"chat.linked", person->email, {{"service", account.service}, {"member", account.member}}});
  transaction.commit();
  return LinkOutcome::linked;
}

void ChatIdentityService::end_of(const people::Actor& administrator, std::int64_t person_id, std::int64_t identity_id) {
  if (!administrator.may(people::Permission::manage_people)) {
    throw Forbidden("Only administrators may end the links of others.");
  }
  store::WriteTransaction transaction(database_, clock_);
  const auto person = people::find_person(transaction.session(), person_id);
  if (!person) throw NotFound("There is nobody with this number.");
  for (const auto& identity : identities_of(transaction.session(), person_id)) {
    if (identity.id != identity_id) continue;
    end_link(transaction, administrator.audit(), *person, identity,
             administrator.name + " ended the link of the " + named(identity.account) + " with you.");
    transaction.commit();
    return;
  }
  throw NotFound("This account is not linked with the person.");
}

void ChatIdentityService::end(const ChatAccount& account) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto link = link_of(session, account);
  const auto person = link ? people::find_person(session, link->integer("person_id")) : std::nullopt;
  if (!person) return;
  for (const auto& identity : identities_of(session, person->id)) {
    if (identity.id != link->integer("id")) continue;
    end_link(transaction, people::as_actor(*person, account.service).audit(), *person, identity,
             "The " + named(account) + " no longer acts for you: somebody asked for that there.");
  }
  transaction.commit();
}

void ChatIdentityService::end(const people::Actor& actor, std::int64_t identity_id) {
  store::WriteTransaction transaction(database_, clock_);
  const auto person = people::find_person(transaction.session(), actor.person_id);
  for (const auto& identity : identities_of(transaction.session(), actor.person_id)) {
    if (identity.id != identity_id || !person) continue;
    end_link(transaction, actor.audit(), *person, identity,
             "The " + named(identity.account) + " no longer acts for you: you ended that.");
    transaction.commit();
    return;
  }
  throw NotFound("This account is not linked with you.");
}

}  // namespace provost::workflows::chat
