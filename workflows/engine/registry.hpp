#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/engine/definition.hpp"
#include "workflows/engine/situation.hpp"

namespace provost::workflows::engine {

/// The names that definitions may use: guards, effects and facts. Closed: a definition with another name is refused,
/// and no definition can bring code of its own. Filled once at start, then only read; thread-safe from then on.
class Registry {
 public:
  /// What is wrong with the arguments that a definition gives; nullopt: nothing.
  using Check =
      std::function<std::optional<std::string>(const boost::json::value& arguments, const Definition& definition)>;
  struct Guard {
    std::string help;  ///< one sentence for people who write definitions
    Check check;
    std::function<Verdict(const boost::json::value& arguments, const Definition& definition,
                          const Situation& situation)>
        evaluate;
  };
  struct Effect {
    std::string help;
    Check check;
  };

  void add_guard(const std::string& name, Guard guard) { guards_[name] = std::move(guard); }
  void add_effect(const std::string& name, Effect effect) { effects_[name] = std::move(effect); }
  /// A fact is something an area of the program knows, asked by the guard `fact`.
  void add_fact(const std::string& name, std::string help) { facts_[name] = std::move(help); }

  /// Rows that an area of the program keeps beside a case, taken by the effect `take`.
  void add_rows(const std::string& name, std::string help) { rows_[name] = std::move(help); }

  /// The roles that definitions may name.
  void add_role(std::string name) { roles_.insert(std::move(name)); }

  const Guard* find_guard(std::string_view name) const;
  const Effect* find_effect(std::string_view name) const;
  bool has_fact(std::string_view name) const { return facts_.find(name) != facts_.end(); }

  bool has_rows(std::string_view name) const { return rows_.find(name) != rows_.end(); }

  const std::set<std::string, std::less<>>& roles() const { return roles_; }
  const std::map<std::string, Guard, std::less<>>& guards() const { return guards_; }
  const std::map<std::string, Effect, std::less<>>& effects() const { return effects_; }
  const std::map<std::string, std::string, std::less<>>& facts() const { return facts_; }
  const std::map<std::string, std::string, std::less<>>& rows() const { return rows_; }

 private:
  std::map<std::string, Guard, std::less<>> guards_;
  std::map<std::string, Effect, std::less<>> effects_;
  std::map<std::string, std::string, std::less<>> facts_;
  std::map<std::string, std::string, std::less<>> rows_;
  std::set<std::string, std::less<>> roles_;
};

/// A registry with the guards and effects that every workflow can use, and no facts.
Registry general_registry();

/// Whether a condition holds. Guards about fields that the form is about to ask for are left open.
Verdict evaluate(const Condition& condition, const Definition& definition, const Registry& registry,
                 const Situation& situation);

}  // namespace provost::workflows::engine
