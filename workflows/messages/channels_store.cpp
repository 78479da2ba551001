#include <algorithm>
#include <boost/json.hpp>

#include "workflows/documents/document.hpp"
#include "workflows/errors.hpp"
#include "workflows/messages/channels.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/store/text_list.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::messages {

namespace {

constexpr std::size_t longest_address = 4'000;

constexpr auto channel_columns =
    "SELECT c.id, c.name, c.format, c.address, c.events, c.workflows, c.departments, c.roles, c.document_types, "
    "c.grades, c.mentions, c.interactive, c.row_version,"
    " s.paused_at, s.pause_reason, s.failing_since, 0 AS waiting FROM channels c LEFT JOIN channel_states s ON"
    " s.channel_id = c.id WHERE c.removed_at IS NULL";
/// Asked in the middle of other work, so nothing is counted.
constexpr auto subscriptions =
    "SELECT c.id, c.name, c.format, c.address, c.events, c.workflows, c.departments, c.roles, c.document_types, "
    "c.grades, c.mentions, c.interactive, c.row_version,"
    " NULL AS paused_at, '' AS pause_reason, NULL AS failing_since, 0 AS waiting FROM channels c WHERE c.removed_at IS"
    " NULL ORDER BY c.id";

std::optional<Instant> optional_instant(const store::Record& record, std::string_view column) {
  const auto text = record.optional_text(column);
  return text ? std::optional(parse_instant(*text)) : std::nullopt;
}

/// "https://hooks.slack.com/services/T/B/x" becomes "hooks.slack.com".
std::string host_of(std::string_view address) {
  const auto begin = address.find("://");
  if (begin == std::string_view::npos) return "";
  const auto rest = address.substr(begin + 3);
  return std::string(rest.substr(0, rest.find_first_of("/?#")));
}

Channel channel_from(const store::Record& record) {
  Channel channel;
  channel.id = record.integer("id");
  channel.name = record.text("name");
  channel.format = record.text("format");
  channel.events = store::texts_from_text(record.text("events"));
  channel.workflows = store::texts_from_text(record.text("workflows"));
  channel.departments = store::texts_from_text(record.text("departments"));
  channel.roles = store::texts_from_text(record.optional_text("roles").value_or("[]"));
  channel.document_types = store::texts_from_text(record.optional_text("document_types").value_or("[]"));
  channel.grades = store::texts_from_text(record.optional_text("grades").value_or("[]"));
  channel.mentions = record.flag("mentions");
  channel.interactive = record.optional_integer("interactive").value_or(0) != 0;
  channel.address_hint = host_of(record.text("address"));
  channel.row_version = record.integer("row_version");
  channel.paused_at = optional_instant(record, "paused_at");
  channel.pause_reason = record.optional_text("pause_reason").value_or("");
  channel.failing_since = optional_instant(record, "failing_since");
  channel.waiting = record.integer("waiting");
  return channel;
}

void require_right(const people::Authority& authority) {
  if (authority.person && !authority.person->may(people::Permission::manage_documents)) {
    throw Forbidden("Only quality managers and administrators may change where messages go.");
  }
}

Channel require_channel(store::Session& session, const std::string& name) {
  auto channel = find_channel(session, name);
  if (!channel) throw NotFound("There is no channel “" + shortened(name, 60) + "”.");
  return *channel;
}

void check(store::Session& session, const ChannelSettings& settings, std::int64_t own_id) {
  check_line(settings.name, "name", 60);
  // The name stands in the address of its page.
  if (settings.name.find_first_of("/\\?#") != std::string::npos)
    throw Invalid("name", "Please do without / \\ ? and #.");
  if (settings.name == "mail" || settings.name == "none") throw Invalid("name", "Please choose another name.");
  if (trimmed(settings.name) != settings.name) throw Invalid("name", "Please leave out the blanks around the name.");
  const auto same_name =
      session.first("SELECT id FROM channels WHERE removed_at IS NULL AND LOWER(name) = LOWER(:name) AND id <> :own",
                    {settings.name, own_id});
  if (same_name) throw Invalid("name", "There is a channel with this name already.");
  const auto& formats = channel_formats();
  if (std::find(formats.begin(), formats.end(), settings.format) == formats.end()) {
    throw Invalid("format", "Please choose what is on the other side.");
  }
  if (settings.interactive && settings.format != "slack") {
    throw Invalid("interactive", "Only messages in Slack can carry buttons that do something.");
  }
  for (const auto& event : settings.events) {
    const auto* kind = find_event_kind(event);
    if (kind == nullptr || !kind->in_channels) {
      throw Invalid("events", "A channel cannot be told of “" + shortened(event, 40) + "”.");
    }
  }
  for (const auto& workflow : settings.workflows) check_line(workflow, "workflows", 80);
  for (const auto& department : settings.departments) check_line(department, "departments", 100);
  for (const auto& role : settings.roles) {
    if (!people::parse_role(role)) throw Invalid("roles", "There is no role “" + shortened(role, 40) + "”.");
  }
  for (const auto& type : settings.document_types) {
    if (documents::find_document_type(type) == nullptr) {
      throw Invalid("document_types", "There is no document type “" + shortened(type, 40) + "”.");
    }
  }
  for (const auto& grade : settings.grades) check_line(grade, "grades", 40);
}

void check_address(const std::string& address) {
  check_line(address, "address", longest_address);
  if (!address.starts_with("https://") && !address.starts_with("http://")) {
    throw Invalid("address", "The address begins with https:// (or http:// inside your own network).");
  }
  if (host_of(address).find('@') != std::string::npos) {
    throw Invalid("address", "The address names a person before the server; that is not sent. Leave it out.");
  }
  if (host_of(address).empty()) throw Invalid("address", "The address names no server.");
}

void check_secret(const std::string& format, const std::string& secret) {
  if (format != "webhook") return;
  if (!secret.starts_with("whsec_") || secret.size() < 30 || secret.size() > 200) {
    throw Invalid("secret", "A secret begins with whsec_ and has at least 24 characters after it.");
  }
}

void set_pause(store::WriteTransaction& transaction, std::int64_t channel_id, bool paused, const std::string& reason) {
  auto& session = transaction.session();
  session.execute("DELETE FROM channel_states WHERE channel_id = :channel", {channel_id});
  session.execute(
      "INSERT INTO channel_states (channel_id, not_before, failing_since, paused_at, pause_reason) VALUES (:channel,"
      " :not_before, NULL, :paused_at, :reason)",
      {channel_id, to_text(transaction.now()),
       paused ? store::Value{to_text(transaction.now())} : store::Value{nullptr}, paused ? reason : std::string()});
}

}  // namespace

