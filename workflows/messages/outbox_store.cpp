#include <algorithm>
#include <array>
#include <cmath>

#include "workflows/errors.hpp"
#include "workflows/messages/events.hpp"
#include "workflows/messages/message_log.hpp"
#include "workflows/messages/outbox.hpp"
#include "workflows/messages/preferences.hpp"
#include "workflows/messages/queueing.hpp"
#include "workflows/notices/notices.hpp"

namespace provost::workflows::messages {

namespace {

constexpr std::chrono::seconds lease{180};
constexpr std::chrono::hours longest_failure{5 * 24};
constexpr std::chrono::hours longest_wait{24};

/// How long a destination wants between two messages; Slack, Google Chat: one a second, Teams: about four.
std::chrono::milliseconds pause_between(const std::string& format) {
  if (format == "slack" || format == "google_chat") return std::chrono::milliseconds(1000);
  if (format == "discord") return std::chrono::milliseconds(500);
  if (format == "teams") return std::chrono::milliseconds(300);
  return std::chrono::milliseconds(0);
}

struct ChannelState {
  std::string not_before;
  std::optional<Instant> failing_since;
  std::optional<std::string> paused_at;
  std::string pause_reason;
};

ChannelState state_of(store::Session& session, std::int64_t channel_id) {
  const auto record = session.first(
      "SELECT not_before, failing_since, paused_at, pause_reason FROM channel_states WHERE channel_id = :channel",
      {channel_id});
  if (!record) return {};
  const auto failing = record->optional_text("failing_since");
  return {record->text("not_before"), failing ? std::optional(parse_instant(*failing)) : std::nullopt,
          record->optional_text("paused_at"), record->text("pause_reason")};
}

void keep_state(store::Session& session, std::int64_t channel_id, const ChannelState& state) {
  session.execute("DELETE FROM channel_states WHERE channel_id = :channel", {channel_id});
  session.execute(
      "INSERT INTO channel_states (channel_id, not_before, failing_since, paused_at, pause_reason) VALUES (:channel,"
      " :not_before, :failing_since, :paused_at, :reason)",
      {channel_id, state.not_before,
       state.failing_since ? store::Value{to_text(*state.failing_since)} : store::Value{nullptr},
       store::nullable(state.paused_at), state.pause_reason});
}

/// What goes next in a channel: the oldest that may, and only when nobody sends it now. Mail goes in the order of its
/// times, past what somebody sends now.
std::optional<store::Record> head_of(store::Session& session, std::int64_t channel_id, const std::string& now) {
  const std::string from = std::string(message_columns) + " WHERE state = 'waiting' AND channel_id = :channel";
  if (channel_id == mail_channel) {
    return session.first(from + " AND not_before <= :now AND claimed_until <= :claim ORDER BY not_before, id LIMIT 1",
                         {channel_id, now, now});
  }
  // Not “not_before <= …”: a database would take the index by time and sort all that wait, to find the first.
  auto head = session.first(from + " AND COALESCE(not_before, '') <= :now ORDER BY id LIMIT 1", {channel_id, now});
  if (head && head->text("claimed_until") > now) return std::nullopt;
  return head;
}

std::optional<store::Record> sendable(store::Session& session, std::int64_t channel_id, const std::string& now) {
  const auto state = state_of(session, channel_id);
  if (state.paused_at || state.not_before > now) return std::nullopt;
  return head_of(session, channel_id, now);
}

/// The channels, mail first, each with its format.
std::vector<std::pair<std::int64_t, std::string>> destinations(store::Session& session) {
  std::vector<std::pair<std::int64_t, std::string>> list{{mail_channel, "mail"}};
  for (const auto& record : session.select("SELECT id, format FROM channels WHERE removed_at IS NULL ORDER BY id")) {
    list.emplace_back(record.integer("id"), record.text("format"));
  }
  return list;
}

void note_attempt(store::WriteTransaction& transaction, const Outgoing& message, const Attempt& attempt) {
  auto& session = transaction.session();
  const auto id = session.number("SELECT COALESCE(MAX(id), 0) AS n FROM delivery_attempts") + 1;
  session.execute(
      "INSERT INTO delivery_attempts (id, message_id, tried_at, took, verdict, reason, status, request, answer) VALUES"
      " (:id, :message, :tried_at, :took, :verdict, :reason, :status, :request, :answer)",
      {id, message.id, to_text(transaction.now()), static_cast<std::int64_t>(attempt.took.count()), attempt.verdict,
       attempt.reason, attempt.status, attempt.request, attempt.answer});
}

void set_message(store::Session& session, std::int64_t id, const std::string& state, std::int64_t attempts,
                 const std::string& not_before, const std::optional<Instant>& settled_at, const std::string& outcome) {
  session.execute(
      "UPDATE outgoing_messages SET state = :state, attempts = :attempts, not_before = :not_before, claimed_until = '',"
      " settled_at = :settled_at, outcome = :outcome WHERE id = :id",
      {state, attempts, not_before, settled_at ? store::Value{to_text(*settled_at)} : store::Value{nullptr}, outcome,
       id});
}

/// Mail for a person whose quiet hours or free days have begun since it was queued, as after a downtime, waits once
/// more. The digest comes when they asked for it.
bool is_put_off(store::Session& session, const Outgoing& message, Instant now) {
  if (message.channel_id != mail_channel || !message.person_id || message.event == test) return false;
  const auto preferences = preferences_of(session, *message.person_id);
  if (message.event == digest && is_digest_time(session, preferences, now)) return false;
  const auto moment = allowed_moment(session, preferences, now);
  if (moment <= now) return false;
  session.execute("UPDATE outgoing_messages SET not_before = :moment WHERE id = :id", {to_text(moment), message.id});
  return true;
}

/// Whoever was away for longer than a claim holds must not undo what somebody else has settled since.
bool is_still_claimed(store::Session& session, const Outgoing& message) {
  const auto present = find_message(session, message.id);
  return present && present->state == "waiting" && present->claim == message.claim;
}

/// Administrators learn of it by their own ways, and everybody who may mend it by a banner.
void pause_channel(store::WriteTransaction& transaction, std::int64_t channel_id, const std::string& reason) {
  auto& session = transaction.session();
  auto state = state_of(session, channel_id);
  if (state.paused_at) return;
  state.paused_at = to_text(transaction.now());
  state.pause_reason = reason;
  keep_state(session, channel_id, state);
  const auto channel = find_channel(session, channel_id);
  const auto name = channel ? "the channel “" + channel->name + "”" : std::string("mail");
  for (const auto& person : people::list_people(session)) {
    if (person.disabled || !person.roles.contains(people::Role::administrator)) continue;
    notices::tell(transaction, person.id, std::nullopt, channel_paused,
                  "Messages to " + name + " are paused. " + reason + " They wait and are sent when you resume it.");
  }
  transaction.record(people::system_actor(),
                     {"channel.paused", channel ? channel->name : "mail", {{"reason", reason}}});
}

}  // namespace

std::string gathered_into(std::int64_t digest_id) {
  return "Told in the digest " + std::to_string(digest_id) + ".";
}

std::optional<std::chrono::seconds> wait_after(std::int64_t attempts, double fraction) {
  static constexpr std::array<std::int64_t, 7> steps{5, 300, 1800, 7200, 18000, 36000, 36000};
  if (attempts < 1 || attempts > static_cast<std::int64_t>(steps.size())) return std::nullopt;
  const auto step = static_cast<double>(steps[static_cast<std::size_t>(attempts - 1)]);
  return std::chrono::seconds(static_cast<std::int64_t>(std::llround(step * (0.8 + 0.4 * fraction))));
}

std::optional<Outgoing> Outbox::claim() {
  const auto now = to_text(clock_.now());
  std::optional<std::pair<std::int64_t, std::string>> where;
  {
    const store::ReadSnapshot snapshot(database_);
    auto all = destinations(snapshot.session());
    // Whoever was served last comes last, so that a crowd at one destination holds up no other.
    const auto next = std::find_if(all.begin(), all.end(), [this](const auto& one) { return one.first > served_; });
    std::rotate(all.begin(), next, all.end());
    for (const auto& destination : all) {
      if (sendable(snapshot.session(), destination.first, now)) {
        where = destination;
        break;
      }
    }
  }
  if (!where) return std::nullopt;
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  auto record = sendable(session, where->first, now);
  bool put_off = false;
  while (record && is_put_off(session, message_from(*record), transaction.now())) {
    put_off = true;
    record = sendable(session, where->first, now);
  }
  if (!record) {
    if (put_off) transaction.commit();
    return std::nullopt;
  }
  auto message = message_from(*record);
  message.claim = to_text(transaction.now() + lease);
  session.execute("UPDATE outgoing_messages SET claimed_until = :until WHERE id = :id", {message.claim, message.id});
  if (const auto pause = pause_between(where->second); pause.count() > 0) {
    auto state = state_of(session, where->first);
    state.not_before = to_text(transaction.now() + pause);
    keep_state(session, where->first, state);
  }
  transaction.commit();
  served_ = where->first;
  return message;
}

Outgoing Outbox::begin_test(const people::Authority& authority, const std::string& channel_name) {
  if (authority.person && !authority.person->may(people::Permission::manage_documents)) {
    throw Forbidden("Only quality managers and administrators may send test messages.");
  }
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto channel = find_channel(session, channel_name);
  if (!channel) throw NotFound("There is no channel “" + channel_name + "”.");
  Announcement what;
  what.event = test;
  what.text = "A test message";
  if (authority.person) what.person_id = authority.person->person_id;
  const auto id = queue_at_once(transaction, channel->id, what);
  session.execute("UPDATE outgoing_messages SET claimed_until = :until WHERE id = :id",
                  {to_text(transaction.now() + lease), id});
  auto message = *find_message(session, id);
  transaction.record(authority.audit, {"channel.tested", channel->name, {}});
  transaction.commit();
  return message;
}

void Outbox::settle(const Outgoing& message, const Attempt& outcome) {
  auto attempt = outcome;
  // Whoever asked for a test sees at once what came of it; it is not tried again and pauses nothing.
  if (message.event == test) {
    attempt.channel_is_gone = false;
    if (attempt.verdict != "delivered") attempt.verdict = "never";
  }
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto now = transaction.now();
  const auto attempts = message.attempts + 1;
  const auto not_before = to_text(message.not_before);
  note_attempt(transaction, message, attempt);
  if (!is_still_claimed(session, message)) {
    transaction.commit();
    return;
  }
  auto state = state_of(session, message.channel_id);
  if (attempt.verdict == "delivered") {
    set_message(session, message.id, "delivered", attempts, not_before, now, attempt.reason);
    if (state.failing_since) {
      state.failing_since.reset();
      keep_state(session, message.channel_id, state);
    }
  } else if (attempt.channel_is_gone) {
    set_message(session, message.id, "waiting", attempts, not_before, std::nullopt, attempt.reason);
    pause_channel(transaction, message.channel_id, attempt.reason);
  } else if (attempt.verdict == "never") {
    set_message(session, message.id, "failed", attempts, not_before, now, attempt.reason);
  } else {
    const auto step = wait_after(attempts, fraction_());
    if (!step) {
      set_message(session, message.id, "failed", attempts, not_before, now,
                  "Given up after " + std::to_string(attempts) + " tries. " + attempt.reason);
    } else {
      const auto wait = std::min<std::chrono::seconds>(
          std::max(*step, attempt.retry_after.value_or(std::chrono::seconds(0))), longest_wait);
      const auto again = to_text(now + wait);
      // Mail waits for its own recipient; in a channel the order is kept, so the channel waits.
      const bool by_mail = message.channel_id == mail_channel;
      set_message(session, message.id, "waiting", attempts, by_mail ? again : not_before, std::nullopt, attempt.reason);
      if (!by_mail) state.not_before = again;
    }
    if (!state.failing_since) state.failing_since = now;
    keep_state(session, message.channel_id, state);
    if (state.failing_since && now - *state.failing_since > longest_failure) {
      pause_channel(transaction, message.channel_id, "Nothing was delivered for five days. " + attempt.reason);
    }
  }
  transaction.commit();
}

void Outbox::drop(const Outgoing& message, const std::string& why) {
  store::WriteTransaction transaction(database_, clock_);
  if (!is_still_claimed(transaction.session(), message)) return;
  set_message(transaction.session(), message.id, "dropped", message.attempts, to_text(message.not_before),
              transaction.now(), why);
  transaction.commit();
}

void Outbox::gather_digests() {
  const auto now = to_text(clock_.now());
  std::vector<std::pair<std::int64_t, std::int64_t>> due;
  {
    const store::ReadSnapshot snapshot(database_);
    for (const auto& record : snapshot.session().select(
             "SELECT DISTINCT person_id, channel_id FROM outgoing_messages WHERE state = 'collected' AND not_before <="
             " :now",
             {now})) {
      due.emplace_back(record.integer("person_id"), record.integer("channel_id"));
    }
  }
  for (const auto& [person, channel] : due) {
    store::WriteTransaction transaction(database_, clock_);
    auto& session = transaction.session();
    const auto collected = session.number(
        "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM outgoing_messages WHERE state = 'collected' AND person_id = :person"
        " AND channel_id = :channel AND not_before <= :now",
        {person, channel, now});
    if (collected == 0) continue;
    const auto id = queue_at_once(transaction, channel, {digest, person, {}, {}, {}, "What waits for you", ""});
    session.execute(
        "UPDATE outgoing_messages SET state = 'gathered', settled_at = :settled, outcome = :outcome WHERE state ="
        " 'collected' AND person_id = :person AND channel_id = :channel AND not_before <= :now",
        {now, gathered_into(id), person, channel, now});
    transaction.commit();
  }
}

void Outbox::remove_old() {
  const auto until = to_text(clock_.now() - kept_for);
  {
    const store::ReadSnapshot snapshot(database_);
    if (!snapshot.session().first("SELECT id FROM outgoing_messages WHERE settled_at < :until LIMIT 1", {until}))
      return;
  }
  store::WriteTransaction transaction(database_, clock_);
  transaction.session().execute(
      "DELETE FROM delivery_attempts WHERE message_id IN (SELECT id FROM outgoing_messages WHERE settled_at < :until)",
      {until});
  transaction.session().execute("DELETE FROM outgoing_messages WHERE settled_at < :until", {until});
  transaction.commit();
}

void Outbox::send_again(const people::Authority& authority, std::int64_t message_id) {
  if (authority.person && !authority.person->may(people::Permission::manage_documents)) {
    throw Forbidden("Only quality managers and administrators may send messages again.");
  }
  store::WriteTransaction transaction(database_, clock_);
  const auto message = find_message(transaction.session(), message_id);
  if (!message) throw NotFound("There is no such message.");
  if (message->state == "waiting" || message->state == "collected") {
    throw Conflict("It waits to be sent already.");
  }
  if (message->channel_id != mail_channel && !find_channel(transaction.session(), message->channel_id)) {
    throw Conflict("Its channel was removed.");
  }
  set_message(transaction.session(), message_id, "waiting", 0, to_text(transaction.now()), std::nullopt, "");
  transaction.record(authority.audit, {"message.sent_again", message->key, {{"event", message->event}}});
  transaction.commit();
}

std::int64_t Outbox::replay(const people::Authority& authority, const std::string& name, Instant since) {
  if (authority.person && !authority.person->may(people::Permission::manage_documents)) {
    throw Forbidden("Only quality managers and administrators may send messages again.");
  }
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto channel = find_channel(session, name);
  if (!channel) throw NotFound("There is no channel “" + name + "”.");
  if (channel->format != "webhook") {
    throw Invalid("since", "Only what other software was sent can be sent again: people would read everything twice.");
  }
  if (since > transaction.now()) throw Invalid("since", "Please choose a time in the past.");
  if (since < transaction.now() - kept_for) throw Invalid("since", "Messages are kept for ninety days.");
  const std::string meant =
      " WHERE channel_id = :channel AND created_at >= :since AND state IN ('delivered', 'failed') AND event <> :test";
  const std::vector<store::Value> values{channel->id, to_text(since), std::string(test)};
  const auto count = session.number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM outgoing_messages" + meant, values);
  session.execute(
      "UPDATE outgoing_messages SET state = 'waiting', attempts = 0, claimed_until = '', settled_at = NULL, outcome ="
      " ''" +
          meant,
      values);
  transaction.record(authority.audit,
                     {"channel.replayed", channel->name, {{"since", to_text(since)}, {"messages", count}}});
  transaction.commit();
  return count;
}

}  // namespace provost::workflows::messages
