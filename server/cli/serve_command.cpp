#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "server/api/routes.hpp"
#include "server/app/application.hpp"
#include "server/app/file_clock.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/terminal.hpp"
#include "server/hooks/chat_hooks.hpp"
#include "server/hooks/routes.hpp"
#include "server/http/server.hpp"
#include "server/jobs/chat_dispatcher.hpp"
#include "server/jobs/delivery_placer.hpp"
#include "server/jobs/event_hub.hpp"
#include "server/jobs/message_dispatcher.hpp"
#include "server/jobs/periodic_jobs.hpp"
#include "server/jobs/repeated_work.hpp"
#include "server/web/evidence_packs.hpp"
#include "server/web/pages.hpp"
#include "server/web/routes.hpp"
#include "workflows/cases/case_exclusions.hpp"
#include "workflows/cases/shipped_workflows.hpp"
#include "workflows/evidence/evidence_pieces.hpp"

namespace provost::cli {

namespace {

constexpr std::chrono::milliseconds job_interval = std::chrono::seconds(20);
/// With a clock that is moved by hand, what falls due shows at once.
constexpr std::chrono::milliseconds job_interval_of_moved_clock{200};

/// The threads that send messages, answer chat and place deliveries read and write at most one connection each at a
/// time, but for a moment.
constexpr std::size_t dispatcher_connections = 11 + 2;
constexpr std::chrono::milliseconds message_interval = std::chrono::seconds(1);

/// Signals that end the program, blocked before any thread starts so that one place waits for them.
class EndSignals {
 public:
  EndSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }
  void wait() const {
    int signal = 0;
    sigwait(&set_, &signal);
  }

 private:
  sigset_t set_{};
};

/// Where large bodies wait. Servers that share a data directory (on PostgreSQL) each have their own folder, because
/// each empties it at its start.
std::filesystem::path spool_of(const app::DataDirectory& directory, const config::Config& config) {
  auto name = config.listen.address + "-" + std::to_string(config.listen.port);
  std::replace(name.begin(), name.end(), ':', '_');
  return directory.spool() / name;
}

http::ServerOptions server_options(const std::filesystem::path& spool, const config::Config& config) {
  http::ServerOptions options;
  options.address = config.listen.address;
  options.port = config.listen.port;
  if (config.tls_certificate) options.tls = http::TlsFiles{*config.tls_certificate, *config.tls_key};
  options.workers = config.workers;
  options.queue_limit = config.queue;
  options.spool_folder = spool;
  options.trusted_proxies = config.trusted_proxies;
  return options;
}

std::string address_text(const config::Config& config, std::uint16_t port) {
  const auto& address = config.listen.address;
  const auto host = address.find(':') == std::string::npos ? address : "[" + address + "]";
  return (config.tls_certificate ? "https://" : "http://") + host + ":" + std::to_string(port);
}

}  // namespace

int serve(const ServeArguments& arguments) {
  const EndSignals signals;
  const app::DataDirectory directory(arguments.data);
  auto config = directory.read_config(arguments.config);
  if (arguments.listen) config.listen = config::parse_listen(*arguments.listen);
  directory.require_initialised(config);
  std::optional<app::ServerLock> lock;
  if (config.database.empty()) lock.emplace(directory);

  auto log = std::make_shared<spdlog::logger>("provost", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  const auto clock_of_choice = app::clock_from(arguments.clock);
  const auto& clock = *clock_of_choice;
  // A worker may hold a connection for reading while it borrows a second one for writing.
  app::Services services(directory, config, clock, config.workers * 2 + 2 + dispatcher_connections);
  services.references.roll_forward();
  services.documents.make_due_versions_effective();
  workflows::cases::publish_shipped(services.database, clock, services.catalogue);
  workflows::cases::keep_out_after_upgrade(services.database, clock, services.catalogue);
  workflows::evidence::note_pieces_after_upgrade(services.database, clock);
  workflows::standards::publish_shipped(services.database, clock, services.standards);

  const auto spool = spool_of(directory, config);
  // On SQLite this is the only server, so what a killed one left under another address goes too.
  std::filesystem::remove_all(services.database.is_postgresql() ? spool : directory.spool());
  jobs::MessageSender sender(services, config);
  workflows::messages::note_mail(services.database, clock, sender.sends_mail());
  for (const auto& problem : sender.wording_problems()) log->warn("{}", problem);
  const web::Pages pages(services, config);
  jobs::EventHub events(services, [&log](const std::string& problem) { log->error("live events: {}", problem); });
  web::EvidencePacks packs(pages, spool);
  // Filled once the placer runs; a delivery before that is found by its first round.
  std::atomic<jobs::DeliveryPlacer*> placer = nullptr;
  hooks::Reception reception(
      services,
      [&placer] {
        if (auto* running = placer.load()) running->wake();
      },
      spool);
  auto routes = web::page_routes(pages, spool, config.largest_upload, sender, reception, packs, config.public_url);
  const auto page_routes = routes;
  for (auto& route : api::api_routes(
           {config.public_url, config.largest_upload, spool, page_routes, packs, sender, events, reception}))
    routes.push_back(std::move(route));
  routes.push_back(web::live_events_route(events));
  for (auto& route : hooks::evidence_hook_routes(reception)) routes.push_back(std::move(route));
  if (!services.database.is_postgresql()) {
    services.deliveries.release_claims();
    services.chat_inbox.release_claims();
  }
  jobs::ChatDispatcher chat(services, config, arguments.clock ? job_interval_of_moved_clock : message_interval,
                            [&log](const std::string& problem) { log->error("chat: {}", problem); });
  for (auto& route :
       hooks::chat_hooks(services, chat, [&log](const std::string& problem) { log->warn("refused: {}", problem); })) {
    routes.push_back(std::move(route));
  }
  app::Application application(
      services, std::move(routes),
      [&pages](const app::Problem& problem, const std::string& id,
               const std::optional<workflows::people::SignedIn>& session) {
        return pages.problem(problem, id, session);
      },
      log, static_cast<std::int64_t>(config.api_requests_a_minute));

  http::ServerLog server_log;
  server_log.problem = [&log](std::string_view problem) { log->warn("{}", problem); };
  // Before the server, so that what it refuses last is written too.
  const jobs::RepeatedWork after_refusals(
      message_interval, [&reception] { reception.do_what_waits(); },
      [&log](const std::string& problem) { log->error("refused deliveries: {}", problem); });
  http::Server server(server_options(spool, config), application, server_log);
  server.start();
  {
    const auto interval = arguments.clock ? job_interval_of_moved_clock : job_interval;
    jobs::PeriodicJobs timers(services, interval, [&log](const std::string& job, const std::string& problem) {
      log->error("{}: {}", job, problem);
    });
    const jobs::MessageDispatcher dispatcher(
        services, sender, arguments.clock ? job_interval_of_moved_clock : message_interval,
        [&log](const std::string& problem) { log->error("messages: {}", problem); });
    jobs::DeliveryPlacer placing(services, spool, arguments.clock ? job_interval_of_moved_clock : message_interval,
                                 [&log](const std::string& problem) { log->error("deliveries: {}", problem); });
    placer = &placing;
    std::cout << "Provost serves " << services.organisation_at_start.name << " on "
              << address_text(config, server.port()) << std::endl;
    signals.wait();
    log->info("stopping");
    server.stop();
    server.wait();
    placer = nullptr;
  }
  return 0;
}

}  // namespace provost::cli
