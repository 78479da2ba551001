#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>
#include <utility>

#include "workflows/embedded_files.hpp"
#include "workflows/errors.hpp"
#include "workflows/hashing.hpp"
#include "workflows/standards/library_formats.hpp"
#include "workflows/standards/standard_library.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::standards {

namespace {

namespace json = boost::json;

constexpr auto shipped_origin = "shipped";
constexpr std::size_t most_named = 10;
constexpr std::size_t most_kept = 100;

template <typename Content>
constexpr auto kind_of = "";
template <>
constexpr auto kind_of<Standard> = "standard";
template <>
constexpr auto kind_of<Mapping> = "mapping";

const Standard& only(const Library& library, const Standard*) {
  return library.standards.front();
}
const Mapping& only(const Library& library, const Mapping*) {
  return library.mappings.front();
}

const std::string newest_versions =
    "SELECT source, content_sha256, origin, published_at FROM library_versions v WHERE kind = :kind AND version ="
    " (SELECT MAX(version) FROM library_versions o WHERE o.kind = v.kind AND o.name = v.name) ORDER BY title, name";

/// The numbers of a standard's clauses by what mappings may call them: the number, or the identifier.
std::map<std::string, std::string> numbers_of(const Standard& standard) {
  std::map<std::string, std::string> numbers;
  for (const auto& clause : standard.clauses) numbers.emplace(clause.number, clause.number);
  for (const auto& clause : standard.clauses) {
    if (!clause.identifier.empty()) numbers.emplace(clause.identifier, clause.number);
  }
  return numbers;
}

/// Makes the rows speak of clauses by their numbers. Throws unless both standards are there, with every clause that a
/// row names.
void resolve_clauses(Mapping& mapping, const Standard* from, const Standard* to) {
  for (const auto& [standard, name] : {std::pair(from, mapping.from), std::pair(to, mapping.to)}) {
    if (standard == nullptr) {
      throw Invalid("library", "The mapping “" + mapping.title + "” speaks of the standard “" + name +
                                   "”, which is not in the library. Import that first.");
    }
  }
  std::set<std::string> unknown;
  const auto resolve = [&unknown](std::string& clause, const std::map<std::string, std::string>& numbers,
                                  const Standard& standard) {
    const auto known = numbers.find(clause);
    if (known == numbers.end()) {
      unknown.insert(clause + " of " + standard.title);
    } else {
      clause = known->second;
    }
  };
  const auto numbers_from = numbers_of(*from);
  const auto numbers_to = numbers_of(*to);
  for (auto& row : mapping.rows) {
    resolve(row.from, numbers_from, *from);
    resolve(row.to, numbers_to, *to);
  }
  if (!unknown.empty()) {
    throw Invalid("library", "The mapping “" + mapping.title + "” names clauses that are not there: " +
                                 listed({unknown.begin(), unknown.end()}, most_named) + ".");
  }
}

std::map<std::string_view, const Clause*> by_number(const Standard& standard) {
  std::map<std::string_view, const Clause*> clauses;
  for (const auto& clause : standard.clauses) clauses.emplace(clause.number, &clause);
  return clauses;
}

std::string text_of(const Clause& clause) {
  return clause.number + " " + clause.title;
}

}  // namespace

template <typename Content>
Published<Content> StandardLibrary::published(const store::Record& record) const {
  const auto sha256 = record.text("content_sha256");
  std::shared_ptr<const Library> library;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = read_.find(sha256); found != read_.end()) library = found->second;
  }
  if (!library) {
    auto read = read_own_yaml(record.text("source"));
    if (!read.problems.empty()) {
      throw Unusable("The library cannot be read: " + engine::to_sentence(read.problems.front()));
    }
    const std::lock_guard lock(mutex_);
    // Old versions are read for their history only; what is in use comes back at once.
    if (read_.size() >= most_kept) read_.clear();
    library = read_.emplace(sha256, std::make_shared<const Library>(std::move(read))).first->second;
  }
  const auto& content = only(*library, static_cast<const Content*>(nullptr));
  return {std::shared_ptr<const Content>(library, &content), record.text("origin"),
          parse_instant(record.text("published_at"))};
}

template <typename Content>
std::vector<Published<Content>> StandardLibrary::newest_of(store::Session& session) const {
  std::vector<Published<Content>> list;
  for (const auto& record : session.select(newest_versions, {std::string(kind_of<Content>)})) {
    list.push_back(published<Content>(record));
  }
  return list;
}

