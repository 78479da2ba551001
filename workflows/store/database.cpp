#include "workflows/store/database.hpp"

#include <libpq-fe.h>
#include <soci/connection-pool.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <vector>

#include "workflows/errors.hpp"
#include "workflows/store/migrations.hpp"
#include "workflows/store/storage_errors.hpp"

namespace provost::workflows::store {

namespace {

// SOCI splits its connection string at spaces and knows quotes: the path is quoted, so a blank in it is kept.
std::string sqlite_connection_text(const std::string& file) {
  return "dbname=\"" + file + "\" timeout=20";
}

/// An address as keywords and values: SOCI 4.0 takes what comes before a "=" in an address for one.
std::string postgresql_connection_text(const std::string& uri) {
  char* problem = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(PQconninfoParse(uri.c_str(), &problem),
                                                                               PQconninfoFree);
  if (problem != nullptr) PQfreemem(problem);
  if (!options) {
    throw Unusable(
        "The address of the PostgreSQL database cannot be read. An example: postgresql://user:secret@host/name");
  }
  std::string text;
  for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    text += (text.empty() ? "" : " ") + std::string(option->keyword) + "='";
    for (const char* letter = option->val; *letter != '\0'; ++letter) {
      if (*letter == '\'' || *letter == '\\') text += '\\';
      text += *letter;
    }
    text += "'";
  }
  return text;
}

void connect(soci::session& connection, const DatabaseLocation& location) {
  try {
    if (location.is_postgresql()) {
      connection.open(soci::postgresql, postgresql_connection_text(location.text()));
      connection << "SET client_min_messages TO warning";
      return;
    }
    connection.open(soci::sqlite3, sqlite_connection_text(location.text()));
    // WAL lets readers go on during a write; FULL makes a commit durable before it is acknowledged.
    connection << "PRAGMA journal_mode = WAL";
    connection << "PRAGMA synchronous = FULL";
    connection << "PRAGMA foreign_keys = ON";
    connection << "PRAGMA busy_timeout = 20000";
    connection << "PRAGMA cache_size = -8000";
    connection << "PRAGMA temp_store = MEMORY";
  } catch (const soci::soci_error& error) {
    if (location.is_postgresql()) {
      // libpq's text may hold the connection string's secret, so only the reason class is told.
      throw Unusable(
          "The PostgreSQL database cannot be reached. Check that the server runs and that the address, user and "
          "password in the configuration are right.");
    }
    const std::string text = error.what();
    if (text.find("unable to open") != std::string::npos ||
        text.find("Cannot establish connection") != std::string::npos) {
      throw Unusable("The database " + location.text() +
                     " cannot be opened. Check that the folder exists and is writable.");
    }
    rethrow_as_domain_error(error);
  }
}

}  // namespace

DatabaseLocation DatabaseLocation::sqlite(const std::filesystem::path& file) {
  return {false, file.string()};
}
DatabaseLocation DatabaseLocation::postgresql(std::string uri) {
  return {true, std::move(uri)};
}

struct Database::Pool {
  Pool(DatabaseLocation where, std::size_t size) : location(std::move(where)), connections(size), sessions(size) {}

  DatabaseLocation location;
  soci::connection_pool connections;
  std::vector<std::unique_ptr<Session>> sessions;
};

Database::Database(const DatabaseLocation& location, std::size_t sessions)
    : pool_(std::make_unique<Pool>(location, sessions)) {
  for (std::size_t i = 0; i < sessions; ++i) {
    connect(pool_->connections.at(i), location);
    pool_->sessions[i] = std::make_unique<Session>(pool_->connections.at(i));
  }
  migrate(*pool_->sessions.front());
}

Database::~Database() = default;

bool Database::is_postgresql() const {
  return pool_->location.is_postgresql();
}

Database::Borrowed Database::borrow() {
  return {*this, pool_->connections.lease()};
}

Database::Borrowed Database::begin(const std::string& begin) {
  auto borrowed = borrow();
  try {
    borrowed.session().execute_directly(begin);
  } catch (const std::exception&) {
    auto& connection = pool_->connections.at(borrowed.position_);
    if (!is_postgresql() || connection.is_connected()) throw;
    pool_->sessions[borrowed.position_].reset();
    connection.close();
    connect(connection, pool_->location);
    pool_->sessions[borrowed.position_] = std::make_unique<Session>(connection);
    borrowed.session().execute_directly(begin);
  }
  return borrowed;
}

Database::Borrowed::Borrowed(Database& database, std::size_t position) : database_(&database), position_(position) {}
Database::Borrowed::Borrowed(Borrowed&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)), position_(other.position_) {}
Database::Borrowed::~Borrowed() {
  if (database_ != nullptr) database_->pool_->connections.give_back(position_);
}
Session& Database::Borrowed::session() const {
  return *database_->pool_->sessions[position_];
}

ReadSnapshot::ReadSnapshot(Database& database)
    : borrowed_(
          database.begin(database.is_postgresql() ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN")) {}

ReadSnapshot::~ReadSnapshot() {
  try {
    session().execute_directly("ROLLBACK");
  } catch (const std::exception&) {
    // The connection broke: borrow() replaces it before the next use.
  }
}

}  // namespace provost::workflows::store
