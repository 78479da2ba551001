#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/store/database.hpp"
#include "workflows/store/value.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::store {

/// Who does something and by which way: what the audit trail keeps of a person. A snapshot, so that a person who left
/// keeps their past acts readable.
struct AuditActor {
  std::string email;       ///< e-mail address, or "system", "command line", "anonymous"
  std::string name;        ///< printed name, or empty
  std::string channel;     ///< "page", "api", "command line", "system"
  std::string claim = {};  ///< of a request that may come again (idempotency/repeatable_requests.hpp); empty: none
};

/// One entry of the audit trail.
struct AuditEntry {
  std::string action;   ///< area.verb, e.g. "document.submitted"
  std::string subject;  ///< document number or e-mail address the entry is about
  boost::json::object details;
};

/// The only way to change data. It begins at construction (one writer at a time on both databases), keeps old and new
/// values of every change for the audit trail, and rolls back unless commit() is called. Every function that changes
/// data takes one as a parameter. Not thread-safe.
class WriteTransaction {
 public:
  WriteTransaction(Database& database, const Clock& clock);
  ~WriteTransaction();
  WriteTransaction(const WriteTransaction&) = delete;
  WriteTransaction& operator=(const WriteTransaction&) = delete;

  Session& session() const { return borrowed_.session(); }
  /// One moment for the whole transaction.
  Instant now() const { return now_; }

  /// Adds a row to a journaled table under the next id, which is returned.
  std::int64_t insert(std::string_view table, Row row);
  /// The id that the next insert() into the table will give.
  std::int64_t next_id(std::string_view table);
  /// Changes columns of one row; columns that keep their value leave no trace.
  void update(std::string_view table, std::int64_t id, const Row& columns);

  /// Writes an audit entry that holds all changes since the entry before. Changes without an entry cannot be committed.
  /// When the actor holds the claim of a request that may come again, the same transaction notes that the request had
  /// its effect, so that neither is there without the other; throws Conflict when another server took the request over.
  void record(const AuditActor& actor, AuditEntry entry);

  /// The number and hash of the newest audit entry, this transaction's included.
  std::int64_t audit_sequence();
  const std::string& audit_hash();

  /// Called after the commit, in order; what they throw is swallowed because the commit stands.
  void after_commit(std::function<void()> action);

  /// Makes everything durable. Throws, and leaves everything as it was, when the database cannot.
  void commit();

 private:
  void roll_back() noexcept;
  void read_audit_head();
  void note_effect(const std::string& claim, const std::string& subject);

  Instant now_;  ///< before the transaction begins: a clock that fails must not leave one open
  Database::Borrowed borrowed_;
  bool done_ = false;
  bool effect_noted_ = false;
  bool audit_head_known_ = false;
  std::int64_t audit_sequence_ = 0;
  std::string audit_hash_;
  boost::json::array changes_;
  std::map<std::string, std::int64_t, std::less<>> last_ids_;
  std::map<std::string, std::string, std::less<>> insert_statements_;
  std::vector<std::function<void()>> after_commit_;
};

}  // namespace provost::workflows::store
