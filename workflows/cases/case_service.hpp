#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/cases/attachment_files.hpp"
#include "workflows/cases/case.hpp"
#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/people/sign_in_service.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::cases {

struct NewCase {
  std::string workflow;
  std::string title;
  boost::json::object fields;
  std::string owner;   ///< e-mail address; empty: the person who opens it
  std::string parent;  ///< key of the case it belongs to; empty: none
};

/// What somebody wants to happen to a case.
struct CaseAction {
  std::string event;
  boost::json::object fields;
  std::string comment;
  std::string secret;  ///< the password, where the step is signed
  std::optional<std::int64_t> expected_row_version;
};

/// Opens cases and takes them through their workflow. Thread-safe. Each call is one transaction: it happens whole, with
/// its history, tasks, timers and audit entry, or not at all. What is possible is decided by the engine alone.
class CaseService {
 public:
  CaseService(store::Database& database, const Clock& clock, const WorkflowCatalogue& catalogue,
              const FactSource& facts, people::SignInService& sign_in, const AttachmentFiles& files);

  /// Returns the key. Throws NotFound for an unknown workflow, Forbidden, Invalid.
  std::string open(const people::Actor& actor, const NewCase& wanted);

  /// Makes something happen. Throws NotFound, Forbidden, Invalid, Conflict, and Stale when somebody was faster, saying
  /// who did what.
  void transition(const people::Actor& actor, std::string_view key, const CaseAction& action);

  /// People named as @address or @Name, and those whose addresses are in `tell`, are told, and take part from now on.
  void comment(const people::Actor& actor, std::string_view key, const std::string& text,
               const std::vector<std::string>& tell = {});
  /// `kind`: "document", "clause" or "case".
  void link(const people::Actor& actor, std::string_view key, const std::string& kind, const std::string& target);
  void unlink(const people::Actor& actor, std::string_view key, std::int64_t link_id);
  /// Returns the SHA-256 by which a file field names it.
  std::string attach(const people::Actor& actor, std::string_view key, const std::filesystem::path& file,
                     const std::string& file_name);
  /// The same for a form: a file that is attached already is the one that is meant.
  std::string attach_or_find(const people::Actor& actor, std::string_view key, const std::filesystem::path& file,
                             const std::string& file_name);
  /// The file itself stays stored; the case no longer shows it.
  void detach(const people::Actor& actor, std::string_view key, std::string_view sha256, const std::string& reason);

  /// Changes the title. Throws Stale, Invalid.
  void rename(const people::Actor& actor, std::string_view key, const std::string& title);
  /// Gives the case another owner, who is told.
  void change_owner(const people::Actor& actor, std::string_view key, const std::string& owner,
                    const std::string& reason);
  /// Hands an open task to somebody; somebody with the task's role may take it themselves.
  void assign_task(const people::Actor& actor, std::string_view key, std::int64_t task_id, const std::string& person);
  /// Marks everything the person was told as read.
  void mark_notices_read(const people::Actor& actor);

 private:
  std::string attach_stored(const people::Actor& actor, std::string_view key, const StoredFile& stored,
                            const std::filesystem::path& file, const std::string& file_name);

  store::Database& database_;
  const Clock& clock_;
  const WorkflowCatalogue& catalogue_;
  const FactSource& facts_;
  people::SignInService& sign_in_;
  const AttachmentFiles& files_;
};

}  // namespace provost::workflows::cases
