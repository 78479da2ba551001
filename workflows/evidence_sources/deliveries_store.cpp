#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "workflows/errors.hpp"
#include "workflows/evidence_sources/deliveries.hpp"
#include "workflows/evidence_sources/sources.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::evidence_sources {

namespace {

namespace json = boost::json;

constexpr std::chrono::seconds lease{60};
constexpr std::size_t longest_reason = 1'000;
constexpr std::array<std::pair<DeliveryState, std::string_view>, 5> names{{{DeliveryState::accepted, "accepted"},
                                                                           {DeliveryState::placed, "placed"},
                                                                           {DeliveryState::waiting, "waiting"},
                                                                           {DeliveryState::passed_over, "passed_over"},
                                                                           {DeliveryState::sample, "sample"}}};

constexpr auto columns =
    "SELECT d.id, d.source_id, s.name AS source_name, s.title AS source_title, d.delivery_key, d.received_at,"
    " d.remote_address, d.headers, d.body, d.body_file, d.size, d.sample, d.state, d.reason, d.case_key, d.settled_by,"
    " d.attempts FROM received_deliveries d LEFT JOIN evidence_sources s ON s.id = d.source_id AND s.removed_at IS "
    "NULL";

std::string headers_text(const std::vector<std::pair<std::string, std::string>>& headers) {
  json::array list;
  for (const auto& [name, value] : headers) list.push_back(json::array{name, value});
  return json::serialize(list);
}

Delivery delivery_from(const store::Record& record) {
  Delivery delivery;
  delivery.id = record.integer("id");
  delivery.source_id = record.integer("source_id");
  delivery.source_name = record.optional_text("source_name").value_or("");
  delivery.source_title = record.optional_text("source_title").value_or("");
  delivery.key = record.text("delivery_key");
  delivery.received_at = parse_instant(record.text("received_at"));
  delivery.remote_address = record.text("remote_address");
  const auto headers = json::parse(record.text("headers"));
  for (const auto& entry : headers.as_array()) {
    delivery.headers.emplace_back(std::string(entry.as_array().at(0).as_string()),
                                  std::string(entry.as_array().at(1).as_string()));
  }
  delivery.body = record.optional_text("body");
  delivery.body_file = record.optional_text("body_file");
  delivery.size = record.integer("size");
  delivery.sample = record.flag("sample");
  delivery.state = parse_delivery_state(record.text("state")).value();
  delivery.reason = record.text("reason");
  delivery.case_key = record.text("case_key");
  delivery.settled_by = record.text("settled_by");
  delivery.attempts = record.integer("attempts");
  return delivery;
}

Delivery require_delivery(store::Session& session, std::int64_t id) {
  auto delivery = find_delivery(session, id);
  if (!delivery) throw NotFound("There is no such delivery.");
  return *delivery;
}

void set_state(store::Session& session, std::int64_t id, DeliveryState state, const std::string& reason,
               const std::optional<Instant>& settled_at, const std::string& by) {
  session.execute(
      "UPDATE received_deliveries SET state = :state, reason = :reason, not_before = '', claimed_until = '', settled_at"
      " = :settled_at, settled_by = :by WHERE id = :id",
      {std::string(to_text(state)), shortened(reason, longest_reason),
       settled_at ? store::Value{to_text(*settled_at)} : store::Value{nullptr}, by, id});
}

void require_not_placed(const Delivery& delivery) {
  if (delivery.state == DeliveryState::placed) throw Conflict("It is evidence already: " + delivery.case_key + ".");
}

}  // namespace

std::string hour_of(Instant instant) {
  constexpr std::size_t to_the_hour = 13;
  return to_text(instant).substr(0, to_the_hour);
}

std::string_view to_text(DeliveryState state) {
  return std::find_if(names.begin(), names.end(), [state](const auto& entry) { return entry.first == state; })->second;
}

std::optional<DeliveryState> parse_delivery_state(std::string_view text) {
  const auto found =
      std::find_if(names.begin(), names.end(), [text](const auto& entry) { return entry.second == text; });
  return found == names.end() ? std::nullopt : std::optional(found->first);
}

