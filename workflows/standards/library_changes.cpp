#include "workflows/standards/library_changes.hpp"

#include <algorithm>
#include <map>

#include "workflows/errors.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::standards {

namespace {

const Conflict somebody_else(
    "Somebody else changed this since you opened it. Look at it again, then make your change.");

void check_clause(const Clause& clause) {
  check_line(clause.title, "title", 300);
  check_paragraphs(clause.asks, "asks", 4'000, false);
}

std::vector<Clause>::iterator position_of(Standard& standard, const std::string& number) {
  const auto found = std::find_if(standard.clauses.begin(), standard.clauses.end(),
                                  [&number](const Clause& clause) { return clause.number == number; });
  if (found == standard.clauses.end()) throw NotFound("The outline has no clause " + shortened(number, 60) + ".");
  return found;
}

const MappedClause* find_row(const Mapping& mapping, const MappedClause& wanted) {
  const auto found = std::find_if(mapping.rows.begin(), mapping.rows.end(), [&wanted](const MappedClause& row) {
    return row.from == wanted.from && row.to == wanted.to;
  });
  return found == mapping.rows.end() ? nullptr : &*found;
}

void require_clause(const Standard& standard, const std::string& number, const char* field) {
  if (standard.find(number) == nullptr) {
    throw Invalid(field, standard.title + " has no clause “" + shortened(number, 60) + "”.");
  }
}

std::string text_of(const MappedClause& row) {
  return "from " + row.from + " to " + row.to;
}

}  // namespace

Standard changed(const Standard& seen, const Standard& newest, const ClauseChange& change) {
  auto standard = newest;
  ++standard.version;
  if (change.kind == ChangeKind::add) {
    check_line(change.clause.number, "number", 120);
    check_clause(change.clause);
    if (newest.find(change.clause.number) != nullptr) {
      throw Invalid("number", "The outline has a clause " + change.clause.number + " already.");
    }
    const auto before = change.number.empty() ? standard.clauses.begin() : position_of(standard, change.number) + 1;
    standard.clauses.insert(before, change.clause);
    return standard;
  }
  const auto position = position_of(standard, change.number);
  const auto* known = seen.find(change.number);
  if (known == nullptr || *known != *position) throw somebody_else;
  if (change.kind == ChangeKind::remove) {
    if (standard.clauses.size() == 1) throw Invalid("number", "An outline keeps at least one clause.");
    standard.clauses.erase(position);
    return standard;
  }
  check_clause(change.clause);
  const auto identifier = position->identifier;
  *position = change.clause;
  position->number = change.number;
  position->identifier = identifier;
  return standard;
}

Mapping changed(const Mapping& seen, const Mapping& newest, const Standard& from, const Standard& to,
                const RowChange& change) {
  auto mapping = newest;
  ++mapping.version;
  check_paragraphs(change.row.provenance, "provenance", 4'000, false);
  const auto* present = find_row(newest, change.row);
  if (change.kind == ChangeKind::add) {
    require_clause(from, change.row.from, "from");
    require_clause(to, change.row.to, "to");
    if (present != nullptr) {
      throw Invalid("to", "The mapping has a row " + text_of(change.row) + " already. Change that one.");
    }
    mapping.rows.push_back(change.row);
    return mapping;
  }
  if (present == nullptr) throw NotFound("The mapping has no row " + shortened(text_of(change.row), 120) + ".");
  const auto* known = find_row(seen, change.row);
  if (known == nullptr || *known != *present) throw somebody_else;
  const auto position = mapping.rows.begin() + (present - newest.rows.data());
  if (change.kind == ChangeKind::change) {
    *position = change.row;
    return mapping;
  }
  if (mapping.rows.size() == 1) throw Invalid("from", "A mapping keeps at least one row.");
  mapping.rows.erase(position);
  return mapping;
}

std::vector<std::string> differences(const Mapping& before, const Mapping& after) {
  std::vector<std::string> list;
  using Key = std::pair<std::string_view, std::string_view>;
  std::map<Key, const MappedClause*> rows;
  for (const auto& row : before.rows) rows.emplace(Key(row.from, row.to), &row);
  for (const auto& row : after.rows) {
    const auto known = rows.find(Key(row.from, row.to));
    if (known == rows.end()) {
      list.push_back("New: " + text_of(row) + ", " + std::string(to_text(row.relationship)) + ".");
      continue;
    }
    if (known->second->relationship != row.relationship) {
      list.push_back("The row " + text_of(row) + " is now “" + std::string(to_text(row.relationship)) + "”, and was “" +
                     std::string(to_text(known->second->relationship)) + "”.");
    }
    if (known->second->provenance != row.provenance) list.push_back("The row " + text_of(row) + " has another reason.");
    rows.erase(known);
  }
  for (const auto& row : before.rows) {
    if (rows.contains(Key(row.from, row.to))) list.push_back("Gone: " + text_of(row) + ".");
  }
  return list;
}

}  // namespace provost::workflows::standards
