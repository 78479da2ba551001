#include "workflows/people/roles.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace provost::workflows::people {

namespace {

struct RoleNames {
  Role role;
  std::string_view text;
  std::string_view label;
};

constexpr std::array<RoleNames, 9> role_names{{
    {Role::administrator, "administrator", "Administrator"},
    {Role::quality_manager, "quality_manager", "Quality manager"},
    {Role::author, "author", "Author"},
    {Role::reviewer, "reviewer", "Reviewer"},
    {Role::approver, "approver", "Approver"},
    {Role::auditor, "auditor", "Auditor"},
    {Role::external_auditor, "external_auditor", "External auditor"},
    {Role::leadership, "leadership", "Leadership"},
    {Role::staff, "staff", "Staff"},
}};

const RoleNames& names_of(Role role) {
  return *std::find_if(role_names.begin(), role_names.end(), [role](const auto& names) { return names.role == role; });
}

}  // namespace

const std::vector<Role>& all_roles() {
  static const std::vector<Role> roles = [] {
    std::vector<Role> list;
    for (const auto& names : role_names) list.push_back(names.role);
    return list;
  }();
  return roles;
}

std::string_view to_text(Role role) {
  return names_of(role).text;
}
std::string_view label(Role role) {
  return names_of(role).label;
}

std::optional<Role> parse_role(std::string_view text) {
  for (const auto& names : role_names) {
    if (names.text == text) return names.role;
  }
  return std::nullopt;
}

std::string to_stored_text(const Roles& roles) {
  boost::json::array list;
  for (const auto role : roles) list.emplace_back(to_text(role));
  return boost::json::serialize(list);
}

Roles parse_stored_roles(std::string_view text) {
  Roles roles;
  const auto parsed = boost::json::parse(text);
  for (const auto& name : parsed.as_array()) {
    if (const auto role = parse_role(name.as_string())) roles.insert(*role);
  }
  return roles;
}

std::string labels(const Roles& roles) {
  std::string text;
  for (const auto role : roles) text += (text.empty() ? "" : ", ") + std::string(label(role));
  return text;
}

bool is_guest(const Roles& roles) {
  return roles == Roles{Role::external_auditor};
}

std::vector<Role> roles_with(Permission permission) {
  switch (permission) {
    case Permission::read_documents:
      return all_roles();
    case Permission::read_obsolete:
      return {Role::administrator, Role::quality_manager, Role::auditor, Role::external_auditor};
    case Permission::create_documents:
      return {Role::administrator, Role::quality_manager, Role::author};
    case Permission::manage_documents:
    case Permission::import_documents:
      return {Role::administrator, Role::quality_manager};
    case Permission::review_documents:
      return {Role::quality_manager, Role::author, Role::reviewer, Role::approver, Role::leadership};
    case Permission::approve_documents:
      return {Role::quality_manager, Role::approver, Role::leadership};
    case Permission::read_people:
      return {Role::administrator, Role::quality_manager, Role::author, Role::auditor, Role::leadership};
    case Permission::manage_people:
    case Permission::manage_organisation:
      return {Role::administrator};
    case Permission::read_audit_trail:
      return {Role::administrator, Role::quality_manager, Role::auditor, Role::external_auditor};
  }
  return {};
}

const std::vector<Permission>& all_permissions() {
  static const std::vector<Permission> all{
      Permission::read_documents,      Permission::read_obsolete,    Permission::create_documents,
      Permission::manage_documents,    Permission::import_documents, Permission::review_documents,
      Permission::approve_documents,   Permission::read_people,      Permission::manage_people,
      Permission::manage_organisation, Permission::read_audit_trail};
  return all;
}

bool allows(const Roles& roles, Permission permission) {
  const auto giving = roles_with(permission);
  return std::any_of(giving.begin(), giving.end(), [&roles](Role role) { return roles.contains(role); });
}

std::string_view to_text(Permission permission) {
  switch (permission) {
    case Permission::read_documents:
      return "read_documents";
    case Permission::read_obsolete:
      return "read_obsolete";
    case Permission::create_documents:
      return "create_documents";
    case Permission::manage_documents:
      return "manage_documents";
    case Permission::import_documents:
      return "import_documents";
    case Permission::review_documents:
      return "review_documents";
    case Permission::approve_documents:
      return "approve_documents";
    case Permission::read_people:
      return "read_people";
    case Permission::manage_people:
      return "manage_people";
    case Permission::manage_organisation:
      return "manage_organisation";
    case Permission::read_audit_trail:
      return "read_audit_trail";
  }
  return "";
}

}  // namespace provost::workflows::people
