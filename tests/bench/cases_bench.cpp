// The measuring hand of tests/bench/cases.sh. It uses the domain as the server does, on a data directory of its own:
//   cases_bench seed DATA COUNT             opens cases until there are COUNT, five hundred to a transaction
//   cases_bench transitions DATA WRITERS SECONDS   steps a second, each its own durable commit
//   cases_bench commits FILE SECONDS        commits a second of SQLite alone, one small row each, as durable
#include <sqlite3.h>

#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <iostream>
#include <thread>
#include <vector>

#include "server/app/services.hpp"
#include "workflows/cases/case_steps.hpp"
#include "workflows/cases/shipped_workflows.hpp"
#include "workflows/people/people_service.hpp"

namespace {

using namespace provost;  // NOLINT: a program of its own
using Clock = std::chrono::steady_clock;

constexpr std::int64_t cases_in_a_transaction = 500;
constexpr auto measured_person = "quality@example.org";
constexpr auto other_person = "teacher@example.org";

struct Data {
  explicit Data(const std::string& folder, std::size_t sessions)
      : directory(folder), config(directory.read_config({})), services(directory, config, clock, sessions) {
    workflows::cases::publish_shipped(services.database, clock, services.catalogue);
  }
  workflows::SystemClock clock;
  app::DataDirectory directory;
  config::Config config;
  app::Services services;

  workflows::people::Person person(const std::string& email) {
    const workflows::store::ReadSnapshot snapshot(services.database);
    return *workflows::people::find_person(snapshot.session(), email);
  }
  std::int64_t count() {
    const workflows::store::ReadSnapshot snapshot(services.database);
    return snapshot.session().number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM cases");
  }
};

/// One in fifty belongs to the person whose pages are measured until they have forty; the rest is other people's.
int seed(const std::string& folder, std::int64_t wanted) {
  Data data(folder, 3);
  const auto measured = data.person(measured_person);
  const auto other = data.person(other_person);
  auto present = data.count();
  std::int64_t own = present / 50;
  while (present < wanted) {
    workflows::store::WriteTransaction transaction(data.services.database, data.clock);
    workflows::cases::CaseSteps steps(transaction, data.services.catalogue, data.services.facts);
    const auto assignment =
        data.services.catalogue.newest(transaction.session(), std::string_view("training_assignment"));
    const auto action = data.services.catalogue.newest(transaction.session(), std::string_view("corrective_action"));
    for (std::int64_t i = 0; i < cases_in_a_transaction && present < wanted; ++i, ++present) {
      const bool is_own = present % 50 == 0 && own < 40;
      own += is_own ? 1 : 0;
      const auto& who = is_own ? measured : other;
      workflows::cases::CaseSteps::Opening opening;
      opening.title = "Case number " + std::to_string(present);
      opening.owner_id = who.id;
      opening.opener_id = who.id;
      const bool training = present % 4 != 0;
      if (training) {
        opening.fields = {{"course", "Fire safety"}, {"participant", who.email}, {"due_on", "2027-06-30"}};
      } else {
        opening.fields = {{"nonconformity", "A register is missing"}, {"grade", "minor"}, {"responsible", who.email}};
      }
      steps.open(training ? assignment : action, std::move(opening), workflows::cases::StepActor::program());
    }
    transaction.commit();
  }
  std::cout << data.count() << "\n";
  return 0;
}

int transitions(const std::string& folder, std::size_t writers, std::int64_t seconds) {
  Data data(folder, writers + 2);
  const auto person = data.person(measured_person);
  const auto actor = workflows::people::as_actor(person, "bench");
  std::atomic<std::int64_t> done{0};
  std::atomic<bool> over{false};
  const auto step = [&] {
    while (!over) {
      const auto key = data.services.cases.open(
          actor, {"training_assignment",
                  "Measured",
                  {{"course", "Fire safety"}, {"participant", person.email}, {"due_on", "2027-06-30"}},
                  "",
                  ""});
      data.services.cases.transition(actor, key, {"complete", {{"completed_on", "2020-01-15"}}, "", "", std::nullopt});
      done += 2;
    }
  };
  std::vector<std::thread> threads;
  const auto begun = Clock::now();
  for (std::size_t i = 0; i < writers; ++i) threads.emplace_back(step);
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  over = true;
  for (auto& thread : threads) thread.join();
  std::cout << static_cast<double>(done.load()) / std::chrono::duration<double>(Clock::now() - begun).count() << "\n";
  return 0;
}

int commits(const std::string& file, std::int64_t seconds) {
  sqlite3* database = nullptr;
  const auto run = [&](const char* statement) {
    if (sqlite3_exec(database, statement, nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(database));
    }
  };
  if (sqlite3_open(file.c_str(), &database) != SQLITE_OK) throw std::runtime_error("cannot open " + file);
  run("PRAGMA journal_mode = WAL");
  run("PRAGMA synchronous = FULL");
  run("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)");
  std::int64_t done = 0;
  const auto begun = Clock::now();
  while (Clock::now() - begun < std::chrono::seconds(seconds)) {
    run("BEGIN IMMEDIATE");
    run("INSERT INTO rows (text) VALUES ('one small row')");
    run("COMMIT");
    ++done;
  }
  std::cout << static_cast<double>(done) / std::chrono::duration<double>(Clock::now() - begun).count() << "\n";
  sqlite3_close(database);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  try {
    const std::vector<std::string> arguments(words + 1, words + count);
    if (arguments.size() == 3 && arguments[0] == "seed") return seed(arguments[1], std::stoll(arguments[2]));
    if (arguments.size() == 4 && arguments[0] == "transitions") {
      return transitions(arguments[1], std::stoul(arguments[2]), std::stoll(arguments[3]));
    }
    if (arguments.size() == 3 && arguments[0] == "commits") return commits(arguments[1], std::stoll(arguments[2]));
    std::cerr << "cases_bench seed DATA COUNT | transitions DATA WRITERS SECONDS | commits FILE SECONDS\n";
    return 2;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
