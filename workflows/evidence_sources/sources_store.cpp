#include <algorithm>
#include <boost/json.hpp>

#include "workflows/errors.hpp"
#include "workflows/evidence/evidence.hpp"
#include "workflows/evidence/evidence_service.hpp"
#include "workflows/evidence_sources/ready_made.hpp"
#include "workflows/evidence_sources/sources.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/store/text_list.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::evidence_sources {

namespace {

constexpr auto columns =
    "SELECT s.id, s.name, s.title, s.kind, s.scheme, s.header, s.prefix, s.encoding, s.digest, s.former_secret_until,"
    " s.allowed_addresses, s.size_limit, s.rate_limit, s.waiting_limit, s.kept_limit, s.enabled, s.owner_id, p.email "
    "AS owner, s.mapping,"
    " s.row_version FROM evidence_sources s JOIN people p ON p.id = s.owner_id WHERE s.removed_at IS NULL";

Source source_from(const store::Record& record) {
  Source source;
  source.id = record.integer("id");
  source.name = record.text("name");
  source.title = record.text("title");
  source.kind = record.text("kind");
  source.proof = {record.text("scheme"), record.text("header"), record.text("prefix"), record.text("encoding"),
                  record.text("digest")};
  source.owner = record.text("owner");
  source.owner_id = record.integer("owner_id");
  source.allowed_addresses = store::texts_from_text(record.text("allowed_addresses"));
  source.size_limit = record.integer("size_limit");
  source.rate_limit = record.integer("rate_limit");
  // Sources that are older than the limits have none of their own.
  source.waiting_limit = record.optional_integer("waiting_limit").value_or(source.waiting_limit);
  source.kept_limit = record.optional_integer("kept_limit").value_or(source.kept_limit);
  source.enabled = record.flag("enabled");
  source.mapping = mapping_from_text(record.text("mapping"));
  source.row_version = record.integer("row_version");
  if (const auto until = record.optional_text("former_secret_until"))
    source.former_secret_until = parse_instant(*until);
  return source;
}

Source require_source(store::Session& session, const std::string& name) {
  auto source = find_source(session, name);
  if (!source) throw NotFound("There is no source “" + shortened(name, 60) + "”.");
  return *source;
}

bool is_token(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           letter == '-' || letter == '_';
  });
}

void check_name(const std::string& name) {
  const bool fits = !name.empty() && name.size() <= 60 && name.front() != '-' &&
                    std::all_of(name.begin(), name.end(), [](char letter) {
                      return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
                    });
  if (!fits) throw Invalid("name", "The name in the address has 1 to 60 small letters a to z, digits and hyphens.");
  if (name == "new") throw Invalid("name", "Please choose another name.");
}

void check_proof(const Proof& proof) {
  if (proof.header.size() > 60 || !is_token(proof.header))
    throw Invalid("header", "The name of a header field has letters, digits, hyphens and underscores.");
  if (proof.prefix.size() > 40 || !is_utf8(proof.prefix)) throw Invalid("prefix", "At most 40 characters.");
  if (proof.encoding != "hex" && proof.encoding != "base64")
    throw Invalid("encoding", "The signature is written in hex or base64.");
  if (proof.digest != "sha256" && proof.digest != "sha1") throw Invalid("digest", "The digest is sha256 or sha1.");
}

}  // namespace

std::vector<Source> list_sources(store::Session& session) {
  std::vector<Source> sources;
  for (const auto& record : session.select(std::string(columns) + " ORDER BY s.title, s.id")) {
    sources.push_back(source_from(record));
  }
  return sources;
}

std::optional<Source> find_source(store::Session& session, std::string_view name) {
  const auto record = session.first(std::string(columns) + " AND s.name = :name", {std::string(name)});
  return record ? std::optional(source_from(*record)) : std::nullopt;
}

std::optional<Source> find_source(store::Session& session, std::int64_t id) {
  const auto record = session.first(std::string(columns) + " AND s.id = :id", {id});
  return record ? std::optional(source_from(*record)) : std::nullopt;
}

std::vector<std::string> secrets_of(store::Session& session, std::int64_t source_id, Instant now) {
  const auto record = session.first(
      "SELECT secret, former_secret, former_secret_until FROM evidence_sources WHERE id = :id", {source_id});
  if (!record) return {};
  std::vector<std::string> secrets{record->text("secret")};
  const auto until = record->optional_text("former_secret_until");
  if (until && now < parse_instant(*until)) secrets.push_back(record->text("former_secret"));
  return secrets;
}

