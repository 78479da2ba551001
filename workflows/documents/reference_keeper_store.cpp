#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

#include "workflows/documents/reference_keeper.hpp"
#include "workflows/errors.hpp"

namespace provost::workflows::documents {

namespace {

/// Held while a recorded reference is read and moved, so that of two movers the later one reads the later record.
class MoveLock {
 public:
  explicit MoveLock(const std::filesystem::path& repository)
      : descriptor_(::open((repository / "provost-references.lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0 || ::flock(descriptor_, LOCK_EX) != 0) {
      if (descriptor_ >= 0) ::close(descriptor_);
      throw Unusable("The document repository " + repository.string() + " cannot be locked. Check its permissions.");
    }
  }
  ~MoveLock() { ::close(descriptor_); }
  MoveLock(const MoveLock&) = delete;
  MoveLock& operator=(const MoveLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace

std::string draft_reference(std::string_view number) {
  return "refs/heads/drafts/" + std::string(number);
}

ReferenceKeeper::ReferenceKeeper(store::Database& database, docs_repo::DocumentRepository& repository)
    : database_(database), repository_(repository) {}

std::optional<docs_repo::ObjectId> ReferenceKeeper::present(store::Session& session, std::string_view name) {
  const auto record = session.first("SELECT commit_id FROM git_references WHERE name = :name", {std::string(name)});
  return record ? std::optional(docs_repo::ObjectId{record->text("commit_id")}) : std::nullopt;
}

void ReferenceKeeper::point(store::WriteTransaction& transaction, std::string_view name,
                            const docs_repo::ObjectId& commit) {
  auto& session = transaction.session();
  if (const auto record = session.first("SELECT id FROM git_references WHERE name = :name", {std::string(name)})) {
    transaction.update("git_references", record->integer("id"), {{"commit_id", commit.hex}});
  } else {
    transaction.insert("git_references", {{"name", std::string(name)}, {"commit_id", commit.hex}});
  }
  session.execute("DELETE FROM pending_references WHERE name = :name", {std::string(name)});
  session.execute("INSERT INTO pending_references (name, commit_id) VALUES (:name, :commit)",
                  {std::string(name), commit.hex});
  transaction.after_commit([this, name = std::string(name)] { move_to_recorded(name); });
}

void ReferenceKeeper::move_to_recorded(std::string_view name) {
  const MoveLock lock(repository_.path());
  std::optional<docs_repo::ObjectId> recorded;
  {
    const store::ReadSnapshot snapshot(database_);
    recorded = present(snapshot.session(), name);
  }
  if (recorded) repository_.move_reference(name, *recorded);
}

void ReferenceKeeper::roll_forward() {
  std::vector<std::string> names;
  {
    const store::ReadSnapshot snapshot(database_);
    for (const auto& record : snapshot.session().select("SELECT name FROM pending_references")) {
      names.push_back(record.text("name"));
    }
  }
  for (const auto& name : names) move_to_recorded(name);
  if (names.empty()) return;
  const auto borrowed = database_.begin(database_.is_postgresql() ? "BEGIN" : "BEGIN IMMEDIATE");
  try {
    for (const auto& name : names) {
      borrowed.session().execute(
          "DELETE FROM pending_references WHERE name = :name AND commit_id = (SELECT commit_id FROM git_references g"
          " WHERE g.name = pending_references.name)",
          {name});
    }
    borrowed.session().execute_directly("COMMIT");
  } catch (...) {
    borrowed.session().execute_directly("ROLLBACK");
    throw;
  }
}

}  // namespace provost::workflows::documents
