#include "tests/workflows/support/world.hpp"

#include <libpq-fe.h>

#include <cstdlib>
#include <fstream>

#include "workflows/hashing.hpp"

namespace provost::tests {

namespace {

namespace people = workflows::people;
using people::Role;

std::string postgresql_server() {
  const auto* text = std::getenv("PROVOST_TEST_POSTGRESQL");
  return text == nullptr ? "" : text;
}

void run_on_server(const std::string& name, const std::string& statement) {
  auto* connection = PQconnectdb(postgresql_server().c_str());
  auto* result = PQexec(connection, (statement + name).c_str());
  const bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
  const std::string problem = PQerrorMessage(connection);
  PQclear(result);
  PQfinish(connection);
  if (!done) throw std::runtime_error("PostgreSQL: " + problem);
}

docs_repo::DocumentRepository made_repository(const std::filesystem::path& path, const workflows::Clock& clock) {
  docs_repo::DocumentRepository::create(path, "test-organisation", {"Provost", "provost@localhost", clock.now()});
  return {path, "test-organisation"};
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "provost-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void write_file(const std::filesystem::path& path, const std::string& content) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

std::string name_of(const testing::TestParamInfo<DatabaseKind>& info) {
  return info.param == DatabaseKind::sqlite ? "SQLite" : "PostgreSQL";
}

bool TestDatabase::is_available(DatabaseKind kind) {
  return kind == DatabaseKind::sqlite || !postgresql_server().empty();
}

TestDatabase::TestDatabase(DatabaseKind kind, const std::filesystem::path& folder)
    : location_(workflows::store::DatabaseLocation::sqlite(folder / "provost.db")) {
  if (kind == DatabaseKind::sqlite) return;
  schema_ = "test_" + workflows::random_hex(8);
  run_on_server(schema_, "CREATE SCHEMA ");
  const auto separator = postgresql_server().find('?') == std::string::npos ? "?" : "&";
  location_ = workflows::store::DatabaseLocation::postgresql(postgresql_server() + separator +
                                                             "options=-csearch_path%3D" + schema_);
}

TestDatabase::~TestDatabase() {
  if (schema_.empty()) return;
  try {
    run_on_server(schema_ + " CASCADE", "SET client_min_messages TO warning; DROP SCHEMA ");
  } catch (const std::exception&) {
    // A test server that went away takes its schemas with it.
  }
}

World::World(DatabaseKind kind)
    : storage(kind, folder.path()),
      database(storage.location(), 6),
      repository(made_repository(folder.path() / "documents.git", clock)),
      hasher({1, 8192}),
      sign_in(database, clock, hasher),
      people(database, clock, hasher),
      organisation(database, clock),
      references(database, repository),
      documents(database, clock, repository, references, sign_in),
      importer(database, clock, repository, references) {
  organisation.found(people::command_line_actor(), "test-organisation", "Northbridge College", "Europe/London",
                     repository.reference(docs_repo::published_reference)->hex);
  const std::vector<std::pair<std::string, people::Roles>> everybody{
      {"admin", {Role::administrator}},  {"quality", {Role::quality_manager}},
      {"author", {Role::author}},        {"second.author", {Role::author, Role::approver}},
      {"reviewer", {Role::reviewer}},    {"second.reviewer", {Role::reviewer}},
      {"approver", {Role::approver}},    {"second.approver", {Role::approver}},
      {"auditor", {Role::auditor}},      {"external", {Role::external_auditor}},
      {"principal", {Role::leadership}}, {"teacher", {Role::staff}}};
  for (const auto& [name, roles] : everybody) {
    people.add(people::Authority::operator_of_data(),
               {name + "@example.org", name, roles, std::nullopt, password, false});
  }
}

people::Actor World::actor(const std::string& email) const {
  const workflows::store::ReadSnapshot snapshot(const_cast<workflows::store::Database&>(database));
  return people::as_actor(*people::find_person(snapshot.session(), email + "@example.org"), "api");
}

workflows::documents::DocumentView World::view(const std::string& number, const std::string& email) const {
  const auto person = actor(email);
  const workflows::store::ReadSnapshot snapshot(const_cast<workflows::store::Database&>(database));
  return workflows::documents::read_document(snapshot.session(), person, number);
}

std::string World::new_policy(const std::string& markdown) {
  workflows::documents::NewDocument document;
  document.type = "policy";
  document.content.markdown = markdown;
  document.details.reviewers = {"reviewer@example.org"};
  document.details.approvers = {"approver@example.org"};
  return documents.create(actor("author"), document);
}

void World::transition(const std::string& number, const std::string& email, workflows::documents::Event event,
                       const std::string& comment) {
  workflows::documents::TransitionRequest request;
  request.event = event;
  request.comment = comment;
  if (event == workflows::documents::Event::approve) request.secret = password;
  documents.transition(actor(email), number, request);
}

void World::release(const std::string& number) {
  using workflows::documents::Event;
  transition(number, "author", Event::submit);
  transition(number, "reviewer", Event::review);
  transition(number, "approver", Event::approve);
}

std::int64_t World::audit_entries() const {
  const workflows::store::ReadSnapshot snapshot(const_cast<workflows::store::Database&>(database));
  return snapshot.session().number("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM audit_events");
}

}  // namespace provost::tests