void require_keeper(const people::Authority& authority) {
  if (authority.person && !authority.person->may(people::Permission::manage_documents)) {
    throw Forbidden("Only quality managers and administrators look after what comes from outside.");
  }
}

bool may_answer(store::Session& session, const cases::WorkflowCatalogue& catalogue, const people::Person& person,
                Instant now) {
  const auto zone = organisation::present_organisation(session).time_zone;
  return person.has_access(day_in_zone(now, zone)) &&
         evidence::EvidenceService::may_add(*catalogue.newest(session, evidence::workflow_name).definition,
                                            people::as_actor(person, "source"));
}

std::int64_t SourceService::owner_of(store::Session& session, const std::string& email, Instant now) const {
  const auto person = people::find_person(session, people::normalised_email(email));
  if (!person) throw Invalid("owner", "There is nobody with this e-mail address.");
  if (!may_answer(session, catalogue_, *person, now)) {
    throw Invalid("owner",
                  person->name + " has no access, or no role that may hand in evidence. Please choose somebody else.");
  }
  return person->id;
}

void SourceService::check(store::Session& session, const SourceSettings& settings, std::int64_t own_id) const {
  check_name(settings.name);
  check_line(settings.title, "title", 100);
  if (const auto other = find_source(session, settings.name); other && other->id != own_id) {
    throw Invalid("name", "There is a source with this name already.");
  }
  if (find_source_kind(settings.kind) == nullptr) throw Invalid("kind", "Please choose what is on the other side.");
  if (!rules_.is_scheme(settings.proof.scheme))
    throw Invalid("scheme", "Please choose how the other side proves that a delivery is its own.");
  check_proof(settings.proof);
  if (settings.allowed_addresses.size() > 100) throw Invalid("allowed_addresses", "At most 100 addresses.");
  for (const auto& address : settings.allowed_addresses) {
    if (!rules_.is_network(address)) {
      throw Invalid("allowed_addresses", "“" + shortened(address, 60) +
                                             "” is no address and no network, such as 203.0.113.7 or 10.0.0.0/8.");
    }
  }
  if (settings.size_limit < 1024 || settings.size_limit > largest_delivery)
    throw Invalid("size_limit", "A delivery may have between 1 KB and 2 GB.");
  constexpr std::int64_t fastest = 1'000'000;
  if (settings.rate_limit < 1 || settings.rate_limit > fastest)
    throw Invalid("rate_limit", "Between 1 and 1,000,000 deliveries a minute.");
  constexpr std::int64_t most_waiting = 1'000'000;
  if (settings.waiting_limit < 1 || settings.waiting_limit > most_waiting)
    throw Invalid("waiting_limit", "Between 1 and 1,000,000 deliveries may wait for a person.");
  if (settings.kept_limit < settings.size_limit || settings.kept_limit > most_kept)
    throw Invalid("kept_limit", "What is kept of a source is at least one delivery of its size, and at most 1 TB.");
}

std::string SourceService::fit_secret(const std::string& scheme, const std::string& wanted) const {
  if (wanted.empty() && scheme == "survey_monkey") {
    throw Invalid("secret",
                  "SurveyMonkey gives the secret: the client id, “&” and the client secret of your app there.");
  }
  if (wanted.empty()) return rules_.new_secret(scheme);
  if (auto problem = rules_.problem_of_secret(scheme, wanted); !problem.empty()) throw Invalid("secret", problem);
  return wanted;
}

