#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "workflows/people/people_service.hpp"
#include "workflows/store/database.hpp"

namespace provost::workflows::organisation {

/// The organisation that this server serves; there is exactly one.
struct Organisation {
  std::string identifier;  ///< random, also in the document repository: tells whose repository it is
  std::string name;
  std::string time_zone;  ///< IANA name; days and effective dates are counted in it
};

struct Department {
  std::int64_t id;
  std::string name;
  std::int64_t people;  ///< how many belong to it
};

/// The organisation as it is; throws Unusable when the data directory was not initialised.
Organisation present_organisation(store::Session& session);
/// nullopt before initialisation.
std::optional<Organisation> find_organisation(store::Session& session);
std::vector<Department> list_departments(store::Session& session);

/// Which first steps an organisation has behind it.
struct Beginnings {
  bool departments;  ///< there is one
  bool people;       ///< there is somebody beside the first administrator
  bool documents;    ///< there is one
};
Beginnings beginnings(store::Session& session);

/// Changes what is known of the organisation. Thread-safe.
class OrganisationService {
 public:
  OrganisationService(store::Database& database, const Clock& clock);

  /// Once, at initialisation; throws Conflict when there is an organisation already. `published_commit` is the commit
  /// with which the document repository begins.
  Organisation found(const store::AuditActor& actor, const std::string& identifier, const std::string& name,
                     const std::string& time_zone, const std::string& published_commit);
  void change(const people::Authority& authority, const std::string& name, const std::string& time_zone);
  void add_department(const people::Authority& authority, const std::string& name);
  void rename_department(const people::Authority& authority, const std::string& name, const std::string& wanted);

 private:
  store::Database& database_;
  const Clock& clock_;
};

}  // namespace provost::workflows::organisation
