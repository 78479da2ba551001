#include "workflows/store/migrations.hpp"

#include <string>
#include <vector>

#include "workflows/errors.hpp"
#include "workflows/store/schema.hpp"

namespace provost::workflows::store {

namespace {

bool table_exists(Session& session, const std::string& name) {
  const auto* sql =
      session.is_postgresql()
          ? "SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_schema = current_schema() AND "
            "table_name = :name"
          : "SELECT COUNT(*) AS n FROM sqlite_master WHERE type = 'table' AND name = :name";
  return session.number(sql, {name}) > 0;
}

std::int64_t present_version(Session& session) {
  return table_exists(session, "schema_version") ? session.number("SELECT version FROM schema_version") : 0;
}

class SchemaTransaction {
 public:
  explicit SchemaTransaction(Session& session) : session_(session) {
    session_.execute_directly(session.is_postgresql() ? "BEGIN" : "BEGIN IMMEDIATE");
    if (session.is_postgresql()) session_.execute_directly("SELECT pg_advisory_xact_lock(7305201)");
  }
  ~SchemaTransaction() {
    if (done_) return;
    try {
      session_.execute_directly("ROLLBACK");
    } catch (const std::exception&) {
      // The error that led here is the one worth telling.
    }
  }
  SchemaTransaction(const SchemaTransaction&) = delete;
  SchemaTransaction& operator=(const SchemaTransaction&) = delete;
  void commit() {
    session_.execute_directly("COMMIT");
    done_ = true;
  }

 private:
  Session& session_;
  bool done_ = false;
};

}  // namespace

int newest_schema_version() {
  return static_cast<int>(schema_migrations().size());
}

void migrate(Session& session) {
  const auto refuse_newer = [](std::int64_t version) {
    if (version > newest_schema_version()) {
      throw Unusable("The database was written by a newer Provost (tables version " + std::to_string(version) +
                     ", this program knows " + std::to_string(newest_schema_version()) +
                     "). Install the newer program, or restore a backup made with this one.");
    }
  };
  const auto version_before = present_version(session);
  refuse_newer(version_before);
  if (version_before == newest_schema_version()) return;

  for (int version = 1; version <= newest_schema_version(); ++version) {
    SchemaTransaction transaction(session);
    const auto present = present_version(session);
    refuse_newer(present);
    if (present >= version) continue;
    const auto& migration = schema_migrations()[static_cast<std::size_t>(version - 1)];
    for (const auto& statement : migration.portable) session.execute_directly(statement);
    for (const auto& statement : session.is_postgresql() ? migration.postgresql : migration.sqlite) {
      session.execute_directly(statement);
    }
    session.execute_directly("DELETE FROM schema_version");
    session.execute_directly("INSERT INTO schema_version (version) VALUES (" + std::to_string(version) + ")");
    transaction.commit();
  }
}

}  // namespace provost::workflows::store
