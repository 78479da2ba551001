#include <algorithm>

#include "workflows/chat/chat_apps.hpp"
#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::chat {

namespace {

constexpr std::size_t most_apps = 50;
constexpr std::size_t bytes_of_address = 8;
constexpr auto slack_address = "slack";
constexpr auto columns =
    "SELECT id, service, address, name, created_at, CASE WHEN secret = '' THEN 0 ELSE 1 END AS has_secret,"
    " COALESCE(shares_links, 0) AS shares_links FROM chat_apps"
    " WHERE removed_at IS NULL";

ChatApp app_from(const store::Record& record) {
  return {record.integer("id"),
          record.text("service"),
          record.text("address"),
          record.text("name"),
          parse_instant(record.text("created_at")),
          record.flag("has_secret"),
          record.flag("shares_links")};
}

void insert_app(store::WriteTransaction& transaction, const std::string& service, const std::string& address,
                const std::string& name, const std::string& secret) {
  transaction.insert("chat_apps", {{"service", service},
                                   {"address", address},
                                   {"name", name},
                                   {"secret", secret},
                                   {"created_at", to_text(transaction.now())},
                                   {"removed_at", nullptr},
                                   {"row_version", std::int64_t{1}}});
}

void require_right(const people::Authority& authority) {
  if (authority.person && !authority.person->may(people::Permission::manage_people)) {
    throw Forbidden("Only administrators may decide which chats speak to Provost.");
  }
}

bool is_base64(char letter) {
  return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
         letter == '+' || letter == '/' || letter == '=';
}

void check_secret(const std::string& service, const std::string& secret) {
  if (service == "slack") {
    const bool is_hex = std::all_of(secret.begin(), secret.end(), [](char letter) {
      return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
    });
    if (secret.size() < 32 || secret.size() > 128 || !is_hex) {
      throw Invalid(
          "secret",
          "Slack’s signing secret has 32 digits and letters from a to f; it stands under “Basic Information”.");
    }
    return;
  }
  if (secret.size() < 40 || secret.size() > 200 || secret.size() % 4 != 0 ||
      !std::all_of(secret.begin(), secret.end(), is_base64)) {
    throw Invalid("secret",
                  "The security token is what Teams shows once, when the outgoing webhook is created. Copy "
                  "the whole of it.");
  }
}

}  // namespace

std::vector<ChatApp> list_apps(store::Session& session) {
  std::vector<ChatApp> apps;
  for (const auto& record : session.select(std::string(columns) + " ORDER BY id")) apps.push_back(app_from(record));
  return apps;
}

std::optional<ChatApp> find_app(store::Session& session, std::string_view address) {
  const auto record = session.first(std::string(columns) + " AND address = :address", {std::string(address)});
  return record ? std::optional(app_from(*record)) : std::nullopt;
}

std::string secret_of(store::Session& session, const ChatApp& app) {
  const auto record = session.first("SELECT secret FROM chat_apps WHERE id = :id AND removed_at IS NULL", {app.id});
  if (!record) throw NotFound("There is no such chat.");
  return record->text("secret");
}

std::string ChatAppService::add_team(const people::Authority& authority, const std::string& name) {
  require_right(authority);
  check_line(name, "name", 60);
  store::WriteTransaction transaction(database_, clock_);
  const auto apps = list_apps(transaction.session());
  if (apps.size() >= most_apps) throw Invalid("name", "There are 50 already. Remove one that is not used.");
  if (std::any_of(apps.begin(), apps.end(), [&](const ChatApp& app) { return app.name == name; })) {
    throw Invalid("name", "There is one with this name already.");
  }
  auto address = random_hex(bytes_of_address);
  insert_app(transaction, "teams", address, name, "");
  transaction.record(authority.audit, {"chat_app.added", name, {{"service", "teams"}}});
  transaction.commit();
  return address;
}

void ChatAppService::set_secret(const people::Authority& authority, const std::string& address,
                                const std::string& secret) {
  require_right(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto record = transaction.session().first(
      "SELECT id, service, name, removed_at, row_version FROM chat_apps WHERE address = :address", {address});
  const bool is_slack = address == slack_address;
  if (!is_slack && (!record || !record->is_null("removed_at"))) throw NotFound("There is no such chat.");
  check_secret(is_slack ? "slack" : "teams", secret);
  if (!record) {
    insert_app(transaction, "slack", address, "Slack", secret);
  } else {
    transaction.update(
        "chat_apps", record->integer("id"),
        {{"secret", secret}, {"removed_at", nullptr}, {"row_version", record->integer("row_version") + 1}});
  }
  transaction.record(authority.audit, {"chat_app.secret_changed", record ? record->text("name") : "Slack", {}});
  transaction.commit();
}

void ChatAppService::share_links(const people::Authority& authority, std::string_view address, bool shares) {
  require_right(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto app = find_app(transaction.session(), address);
  if (!app || app->service != "teams") throw NotFound("There is no such team.");
  const auto version = transaction.session().number("SELECT row_version AS n FROM chat_apps WHERE id = :id", {app->id});
  transaction.update("chat_apps", app->id, {{"shares_links", std::int64_t{shares}}, {"row_version", version + 1}});
  transaction.record(authority.audit, {"chat_app.links_shared", app->name, {{"shares", shares}}});
  transaction.commit();
}

void ChatAppService::remove(const people::Authority& authority, std::string_view address) {
  require_right(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto app = find_app(transaction.session(), address);
  if (!app) throw NotFound("There is no such chat.");
  const auto version = transaction.session().number("SELECT row_version AS n FROM chat_apps WHERE id = :id", {app->id});
  transaction.update(
      "chat_apps", app->id,
      {{"removed_at", to_text(transaction.now())}, {"secret", std::string()}, {"row_version", version + 1}});
  transaction.record(authority.audit, {"chat_app.removed", app->name, {{"service", app->service}}});
  transaction.commit();
}

}  // namespace provost::workflows::chat