template <typename Content>
std::optional<Published<Content>> StandardLibrary::find(store::Session& session, std::string_view name) const {
  const auto record = session.first(
      "SELECT source, content_sha256, origin, published_at FROM library_versions WHERE kind = :kind AND name = :name"
      " ORDER BY version DESC LIMIT 1",
      {std::string(kind_of<Content>), std::string(name)});
  return record ? std::optional(published<Content>(*record)) : std::nullopt;
}

std::vector<PublishedStandard> StandardLibrary::standards(store::Session& session) const {
  return newest_of<Standard>(session);
}

std::vector<PublishedMapping> StandardLibrary::mappings(store::Session& session) const {
  return newest_of<Mapping>(session);
}

std::optional<PublishedStandard> StandardLibrary::find_standard(store::Session& session, std::string_view name) const {
  return find<Standard>(session, name);
}

std::optional<PublishedMapping> StandardLibrary::find_mapping(store::Session& session, std::string_view name) const {
  return find<Mapping>(session, name);
}

template <typename Content>
std::vector<Published<Content>> StandardLibrary::versions(store::Session& session, std::string_view name,
                                                          std::size_t most) const {
  std::vector<Published<Content>> list;
  for (const auto& record :
       session.select("SELECT source, content_sha256, origin, published_at FROM library_versions WHERE kind = :kind AND"
                      " name = :name ORDER BY version DESC LIMIT :most",
                      {std::string(kind_of<Content>), std::string(name), static_cast<std::int64_t>(most)})) {
    list.push_back(published<Content>(record));
  }
  return list;
}

std::vector<PublishedStandard> StandardLibrary::standard_versions(store::Session& session, std::string_view name,
                                                                  std::size_t most) const {
  return versions<Standard>(session, name, most);
}

std::vector<PublishedMapping> StandardLibrary::mapping_versions(store::Session& session, std::string_view name,
                                                                std::size_t most) const {
  return versions<Mapping>(session, name, most);
}

std::vector<std::string> chosen_names(const json::object& fields) {
  std::vector<std::string> names;
  const auto* value = fields.if_contains("standard");
  if (value != nullptr && value->is_array()) {
    for (const auto& name : value->get_array()) {
      if (name.is_string()) names.emplace_back(name.get_string());
    }
  } else if (value != nullptr && value->is_string() && value->get_string() != "both") {
    names.emplace_back(value->get_string());
  } else {
    names = {"iso_21001_2018"};
    if (value != nullptr && value->is_string()) names.emplace_back("iso_9001_2015");
  }
  return names;
}

std::vector<PublishedStandard> StandardLibrary::chosen(store::Session& session, const json::object& fields) const {
  std::vector<PublishedStandard> chosen;
  for (const auto& name : chosen_names(fields)) {
    if (auto standard = find_standard(session, name)) chosen.push_back(std::move(*standard));
  }
  return chosen;
}

std::vector<std::pair<std::string, std::string>> titles_in_library(store::Session& session) {
  std::vector<std::pair<std::string, std::string>> titles;
  for (const auto& record : session.select(
           "SELECT name, title FROM library_versions v WHERE kind = 'standard' AND version = (SELECT MAX(version) FROM"
           " library_versions o WHERE o.kind = v.kind AND o.name = v.name) ORDER BY title, name")) {
    titles.emplace_back(record.text("name"), record.text("title"));
  }
  return titles;
}

bool is_in_library(store::Session& session, std::string_view name) {
  return session
      .first("SELECT id FROM library_versions WHERE kind = 'standard' AND name = :name LIMIT 1", {std::string(name)})
      .has_value();
}

template <typename Content>
ImportedPart StandardLibrary::add(store::WriteTransaction& transaction, Content content,
                                  const std::string& origin) const {
  const auto present = find<Content>(transaction.session(), content.name);
  const bool has_version = content.version > 0;
  if (!has_version) content.version = present ? present->content->version : 1;
  ImportedPart part{kind_of<Content>, content.name, content.title, content.version, false};
  if (present && *present->content == content) return part;
  if (present && content.version <= present->content->version) {
    if (has_version) {
      throw Conflict("The library holds version " + std::to_string(present->content->version) + " of “" +
                     present->content->title + "”, and the file says version " + std::to_string(content.version) +
                     " with something else in it. Raise the version in the file, then import it again.");
    }
    content.version = present->content->version + 1;
  }
  part.version = content.version;
  part.changed = true;
  const auto source = as_own_yaml(content);
  // What cannot be read back would be in the way for good.
  const auto again = read_own_yaml(source);
  if (!again.problems.empty() || only(again, static_cast<const Content*>(nullptr)) != content) {
    throw Invalid("library",
                  "“" + shortened(content.title, 100) + "” cannot be kept as it is: " +
                      (again.problems.empty() ? std::string("it holds letters that change when it is written.")
                                              : again.problems.front().message));
  }
  transaction.insert("library_versions", {{"kind", std::string(kind_of<Content>)},
                                          {"name", content.name},
                                          {"version", content.version},
                                          {"title", content.title},
                                          {"source", source},
                                          {"content_sha256", sha256_hex(source)},
                                          {"origin", origin},
                                          {"published_at", workflows::to_text(transaction.now())}});
  return part;
}

