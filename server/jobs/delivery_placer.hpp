#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "server/app/services.hpp"
#include "server/hooks/delivery_reading.hpp"
#include "server/hooks/reception.hpp"

namespace provost::jobs {

/// A kept delivery, read again as it came. Its files lie in `spool_folder` as long as the result lives. Throws
/// http::BodyRefused for what can no longer be read, and workflows::Unusable when its body is missing.
hooks::ReadDelivery read_kept(const workflows::evidence_sources::Delivery& delivery,
                              const workflows::evidence_sources::Source& source,
                              const workflows::evidence_sources::DeliveryBodies& bodies,
                              const std::filesystem::path& spool_folder);

/// A person makes evidence of a delivery, with the files that came with it. `wanted` says all else. Returns the key of
/// the piece. Throws what DeliveryPlacing::place() and read_kept() throw, NotFound, and Conflict when the source is
/// gone.
std::string place_by_person(app::Services& services, const workflows::people::Actor& actor, std::int64_t delivery_id,
                            workflows::evidence::NewEvidence wanted, const std::filesystem::path& spool_folder);

/// Makes evidence of the deliveries that were received, after they were answered: one thread, woken by each delivery.
/// Any number of servers may do so on one database. Stops at destruction, when the present delivery is done.
class DeliveryPlacer {
 public:
  /// `report` is told of each failure that is not the sender's; the delivery is tried again later.
  DeliveryPlacer(app::Services& services, std::filesystem::path spool_folder, std::chrono::milliseconds interval,
                 std::function<void(const std::string& problem)> report);
  ~DeliveryPlacer();
  DeliveryPlacer(const DeliveryPlacer&) = delete;
  DeliveryPlacer& operator=(const DeliveryPlacer&) = delete;

  /// There is something to do. Quick; from any thread.
  void wake();
  /// Places what is waiting now, in the caller's thread; returns how many were looked at.
  int place_all();

 private:
  void work();
  bool place_next();

  app::Services& services_;
  std::filesystem::path spool_folder_;
  std::chrono::milliseconds interval_;
  std::function<void(const std::string&)> report_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool woken_ = false;
  std::thread thread_;
};

/// What came of a sample.
struct TriedSample {
  bool taken = false;  ///< the reception took it
  std::string reason;  ///< what it would become, or what stands against it
  bool waits = false;  ///< it was taken, but would wait for a person
};

/// Sends a sample through the reception (hooks::send_sample) and looks at it at once. Throws what send_sample throws.
TriedSample try_sample(app::Services& services, hooks::Reception& reception,
                       const workflows::people::Authority& authority, const std::string& source_name,
                       const std::filesystem::path& spool_folder);

/// Looks at one claimed delivery; what the thread does, and the command line.
void place_delivery(app::Services& services, const workflows::evidence_sources::Delivery& delivery,
                    const std::filesystem::path& spool_folder, const std::function<void(const std::string&)>& report);

}  // namespace provost::jobs
