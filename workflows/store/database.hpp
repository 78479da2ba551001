#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "workflows/store/session.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::store {

/// Where the database is: an SQLite file or a PostgreSQL server.
class DatabaseLocation {
 public:
  static DatabaseLocation sqlite(const std::filesystem::path& file);
  /// `uri` as libpq takes it: postgresql://user:secret@host:port/name?option=value.
  static DatabaseLocation postgresql(std::string uri);

  bool is_postgresql() const { return postgresql_; }
  const std::string& text() const { return text_; }

 private:
  DatabaseLocation(bool postgresql, std::string text) : postgresql_(postgresql), text_(std::move(text)) {}
  bool postgresql_;
  std::string text_;
};

/// A pool of database connections. Thread-safe. Opening brings the tables to this program's version and refuses a
/// database of a newer program (Unusable).
class Database {
 public:
  /// `sessions`: how many connections may be in use at once; a further caller waits.
  Database(const DatabaseLocation& location, std::size_t sessions);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// A connection borrowed from the pool until it goes out of scope.
  class Borrowed {
   public:
    Borrowed(Database& database, std::size_t position);
    Borrowed(Borrowed&& other) noexcept;
    Borrowed& operator=(Borrowed&&) = delete;
    ~Borrowed();
    Session& session() const;

   private:
    friend class Database;
    Database* database_;
    std::size_t position_;
  };
  Borrowed borrow();

  /// Borrows a connection and runs `begin` on it; a connection that died since its last use (a restarted server, a cut
  /// line) is replaced first.
  Borrowed begin(const std::string& begin);

  bool is_postgresql() const;

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

/// One consistent view of the data: everything read through it is as of one moment. Borrow it, read, let it go.
class ReadSnapshot {
 public:
  explicit ReadSnapshot(Database& database);
  ~ReadSnapshot();
  ReadSnapshot(const ReadSnapshot&) = delete;
  ReadSnapshot& operator=(const ReadSnapshot&) = delete;
  Session& session() const { return borrowed_.session(); }

 private:
  Database::Borrowed borrowed_;
};

}  // namespace provost::workflows::store
