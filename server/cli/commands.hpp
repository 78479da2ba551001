#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace provost::cli {

// One function for each command; each returns the exit code (0 done, 1 failed) and throws the domain's errors. `clock`
// is a file that holds the time, for tests and demonstrations.

struct InitArguments {
  std::filesystem::path data;
  std::string organisation;
  std::string time_zone = "Europe/London";
  std::string admin;
  std::string admin_name;
  std::string password_file;
  std::optional<std::filesystem::path> config;
  std::optional<std::filesystem::path> clock;
};
int init(const InitArguments& arguments);

struct ServeArguments {
  std::filesystem::path data;
  std::optional<std::string> listen;
  std::optional<std::filesystem::path> config;
  std::optional<std::filesystem::path> clock;
};
int serve(const ServeArguments& arguments);

struct UserArguments {
  std::filesystem::path data;
  std::optional<std::filesystem::path> config;
  std::string email;
  std::string name;
  std::vector<std::string> roles;
  std::string department;
  std::string until;
  std::vector<std::string> clauses;
  std::string password_file;
  std::optional<std::filesystem::path> clock;
};
int user_add(const UserArguments& arguments);
int user_list(const UserArguments& arguments);
int user_disable(const UserArguments& arguments);
int user_enable(const UserArguments& arguments);
int user_reset_password(const UserArguments& arguments);

struct TokenArguments {
  std::string label = "command line";
  std::vector<std::string> scopes;
  std::string expires;
};
int token_create(const UserArguments& arguments, const TokenArguments& token);
int signers(const UserArguments& arguments);

struct ImportArguments {
  std::filesystem::path path;
  std::filesystem::path list;
  std::filesystem::path data;
  std::optional<std::filesystem::path> config;
  std::string type;
  std::string owner;
  bool effective = false;
  bool history = false;
  bool dry_run = false;
  std::optional<std::filesystem::path> clock;
};
int import_documents(const ImportArguments& arguments);

struct NotifyArguments {
  std::filesystem::path data;
  std::optional<std::filesystem::path> config;
  std::string channel;
  std::string event;
  std::string format;
  std::string state;
  std::int64_t message = 0;
  std::filesystem::path address_file;
  std::vector<std::string> events, workflows, departments, roles, document_types, grades;
  std::string since;
};
int notify_add(const NotifyArguments& arguments);
int notify_list(const NotifyArguments& arguments);
int notify_test(const NotifyArguments& arguments);
int notify_retry(const NotifyArguments& arguments);
int notify_replay(const NotifyArguments& arguments);
int notify_preview(const NotifyArguments& arguments);

/// How a person is told; what is not given stays.
struct PreferenceArguments {
  std::filesystem::path data;
  std::optional<std::filesystem::path> config;
  std::string email;
  std::optional<std::string> way, pace, digest_at, quiet_from, quiet_until, time_zone, language;
  std::vector<unsigned> free_weekdays;
  bool no_free_weekdays = false;
};
int notify_preferences(const PreferenceArguments& arguments);

struct TaskArguments {
  std::filesystem::path data;
  std::optional<std::filesystem::path> config;
  std::optional<std::filesystem::path> clock;
  std::string email;    ///< whose tasks
  std::string subject;  ///< key of a case or number of a document
  std::string until;
  bool put_off = false;
};
int task_list(const TaskArguments& arguments);
int task_snooze(const TaskArguments& arguments);
int task_wake(const TaskArguments& arguments);

struct SourceArguments {
  std::filesystem::path data;
  std::optional<std::filesystem::path> config;
  std::string name;
  std::string title;
  std::string kind = "generic";
  std::string scheme;
  std::string owner;
  std::string header;
  std::string prefix;
  std::string encoding = "hex";
  std::string digest = "sha256";
  std::vector<std::string> allowed;
  std::int64_t size_limit_mb = 50;
  std::int64_t rate_limit = 600;
  std::optional<std::int64_t> waiting_limit;  ///< none: as it is, or as usual
  std::optional<std::int64_t> kept_limit_mb;
  std::filesystem::path secret_file;
  std::filesystem::path mapping_file;
  std::int64_t overlap_hours = 24;
  std::string state;
  std::int64_t delivery = 0;
};
int source_add(const SourceArguments& arguments);
/// Sets what one source may keep; what is not named stays.
int source_limit(const SourceArguments& arguments);
int source_list(const SourceArguments& arguments);
int source_rotate(const SourceArguments& arguments);
int source_test(const SourceArguments& arguments);
int source_log(const SourceArguments& arguments);
int source_replay(const SourceArguments& arguments);

struct DataArguments {
  std::filesystem::path data;
  std::optional<std::filesystem::path> config;
};
int verify(const DataArguments& arguments);
int rebuild(const DataArguments& arguments);
int config_check(const DataArguments& arguments);
int version();

/// Reads the command line and runs the command. Exit codes: 0 done, 1 failed, 2 wrong usage.
int run(int count, const char* const* words);

struct WorkflowArguments {
  std::filesystem::path data;
  std::optional<std::filesystem::path> config;
  std::vector<std::string> files;
  std::string name;
  std::string format = "text";
  std::filesystem::path output;
  std::int64_t to_version = 0;
  std::string map;
  bool dry_run = false;
};
int workflow_check(const WorkflowArguments& arguments);
int workflow_list(const WorkflowArguments& arguments);
int workflow_export(const WorkflowArguments& arguments);
int workflow_migrate(const WorkflowArguments& arguments);

struct StandardArguments {
  std::filesystem::path data;
  std::optional<std::filesystem::path> config;
  std::filesystem::path file;
  std::string name;
  std::string format = "provost";
  std::filesystem::path output;
};
struct PackArguments {
  std::filesystem::path file;
  std::filesystem::path signers;  ///< empty: only the keys that the pack names
};
int pack_verify(const PackArguments& arguments);

int standard_list(const StandardArguments& arguments);
int standard_import(const StandardArguments& arguments);
int standard_export(const StandardArguments& arguments);
int standard_diff(const StandardArguments& arguments);

}  // namespace provost::cli
