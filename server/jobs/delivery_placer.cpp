#include "server/jobs/delivery_placer.hpp"

#include <boost/json.hpp>
#include <stdexcept>

#include "server/hooks/samples.hpp"
#include "server/http/forms.hpp"
#include "workflows/errors.hpp"

namespace provost::jobs {

namespace {

namespace sources = workflows::evidence_sources;

}  // namespace

hooks::ReadDelivery read_kept(const sources::Delivery& delivery, const sources::Source& source,
                              const sources::DeliveryBodies& bodies, const std::filesystem::path& spool_folder) {
  http::Request request;
  request.method = http::Method::post;
  request.spool_folder = spool_folder;
  for (const auto& [name, value] : delivery.headers) request.fields.append(name, value);
  if (delivery.body_file) {
    const auto path = bodies.path(*delivery.body_file);
    if (!std::filesystem::exists(path)) {
      throw workflows::Unusable("The body of delivery " + std::to_string(delivery.id) +
                                " is missing from the data directory. Restore it from a backup.");
    }
    request.spool = http::SpooledBody::kept_elsewhere(path);
  } else {
    request.body = delivery.body.value_or("");
  }
  auto read = hooks::read_delivery(request, source.proof, source.proof.scheme == "moodle");
  hooks::take_out_files(source.mapping, spool_folder, read);
  hooks::keep_document_as_file(source.mapping, spool_folder, read);
  return read;
}

std::string place_by_person(app::Services& services, const workflows::people::Actor& actor, std::int64_t delivery_id,
                            workflows::evidence::NewEvidence wanted, const std::filesystem::path& spool_folder) {
  std::optional<sources::Delivery> delivery;
  std::optional<sources::Source> source;
  {
    const workflows::store::ReadSnapshot snapshot(services.database);
    delivery = sources::find_delivery(snapshot.session(), delivery_id);
    if (!delivery) throw workflows::NotFound("There is no such delivery.");
    source = sources::find_source(snapshot.session(), delivery->source_id);
  }
  if (!source) throw workflows::Conflict("Its source was removed, so it can no longer be read.");
  const auto read = read_kept(*delivery, *source, services.delivery_bodies, spool_folder);
  for (const auto& file : read.content.files) {
    if (!wanted.file) {
      wanted.file = file.path;
      wanted.file_name = file.name;
    } else {
      wanted.further_files.push_back({file.path, file.name});
    }
  }
  return services.placing.place(actor, delivery_id, wanted);
}

void place_delivery(app::Services& services, const sources::Delivery& delivery,
                    const std::filesystem::path& spool_folder, const std::function<void(const std::string&)>& report) {
  const auto waits = [&](const std::string& reason) {
    services.deliveries.settle(
        delivery.id, delivery.sample ? sources::DeliveryState::sample : sources::DeliveryState::waiting, reason);
  };
  try {
    std::optional<sources::Source> source;
    {
      const workflows::store::ReadSnapshot snapshot(services.database);
      source = sources::find_source(snapshot.session(), delivery.source_id);
    }
    if (!source) return waits("Its source was removed, so nothing says what to make of it.");
    const auto read = read_kept(delivery, *source, services.delivery_bodies, spool_folder);
    services.placing.place_by_mapping(delivery, read.content, read.problems);
  } catch (const http::BodyRefused& problem) {
    waits(problem.what());
  } catch (const workflows::TooBusy& problem) {
    services.deliveries.postpone(delivery.id, problem.what());
  } catch (const std::exception& problem) {
    report("delivery " + std::to_string(delivery.id) + ": " + problem.what());
    services.deliveries.postpone(delivery.id, "The server could not look at it; it tries again by itself.");
  }
}

TriedSample try_sample(app::Services& services, hooks::Reception& reception,
                       const workflows::people::Authority& authority, const std::string& source_name,
                       const std::filesystem::path& spool_folder) {
  const auto answer = hooks::send_sample(services, reception, authority, source_name, spool_folder);
  reception.do_what_waits();
  const auto* text = std::get_if<std::string>(&answer.body);
  const auto said = text == nullptr ? boost::json::value() : boost::json::parse(*text);
  constexpr int accepted = 202;
  if (answer.status != accepted) return {false, std::string(said.at("detail").as_string()), false};
  const auto id = said.at("delivery").as_int64();
  const auto read = [&] {
    const workflows::store::ReadSnapshot snapshot(services.database);
    return sources::find_delivery(snapshot.session(), id).value();
  };
  auto sample = read();
  if (sample.state == sources::DeliveryState::accepted) {
    std::string failure;
    place_delivery(services, sample, spool_folder, [&failure](const std::string& problem) { failure = problem; });
    if (!failure.empty()) throw std::runtime_error(failure);
    sample = read();
  }
  return {true, sample.reason, sample.reason.starts_with(sources::would_wait)};
}

DeliveryPlacer::DeliveryPlacer(app::Services& services, std::filesystem::path spool_folder,
                               std::chrono::milliseconds interval, std::function<void(const std::string&)> report)
    : services_(services), spool_folder_(std::move(spool_folder)), interval_(interval), report_(std::move(report)) {
  thread_ = std::thread([this] { work(); });
}

DeliveryPlacer::~DeliveryPlacer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void DeliveryPlacer::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.notify_one();
}

int DeliveryPlacer::place_all() {
  int count = 0;
  while (place_next()) ++count;
  return count;
}

bool DeliveryPlacer::place_next() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return false;
  }
  const auto delivery = services_.deliveries.claim();
  if (!delivery) return false;
  place_delivery(services_, *delivery, spool_folder_, report_);
  return true;
}

void DeliveryPlacer::work() {
  while (true) {
    try {
      place_all();
    } catch (const std::exception& problem) {
      report_(problem.what());
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, interval_, [this] { return stopping_ || woken_; });
    if (stopping_) return;
    woken_ = false;
  }
}

}  // namespace provost::jobs
