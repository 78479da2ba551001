#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/store/value.hpp"

namespace soci {
class session;
}

namespace provost::workflows::store {

/// Runs SQL on one database connection and keeps its prepared statements. Placeholders are written :name and filled in
/// order of appearance. Not thread-safe: a session belongs to one thread while it is borrowed.
class Session {
 public:
  explicit Session(soci::session& connection);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// All rows. A result is always read to its end, so that no open statement pins an old snapshot.
  std::vector<Record> select(std::string_view sql, std::vector<Value> values = {});
  /// The first row, or nullopt.
  std::optional<Record> first(std::string_view sql, std::vector<Value> values = {});
  /// The single number a query gives, e.g. COUNT(*); 0 when there is no row or it is NULL.
  std::int64_t number(std::string_view sql, std::vector<Value> values = {});
  /// Runs a statement that gives no rows.
  void execute(std::string_view sql, std::vector<Value> values = {});
  /// Runs one statement as it stands, without preparing it (BEGIN, PRAGMA, CREATE TABLE).
  void execute_directly(const std::string& sql);

  bool is_postgresql() const;

 private:
  struct Prepared;
  struct Statements;
  Prepared& prepare(std::string_view sql, std::vector<Value>&& values);

  soci::session& connection_;
  std::unique_ptr<Statements> statements_;
};

}  // namespace provost::workflows::store
