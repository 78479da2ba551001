#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/evidence_sources/mapping.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::evidence_sources {

/// How a source proves that a delivery is its own; the names are those of integrations/webhook_signatures.
struct Proof {
  std::string scheme = "standard";
  std::string header = {};        ///< of stripe, bearer and hmac; empty: the usual one
  std::string prefix = {};        ///< of hmac: what comes before the signature, "sha256="
  std::string encoding = "hex";   ///< of hmac: "hex" or "base64"
  std::string digest = "sha256";  ///< of hmac: "sha256" or "sha1"
};

/// Software outside that sends evidence, and what is agreed with it.
struct SourceSettings {
  std::string name;              ///< stands in its address: small letters, digits and hyphens
  std::string title;             ///< as people call it: "Moodle of the sixth form"
  std::string kind = "generic";  ///< which guide it follows; see ready_made.hpp
  Proof proof;
  std::string owner;                           ///< e-mail address of whoever answers for what comes in, and hands it in
  std::vector<std::string> allowed_addresses;  ///< addresses and networks it sends from; empty: any
  std::int64_t size_limit = std::int64_t{50} * 1024 * 1024;        ///< bytes of one delivery
  std::int64_t rate_limit = 600;                                   ///< deliveries a minute
  std::int64_t waiting_limit = 2'000;                              ///< deliveries that may wait for a person
  std::int64_t kept_limit = std::int64_t{5} * 1024 * 1024 * 1024;  ///< bytes that may be kept of its deliveries
  bool enabled = true;
  Mapping mapping;
};

struct Source : SourceSettings {
  std::int64_t id = 0;
  std::int64_t owner_id = 0;
  std::int64_t row_version = 0;
  std::optional<Instant> former_secret_until;  ///< while a former secret is still valid
};

/// What the domain asks of the signatures, which it does not know itself.
struct ProofRules {
  std::function<bool(const std::string& scheme)> is_scheme;
  /// What is wrong with a secret that was typed in; empty: nothing.
  std::function<std::string(const std::string& scheme, const std::string& secret)> problem_of_secret;
  std::function<std::string(const std::string& scheme)> new_secret;
  std::function<bool(const std::string& text)> is_network;  ///< "10.0.0.0/8", "203.0.113.7", "fd00::/8"
};

inline constexpr std::int64_t largest_delivery = std::int64_t{2} * 1024 * 1024 * 1024;  ///< bytes
inline constexpr std::int64_t most_kept = std::int64_t{1024} * 1024 * 1024 * 1024;      ///< bytes
inline constexpr std::chrono::hours longest_overlap{30 * 24};

/// By title.
std::vector<Source> list_sources(store::Session& session);
std::optional<Source> find_source(store::Session& session, std::string_view name);
std::optional<Source> find_source(store::Session& session, std::int64_t id);
/// The secrets that are valid now, the present one first.
std::vector<std::string> secrets_of(store::Session& session, std::int64_t source_id, Instant now);

/// Throws Forbidden unless the person looks after sources: quality managers and administrators.
void require_keeper(const people::Authority& authority);

/// Whether somebody can answer for a source: they have access today and may hand in evidence that nobody asked for.
bool may_answer(store::Session& session, const cases::WorkflowCatalogue& catalogue, const people::Person& person,
                Instant now);

/// Changes sources; quality managers and administrators. Thread-safe. Every function throws Forbidden, NotFound,
/// Invalid.
class SourceService {
 public:
  SourceService(store::Database& database, const Clock& clock, const cases::WorkflowCatalogue& catalogue,
                ProofRules rules)
      : database_(database), clock_(clock), catalogue_(catalogue), rules_(std::move(rules)) {}

  /// Returns the secret, which is told this once. `secret`: one that the other side gave; empty: one is made.
  std::string add(const people::Authority& authority, const SourceSettings& settings, const std::string& secret = "");
  /// Everything but name, kind, scheme and mapping. Throws Stale when somebody changed it since `row_version`.
  void change(const people::Authority& authority, const std::string& name, const SourceSettings& settings,
              std::int64_t row_version);
  void change_mapping(const people::Authority& authority, const std::string& name, const Mapping& mapping);
  /// A new secret, which is returned and told this once; the former one stays valid for `overlap`, at most
  /// longest_overlap. One that was in its overlap already ends now. `secret`: as of add().
  std::string rotate(const people::Authority& authority, const std::string& name, std::chrono::hours overlap,
                     const std::string& secret = "");
  /// Its deliveries stay in the log as long as any others.
  void remove(const people::Authority& authority, const std::string& name);

 private:
  void check(store::Session& session, const SourceSettings& settings, std::int64_t own_id) const;
  std::int64_t owner_of(store::Session& session, const std::string& email, Instant now) const;
  std::string fit_secret(const std::string& scheme, const std::string& wanted) const;

  store::Database& database_;
  const Clock& clock_;
  const cases::WorkflowCatalogue& catalogue_;
  ProofRules rules_;
};

}  // namespace provost::workflows::evidence_sources
