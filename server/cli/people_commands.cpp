#include <iomanip>
#include <iostream>

#include "server/app/file_clock.hpp"
#include "server/app/services.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/terminal.hpp"
#include "workflows/errors.hpp"
#include "workflows/people/signing_keys.hpp"

namespace provost::cli {

namespace {

namespace people = workflows::people;

/// What every command about people needs: the data directory opened, beside a running server or without one.
class OpenData {
 public:
  explicit OpenData(const UserArguments& arguments)
      : clock_(app::clock_from(arguments.clock)),
        directory_(arguments.data),
        config_(directory_.read_config(arguments.config)),
        services_([this] {
          directory_.require_initialised(config_);
          return std::make_unique<app::Services>(directory_, config_, *clock_, 2);
        }()) {}
  app::Services& services() { return *services_; }

 private:
  std::unique_ptr<const workflows::Clock> clock_;
  app::DataDirectory directory_;
  config::Config config_;
  std::unique_ptr<app::Services> services_;
};

people::Roles parse_roles(const std::vector<std::string>& names) {
  people::Roles roles;
  for (const auto& name : names) {
    const auto role = people::parse_role(name);
    if (!role) {
      std::string known;
      for (const auto each : people::all_roles())
        known += (known.empty() ? "" : ", ") + std::string(people::to_text(each));
      throw workflows::Invalid("role", "There is no role \"" + name + "\". Choose from: " + known + ".");
    }
    roles.insert(*role);
  }
  return roles;
}

}  // namespace

int user_add(const UserArguments& arguments) {
  const auto roles = parse_roles(arguments.roles);
  const auto password = read_secret_file(arguments.password_file);
  OpenData data(arguments);
  people::NewPerson wanted;
  wanted.email = arguments.email;
  wanted.name = arguments.name;
  wanted.roles = roles;
  if (!arguments.department.empty()) wanted.department = arguments.department;
  wanted.password = password;
  wanted.access_until = arguments.until;
  wanted.shown_clauses = arguments.clauses;
  const auto person = data.services().people.add(people::Authority::operator_of_data(), wanted);
  std::cout << "Added " << person.name << " <" << person.email << ">: " << people::labels(person.roles) << "\n";
  return 0;
}

int user_list(const UserArguments& arguments) {
  OpenData data(arguments);
  const workflows::store::ReadSnapshot snapshot(data.services().database);
  for (const auto& person : people::list_people(snapshot.session())) {
    std::cout << person.email << "\t" << person.name << "\t";
    bool first = true;
    for (const auto role : person.roles) {
      std::cout << (first ? "" : ",") << people::to_text(role);
      first = false;
    }
    std::cout << "\t" << person.department.value_or("") << "\t" << (person.disabled ? "disabled" : "active") << "\n";
  }
  return 0;
}

int user_disable(const UserArguments& arguments) {
  OpenData data(arguments);
  data.services().people.disable(people::Authority::operator_of_data(), arguments.email);
  std::cout << "Disabled " << arguments.email << "\n";
  return 0;
}

int user_enable(const UserArguments& arguments) {
  OpenData data(arguments);
  data.services().people.enable(people::Authority::operator_of_data(), arguments.email);
  std::cout << "Enabled " << arguments.email << "\n";
  return 0;
}

int user_reset_password(const UserArguments& arguments) {
  const auto password = read_secret_file(arguments.password_file);
  OpenData data(arguments);
  data.services().people.reset_password(people::Authority::operator_of_data(), arguments.email, password, false);
  std::cout << "Gave " << arguments.email << " a new password and a new signing key\n";
  return 0;
}

int token_create(const UserArguments& arguments, const TokenArguments& token) {
  OpenData data(arguments);
  std::cout << data.services().people.create_token(people::Authority::operator_of_data(), arguments.email,
                                                   {token.label, people::Scopes::parse(token.scopes), token.expires})
            << "\n";
  return 0;
}

int signers(const UserArguments& arguments) {
  OpenData data(arguments);
  const workflows::store::ReadSnapshot snapshot(data.services().database);
  std::cout << people::allowed_signers(snapshot.session());
  return 0;
}

}  // namespace provost::cli