std::vector<Delivery> read_deliveries(store::Session& session, const DeliveryQuery& query) {
  std::string sql = std::string(columns) + " WHERE 1 = 1";
  std::vector<store::Value> values;
  if (query.source_id) {
    sql += " AND d.source_id = :source";
    values.emplace_back(*query.source_id);
  }
  if (query.state) {
    sql += " AND d.state = :state";
    values.emplace_back(std::string(to_text(*query.state)));
  }
  if (query.before_id > 0) {
    sql += " AND d.id < :before";
    values.emplace_back(query.before_id);
  }
  sql += " ORDER BY d.id DESC LIMIT " + std::to_string(std::clamp(query.limit, 1, 1000));
  std::vector<Delivery> list;
  for (const auto& record : session.select(sql, std::move(values))) list.push_back(delivery_from(record));
  return list;
}

std::optional<Delivery> find_delivery(store::Session& session, std::int64_t id) {
  const auto record = session.first(std::string(columns) + " WHERE d.id = :id", {id});
  return record ? std::optional(delivery_from(*record)) : std::nullopt;
}

std::vector<Refusals> read_refusals(store::Session& session, std::optional<std::int64_t> source_id, int limit) {
  std::string sql =
      "SELECT r.source_id, s.name AS source_name, s.title AS source_title, r.kind, r.times, r.first_at, r.last_at,"
      " r.last_address, r.last_reason FROM received_refusals r LEFT JOIN evidence_sources s ON s.id = r.source_id AND"
      " s.removed_at IS NULL";
  std::vector<store::Value> values;
  if (source_id) {
    sql += " WHERE r.source_id = :source";
    values.emplace_back(*source_id);
  }
  sql += " ORDER BY r.last_at DESC, r.source_id, r.kind LIMIT " + std::to_string(std::clamp(limit, 1, 1000));
  std::vector<Refusals> list;
  for (const auto& record : session.select(sql, std::move(values))) {
    list.push_back({record.integer("source_id"), record.optional_text("source_name").value_or(""),
                    record.optional_text("source_title").value_or(""), record.text("kind"), record.integer("times"),
                    parse_instant(record.text("first_at")), parse_instant(record.text("last_at")),
                    record.text("last_address"), record.text("last_reason")});
  }
  return list;
}

std::int64_t count_waiting_deliveries(store::Session& session, std::optional<std::int64_t> source_id) {
  const std::string count = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM received_deliveries WHERE state = 'waiting'";
  return source_id ? session.number(count + " AND source_id = :source", {*source_id}) : session.number(count);
}

std::string deliveries_marker(store::Session& session) {
  const auto newest = session.number("SELECT COALESCE(MAX(id), 0) AS n FROM received_deliveries");
  const auto settled = session.first("SELECT MAX(settled_at) AS at FROM received_deliveries");
  return std::to_string(newest) + "." + settled->optional_text("at").value_or("") + "." +
         std::to_string(count_waiting_deliveries(session));
}

void mark_placed(store::WriteTransaction& transaction, std::int64_t id, const std::vector<DeliveryState>& from,
                 const std::string& case_key, const std::string& by) {
  auto& session = transaction.session();
  const auto delivery = require_delivery(session, id);
  require_not_placed(delivery);
  if (std::find(from.begin(), from.end(), delivery.state) == from.end())
    throw Conflict("Somebody else has decided about this delivery meanwhile.");
  set_state(session, id, DeliveryState::placed, "", transaction.now(), by);
  session.execute("UPDATE received_deliveries SET case_key = :key WHERE id = :id", {case_key, id});
}

std::optional<Receipt> ReceivedDeliveries::earlier(store::Session& session, const Incoming& incoming) const {
  const auto receipt_of = [](const store::Record& record) {
    return Receipt{record.integer("id"), record.integer("answer_status"), record.text("answer"), true};
  };
  const std::string known =
      "SELECT id, body_sha256, answer_status, answer FROM received_deliveries WHERE source_id = :source";
  if (const auto record = session.first(known + " AND delivery_key = :key", {incoming.source_id, incoming.key})) {
    if (record->text("body_sha256") != incoming.body_sha256) {
      throw Invalid("delivery", "A delivery with this identifier came before and had another content.");
    }
    return receipt_of(*record);
  }
  if (incoming.equal_body_known_for.count() == 0) return std::nullopt;
  const auto record =
      session.first(known + " AND body_sha256 = :sha256 AND sample = 0 AND received_at > :since ORDER BY id LIMIT 1",
                    {incoming.source_id, incoming.body_sha256, to_text(clock_.now() - incoming.equal_body_known_for)});
  return record ? std::optional(receipt_of(*record)) : std::nullopt;
}