const std::vector<std::string>& channel_formats() {
  static const std::vector<std::string> formats{"slack",   "teams", "mattermost", "google_chat",
                                                "discord", "zulip", "webhook"};
  return formats;
}

std::vector<Channel> list_channels(store::Session& session) {
  std::vector<Channel> channels;
  for (const auto& record : session.select(std::string(channel_columns) + " ORDER BY c.name")) {
    channels.push_back(channel_from(record));
    channels.back().waiting = count_waiting(session, channels.back().id);
  }
  return channels;
}

std::int64_t count_waiting(store::Session& session, std::int64_t channel_id) {
  return session.number(
      "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM outgoing_messages WHERE state = 'waiting' AND channel_id = :channel",
      {channel_id});
}

std::vector<Channel> channels_for(store::Session& session, std::string_view event) {
  std::vector<Channel> channels;
  for (const auto& record : session.select(subscriptions)) {
    auto channel = channel_from(record);
    if (std::find(channel.events.begin(), channel.events.end(), event) != channel.events.end()) {
      channels.push_back(std::move(channel));
    }
  }
  return channels;
}

std::optional<Channel> find_channel(store::Session& session, std::string_view name) {
  const auto record = session.first(std::string(channel_columns) + " AND c.name = :name", {std::string(name)});
  return record ? std::optional(channel_from(*record)) : std::nullopt;
}

std::optional<Channel> find_channel(store::Session& session, std::int64_t id) {
  const auto record = session.first(std::string(channel_columns) + " AND c.id = :id", {id});
  return record ? std::optional(channel_from(*record)) : std::nullopt;
}

ChannelSecrets secrets_of(store::Session& session, std::int64_t channel_id, Instant now) {
  const auto record = session.first(
      "SELECT address, signing_secret, former_secret, former_secret_until FROM channels WHERE id = :id", {channel_id});
  if (!record) throw NotFound("There is no such channel.");
  ChannelSecrets secrets{record->text("address"), {}};
  if (auto secret = record->text("signing_secret"); !secret.empty()) {
    secrets.signing_secrets.push_back(std::move(secret));
  }
  const auto until = optional_instant(*record, "former_secret_until");
  if (until && now < *until) secrets.signing_secrets.push_back(record->text("former_secret"));
  return secrets;
}

std::vector<std::string> paused_channels(store::Session& session) {
  std::vector<std::string> names;
  for (const auto& record : session.select(
           "SELECT s.channel_id, c.name FROM channel_states s LEFT JOIN channels c ON c.id = s.channel_id AND"
           " c.removed_at IS NULL WHERE s.paused_at IS NOT NULL ORDER BY s.channel_id")) {
    if (const auto name = record.optional_text("name")) names.push_back(*name);
    if (record.integer("channel_id") == mail_channel) names.emplace_back("mail");
  }
  return names;
}

std::string mail_pause(store::Session& session) {
  const auto record = session.first(
      "SELECT pause_reason FROM channel_states WHERE channel_id = :channel AND paused_at IS NOT NULL", {mail_channel});
  return record ? record->text("pause_reason") : "";
}

