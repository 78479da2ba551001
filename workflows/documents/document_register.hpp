#pragma once

#include <optional>
#include <string>
#include <vector>

#include "workflows/documents/document.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/list_order.hpp"
#include "workflows/store/session.hpp"

namespace provost::workflows::documents {

/// What to show of the register.
struct RegisterQuery {
  std::string search;           ///< number, title, words of the effective text
  std::string type;             ///< empty: all
  std::string state;            ///< empty: all but obsolete; a state's name; "any"; "review_due"
  std::string owner;            ///< e-mail address; empty: all
  std::string sort = "number";  ///< "number", "title", "type", "owner", "next_review", "changed"
  bool descending = false;
  std::int64_t offset = 0;
  /// Go on after this place, which an earlier page gave as `next`, instead of counting from `offset`.
  std::optional<store::ListPlace> after;
  std::int64_t limit = 25;  ///< 1 to 200
};

/// One row of the register as this person may see it.
struct RegisterRow {
  std::string number;
  std::string type;
  std::string title;
  std::string state;                           ///< of `version`
  std::string version;                         ///< in force, else the one being worked on, else the last obsolete one
  std::optional<std::string> working_version;  ///< beside a version in force, for those who may see it
  std::optional<std::string> working_state;
  std::string owner_name;
  std::string owner_email;
  std::optional<std::string> effective_at;
  std::optional<std::string> next_review;
  bool legacy = false;
  std::vector<std::string> processes;
  std::string issuer, edition, source_address;  ///< of an external document
};

struct RegisterPage {
  std::vector<RegisterRow> rows;
  std::int64_t total = 0;
  std::optional<store::ListPlace> next;  ///< where the list goes on; nothing at its end
};

/// The documents a person may know of, filtered, sorted and cut to a page. Throws Invalid for an unknown sort or state.
RegisterPage read_register(store::Session& session, const people::Actor& actor, const RegisterQuery& query, Day today);

/// A document that names clauses.
struct ClauseDocument {
  std::string number;
  std::string title;
  std::vector<std::string> clauses;
  bool effective = false;
  bool visible = false;                    ///< the person may know of it
  std::optional<Instant> effective_since;  ///< of the version in force
};
/// Every document that names a clause and is not obsolete, by number. Also those that are closed to the person, because
/// what they cover is covered for everybody; they must not be shown. Without a person, none is visible.
std::vector<ClauseDocument> documents_with_clauses(store::Session& session, const std::optional<people::Actor>& actor);

}  // namespace provost::workflows::documents
