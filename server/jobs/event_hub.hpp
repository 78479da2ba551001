#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "server/app/services.hpp"
#include "server/http/event_stream.hpp"
#include "workflows/live_events/live_events.hpp"

namespace provost::jobs {

/// How many streams there may be, and how they are looked after.
struct EventHubSettings {
  std::size_t streams = 400;            ///< in all; fewer than the server has connections
  std::size_t streams_of_a_person = 8;  ///< pages in several windows, and a program or two
  std::chrono::milliseconds interval{300};
  std::chrono::milliseconds heartbeat{15'000};     ///< so that no proxy takes the line for dead
  std::chrono::milliseconds identity_life{5'000};  ///< a person who lost their access gets nothing for longer than this
};

/// Tells those who listen what changed, from the audit trail, which is durable: whoever comes again names the last
/// event they know of, misses nothing and gets nothing twice, whatever was killed in between. One thread serves all
/// streams. Ends the streams at destruction.
class EventHub {
 public:
  /// Who listens now; nullopt: their access has ended.
  using Identify = std::function<std::optional<workflows::people::Actor>()>;

  EventHub(app::Services& services, std::function<void(const std::string& problem)> report,
           EventHubSettings settings = {});
  ~EventHub();
  EventHub(const EventHub&) = delete;
  EventHub& operator=(const EventHub&) = delete;

  /// A stream of what the person may know of, beginning after an event; nullopt: from now on. With `counts`, it also
  /// tells how many tasks wait for them, and those who look after sources of new deliveries. Throws TooBusy when there
  /// are too many.
  std::shared_ptr<http::EventStream> open(const workflows::people::Actor& actor, Identify identify,
                                          std::optional<std::int64_t> after, bool counts);

 private:
  struct Listener;
  using Events = std::vector<workflows::live_events::LiveEvent>;

  void work();
  void serve_all();
  void check_identity(Listener& listener, bool news) const;
  void serve(Listener& listener, workflows::store::Session& session, const Events& shared, std::int64_t newest,
             const std::string& deliveries) const;
  static bool sees_deliveries(const Listener& listener);
  std::string count_of(const workflows::people::Actor& actor, workflows::store::Session& session) const;

  app::Services& services_;
  std::function<void(const std::string&)> report_;
  EventHubSettings settings_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::vector<std::shared_ptr<Listener>> listeners_;
  std::int64_t newest_ = 0;  ///< when it was last looked
  std::thread thread_;
};

}  // namespace provost::jobs