Receipt ReceivedDeliveries::receive(const Incoming& incoming) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  if (auto known = earlier(session, incoming)) return *known;
  Receipt receipt;
  receipt.id = session.number("SELECT COALESCE(MAX(id), 0) AS n FROM received_deliveries") + 1;
  constexpr std::int64_t accepted = 202;
  receipt.status = accepted;
  receipt.answer = json::serialize(json::object{{"delivery", receipt.id}, {"state", "accepted"}});
  session.execute(
      "INSERT INTO received_deliveries (id, source_id, delivery_key, body_sha256, received_at, remote_address, headers,"
      " body, body_file, size, sample, state, reason, case_key, attempts, not_before, claimed_until, settled_at,"
      " settled_by, answer_status, answer) VALUES (:id, :source, :key, :sha256, :received_at, :address, :headers, "
      ":body,"
      " :file, :size, :sample, 'accepted', '', '', 0, '', '', NULL, '', :status, :answer)",
      {receipt.id, incoming.source_id, incoming.key, incoming.body_sha256, to_text(transaction.now()),
       incoming.remote_address, headers_text(incoming.headers), store::nullable(incoming.body),
       store::nullable(incoming.body_file), incoming.size, std::int64_t{incoming.sample}, receipt.status,
       receipt.answer});
  transaction.commit();
  return receipt;
}

void ReceivedDeliveries::count_refused(const std::vector<Refusals>& counted) {
  store::WriteTransaction transaction(database_, clock_);
  for (const auto& one : counted) {
    transaction.session().execute(
        "INSERT INTO received_refusals (source_id, hour, kind, times, first_at, last_at, last_address, last_reason) "
        "VALUES"
        " (:source, :hour, :kind, :times, :first_at, :last_at, :address, :reason) ON CONFLICT (source_id, hour, kind) "
        "DO"
        " UPDATE SET times = received_refusals.times + excluded.times, last_at = excluded.last_at, last_address ="
        " excluded.last_address, last_reason = excluded.last_reason",
        {one.source_id, hour_of(one.first_at), one.kind, one.times, to_text(one.first_at), to_text(one.last_at),
         one.last_address, shortened(readable(one.last_reason), longest_reason)});
  }
  transaction.commit();
}

std::optional<Delivery> ReceivedDeliveries::claim() {
  const auto next = [](store::Session& session, const std::string& now) {
    return session.first(
        std::string(columns) +
            " WHERE d.state = 'accepted' AND d.not_before <= :now AND d.claimed_until <= :claim ORDER BY"
            " d.not_before, d.id LIMIT 1",
        {now, now});
  };
  {
    const store::ReadSnapshot snapshot(database_);
    if (!next(snapshot.session(), to_text(clock_.now()))) return std::nullopt;
  }
  store::WriteTransaction transaction(database_, clock_);
  const auto record = next(transaction.session(), to_text(transaction.now()));
  if (!record) return std::nullopt;
  auto delivery = delivery_from(*record);
  transaction.session().execute("UPDATE received_deliveries SET claimed_until = :until WHERE id = :id",
                                {to_text(transaction.now() + lease), delivery.id});
  transaction.commit();
  return delivery;
}

void ReceivedDeliveries::release_claims() {
  store::WriteTransaction transaction(database_, clock_);
  transaction.session().execute(
      "UPDATE received_deliveries SET claimed_until = '' WHERE state = 'accepted' AND claimed_until <> ''");
  transaction.commit();
}

void ReceivedDeliveries::settle(std::int64_t id, DeliveryState state, const std::string& reason) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto delivery = find_delivery(session, id);
  if (!delivery || delivery->state != DeliveryState::accepted) return;
  // What waits for a person is not settled: it must not be forgotten.
  const auto settled_at = state == DeliveryState::waiting ? std::nullopt : std::optional(transaction.now());
  set_state(session, id, state, reason, settled_at, "");
  transaction.commit();
}

