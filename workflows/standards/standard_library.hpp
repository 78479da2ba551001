#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workflows/people/people_service.hpp"
#include "workflows/standards/library_changes.hpp"
#include "workflows/standards/standard.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::standards {

/// One version of an outline or a mapping in the library.
template <typename Content>
struct Published {
  std::shared_ptr<const Content> content;
  std::string origin;  ///< "shipped", or the file it was imported from
  Instant published_at{};
};
using PublishedStandard = Published<Standard>;
using PublishedMapping = Published<Mapping>;

/// What an import did with one outline or mapping of a file.
struct ImportedPart {
  std::string kind;  ///< "standard" or "mapping"
  std::string name;
  std::string title;
  std::int64_t version = 0;
  bool changed = false;  ///< false: this very version was there already
};

/// The standards and mappings of an organisation, each with all its versions; versions are only ever added. Texts are
/// read once and kept. Thread-safe.
class StandardLibrary {
 public:
  /// The newest version of every standard, by title.
  std::vector<PublishedStandard> standards(store::Session& session) const;
  /// The newest version of every mapping, by title.
  std::vector<PublishedMapping> mappings(store::Session& session) const;
  /// The newest version; nullopt when there is none.
  std::optional<PublishedStandard> find_standard(store::Session& session, std::string_view name) const;
  std::optional<PublishedMapping> find_mapping(store::Session& session, std::string_view name) const;
  /// The versions of a standard or a mapping, the newest first, at most so many.
  std::vector<PublishedStandard> standard_versions(store::Session& session, std::string_view name,
                                                   std::size_t most) const;
  std::vector<PublishedMapping> mapping_versions(store::Session& session, std::string_view name,
                                                 std::size_t most) const;

  /// The standards that the field “standard” of a case names, in its order; see chosen_names().
  std::vector<PublishedStandard> chosen(store::Session& session, const boost::json::object& fields) const;

  /// Adds what a file holds as new versions. A file without versions gets the next one. Throws Invalid for each problem
  /// of the file, and for a mapping to a standard or a clause that is not there; Conflict when a version did not rise
  /// although the content differs. Nothing is taken then.
  std::vector<ImportedPart> import(store::WriteTransaction& transaction, Library library,
                                   const std::string& origin) const;

 private:
  template <typename Content>
  Published<Content> published(const store::Record& record) const;
  template <typename Content>
  std::vector<Published<Content>> newest_of(store::Session& session) const;
  template <typename Content>
  std::optional<Published<Content>> find(store::Session& session, std::string_view name) const;
  template <typename Content>
  std::vector<Published<Content>> versions(store::Session& session, std::string_view name, std::size_t most) const;
  template <typename Content>
  ImportedPart add(store::WriteTransaction& transaction, Content content, const std::string& origin) const;

  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const Library>, std::less<>> read_;  ///< by SHA-256
};

/// The names of the standards that the field “standard” of a case holds. Cases on older versions of their workflow hold
/// one name, or "both" for ISO 21001:2018 and ISO 9001:2015. Without the field: ISO 21001:2018.
std::vector<std::string> chosen_names(const boost::json::object& fields);
/// The names and titles of the standards of the library, by title.
std::vector<std::pair<std::string, std::string>> titles_in_library(store::Session& session);
bool is_in_library(store::Session& session, std::string_view name);

/// Imports for people: quality managers and administrators, and the operator of the data. Thread-safe.
class StandardService {
 public:
  StandardService(store::Database& database, const Clock& clock, const StandardLibrary& library)
      : database_(database), clock_(clock), library_(library) {}

  /// As StandardLibrary::import(), with an entry in the audit trail; throws Forbidden too.
  std::vector<ImportedPart> import(const people::Authority& authority, Library library, const std::string& file_name);

  /// Changes an outline or a mapping: a new version, with who made it and why. Answers its number, that of the present
  /// version when nothing differs. Throws what changed() throws, NotFound, Forbidden, and Invalid("reason").
  std::int64_t change(const people::Authority& authority, const std::string& standard, const ClauseChange& change);
  std::int64_t change(const people::Authority& authority, const std::string& mapping, const RowChange& change);

 private:
  template <typename Content>
  std::int64_t publish(store::WriteTransaction& transaction, const people::Authority& authority, const Content& before,
                       Content after, const std::string& reason);

  store::Database& database_;
  const Clock& clock_;
  const StandardLibrary& library_;
};

/// Brings the outlines and mappings of the program into the library, unless an organisation has its own version.
void publish_shipped(store::Database& database, const Clock& clock, const StandardLibrary& library);

/// What differs between two versions of a standard, each in a sentence.
std::vector<std::string> differences(const Standard& before, const Standard& after);

}  // namespace provost::workflows::standards
