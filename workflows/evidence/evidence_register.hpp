#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/evidence/evidence.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/list_order.hpp"
#include "workflows/store/session.hpp"

namespace provost::workflows::evidence {

/// Which pieces the register shows.
struct EvidenceQuery {
  std::string search;  ///< key, or words of the title
  /// A standing; "valid" includes what is expiring, "waiting" what was rejected; "open": not yet found valid; "in_use":
  /// all that is neither replaced, retired nor disposed of; "any".
  std::string standing = "in_use";
  /// The clause as links write it, each way: "8.5.1", "ISO 21001:2018 8.5.1"; empty: all.
  std::vector<std::string> clauses;
  std::string document;            ///< number of a document that pieces lead to; empty: all
  std::string case_key;            ///< key of a case that pieces lead to; empty: all
  std::string owner;               ///< e-mail address; "me"; empty: all
  bool asked_by_auditors = false;  ///< only what external auditors asked for
  std::string sort =
      "valid_until";  ///< "key", "title", "standing", "effective_on", "valid_until", "owner", "asked_on", "due_on"
  bool descending = false;
  std::int64_t offset = 0;
  /// Go on after this place, which an earlier page gave as `next`, instead of counting from `offset`.
  std::optional<store::ListPlace> after;
  std::int64_t limit = 25;  ///< 1 to 5000
};

struct EvidenceRow {
  std::string key;
  std::string title;
  Standing standing = Standing::waiting;
  std::optional<Day> effective_on;
  std::optional<Day> valid_until;
  std::optional<Day> keep_until;
  std::string owner_name;
  std::string provider;  ///< e-mail address
  std::string provider_name;
  std::string asked_by;  ///< printed name of whoever opened it
  Instant asked_at{};
  std::optional<Day> due_on;  ///< by which it is needed, or asked for by the task
  std::string address;        ///< web address; empty: it is a file or was not handed in
  std::int64_t files = 0;
  std::vector<std::string> clauses;
  std::vector<std::string> documents;
  std::vector<std::string> cases;
};

struct EvidencePage {
  std::vector<EvidenceRow> rows;
  std::int64_t total = 0;
  std::optional<store::ListPlace> next;  ///< where the list goes on; nothing at its end
};

/// The pieces of evidence a person may know of, filtered, sorted and cut to a page; those that expire first come first
/// and those that never do last. Throws Invalid for an unknown sort or standing.
EvidencePage read_evidence(store::Session& session, const cases::WorkflowCatalogue& catalogue,
                           const people::Actor& actor, const EvidenceQuery& query, Day today, Instant now);

/// How many pieces stand how, of those a person may know of.
struct EvidenceCounts {
  std::int64_t to_check = 0;
  std::int64_t expiring = 0;
  std::int64_t expired = 0;
  std::int64_t waiting = 0;  ///< asked for, or rejected and asked for again
};
EvidenceCounts count_evidence(store::Session& session, const cases::WorkflowCatalogue& catalogue,
                              const people::Actor& actor, Day today, Instant now);

}  // namespace provost::workflows::evidence
