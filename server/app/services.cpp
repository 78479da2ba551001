#include "server/app/services.hpp"

#include <mutex>
#include <random>

#include "integrations/virus_scanner/clamd.hpp"
#include "integrations/webhook_signatures/signature_scheme.hpp"
#include "server/http/network_list.hpp"
#include "workflows/definitions/provost_registry.hpp"
#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"

namespace provost::app {

namespace {

workflows::organisation::Organisation read_organisation(workflows::store::Database& database) {
  const workflows::store::ReadSnapshot snapshot(database);
  return workflows::organisation::present_organisation(snapshot.session());
}

workflows::cases::VirusScan virus_scan(const config::Config& config) {
  if (config.virus_scanner.empty()) return {};
  return [clamd = integrations::Clamd(config.virus_scanner)](const std::filesystem::path& file) {
    try {
      return clamd.infection(file);
    } catch (const integrations::ScannerUnavailable& problem) {
      throw workflows::TooBusy(std::string(problem.what()) + " Nothing was kept.", std::chrono::seconds(5));
    }
  };
}

/// What the domain asks of the signatures on what comes from outside.
workflows::evidence_sources::ProofRules proof_rules() {
  const auto scheme_of = [](const std::string& name) { return integrations::signature_scheme(name).value(); };
  return {[](const std::string& scheme) { return integrations::signature_scheme(scheme).has_value(); },
          [scheme_of](const std::string& scheme, const std::string& secret) {
            return integrations::problem_of_secret(scheme_of(scheme), secret);
          },
          [scheme_of](const std::string& scheme) { return integrations::new_signature_secret(scheme_of(scheme)); },
          http::NetworkList::is_network};
}

/// From 0 to 1, for several threads at once.
std::function<double()> random_fraction() {
  struct Source {
    std::mutex mutex;
    std::mt19937_64 engine{std::random_device{}()};
  };
  return [source = std::make_shared<Source>()] {
    const std::lock_guard lock(source->mutex);
    return std::uniform_real_distribution<double>(0, 1)(source->engine);
  };
}

}  // namespace

Services::Services(const DataDirectory& directory, const config::Config& config, const workflows::Clock& time,
                   std::size_t sessions, workflows::people::PasswordCost cost)
    : clock(time),
      database(directory.database(config), sessions),
      organisation_at_start(read_organisation(database)),
      repository(directory.repository(), organisation_at_start.identifier),
      hasher(cost),
      sign_in(database, clock, hasher, {config.session_idle, std::chrono::minutes(24 * 60)}),
      people(database, clock, hasher),
      organisation(database, clock),
      catalogue(workflows::definitions::provost_registry()),
      workflow_documents(catalogue),
      references(database, repository),
      documents(database, clock, repository, references, sign_in, {&workflow_documents}),
      importer(database, clock, repository, references),
      audit(database, clock),
      standard_imports(database, clock, standards),
      facts(standards),
      attachments(directory.attachments(), virus_scan(config)),
      cases(database, clock, catalogue, facts, sign_in, attachments),
      evidence(database, clock, catalogue, facts, standards, attachments),
      gap_analyses(database, clock, catalogue, facts, standards),
      case_timers(database, clock, catalogue, facts),
      delegations(database, clock),
      snoozes(database, clock, catalogue),
      saved_filters(database, clock),
      calendar(database, clock),
      channels(database, clock),
      message_preferences(database, clock),
      outbox(database, clock, random_fraction()),
      sources(database, clock, catalogue, proof_rules()),
      delivery_bodies(directory.deliveries()),
      deliveries(database, clock, delivery_bodies),
      placing(database, clock, evidence, deliveries),
      chat_apps(database, clock),
      chat_identities(database, clock, sign_in),
      chat_inbox(database, clock),
      repeatable_requests(database, clock),
      chat(database, clock, catalogue, facts, cases, snoozes, documents, chat_identities, audit, repeatable_requests) {}

void found_organisation(const DataDirectory& directory, const config::Config& config, const workflows::Clock& clock,
                        const Founding& founding) {
  namespace people = workflows::people;
  const auto email = people::normalised_email(founding.admin_email);
  people::check_new_password(founding.admin_password, email);
  if (!workflows::is_time_zone(founding.time_zone)) {
    throw workflows::Invalid("time_zone",
                             "\"" + founding.time_zone + "\" is not a time zone. An example: Europe/London.");
  }
  std::filesystem::create_directories(directory.root());
  std::filesystem::permissions(directory.root(), std::filesystem::perms::owner_all);
  std::filesystem::create_directories(directory.spool());
  workflows::store::Database database(directory.database(config), 2);
  {
    const workflows::store::ReadSnapshot snapshot(database);
    if (workflows::organisation::find_organisation(snapshot.session())) {
      throw workflows::Conflict("The data directory " + directory.root().string() +
                                " already holds an organisation. Choose another folder.");
    }
  }
  // A repository without an organisation in the database is what an interrupted init leaves behind.
  std::filesystem::remove_all(directory.repository());
  const auto identifier = workflows::random_hex(16);
  docs_repo::DocumentRepository::create(directory.repository(), identifier,
                                        {"Provost", "provost@localhost", clock.now()});
  const docs_repo::DocumentRepository repository(directory.repository(), identifier);
  const people::PasswordHasher hasher;
  people::PeopleService people_service(database, clock, hasher);
  workflows::organisation::OrganisationService organisations(database, clock);
  // The administrator comes first: an organisation is only there when somebody can sign in to it.
  {
    const workflows::store::ReadSnapshot snapshot(database);
    if (people::find_person(snapshot.session(), email)) {
      throw workflows::Conflict("An earlier init of this data directory was interrupted. Remove " +
                                directory.root().string() + " and run it again.");
    }
  }
  people_service.add(people::Authority::operator_of_data(),
                     {email,
                      founding.admin_name.empty() ? "Administrator" : founding.admin_name,
                      {people::Role::administrator},
                      std::nullopt,
                      founding.admin_password,
                      false});
  organisations.found(people::command_line_actor(), identifier, founding.organisation, founding.time_zone,
                      repository.reference(docs_repo::published_reference)->hex);
}

}  // namespace provost::app
