#include <algorithm>
#include <boost/json.hpp>

#include "workflows/errors.hpp"
#include "workflows/standards/standard_library.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::standards {

namespace {

constexpr std::size_t longest_reason = 300;
/// Whoever opened a form longer ago than so many versions looks again.
constexpr std::size_t versions_back = 50;

void require_right(const people::Authority& authority) {
  if (authority.person && !authority.person->may(people::Permission::manage_documents)) {
    throw Forbidden("Only quality managers and administrators may change the library of standards.");
  }
}

/// The newest version and the one that was seen; the newest twice when that is too long ago, or never was.
template <typename Published>
std::pair<const Published*, const Published*> seen_and_newest(const std::vector<Published>& versions,
                                                              std::int64_t seen) {
  if (versions.empty()) throw NotFound("There is no such standard or mapping in the library.");
  const auto found = std::find_if(versions.begin(), versions.end(),
                                  [seen](const Published& published) { return published.content->version == seen; });
  if (found == versions.end()) {
    throw Conflict("This form is of a version that is too old. Look at it again, then make your change.");
  }
  return {&*found, &versions.front()};
}

/// A mapping never speaks of a clause that is not there.
void require_unmapped(const StandardLibrary& library, store::Session& session, const std::string& standard,
                      const std::string& number) {
  for (const auto& published : library.mappings(session)) {
    const auto& mapping = *published.content;
    for (const auto& row : mapping.rows) {
      if ((mapping.from == standard && row.from == number) || (mapping.to == standard && row.to == number)) {
        throw Invalid("number", "The mapping “" + mapping.title + "” names this clause. Remove its row there first.");
      }
    }
  }
}

void add_to(Library& library, Standard standard) {
  library.standards.push_back(std::move(standard));
}
void add_to(Library& library, Mapping mapping) {
  library.mappings.push_back(std::move(mapping));
}

}  // namespace

std::vector<ImportedPart> StandardService::import(const people::Authority& authority, Library library,
                                                  const std::string& file_name) {
  require_right(authority);
  store::WriteTransaction transaction(database_, clock_);
  auto parts = library_.import(transaction, std::move(library), file_name);
  if (std::none_of(parts.begin(), parts.end(), [](const ImportedPart& part) { return part.changed; })) return parts;
  boost::json::array names;
  for (const auto& part : parts) {
    if (part.changed) names.emplace_back(part.title + ", version " + std::to_string(part.version));
  }
  transaction.record(authority.audit, {"library.imported", file_name, {{"imported", std::move(names)}}});
  transaction.commit();
  return parts;
}

template <typename Content>
std::int64_t StandardService::publish(store::WriteTransaction& transaction, const people::Authority& authority,
                                      const Content& before, Content after, const std::string& reason) {
  const auto sentences = differences(before, after);
  if (sentences.empty()) return before.version;
  check_line(reason, "reason", longest_reason);
  const auto version = after.version;
  const auto title = after.title;
  const auto maker = authority.audit.name.empty() ? authority.audit.email : authority.audit.name;
  Library library;
  check(after, library.problems);
  add_to(library, std::move(after));
  library_.import(transaction, std::move(library), maker + ": " + reason);
  transaction.record(
      authority.audit,
      {"library.changed", title, {{"version", version}, {"change", listed(sentences, 3)}, {"reason", reason}}});
  transaction.commit();
  return version;
}

std::int64_t StandardService::change(const people::Authority& authority, const std::string& standard,
                                     const ClauseChange& change) {
  require_right(authority);
  store::WriteTransaction transaction(database_, clock_);
  const auto versions = library_.standard_versions(transaction.session(), standard, versions_back);
  const auto [seen, newest] = seen_and_newest(versions, change.version);
  if (change.kind == ChangeKind::remove) require_unmapped(library_, transaction.session(), standard, change.number);
  return publish(transaction, authority, *newest->content, changed(*seen->content, *newest->content, change),
                 change.reason);
}

std::int64_t StandardService::change(const people::Authority& authority, const std::string& mapping,
                                     const RowChange& change) {
  require_right(authority);
  store::WriteTransaction transaction(database_, clock_);
  auto& session = transaction.session();
  const auto versions = library_.mapping_versions(session, mapping, versions_back);
  const auto [seen, newest] = seen_and_newest(versions, change.version);
  const auto from = library_.find_standard(session, newest->content->from);
  const auto to = library_.find_standard(session, newest->content->to);
  if (!from || !to) throw NotFound("The library no longer has both standards of this mapping.");
  return publish(transaction, authority, *newest->content,
                 changed(*seen->content, *newest->content, *from->content, *to->content, change), change.reason);
}

}  // namespace provost::workflows::standards