std::vector<ImportedPart> StandardLibrary::import(store::WriteTransaction& transaction, Library library,
                                                  const std::string& origin) const {
  if (!library.problems.empty()) {
    std::vector<FieldProblem> problems;
    for (const auto& problem : library.problems) problems.push_back({"library", engine::to_sentence(problem)});
    throw Invalid(std::move(problems));
  }
  std::vector<ImportedPart> parts;
  for (auto& standard : library.standards) parts.push_back(add(transaction, std::move(standard), origin));
  for (auto& mapping : library.mappings) {
    const auto from = find_standard(transaction.session(), mapping.from);
    const auto to = find_standard(transaction.session(), mapping.to);
    resolve_clauses(mapping, from ? from->content.get() : nullptr, to ? to->content.get() : nullptr);
    parts.push_back(add(transaction, std::move(mapping), origin));
  }
  return parts;
}

void publish_shipped(store::Database& database, const Clock& clock, const StandardLibrary& library) {
  Library shipped;
  for (const auto& path : embedded_file_names()) {
    if (!path.starts_with("standards/")) continue;
    auto read = read_library(*find_embedded_file(path), path);
    for (auto& standard : read.standards) shipped.standards.push_back(std::move(standard));
    for (auto& mapping : read.mappings) shipped.mappings.push_back(std::move(mapping));
    for (auto& problem : read.problems) shipped.problems.push_back(std::move(problem));
  }
  store::WriteTransaction transaction(database, clock);
  auto& session = transaction.session();
  const auto is_own = [&](const auto& found, std::int64_t version) {
    return found && (found->origin != shipped_origin || found->content->version >= version);
  };
  std::erase_if(shipped.standards, [&](const Standard& standard) {
    return is_own(library.find_standard(session, standard.name), standard.version);
  });
  std::erase_if(shipped.mappings, [&](const Mapping& mapping) {
    return is_own(library.find_mapping(session, mapping.name), mapping.version);
  });
  auto mappings = std::exchange(shipped.mappings, {});
  auto parts = library.import(transaction, std::move(shipped), shipped_origin);
  for (auto& mapping : mappings) {
    try {
      for (auto& part : library.import(transaction, {{}, {std::move(mapping)}, {}}, shipped_origin)) {
        parts.push_back(std::move(part));
      }
    } catch (const Invalid&) {
      // The organisation's own outline no longer has a clause that this mapping names; it has to make its own mapping.
    }
  }
  if (parts.empty()) return;
  boost::json::array names;
  for (const auto& part : parts) names.emplace_back(part.title);
  transaction.record(people::system_actor(), {"library.imported", shipped_origin, {{"imported", std::move(names)}}});
  transaction.commit();
}

std::vector<std::string> differences(const Standard& before, const Standard& after) {
  std::vector<std::string> list;
  if (before.title != after.title)
    list.push_back("The title changes from “" + before.title + "” to “" + after.title + "”.");
  const auto clauses_before = by_number(before);
  for (const auto& clause : after.clauses) {
    const auto found = clauses_before.find(clause.number);
    if (found == clauses_before.end()) {
      list.push_back("New: " + text_of(clause) + ".");
      continue;
    }
    const auto* known = found->second;
    if (known->title != clause.title) {
      list.push_back(clause.number + " is now called “" + clause.title + "”, and was “" + known->title + "”.");
    }
    if (known->asks != clause.asks) list.push_back(text_of(clause) + " is put in other words.");
    if (known->maintain != clause.maintain) {
      list.push_back(text_of(clause) + (clause.maintain ? " now asks" : " no longer asks") +
                     " for a document in force.");
    }
    if (known->retain != clause.retain) {
      list.push_back(text_of(clause) + (clause.retain ? " now asks" : " no longer asks") + " for records.");
    }
    if (known->assessable != clause.assessable) {
      list.push_back(text_of(clause) + (clause.assessable ? " is now assessed." : " is now a heading only."));
    }
  }
  const auto clauses_after = by_number(after);
  for (const auto& clause : before.clauses) {
    if (!clauses_after.contains(clause.number)) list.push_back("Gone: " + text_of(clause) + ".");
  }
  return list;
}

}  // namespace provost::workflows::standards
