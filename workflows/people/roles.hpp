#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/time.hpp"

namespace provost::workflows::people {

using workflows::to_text;

/// What a person is in the organisation; one person may hold several.
enum class Role {
  administrator,
  quality_manager,
  author,
  reviewer,
  approver,
  auditor,
  external_auditor,
  leadership,
  staff
};
using Roles = std::set<Role>;

/// All roles in the order in which pages list them.
const std::vector<Role>& all_roles();
/// "quality_manager", as in the API, the database and the command line.
std::string_view to_text(Role role);
/// "Quality manager", for people to read.
std::string_view label(Role role);
std::optional<Role> parse_role(std::string_view text);

/// The roles as the database keeps them: a JSON array of texts in all_roles() order.
std::string to_stored_text(const Roles& roles);
Roles parse_stored_roles(std::string_view text);
/// "Author, Approver".
std::string labels(const Roles& roles);

/// Somebody from outside who only looks: an external auditor and nothing else. Each page they open is in the audit
/// trail.
bool is_guest(const Roles& roles);

/// What a role may do at all. Who may do it to which document is decided by the document's own rules as well.
enum class Permission {
  read_documents,       ///< effective documents: everybody who is signed in
  read_obsolete,        ///< obsolete versions of every document
  create_documents,     ///< start documents and revisions
  manage_documents,     ///< act on every document as its owner does, see every draft
  import_documents,     ///< bring in folders of documents
  review_documents,     ///< may be named as a reviewer
  approve_documents,    ///< may be named as an approver
  read_people,          ///< list of people with their roles
  manage_people,        ///< add, disable, change roles, reset passwords
  manage_organisation,  ///< name, time zone, departments
  read_audit_trail
};

/// All permissions, in their order.
const std::vector<Permission>& all_permissions();
/// True when at least one of the roles gives the permission.
bool allows(const Roles& roles, Permission permission);
/// The roles that give a permission, for messages and the API description.
std::vector<Role> roles_with(Permission permission);
/// "manage_people", as in the API description.
std::string_view to_text(Permission permission);

}  // namespace provost::workflows::people
