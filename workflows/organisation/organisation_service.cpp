#include "workflows/organisation/organisation_service.hpp"

#include "docs_repo/store/document_repository.hpp"
#include "workflows/errors.hpp"
#include "workflows/people/people_store.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::organisation {

namespace {

void require_permission(const people::Authority& authority) {
  if (authority.person && !authority.person->may(people::Permission::manage_organisation)) {
    throw Forbidden("Only an administrator may change the organisation.");
  }
}

void check_organisation(const std::string& name, const std::string& time_zone) {
  check_line(name, "name", 200);
  if (!is_time_zone(time_zone)) {
    throw Invalid("time_zone", "\"" + shortened(time_zone, 60) + "\" is not a time zone. An example: Europe/London.");
  }
}

}  // namespace

Organisation present_organisation(store::Session& session) {
  auto organisation = find_organisation(session);
  if (!organisation) throw Unusable("The data directory holds no organisation yet. Run `provost init` first.");
  return *organisation;
}

OrganisationService::OrganisationService(store::Database& database, const Clock& clock)
    : database_(database), clock_(clock) {}

Organisation OrganisationService::found(const store::AuditActor& actor, const std::string& identifier,
                                        const std::string& name, const std::string& time_zone,
                                        const std::string& published_commit) {
  check_organisation(name, time_zone);
  store::WriteTransaction transaction(database_, clock_);
  if (find_organisation(transaction.session())) {
    throw Conflict("The data directory already holds an organisation. Choose another folder.");
  }
  transaction.insert("organisation", {{"identifier", identifier},
                                      {"name", name},
                                      {"time_zone", time_zone},
                                      {"created_at", to_text(transaction.now())}});
  transaction.insert("git_references",
                     {{"name", std::string(docs_repo::published_reference)}, {"commit_id", published_commit}});
  transaction.record(actor, {"organisation.founded", name, {}});
  transaction.commit();
  return {identifier, name, time_zone};
}

void OrganisationService::change(const people::Authority& authority, const std::string& name,
                                 const std::string& time_zone) {
  require_permission(authority);
  check_organisation(name, time_zone);
  store::WriteTransaction transaction(database_, clock_);
  transaction.update("organisation", 1, {{"name", name}, {"time_zone", time_zone}});
  transaction.record(authority.audit, {"organisation.changed", name, {{"time_zone", time_zone}}});
  transaction.commit();
}

void OrganisationService::add_department(const people::Authority& authority, const std::string& name) {
  require_permission(authority);
  check_line(name, "name", 100);
  store::WriteTransaction transaction(database_, clock_);
  if (people::department_id(transaction.session(), name)) {
    throw Conflict("There is a department " + name + " already.");
  }
  transaction.insert("departments", {{"name", name}, {"retired", std::int64_t{0}}});
  transaction.record(authority.audit, {"department.added", name, {}});
  transaction.commit();
}

void OrganisationService::rename_department(const people::Authority& authority, const std::string& name,
                                            const std::string& wanted) {
  require_permission(authority);
  check_line(wanted, "name", 100);
  store::WriteTransaction transaction(database_, clock_);
  const auto id = people::department_id(transaction.session(), name);
  if (!id) throw NotFound("There is no department " + shortened(name, 100) + ".");
  if (const auto other = people::department_id(transaction.session(), wanted); other && *other != *id) {
    throw Conflict("There is a department " + wanted + " already.");
  }
  transaction.update("departments", *id, {{"name", wanted}});
  transaction.record(authority.audit, {"department.renamed", wanted, {{"before", name}}});
  transaction.commit();
}

}  // namespace provost::workflows::organisation
