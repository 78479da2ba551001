#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workflows/engine/definition.hpp"
#include "workflows/time.hpp"

namespace provost::workflows::engine {

/// Somebody's answer where several must answer.
struct Answer {
  std::string event;
  std::string person;  ///< e-mail address
  bool operator==(const Answer&) const = default;
};

/// One running case, as far as the engine knows it. People are e-mail addresses.
struct Instance {
  std::string state;
  boost::json::object fields;
  std::vector<Answer> answers;  ///< given since the state was entered
  std::string owner;
  std::string opener;
  std::vector<std::string> assignees;  ///< of the present task
  Instant entered_at{};                ///< when the present state was entered
};

/// A case that belongs to this one.
struct Child {
  std::string workflow;
  std::string state;
  bool final = false;
  bool success = false;
};

/// Why something is not possible. `about_person`: it is not this person's to do; otherwise it is not possible now.
struct Reason {
  bool about_person = false;
  std::string text;
  bool operator==(const Reason&) const = default;
};

/// Whether something holds, and why not. `open`: it depends on a field that the form asks for, so it can't be said yet.
struct Verdict {
  enum class Result { holds, fails, open };
  Result result = Result::holds;
  std::vector<Reason> reasons;

  static Verdict yes() { return {}; }
  static Verdict no(std::string text, bool about_person = false) {
    return {Result::fails, {{about_person, std::move(text)}}};
  }
  static Verdict unknown() { return {Result::open, {}}; }
};

/// The person who acts, or the program itself.
struct Acting {
  std::string email;
  std::set<std::string> roles;
  std::set<std::string> stands_for;  ///< people who handed their tasks to this person for now
  bool program = false;

  /// True for the person's own address and for those they stand for.
  bool is(std::string_view person) const;
};

/// A case and everything around it that rules may ask about. Values only: the same situation always gives the same
/// answers.
struct Situation {
  Instance instance;
  Acting acting;
  Instant now{};
  WorkingCalendar calendar;
  std::vector<Child> children;
  std::int64_t attachments = 0;
  /// Answers a fact of the registry; called only for facts that the definition names. Given the situation it is asked
  /// in, because the values of a form come in after it was made.
  std::function<Verdict(const std::string& fact, const Situation& present)> fact;
  /// The rows that the program keeps beside the case under a name of the registry; called only for names that the
  /// definition holds.
  std::function<boost::json::array(const std::string& name)> rows;
  /// The fields as they were before the form of this step was filled in; nullopt: there is no form. Nobody gets rid of
  /// a rule about themselves by what they type.
  std::optional<boost::json::object> fields_before;
  /// Fields whose value the form is about to ask for.
  std::set<std::string> deferred;

  Day today() const { return day_in_zone(now, calendar.time_zone); }
  /// Whether the person who acts belongs to those a definition names.
  bool acts_as(const Who& who) const;
};

/// True when the field has a value that is not empty.
bool is_filled(const boost::json::object& fields, std::string_view name);
/// The people that a person or people field names.
std::vector<std::string> people_in(const boost::json::object& fields, std::string_view name);

}  // namespace provost::workflows::engine