std::string SourceService::add(const people::Authority& authority, const SourceSettings& settings,
                               const std::string& secret) {
  require_keeper(authority);
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  check(session, settings, 0);
  check_mapping(settings.mapping);
  const auto owner_id = owner_of(session, settings.owner, transaction.now());
  auto chosen = fit_secret(settings.proof.scheme, secret);
  transaction.insert("evidence_sources", {{"name", settings.name},
                                          {"title", settings.title},
                                          {"kind", settings.kind},
                                          {"scheme", settings.proof.scheme},
                                          {"header", settings.proof.header},
                                          {"prefix", settings.proof.prefix},
                                          {"encoding", settings.proof.encoding},
                                          {"digest", settings.proof.digest},
                                          {"secret", chosen},
                                          {"former_secret", std::string()},
                                          {"former_secret_until", nullptr},
                                          {"allowed_addresses", store::texts_to_text(settings.allowed_addresses)},
                                          {"size_limit", settings.size_limit},
                                          {"rate_limit", settings.rate_limit},
                                          {"waiting_limit", settings.waiting_limit},
                                          {"kept_limit", settings.kept_limit},
                                          {"enabled", std::int64_t{settings.enabled}},
                                          {"owner_id", owner_id},
                                          {"mapping", to_text(settings.mapping)},
                                          {"created_at", to_text(transaction.now())},
                                          {"removed_at", nullptr},
                                          {"row_version", std::int64_t{1}}});
  transaction.record(authority.audit,
                     {"source.added", settings.name, {{"kind", settings.kind}, {"scheme", settings.proof.scheme}}});
  transaction.commit();
  return chosen;
}

void SourceService::change(const people::Authority& authority, const std::string& name, const SourceSettings& settings,
                           std::int64_t row_version) {
  require_keeper(authority);
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto source = require_source(session, name);
  if (source.row_version != row_version) throw Stale("Somebody else changed this source meanwhile. Please look again.");
  auto wanted = settings;
  wanted.name = source.name;
  wanted.kind = source.kind;
  wanted.proof.scheme = source.proof.scheme;
  check(session, wanted, source.id);
  transaction.update("evidence_sources", source.id,
                     {{"title", wanted.title},
                      {"header", wanted.proof.header},
                      {"prefix", wanted.proof.prefix},
                      {"encoding", wanted.proof.encoding},
                      {"digest", wanted.proof.digest},
                      {"allowed_addresses", store::texts_to_text(wanted.allowed_addresses)},
                      {"size_limit", wanted.size_limit},
                      {"rate_limit", wanted.rate_limit},
                      {"waiting_limit", wanted.waiting_limit},
                      {"kept_limit", wanted.kept_limit},
                      {"enabled", std::int64_t{wanted.enabled}},
                      {"owner_id", owner_of(session, wanted.owner, transaction.now())},
                      {"row_version", source.row_version + 1}});
  transaction.record(authority.audit, {"source.changed", name, {}});
  transaction.commit();
}

void SourceService::change_mapping(const people::Authority& authority, const std::string& name,
                                   const Mapping& mapping) {
  require_keeper(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto source = require_source(transaction.session(), name);
  check_mapping(mapping);
  transaction.update("evidence_sources", source.id,
                     {{"mapping", to_text(mapping)}, {"row_version", source.row_version + 1}});
  transaction.record(authority.audit, {"source.mapping_changed", name, {}});
  transaction.commit();
}

std::string SourceService::rotate(const people::Authority& authority, const std::string& name,
                                  std::chrono::hours overlap, const std::string& secret) {
  require_keeper(authority);
  if (overlap < std::chrono::hours(0) || overlap > longest_overlap)
    throw Invalid("overlap", "The former secret may stay valid for at most 30 days.");
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto source = require_source(session, name);
  auto chosen = fit_secret(source.proof.scheme, secret);
  const auto former = secrets_of(session, source.id, transaction.now()).front();
  const bool overlaps = overlap.count() > 0;
  transaction.update(
      "evidence_sources", source.id,
      {{"secret", chosen},
       {"former_secret", overlaps ? former : std::string()},
       {"former_secret_until", overlaps ? store::Value{to_text(transaction.now() + overlap)} : store::Value{nullptr}},
       {"row_version", source.row_version + 1}});
  transaction.record(authority.audit, {"source.secret_changed", name, {{"overlap_hours", overlap.count()}}});
  transaction.commit();
  return chosen;
}

void SourceService::remove(const people::Authority& authority, const std::string& name) {
  require_keeper(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto source = require_source(transaction.session(), name);
  transaction.update("evidence_sources", source.id,
                     {{"removed_at", to_text(transaction.now())},
                      {"secret", std::string()},
                      {"former_secret", std::string()},
                      {"former_secret_until", nullptr},
                      {"row_version", source.row_version + 1}});
  transaction.record(authority.audit, {"source.removed", name, {}});
  transaction.commit();
}

}  // namespace provost::workflows::evidence_sources
