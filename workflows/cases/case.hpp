#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "workflows/engine/situation.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::cases {

/// A published version of a workflow: it never changes, and running cases stay on theirs.
struct WorkflowVersion {
  std::int64_t id = 0;
  std::int64_t number = 0;  ///< 1, 2, … for each workflow
  std::string origin;       ///< "shipped", or the number and version of the document that holds it
  Instant published_at{};
  std::shared_ptr<const engine::Definition> definition;
};

/// A piece of work that runs on a workflow.
struct Case {
  std::int64_t id = 0;
  std::string key;  ///< CAR-17
  std::string workflow;
  std::int64_t workflow_version_id = 0;
  std::string title;
  std::string state;
  bool final = false;
  bool success = false;
  boost::json::object fields;
  std::vector<engine::Answer> answers;
  std::int64_t owner_id = 0;
  std::optional<std::int64_t> opener_id;  ///< nullopt: opened by the program
  std::optional<std::int64_t> parent_id;
  std::optional<std::string> effect_key;  ///< names the effect that opened it, so that it opens it once
  Instant opened_at{};
  Instant entered_at{};
  std::optional<Instant> closed_at;
  Instant changed_at{};
  std::optional<Instant> due_at;  ///< the earliest of its open tasks
  std::int64_t row_version = 0;
};

/// What somebody has to do for a case while it is in a state: one row for each person or role.
struct CaseTask {
  std::int64_t id = 0;
  std::int64_t case_id = 0;
  std::string state;
  std::string title;
  std::string why;
  std::optional<std::int64_t> person_id;
  std::optional<std::string> role;  ///< open to everybody who holds it, until somebody takes it
  std::optional<Instant> due_at;
  Instant created_at{};
  std::int64_t escalation = 0;  ///< how many rungs of the ladder were told
  std::optional<Instant> escalates_at;
};

/// One entry of a case's history; never changed.
struct HistoryEntry {
  std::int64_t position = 0;
  Instant at{};
  std::string actor;       ///< e-mail address, or "system"
  std::string actor_name;  ///< as printed then
  std::string actor_roles;
  std::string event;
  std::string title;
  std::string from_state;
  std::string to_state;
  std::string comment;
  boost::json::object changes;
  bool automatic = false;
  bool waits_for_others = false;
  std::string meaning;    ///< the sentence signed
  std::string statement;  ///< the whole text signed
  std::optional<std::int64_t> signing_key_id;
  std::string signature;  ///< OpenSSH signature over the statement
};

struct CaseComment {
  std::int64_t id = 0;
  std::string author_name;
  std::string author_email;
  std::string text;
  std::vector<std::string> mentions;  ///< e-mail addresses of those who were told
  Instant written_at{};
  std::vector<std::string> mention_names;  ///< their names, where a case is read for a person
};

struct CaseAttachment {
  std::int64_t id = 0;
  std::int64_t case_id = 0;
  std::string file_name;
  std::string media_type;
  std::int64_t size = 0;  ///< bytes
  std::string sha256;
  std::string added_by;
  Instant added_at{};
  std::optional<Instant> removed_at;
};

/// Something a case points at.
struct CaseLink {
  std::int64_t id = 0;
  std::string kind;    ///< "document", "clause" or "case"
  std::string target;  ///< number, clause or key
};

}  // namespace provost::workflows::cases