void ReceivedDeliveries::postpone(std::int64_t id, const std::string& reason) {
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto delivery = find_delivery(session, id);
  if (!delivery || delivery->state != DeliveryState::accepted) return;
  constexpr std::array<std::int64_t, 5> minutes{1, 5, 15, 30, 60};
  const auto step = std::min<std::size_t>(static_cast<std::size_t>(delivery->attempts), minutes.size() - 1);
  session.execute(
      "UPDATE received_deliveries SET attempts = attempts + 1, not_before = :not_before, claimed_until = '', reason ="
      " :reason WHERE id = :id",
      {to_text(transaction.now() + std::chrono::minutes(minutes[step])), shortened(reason, longest_reason), id});
  transaction.commit();
}

void ReceivedDeliveries::replay(const people::Authority& authority, std::int64_t id) {
  require_keeper(authority);
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto delivery = require_delivery(session, id);
  require_not_placed(delivery);
  if (delivery.source_name.empty()) throw Conflict("Its source was removed, so nothing says what to make of it.");
  if (delivery.state == DeliveryState::accepted) return;
  set_state(session, id, DeliveryState::accepted, "", std::nullopt, "");
  transaction.record(authority.audit, {"delivery.replayed", delivery.source_name, {{"delivery", id}}});
  transaction.commit();
}

std::int64_t ReceivedDeliveries::replay_waiting(const people::Authority& authority, std::int64_t source_id) {
  require_keeper(authority);
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto source = find_source(session, source_id);
  if (!source) throw NotFound("There is no such source.");
  const auto count = session.number(
      "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM received_deliveries WHERE source_id = :source AND state = 'waiting'",
      {source_id});
  if (count == 0) return 0;
  session.execute(
      "UPDATE received_deliveries SET state = 'accepted', reason = '', not_before = '', claimed_until = '' WHERE"
      " source_id = :source AND state = 'waiting'",
      {source_id});
  transaction.record(authority.audit, {"delivery.replayed", source->name, {{"deliveries", count}}});
  transaction.commit();
  return count;
}

void ReceivedDeliveries::pass_over(const people::Authority& authority, std::int64_t id, const std::string& reason) {
  require_keeper(authority);
  check_line(reason, "reason", 500);
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto delivery = require_delivery(session, id);
  require_not_placed(delivery);
  const auto by = authority.person ? authority.person->name : authority.audit.email;
  set_state(session, id, DeliveryState::passed_over, reason, transaction.now(), by);
  transaction.record(authority.audit,
                     {"delivery.passed_over", delivery.source_name, {{"delivery", id}, {"reason", reason}}});
  transaction.commit();
}

void ReceivedDeliveries::remove_old() {
  const auto until = clock_.now() - deliveries_kept;
  const auto until_text = to_text(until);
  std::vector<std::string> files;
  std::set<std::string> known;
  bool anything = false;
  {
    const store::ReadSnapshot snapshot(database_);
    auto& session = snapshot.session();
    anything = session.first("SELECT id FROM received_deliveries WHERE settled_at < :until LIMIT 1", {until_text}) ||
               session.first("SELECT kind FROM received_refusals WHERE last_at < :until LIMIT 1", {until_text});
  }
  if (anything) {
    store::WriteTransaction transaction(database_, clock_);
    auto& session = transaction.session();
    for (const auto& record :
         session.select("SELECT body_file FROM received_deliveries WHERE settled_at < :until AND body_file IS NOT NULL",
                        {until_text})) {
      files.push_back(record.text("body_file"));
    }
    session.execute("DELETE FROM received_deliveries WHERE settled_at < :until", {until_text});
    session.execute("DELETE FROM received_refusals WHERE last_at < :until", {until_text});
    transaction.commit();
    for (const auto& file : files) bodies_.remove(file);
  }
  {
    const store::ReadSnapshot snapshot(database_);
    for (const auto& record :
         snapshot.session().select("SELECT body_file FROM received_deliveries WHERE body_file IS NOT NULL")) {
      known.insert(record.text("body_file"));
    }
  }
  // A file is written before its row; a day is longer than any request.
  bodies_.remove_strays(known, clock_.now() - std::chrono::hours(24));
}

}  // namespace provost::workflows::evidence_sources
