#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/time.hpp"

namespace provost::workflows::people {

using workflows::to_text;

/// A part of the product that a token may be made for.
enum class Area { documents, cases, evidence, standards, messages, audit_trail, administration, account };

/// What a request needs of the token that sends it: to look at an area, or to change something there as well.
struct Scope {
  Area area;
  bool writes = false;

  static Scope read(Area area) { return {area, false}; }
  static Scope write(Area area) { return {area, true}; }
  friend auto operator<=>(const Scope&, const Scope&) = default;
};

/// "documents:read", "cases:write", as in the API, on the account page and in the database.
std::string to_text(Scope scope);
std::string_view to_text(Area area);
/// What the scope lets a program do, for people to read: "read documents and their versions".
std::string_view label(Scope scope);
std::optional<Scope> parse_scope(std::string_view text);
/// All scopes, area by area, in the order in which pages list them.
std::vector<Scope> all_scopes();

/// What a token may be used for. It only ever narrows what the token's person may do. To write in an area holds to read
/// there.
class Scopes {
 public:
  /// Whatever the person may do: tokens made without scopes.
  static Scopes everything() { return Scopes(true, {}); }
  /// Just these; none of them: a token that may do nothing.
  static Scopes only(std::set<Scope> scopes) { return Scopes(false, std::move(scopes)); }
  /// Throws Invalid for the field `scopes`, naming what is not known. An empty list is everything.
  static Scopes parse(const std::vector<std::string>& texts);
  /// As to_stored_text wrote it.
  static Scopes parse_stored(std::string_view text);

  bool are_everything() const { return everything_; }
  bool allow(Scope scope) const;
  /// Whether every use that `others` allow is allowed here, too.
  bool include(const Scopes& others) const;
  /// In all_scopes() order; empty for everything.
  std::vector<std::string> texts() const;
  std::string to_stored_text() const;

 private:
  Scopes(bool everything, std::set<Scope> scopes) : everything_(everything), scopes_(std::move(scopes)) {}
  bool everything_;
  std::set<Scope> scopes_;
};

}  // namespace provost::workflows::people
