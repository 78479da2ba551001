#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workflows/evidence/evidence_service.hpp"
#include "workflows/evidence_sources/deliveries.hpp"
#include "workflows/evidence_sources/mapping.hpp"
#include "workflows/evidence_sources/sources.hpp"

namespace provost::workflows::evidence_sources {

/// What a delivery would become.
struct Proposal {
  evidence::NewEvidence evidence;     ///< with the delivery's files
  std::vector<std::string> problems;  ///< why it cannot be placed by itself; empty: it can, as far as can be told
  std::vector<std::string> remarks;   ///< what somebody who tries a mapping should know besides, as sentences
  std::string passed_over;            ///< why the mapping does not count it; empty: it does
};

/// What the reason of a sample begins with that a mapping could not place.
inline constexpr std::string_view would_wait = "It would wait for a person: ";

/// What became of a delivery that was looked at.
struct Placed {
  DeliveryState state = DeliveryState::waiting;
  std::string case_key;
  std::string reason;
};

/// Makes evidence of deliveries. Whoever answers for the source hands the piece in; the person that the mapping names
/// is whom it is from. So two people are known for each piece, and neither of them can find it valid. Thread-safe.
class DeliveryPlacing {
 public:
  DeliveryPlacing(store::Database& database, const Clock& clock, evidence::EvidenceService& evidence,
                  ReceivedDeliveries& deliveries)
      : database_(database), clock_(clock), evidence_(evidence), deliveries_(deliveries) {}

  /// What the mapping makes of the delivery, with everything looked up that it names.
  Proposal propose(store::Session& session, const Mapping& mapping, const DeliveryContent& content) const;

  /// The same for a mapping that is still being written: what is wrong with the mapping itself, and that nobody
  /// could check the piece, is among the problems.
  Proposal try_out(store::Session& session, const Source& source, const Mapping& mapping,
                   const DeliveryContent& content) const;

  /// Why nobody could check what the source sends, from this provider: an e-mail address, or empty for nobody beside
  /// whoever answers for the source. Empty when somebody could.
  std::string lacks_checker(store::Session& session, const Source& source, const std::string& provider = {}) const;

  /// Places an accepted delivery by its source's mapping, or lets it wait for a person. A sample only tells what it
  /// would become. Throws what stops a later try from failing alike: TooBusy, StorageFull, Unusable.
  /// `problems`: what was found wrong already while it was read.
  Placed place_by_mapping(const Delivery& delivery, const DeliveryContent& content,
                          const std::vector<std::string>& problems = {});

  /// A person places a delivery that waits, or was passed over. Throws what EvidenceService::add() throws, Forbidden,
  /// and Conflict when somebody was faster. Returns the key of the piece.
  std::string place(const people::Actor& actor, std::int64_t delivery_id, const evidence::NewEvidence& wanted);

 private:
  store::Database& database_;
  const Clock& clock_;
  evidence::EvidenceService& evidence_;
  ReceivedDeliveries& deliveries_;
};

}  // namespace provost::workflows::evidence_sources
