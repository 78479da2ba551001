#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workflows/engine/duration.hpp"

namespace provost::workflows::engine {

/// What a field of a case holds.
enum class FieldType {
  text,
  paragraphs,
  number,
  yes_no,
  date,
  person,
  people,
  document,
  clause,
  standards,
  choice,
  file,
  money,
  table
};
std::string_view to_text(FieldType type);
std::optional<FieldType> parse_field_type(std::string_view text);

/// A question about a case that the engine can answer: a guard by its name in the registry, or a combination.
struct Condition {
  enum class Kind { all, any, negation, guard };
  Kind kind = Kind::all;  ///< an empty `all` always holds
  std::vector<Condition> parts;
  std::string guard;             ///< the name in the registry
  boost::json::value arguments;  ///< as the guard takes them
  std::string says;              ///< the definition's own words for why it does not hold; may be empty
  int line = 0;

  bool is_empty() const { return kind == Kind::all && parts.empty(); }
  bool operator==(const Condition& other) const;
};

struct Choice {
  std::string value;
  std::string label;
};

struct Field {
  std::string name;
  FieldType type = FieldType::text;
  std::string label;
  std::string help;
  std::vector<Choice> choices;  ///< for `choice`
  std::vector<Field> columns;   ///< for `table`
  bool required = false;        ///< in a column: each row needs it
  Condition when;               ///< asked for, and counted as needed, only while this holds
  /// Of people: whoever is named takes part in the case and sees it. False: they are only named, as somebody whom a
  /// confidential complaint is about.
  bool takes_part = true;
  int line = 0;
};

/// Who may do something: a role, or somebody's relation to the case.
struct Who {
  enum class Kind { role, owner, opener, assignee, field, anybody, timer };
  Kind kind = Kind::role;
  std::string name;  ///< of the role or the field
  bool operator==(const Who&) const = default;
};

/// What somebody has to do while a case is in a state.
struct StateTask {
  std::string title;
  std::string why;
  std::vector<Who> by;                   ///< the first of these who is named in the case has it
  std::optional<std::string> due_field;  ///< a date field that says until when
  std::optional<Duration> due;           ///< counted from entering the state; with due_field: while that is empty
  std::optional<Duration> ahead;         ///< that long before the date in due_field
};

struct State {
  std::string name;
  std::string title;
  bool final = false;
  bool success = true;  ///< for a final state: what was wanted was reached
  std::optional<StateTask> task;
  int line = 0;
};

/// Several people answer before the case moves on.
struct Quorum {
  Who of;
  std::optional<std::int64_t> needed;  ///< nullopt: everybody named
};

/// An effect by its name in the registry.
struct EffectCall {
  std::string effect;
  boost::json::value arguments;
  int line = 0;
};

struct Transition {
  std::string event;
  std::string title;
  std::string help;
  std::vector<std::string> from;
  std::string to;  ///< empty: the case stays where it is
  std::vector<Who> by;
  std::vector<std::string> asks;   ///< fields the form shows
  std::vector<std::string> needs;  ///< of these, the ones that must be filled
  Condition when;
  bool otherwise = false;  ///< taken when no other branch of the event holds
  bool reason = false;     ///< a comment is compulsory
  std::string signature;   ///< the sentence signed with the person's password; empty: no signature
  std::optional<Quorum> quorum;
  bool automatic = false;  ///< happens by itself as soon as `when` holds
  std::vector<EffectCall> effects;
  int line = 0;
};

/// Something that happens after a time in a state, or around a date that a field holds.
struct Timer {
  std::string name;
  std::vector<std::string> in;
  std::optional<std::string> at;   ///< a date field
  std::optional<Duration> after;   ///< since the state was entered; with `at`: that long after the date
  std::optional<Duration> before;  ///< that long before `at`
  std::optional<Duration> every;   ///< again and again after the first time, for reminders
  std::string event;               ///< fired by the program; empty for a reminder
  std::vector<Who> remind;
  int line = 0;
};

/// A workflow: everything that can happen to a kind of case. Made by read_definition(); never changed afterwards.
struct Definition {
  std::string name;
  std::string title;
  std::string code;  ///< begins the keys of cases: CAR-17
  std::string summary;
  std::vector<std::string> clauses;
  std::vector<Who> opened_by;
  std::vector<std::string> seen_by;  ///< roles; with `confidential`, nobody else but those who take part
  bool confidential = false;
  bool keeps_files = false;  ///< files stay with the case once it has left its first state
  bool internal = false;     ///< run by a part of the program (documents); no cases can be opened
  std::string start;
  std::vector<std::string> opening_asks;
  std::vector<std::string> opening_needs;
  std::vector<Field> fields;
  std::vector<State> states;
  std::vector<Transition> transitions;
  std::vector<Timer> timers;
  std::string source;          ///< the YAML it was read from
  std::string content_sha256;  ///< of the source: its version

  const State* find_state(std::string_view state) const;
  const Field* find_field(std::string_view field) const;
  /// Throws std::logic_error for a state that the definition does not have.
  const State& state(std::string_view name) const;
  std::size_t position_of(std::string_view state) const;
  /// True when the transition leads to a state that stands before the one it leaves.
  bool leads_back(const Transition& transition, std::string_view from) const;
  /// The events in the order of the file, each once; automatic transitions and those of timers included.
  std::vector<std::string> events() const;
};

/// One thing wrong with a definition, and where.
struct DefinitionProblem {
  int line = 0;  ///< counted from 1; 0 when it is about the whole file
  std::string message;
  bool operator==(const DefinitionProblem&) const = default;
};

/// "file.yaml:12: there is no state "opne". Did you mean "open"?"
std::string to_text(const DefinitionProblem& problem, std::string_view file);
/// "Line 12: there is no state …", for people who see the text beside it.
std::string to_sentence(const DefinitionProblem& problem);

}  // namespace provost::workflows::engine
