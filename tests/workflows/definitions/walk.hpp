#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <string>

#include "workflows/definitions/provost_registry.hpp"
#include "workflows/definitions/shipped_definitions.hpp"
#include "workflows/engine/definition_reader.hpp"
#include "workflows/engine/step.hpp"

namespace provost::tests {

/// One case walked through a shipped workflow without a database: who does what on which day, and what comes of it.
class Walk {
 public:
  /// The case is owned by owner@example.org. It is 4 January 2027, a Monday.
  explicit Walk(std::string_view workflow, boost::json::object fields = {});

  /// Who acts from now on, and with which roles: "anna" or "anna, leadership".
  Walk& as(const std::string& person_and_role);
  /// What day it is from now on.
  Walk& on(std::string_view day);
  /// Takes a step; the test fails when it is refused. A comment and a signature are given where they are asked for.
  Walk& take(const std::string& event, boost::json::object fields = {});
  /// What is said when the step is refused; "" when it is not refused, and then it is taken.
  std::string refusal(const std::string& event, boost::json::object fields = {}, const std::string& comment = "why");
  /// What a timer would do: fires the event as the program.
  Walk& time_comes(const std::string& event);
  /// Steps that happen by themselves.
  Walk& settle();

  std::string state() const { return situation_.instance.state; }
  /// The value of a field as JSON; "null" when it is empty.
  std::string value(std::string_view field) const;
  /// Cases that steps would have opened: the arguments of open_case.
  const std::vector<boost::json::object>& opened() const { return opened_; }
  void add_child(const std::string& workflow, const std::string& state, bool final);
  void attach() { ++situation_.attachments; }
  std::map<std::string, bool> facts;               ///< all others hold
  std::map<std::string, boost::json::array> rows;  ///< what the program keeps beside the case

 private:
  workflows::engine::Situation now() const;
  void apply(workflows::engine::Outcome outcome);

  workflows::engine::Registry registry_ = workflows::definitions::provost_registry();
  workflows::engine::Definition definition_;
  workflows::engine::Situation situation_;
  std::vector<boost::json::object> opened_;
};

}  // namespace provost::tests
