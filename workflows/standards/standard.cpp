#include "workflows/standards/standard.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "workflows/errors.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::standards {

namespace {

constexpr std::array<std::pair<Relationship, std::string_view>, 4> relationships{
    {{Relationship::equal, "equal"},
     {Relationship::subset, "subset"},
     {Relationship::superset, "superset"},
     {Relationship::intersect, "intersect"}}};

constexpr std::size_t longest_number = 120;
constexpr std::size_t longest_title = 300;
constexpr std::size_t longest_text = 4'000;
constexpr std::size_t most_rows = 20'000;
constexpr std::int64_t highest_version = 1'000'000;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 80 && std::all_of(text.begin(), text.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_' || letter == '-' ||
           letter == '.';
  });
}

/// What is wrong with a text, as the rules for texts say it; empty: nothing.
std::string problem_with(const std::string& text, std::size_t longest, bool needed) {
  try {
    if (needed || !text.empty()) check_paragraphs(text, "text", longest, needed);
  } catch (const Invalid& error) {
    return error.what();
  }
  return "";
}

/// What stands above the rows of an outline or a mapping.
template <typename Complain>
void check_head(const std::string& title, const std::string& edition, const std::string& provider, std::int64_t version,
                const Complain& complain) {
  for (const auto& [what, text, needed] : {std::tuple("title", title, true), std::tuple("edition", edition, false),
                                           std::tuple("provider", provider, false)}) {
    if (const auto problem = problem_with(text, longest_title, needed); !problem.empty()) {
      complain("the " + std::string(what) + ": " + problem);
    }
  }
  if (version < 0 || version > highest_version) complain("the version is a whole number from 1 to 1 000 000.");
}

}  // namespace

const Clause* Standard::find(std::string_view number) const {
  const auto found =
      std::find_if(clauses.begin(), clauses.end(), [number](const Clause& clause) { return clause.number == number; });
  return found == clauses.end() ? nullptr : &*found;
}

std::string_view to_text(Relationship relationship) {
  return relationships.at(static_cast<std::size_t>(relationship)).second;
}

std::optional<Relationship> parse_relationship(std::string_view text) {
  for (const auto& [relationship, name] : relationships) {
    if (name == text) return relationship;
  }
  return std::nullopt;
}

void check(const Standard& standard, std::vector<engine::DefinitionProblem>& problems) {
  const auto complain = [&](std::string message) { problems.push_back({0, std::move(message)}); };
  if (!is_name(standard.name)) {
    complain("the name of a standard is made of small letters, digits, “_”, “-” and “.”, such as iso_21001_2018.");
  }
  check_head(standard.title, standard.edition, standard.provider, standard.version, complain);
  if (standard.clauses.empty()) complain("the standard has no clauses.");
  if (standard.clauses.size() > most_rows) complain("the standard has more than 20 000 clauses.");
  std::set<std::string_view> numbers;
  for (const auto& clause : standard.clauses) {
    if (clause.number.empty() || clause.number.size() > longest_number ||
        !problem_with(clause.number, longest_number, true).empty()) {
      complain("a clause has no number, or one longer than 120 letters: “" + shortened(clause.title, 80) + "”.");
    } else if (!numbers.insert(clause.number).second) {
      complain("the clause " + clause.number + " stands there twice.");
    }
    for (const auto& [text, longest, needed] :
         {std::tuple(clause.title, longest_title, true), std::tuple(clause.asks, longest_text, false),
          std::tuple(clause.identifier, longest_title, false)}) {
      if (const auto problem = problem_with(text, longest, needed); !problem.empty()) {
        complain("clause " + shortened(clause.number, 60) + ": " + problem);
      }
    }
  }
}

void check(const Mapping& mapping, std::vector<engine::DefinitionProblem>& problems) {
  const auto complain = [&](std::string message) { problems.push_back({0, std::move(message)}); };
  if (!is_name(mapping.name)) complain("the name of a mapping is made of small letters, digits, “_”, “-” and “.”.");
  if (mapping.from == mapping.to) complain("a mapping leads from one standard to another.");
  check_head(mapping.title, "", mapping.provider, mapping.version, complain);
  for (const auto& name : {mapping.from, mapping.to}) {
    if (!is_name(name)) complain("a mapping names the two standards as the library does, such as iso_21001_2018.");
  }
  if (mapping.rows.empty()) complain("the mapping has no rows.");
  if (mapping.rows.size() > most_rows) complain("the mapping has more than 20 000 rows.");
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& row : mapping.rows) {
    if (!seen.insert({row.from, row.to}).second) {
      complain("the row from " + row.from + " to " + row.to + " stands there twice.");
    }
    if (const auto problem = problem_with(row.provenance, longest_text, false); !problem.empty()) {
      complain("the row from " + row.from + " to " + row.to + ": " + problem);
    }
  }
}

}  // namespace provost::workflows::standards
