#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "integrations/webhook_signatures/signature_check.hpp"
#include "server/app/services.hpp"
#include "server/hooks/bodies_under_way.hpp"
#include "server/hooks/rate_limits.hpp"
#include "server/hooks/refusal_counts.hpp"
#include "server/http/application.hpp"
#include "workflows/evidence_sources/quota.hpp"

namespace provost::hooks {

/// Takes in what software outside sends: who it is, whether it is genuine, whether it came before; then makes it
/// durable and answers. What it becomes is decided afterwards (server/jobs/delivery_placer). Senders learn as much as
/// they need; the reason for a refusal stands in the log. Thread-safe.
class Reception {
 public:
  /// `received`: called after each delivery that is to be placed. `spool_folder`: where bodies wait that are on their
  /// way; empty: how much lies there is not looked at.
  explicit Reception(app::Services& services, std::function<void()> received = {},
                     const std::filesystem::path& spool_folder = {});

  /// Decides by the header alone whether the body may come, and how large it may be. Throws nothing.
  std::variant<http::BodyPolicy, http::Response> admit(const http::Request& head, const std::string& source_name);
  /// The answer to a delivery whose body has come. Throws what the database throws.
  http::Response receive(const http::Request& request, const std::string& source_name);
  /// A delivery that this server makes up to show what comes of one: signed and checked like any other, and never made
  /// evidence. `request` must be signed by a secret of the source.
  http::Response receive_sample(const http::Request& request, const std::string& source_name);
  /// Notes that the server itself refused a body, e.g. one that grew larger than was allowed. Quick.
  void refused_by_server(const std::string& source_name, int status, std::string_view reason,
                         const std::string& remote_address);
  /// Whether a source of that name takes deliveries, for senders that ask first.
  /// Throws TooBusy for an address that asked for many that are not there.
  bool is_open(const std::string& source_name, const std::string& remote_address);
  /// What was refused and why, the newest first; of one source or of all.
  std::vector<workflows::evidence_sources::Refusals> refusals(workflows::store::Session& session,
                                                              std::optional<std::int64_t> source_id, int limit) {
    return refusals_.log(session, source_id, limit);
  }
  /// Writes the counts of refused deliveries that wait in memory, and tells the owners of sources that are full; to be
  /// called every second or so, and at the end. May wait for other writers. Throws what the database throws; then it
  /// is done the next time.
  void do_what_waits();

 private:
  struct Known {
    workflows::evidence_sources::Source source;
    std::vector<std::string> secrets;
  };
  std::optional<Known> known(const std::string& source_name);
  std::optional<http::Response> refusal_of_header(const http::Request& head, const std::string& source_name,
                                                  const std::optional<Known>& found);
  http::Response take_in(const http::Request& request, const Known& found, bool sample);
  http::Response refuse(const http::Request& request, const Known& found, int status, const std::string& kind,
                        const std::string& reason, const std::string& sentence);
  /// Why the source may keep no more; empty: it may. What is kept is counted anew after two seconds, so a little more
  /// than the limit may come in.
  std::string full_because(workflows::store::Session& session, const workflows::evidence_sources::Source& source,
                           std::int64_t size);

  app::Services& services_;
  std::function<void()> received_;
  std::mutex mutex_;
  std::map<std::string, std::int64_t> admitted_;  ///< sources whose bodies were let in, by name
  struct Counted {
    workflows::evidence_sources::Kept kept;
    workflows::Instant at{};
  };
  std::map<std::int64_t, Counted> kept_;      ///< by source
  std::map<std::int64_t, std::string> full_;  ///< sources whose owners are to be told, and why
  RateLimits limits_;
  RefusalCounts refusals_;
  BodiesUnderWay bodies_;
};

/// The scheme with what was chosen for a source.
integrations::SignatureConfiguration configuration_of(const workflows::evidence_sources::Proof& proof);

}  // namespace provost::hooks
