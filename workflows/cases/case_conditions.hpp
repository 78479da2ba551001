#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "workflows/audit_trail/audit_trail.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/people/person.hpp"
#include "workflows/store/session.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::cases {

using Values = std::vector<store::Value>;

/// A WHERE clause that grows, with its values in order of appearance.
class Where {
 public:
  /// `prefix`: of the names of its values, where several clauses come together in one statement.
  explicit Where(std::string prefix = "v") : prefix_(std::move(prefix)) {}

  /// Each `?` in the text stands for the next value.
  void add(std::string text, const Values& values = {});
  const std::string& text() const { return text_; }
  Values values() const { return values_; }

 private:
  std::string placed(std::string text);

  std::string prefix_;
  std::string text_;
  Values values_;
  int count_ = 0;
};

/// "?, ?, ?" for three.
std::string places(std::size_t count);

/// People whose tasks and cases a person sees as their own, beside themselves: those they stand in for.
std::vector<people::Person> represented(store::Session& session, const people::Actor& actor, Instant now);
/// The ids of the person and of others.
Values ids_of(const people::Actor& actor, const std::vector<people::Person>& others);
/// Roles as the database names them.
Values names_of(const people::Roles& roles);

/// Leaves out the cases that a person is kept out of, by their ids in a column.
void leave_out_exclusions(store::Session& session, const people::Actor& actor, const std::string& column, Where& where);

/// Whether a case is evidence for a clause that is shown to a guest or, when they `see_all` of its workflow, leads to
/// one.
bool is_shown_to(store::Session& session, std::int64_t case_id, bool see_all, const people::Actor& guest);

/// Leaves only cases (`c`) the person may know of; the same rule as is_visible().
void add_visibility(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                    Instant now, Where& where);

/// The keys of confidential cases that a person may know nothing of.
audit_trail::HiddenSubjects subjects_hidden_from(store::Session& session, const WorkflowCatalogue& catalogue,
                                                 const people::Actor& actor, Instant now);

/// A column that holds an instant or nothing.
std::optional<Instant> optional_instant(const store::Record& record, std::string_view column);

}  // namespace provost::workflows::cases
