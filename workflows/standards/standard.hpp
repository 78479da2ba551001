#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/engine/definition.hpp"

namespace provost::workflows::standards {

/// One clause of a standard: its number and title and what it asks for in other words, never its text, which belongs to
/// whoever published it.
struct Clause {
  std::string number;
  std::string title;
  std::string asks;        ///< our own short paraphrase; may be empty
  bool maintain = false;   ///< asks for documented information to be maintained: a document in force
  bool retain = false;     ///< asks for records to be retained
  bool assessable = true;  ///< false: a heading above other clauses
  std::string identifier;  ///< by which mappings of other makers speak of it; empty: by its number
  bool operator==(const Clause&) const = default;
};

/// An edition of a standard, clauses in their order.
struct Standard {
  std::string name;   ///< "iso_21001_2018"
  std::string title;  ///< "ISO 21001:2018"
  std::string edition;
  std::string provider;      ///< who made this outline
  std::int64_t version = 0;  ///< of the outline; an import has to raise it; 0: the file does not say
  std::vector<Clause> clauses;
  bool operator==(const Standard&) const = default;

  /// nullptr when there is no such clause.
  const Clause* find(std::string_view number) const;
};

/// How what one clause says stands to what another one says, as sets of requirements.
enum class Relationship { equal, subset, superset, intersect };
std::string_view to_text(Relationship relationship);
std::optional<Relationship> parse_relationship(std::string_view text);

/// One row of a mapping between two standards.
struct MappedClause {
  std::string from;
  std::string to;
  Relationship relationship = Relationship::equal;
  std::string provenance;  ///< who says so, or why
  bool operator==(const MappedClause&) const = default;
};

struct Mapping {
  std::string name;
  std::string title;
  std::string from;  ///< name of a standard
  std::string to;    ///< name of a standard
  std::string provider;
  std::int64_t version = 0;  ///< as in a standard
  std::vector<MappedClause> rows;
  bool operator==(const Mapping&) const = default;
};

/// What a library file holds, and what is wrong with it, each with its line where there is one.
struct Library {
  std::vector<Standard> standards;
  std::vector<Mapping> mappings;
  std::vector<engine::DefinitionProblem> problems;
};

/// Adds what is wrong with an outline or a mapping by itself: no clause, a number twice, texts too long.
void check(const Standard& standard, std::vector<engine::DefinitionProblem>& problems);
void check(const Mapping& mapping, std::vector<engine::DefinitionProblem>& problems);

}  // namespace provost::workflows::standards
