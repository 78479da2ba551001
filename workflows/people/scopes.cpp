#include "workflows/people/scopes.hpp"

#include <algorithm>
#include <array>

#include "workflows/errors.hpp"
#include "workflows/store/text_list.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::people {

namespace {

struct AreaWords {
  Area area;
  const char* name;
  const char* reading;
  const char* writing;
};

constexpr std::array<AreaWords, 8> areas{
    {{Area::documents, "documents", "read documents and their versions", "write, submit, approve and import documents"},
     {Area::cases, "cases", "read cases (evidence among them), tasks and workflows",
      "open cases (evidence among them) and do tasks"},
     {Area::evidence, "evidence", "read evidence", "hand in evidence and make packs"},
     {Area::standards, "standards", "read the library of standards", "change the library of standards"},
     {Area::messages, "messages", "read channels and the log of messages", "change channels and send messages again"},
     {Area::audit_trail, "audit_trail", "read the audit trail", "nothing more than reading the audit trail"},
     {Area::administration, "administration", "read people, departments and settings",
      "change people, departments and settings"},
     {Area::account, "account", "read my own account", "change my own account and make tokens"}}};

const AreaWords& words_of(Area area) {
  return *std::find_if(areas.begin(), areas.end(), [area](const AreaWords& words) { return words.area == area; });
}

/// Nothing is written to the audit trail from outside.
bool exists(Scope scope) {
  return !(scope.area == Area::audit_trail && scope.writes);
}

}  // namespace

std::string_view to_text(Area area) {
  return words_of(area).name;
}

std::string to_text(Scope scope) {
  return std::string(to_text(scope.area)) + (scope.writes ? ":write" : ":read");
}

std::string_view label(Scope scope) {
  return scope.writes ? words_of(scope.area).writing : words_of(scope.area).reading;
}

std::vector<Scope> all_scopes() {
  std::vector<Scope> scopes;
  for (const auto& words : areas) {
    for (const auto scope : {Scope::read(words.area), Scope::write(words.area)}) {
      if (exists(scope)) scopes.push_back(scope);
    }
  }
  return scopes;
}

std::optional<Scope> parse_scope(std::string_view text) {
  const auto scopes = all_scopes();
  const auto found =
      std::find_if(scopes.begin(), scopes.end(), [text](const Scope scope) { return to_text(scope) == text; });
  return found == scopes.end() ? std::nullopt : std::optional(*found);
}

Scopes Scopes::parse(const std::vector<std::string>& texts) {
  if (texts.empty()) return everything();
  std::set<Scope> scopes;
  for (const auto& text : texts) {
    const auto scope = parse_scope(text);
    if (!scope) {
      std::string known;
      for (const auto one : all_scopes()) known += (known.empty() ? "" : ", ") + to_text(one);
      throw Invalid("scopes", "There is no scope \"" + shortened(text, 40) + "\". Choose from: " + known + ".");
    }
    scopes.insert(*scope);
  }
  return only(std::move(scopes));
}

Scopes Scopes::parse_stored(std::string_view text) {
  std::set<Scope> scopes;
  for (const auto& one : store::texts_from_text(text)) {
    // A scope that this program does not know gives nothing.
    if (const auto scope = parse_scope(one)) scopes.insert(*scope);
  }
  return only(std::move(scopes));
}

bool Scopes::allow(Scope scope) const {
  return everything_ || scopes_.contains(scope) || (!scope.writes && scopes_.contains(Scope::write(scope.area)));
}

bool Scopes::include(const Scopes& others) const {
  if (everything_) return true;
  return !others.everything_ &&
         std::all_of(others.scopes_.begin(), others.scopes_.end(), [this](Scope scope) { return allow(scope); });
}

std::vector<std::string> Scopes::texts() const {
  std::vector<std::string> texts;
  for (const auto scope : scopes_) texts.push_back(to_text(scope));
  return texts;
}

std::string Scopes::to_stored_text() const {
  return store::texts_to_text(texts());
}

}  // namespace provost::workflows::people