void ChannelService::add(const people::Authority& authority, const ChannelSettings& settings,
                         const std::string& address, const std::string& secret) {
  require_right(authority);
  store::WriteTransaction transaction(database_, clock_);
  check(transaction.session(), settings, 0);
  check_address(address);
  check_secret(settings.format, secret);
  transaction.insert("channels", {{"name", settings.name},
                                  {"format", settings.format},
                                  {"address", address},
                                  {"signing_secret", settings.format == "webhook" ? secret : std::string()},
                                  {"former_secret", std::string()},
                                  {"former_secret_until", nullptr},
                                  {"events", store::texts_to_text(settings.events)},
                                  {"workflows", store::texts_to_text(settings.workflows)},
                                  {"departments", store::texts_to_text(settings.departments)},
                                  {"roles", store::texts_to_text(settings.roles)},
                                  {"document_types", store::texts_to_text(settings.document_types)},
                                  {"grades", store::texts_to_text(settings.grades)},
                                  {"mentions", std::int64_t{settings.mentions}},
                                  {"interactive", std::int64_t{settings.interactive}},
                                  {"created_at", to_text(transaction.now())},
                                  {"removed_at", nullptr},
                                  {"row_version", std::int64_t{1}}});
  transaction.record(authority.audit, {"channel.added", settings.name, {{"format", settings.format}}});
  transaction.commit();
}

void ChannelService::change(const people::Authority& authority, const std::string& name,
                            const ChannelSettings& settings, const std::string& address) {
  require_right(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto channel = require_channel(transaction.session(), name);
  check(transaction.session(), settings, channel.id);
  if (settings.format != channel.format) throw Invalid("format", "Add another channel for another kind.");
  store::Row row{{"name", settings.name},
                 {"events", store::texts_to_text(settings.events)},
                 {"workflows", store::texts_to_text(settings.workflows)},
                 {"departments", store::texts_to_text(settings.departments)},
                 {"roles", store::texts_to_text(settings.roles)},
                 {"document_types", store::texts_to_text(settings.document_types)},
                 {"grades", store::texts_to_text(settings.grades)},
                 {"mentions", std::int64_t{settings.mentions}},
                 {"interactive", std::int64_t{settings.interactive}},
                 {"row_version", channel.row_version + 1}};
  if (!address.empty()) {
    check_address(address);
    row.push_back({"address", address});
  }
  transaction.update("channels", channel.id, row);
  transaction.record(authority.audit, {"channel.changed", settings.name, {{"address_changed", !address.empty()}}});
  transaction.commit();
}

void ChannelService::change_secret(const people::Authority& authority, const std::string& name,
                                   const std::string& secret) {
  require_right(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto channel = require_channel(transaction.session(), name);
  if (channel.format != "webhook") throw Invalid("secret", "Only a webhook has a secret of its own.");
  check_secret(channel.format, secret);
  const auto present = secrets_of(transaction.session(), channel.id, transaction.now()).signing_secrets.front();
  transaction.update("channels", channel.id,
                     {{"signing_secret", secret},
                      {"former_secret", present},
                      {"former_secret_until", to_text(transaction.now() + former_secret_life)},
                      {"row_version", channel.row_version + 1}});
  transaction.record(authority.audit, {"channel.secret_changed", name, {}});
  transaction.commit();
}

void ChannelService::remove(const people::Authority& authority, const std::string& name) {
  require_right(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto channel = require_channel(transaction.session(), name);
  // The secrets go with it; what people chose falls back to mail.
  transaction.update("channels", channel.id,
                     {{"removed_at", to_text(transaction.now())},
                      {"address", std::string()},
                      {"signing_secret", std::string()},
                      {"former_secret", std::string()}});
  transaction.session().execute(
      "UPDATE outgoing_messages SET state = 'dropped', outcome = :why, settled_at = :now WHERE channel_id = :channel "
      "AND"
      " state IN ('waiting', 'collected')",
      {std::string("The channel was removed."), to_text(transaction.now()), channel.id});
  transaction.record(authority.audit, {"channel.removed", name, {}});
  transaction.commit();
}

void ChannelService::pause(const people::Authority& authority, const std::string& name, const std::string& reason) {
  require_right(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto channel = require_channel(transaction.session(), name);
  set_pause(transaction, channel.id, true, reason);
  transaction.record(authority.audit, {"channel.paused", name, {{"reason", reason}}});
  transaction.commit();
}

void ChannelService::resume(const people::Authority& authority, const std::string& name) {
  require_right(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto id = name == "mail" ? mail_channel : require_channel(transaction.session(), name).id;
  set_pause(transaction, id, false, "");
  // A long outage took tries from what waits; the ladder begins anew.
  transaction.session().execute(
      "UPDATE outgoing_messages SET attempts = 0 WHERE state = 'waiting' AND channel_id = :channel AND attempts > 0",
      {id});
  transaction.record(authority.audit, {"channel.resumed", name, {}});
  transaction.commit();
}

}  // namespace provost::workflows::messages
