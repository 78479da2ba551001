#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workflows/evidence_sources/delivery_bodies.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::evidence_sources {

using workflows::to_text;

/// How a delivery stands: taken and not looked at yet, evidence now, waiting for a person, passed over by the mapping
/// or a person, or a sample that was only tried out.
enum class DeliveryState { accepted, placed, waiting, passed_over, sample };
std::string_view to_text(DeliveryState state);
std::optional<DeliveryState> parse_delivery_state(std::string_view text);

/// How long a delivery is known, and its answer given again (days are of 24 hours).
inline constexpr std::chrono::hours deliveries_kept{30 * 24};

/// A genuine delivery as it arrives.
struct Incoming {
  std::int64_t source_id = 0;
  std::string key;  ///< by which the sender names it; see delivery_key() in server/hooks
  std::string body_sha256;
  /// How long the same body counts as the same delivery whatever its key; 0: not at all.
  std::chrono::seconds equal_body_known_for{0};
  std::int64_t size = 0;                                     ///< bytes
  std::vector<std::pair<std::string, std::string>> headers;  ///< without what is secret
  std::string remote_address;
  bool sample = false;
  std::optional<std::string> body;       ///< UTF-8 without NUL; else body_file
  std::optional<std::string> body_file;  ///< a name of DeliveryBodies
};

/// What the sender is answered, the same on each repetition.
struct Receipt {
  std::int64_t id = 0;
  std::int64_t status = 0;
  std::string answer;
  bool repeated = false;
};

struct Delivery {
  std::int64_t id = 0;
  std::int64_t source_id = 0;
  std::string source_name;  ///< "" when the source was removed
  std::string source_title;
  std::string key;
  Instant received_at{};
  std::string remote_address;
  std::vector<std::pair<std::string, std::string>> headers;
  std::optional<std::string> body;
  std::optional<std::string> body_file;
  std::int64_t size = 0;
  bool sample = false;
  DeliveryState state = DeliveryState::accepted;
  std::string reason;    ///< why it waits or was passed over
  std::string case_key;  ///< of the evidence it became
  std::string settled_by;
  std::int64_t attempts = 0;
};

/// Refused deliveries of one hour and one kind.
struct Refusals {
  std::int64_t source_id = 0;
  std::string source_name;
  std::string source_title;
  std::string kind;  ///< "signature", "size", "rate", …
  std::int64_t times = 0;
  Instant first_at{};
  Instant last_at{};
  std::string last_address;
  std::string last_reason;
};

struct DeliveryQuery {
  std::optional<std::int64_t> source_id;
  std::optional<DeliveryState> state;
  std::int64_t before_id = 0;  ///< older than this one; 0: from the newest
  int limit = 50;
};

/// Newest first.
std::vector<Delivery> read_deliveries(store::Session& session, const DeliveryQuery& query);
std::optional<Delivery> find_delivery(store::Session& session, std::int64_t id);
/// "2026-11-25T08": refusals are counted by the hour.
std::string hour_of(Instant instant);
/// Newest first.
std::vector<Refusals> read_refusals(store::Session& session, std::optional<std::int64_t> source_id, int limit);
/// How many wait for a person, of one source or of all.
std::int64_t count_waiting_deliveries(store::Session& session, std::optional<std::int64_t> source_id = std::nullopt);

/// Another text whenever a delivery came in, became evidence, was decided about or began to wait: for pages that tell
/// of it, because the audit trail does not. Quick.
std::string deliveries_marker(store::Session& session);

/// Marks a delivery as evidence, in the transaction that makes the evidence. Throws Conflict unless it is in one of the
/// states, so that no delivery becomes evidence twice.
void mark_placed(store::WriteTransaction& transaction, std::int64_t id, const std::vector<DeliveryState>& from,
                 const std::string& case_key, const std::string& by);

/// The log of what came in, and the queue of what is still to be looked at. Thread-safe; any number of servers may
/// share one database.
class ReceivedDeliveries {
 public:
  ReceivedDeliveries(store::Database& database, const Clock& clock, const DeliveryBodies& bodies)
      : database_(database), clock_(clock), bodies_(bodies) {}

  /// The receipt given for the same delivery before; nothing when it is new. Throws Invalid for the field `delivery`
  /// when the key came with another body then.
  std::optional<Receipt> earlier(store::Session& session, const Incoming& incoming) const;
  /// Makes a delivery durable; on return it is. Asks earlier() first, when nobody else can come in between.
  Receipt receive(const Incoming& incoming);
  /// Adds refused deliveries to the log, each entry within one hour; nothing of them is kept but the last reason and
  /// address.
  void count_refused(const std::vector<Refusals>& counted);

  /// The oldest that is still to be looked at, for a minute to whoever asked; nothing when there is none.
  std::optional<Delivery> claim();
  /// What a killed server had claimed, to be called at the start of the only server.
  void release_claims();
  /// It waits for a person now, or is passed over, or was a sample. Nothing happens when somebody was faster.
  void settle(std::int64_t id, DeliveryState state, const std::string& reason);
  /// It could not be looked at now, e.g. because the disk is full; it is tried again later.
  void postpone(std::int64_t id, const std::string& reason);

  /// Looks at a delivery again, e.g. after its mapping was mended. Throws NotFound, Forbidden, Conflict when it is
  /// evidence already.
  void replay(const people::Authority& authority, std::int64_t id);
  /// The same for all of a source that wait for a person; returns how many.
  std::int64_t replay_waiting(const people::Authority& authority, std::int64_t source_id);
  /// A person decides that it is no evidence.
  void pass_over(const people::Authority& authority, std::int64_t id, const std::string& reason);

  /// Forgets what was settled more than deliveries_kept ago; what waits for a person is never forgotten.
  void remove_old();

 private:
  store::Database& database_;
  const Clock& clock_;
  const DeliveryBodies& bodies_;
};

}  // namespace provost::workflows::evidence_sources
