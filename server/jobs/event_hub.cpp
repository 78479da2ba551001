#include "server/jobs/event_hub.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "workflows/cases/case_work.hpp"
#include "workflows/documents/document_reading.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence_sources/deliveries.hpp"

namespace provost::jobs {

namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;
using workflows::people::Actor;

constexpr std::int64_t events_at_once = 500;
/// A client that has not taken this much gets nothing more until it has.
constexpr std::size_t most_waiting = std::size_t{64} * 1024;
constexpr std::int64_t most_counted = 99;
constexpr auto first_words = "retry: 3000\n";

}  // namespace

/// Somebody who listens. Only the hub's thread touches what changes, but for `stream`, whose other owner is the
/// connection.
struct EventHub::Listener {
  std::weak_ptr<http::EventStream> stream;
  Actor actor;
  Identify identify;
  std::int64_t position = 0;  ///< the last event looked at
  std::int64_t told = 0;      ///< the last position that the client knows of
  bool counts = false;
  std::string count;
  std::string deliveries;          ///< the marker that was last told
  Clock::time_point heard{};       ///< when something was last sent
  Clock::time_point identified{};  ///< when it was last looked who they are
};

EventHub::EventHub(app::Services& services, std::function<void(const std::string&)> report, EventHubSettings settings)
    : services_(services), report_(std::move(report)), settings_(settings) {
  thread_ = std::thread([this] { work(); });
}

EventHub::~EventHub() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  for (const auto& listener : listeners_) {
    if (const auto stream = listener->stream.lock()) stream->end();
  }
}

std::shared_ptr<http::EventStream> EventHub::open(const Actor& actor, Identify identify,
                                                  std::optional<std::int64_t> after, bool counts) {
  const auto newest = workflows::audit_trail::newest_sequence(services_.database);
  auto stream = std::make_shared<http::EventStream>();
  auto listener = std::make_shared<Listener>();
  listener->stream = stream;
  listener->actor = actor;
  listener->identify = std::move(identify);
  // An event that is still to come was never told: the data was put back from a copy, say.
  listener->position = listener->told = std::min(after.value_or(newest), newest);
  listener->counts = counts;
  listener->heard = listener->identified = Clock::now();
  stream->put(first_words + ("id: " + std::to_string(listener->position)) + "\n\n");
  const std::lock_guard lock(mutex_);
  std::erase_if(listeners_, [](const auto& one) {
    const auto known = one->stream.lock();
    return !known || known->is_over();
  });
  const auto own = std::count_if(listeners_.begin(), listeners_.end(),
                                 [&](const auto& one) { return one->actor.person_id == actor.person_id; });
  if (static_cast<std::size_t>(own) >= settings_.streams_of_a_person || listeners_.size() >= settings_.streams) {
    throw workflows::TooBusy("There are too many open streams of events. Close some, then try again.",
                             std::chrono::seconds(30));
  }
  listeners_.push_back(std::move(listener));
  return stream;
}

void EventHub::work() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, settings_.interval, [this] { return stopping_; })) {
    lock.unlock();
    try {
      serve_all();
    } catch (const std::exception& error) {
      report_(error.what());
    }
    lock.lock();
  }
}

void EventHub::serve_all() {
  std::vector<std::shared_ptr<Listener>> listeners;
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(listeners_, [](const auto& one) {
      const auto stream = one->stream.lock();
      return !stream || stream->is_over();
    });
    listeners = listeners_;
  }
  if (listeners.empty()) return;
  const auto newest = workflows::audit_trail::newest_sequence(services_.database);
  const bool news = newest != newest_;
  for (const auto& listener : listeners) check_identity(*listener, news);
  const workflows::store::ReadSnapshot snapshot(services_.database);
  auto& session = snapshot.session();
  // Those who are up to date, mostly all, look at the same events.
  const auto shared = news ? workflows::live_events::events_after(session, newest_, events_at_once) : Events{};
  const bool asks =
      std::any_of(listeners.begin(), listeners.end(), [](const auto& one) { return sees_deliveries(*one); });
  const auto deliveries = asks ? workflows::evidence_sources::deliveries_marker(session) : std::string();
  for (const auto& listener : listeners) serve(*listener, session, shared, newest, deliveries);
  newest_ = newest;
}

bool EventHub::sees_deliveries(const Listener& listener) {
  return listener.counts && listener.actor.may(workflows::people::Permission::manage_documents);
}

void EventHub::check_identity(Listener& listener, bool news) const {
  // Whatever ends an access has an entry in the trail, but for the end of its time.
  const auto now = Clock::now();
  if (!news && now < listener.identified + settings_.identity_life) return;
  listener.identified = now;
  const auto stream = listener.stream.lock();
  if (!stream) return;
  try {
    if (auto actor = listener.identify()) {
      listener.actor = std::move(*actor);
    } else {
      stream->end();
    }
  } catch (const workflows::DomainError&) {
    // Who it is cannot be told just now; nothing is told to them either.
    stream->end();
  }
}

void EventHub::serve(Listener& listener, workflows::store::Session& session, const Events& shared, std::int64_t newest,
                     const std::string& deliveries) const {
  const auto stream = listener.stream.lock();
  if (!stream || stream->is_over() || stream->waiting() > most_waiting) return;
  const auto now = Clock::now();
  std::string text;
  bool seen = false;
  if (listener.position < newest) {
    const bool is_shared = !shared.empty() && shared.front().sequence == listener.position + 1;
    const auto own =
        is_shared ? Events{} : workflows::live_events::events_after(session, listener.position, events_at_once);
    workflows::live_events::EventSight sight(session, services_.catalogue, listener.actor, services_.clock.now());
    for (const auto& event : is_shared ? shared : own) {
      listener.position = event.sequence;
      const auto kind = sight.kind_seen(event);
      if (kind.empty()) continue;
      seen = true;
      text += "id: " + std::to_string(event.sequence) + "\nevent: change\ndata: " +
              json::serialize(json::object{{"sequence", event.sequence},
                                           {"at", event.at},
                                           {"action", event.action},
                                           {"subject", event.subject},
                                           {"kind", kind}}) +
              "\n\n";
      listener.told = event.sequence;
    }
  }
  if (listener.counts && (seen || listener.count.empty())) {
    if (auto count = count_of(listener.actor, session); count != listener.count) {
      text += "event: tasks\ndata: " + count + "\n\n";
      listener.count = std::move(count);
    }
  }
  if (sees_deliveries(listener) && listener.deliveries != deliveries) {
    text += "event: deliveries\ndata: " + deliveries + "\n\n";
    listener.deliveries = deliveries;
  }
  if (text.empty() && now >= listener.heard + settings_.heartbeat) {
    // Without data this is no event, but the client remembers how far it is.
    text = listener.told == listener.position ? ":\n\n" : "id: " + std::to_string(listener.position) + "\n\n";
    listener.told = listener.position;
  }
  if (text.empty()) return;
  listener.heard = now;
  stream->put(text);
}

std::string EventHub::count_of(const Actor& actor, workflows::store::Session& session) const {
  const auto waiting = workflows::documents::waiting_answers(session, actor, services_.clock.now()) +
                       workflows::cases::waiting_tasks(session, actor, most_counted + 1, services_.clock.now());
  return waiting > most_counted ? std::to_string(most_counted) + "+" : std::to_string(waiting);
}

}  // namespace provost::jobs
