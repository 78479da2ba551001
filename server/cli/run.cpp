#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "docs_repo/store/repository_error.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/source_options.hpp"
#include "server/cli/terminal.hpp"
#include "server/config/config.hpp"
#include "workflows/documents/document.hpp"
#include "workflows/errors.hpp"
#include "workflows/people/roles.hpp"

namespace provost::cli {

namespace {

constexpr int failed = 1;
constexpr int wrong_usage = 2;

std::string role_names() {
  std::string text;
  for (const auto role : workflows::people::all_roles()) {
    text += (text.empty() ? "" : ", ") + std::string(workflows::people::to_text(role));
  }
  return text;
}

std::string type_names() {
  std::string text;
  for (const auto& type : workflows::documents::document_types()) {
    text += (text.empty() ? "" : ", ") + std::string(type.name);
  }
  return text;
}

template <class Arguments>
void add_data_options(CLI::App* command, Arguments& arguments) {
  command->add_option("--data", arguments.data, "The data directory")->required()->type_name("DIR");
  command->add_option("--config", arguments.config, "A configuration file in place of DIR/provost.yaml")
      ->type_name("FILE");
}

template <class Arguments>
void add_clock_option(CLI::App* command, Arguments& arguments) {
  command
      ->add_option("--clock", arguments.clock,
                   "For tests and demonstrations: a file that holds the time, e.g. 2026-11-24T09:00:00.000Z; it stands "
                   "still until the file changes")
      ->type_name("FILE");
}

int report(const std::vector<workflows::FieldProblem>& fields) {
  for (const auto& field : fields) std::cerr << "provost: " << field.field << ": " << field.message << "\n";
  return failed;
}

void add_workflow_commands(CLI::App& app, WorkflowArguments& arguments, int& exit_code) {
  auto* workflow = app.add_subcommand("workflow", "Check, list, export and migrate workflows");
  workflow->require_subcommand(1);
  auto* check = workflow->add_subcommand("check", "Check definitions; problems are printed as file:line: reason");
  check->add_option("FILE", arguments.files, "Definitions in YAML; - for standard input")->required();
  check->callback([&] { exit_code = workflow_check(arguments); });
  auto* list = workflow->add_subcommand("list", "List the workflows of the program, or those of a data directory");
  list->add_option("--data", arguments.data, "The data directory")->type_name("DIR");
  list->add_option("--config", arguments.config, "A configuration file in place of DIR/provost.yaml")
      ->type_name("FILE");
  list->callback([&] { exit_code = workflow_list(arguments); });
  auto* exporting = workflow->add_subcommand("export", "Write a workflow in another format");
  exporting->add_option("NAME", arguments.name, "A workflow of the program, or a file")->required();
  exporting->add_option("--format", arguments.format, "The format")
      ->check(CLI::IsMember({"json", "mermaid", "dot", "scxml", "svg", "text"}))
      ->capture_default_str();
  exporting->add_option("--output", arguments.output, "Where to; standard output by default")->type_name("FILE");
  exporting->callback([&] { exit_code = workflow_export(arguments); });
  auto* migrate = workflow->add_subcommand("migrate", "Move running cases to another version of their workflow");
  migrate->add_option("NAME", arguments.name, "The workflow")->required();
  migrate->add_option("--to", arguments.to_version, "The version")->required()->type_name("VERSION");
  migrate->add_option("--map", arguments.map, "States that changed their name, `old: new` line by line")
      ->type_name("FILE");
  migrate->add_flag("--dry-run", arguments.dry_run, "Print what would happen, and change nothing");
  add_data_options(migrate, arguments);
  migrate->callback([&] { exit_code = workflow_migrate(arguments); });
}

void add_notify_commands(CLI::App& app, NotifyArguments& arguments, PreferenceArguments& preferences, int& exit_code) {
  auto* notify = app.add_subcommand("notify", "Messages to chat and by mail");
  notify->require_subcommand(1);
  auto* list = notify->add_subcommand("list", "List the channels and the latest messages");
  list->add_option("--state", arguments.state, "Only messages that are: waiting, delivered, failed, dropped")
      ->check(CLI::IsMember({"waiting", "delivered", "failed", "dropped", "collected", "gathered"}));
  add_data_options(list, arguments);
  list->callback([&] { exit_code = notify_list(arguments); });
  auto* add = notify->add_subcommand("add", "Add a channel");
  add->add_option("CHANNEL", arguments.channel, "Name of the channel")->required();
  add->add_option("--kind", arguments.format, "What is on the other side")
      ->required()
      ->check(CLI::IsMember({"slack", "teams", "mattermost", "google_chat", "discord", "zulip", "webhook"}));
  add->add_option("--address-file", arguments.address_file, "File whose first line is the web address, a secret")
      ->required()
      ->type_name("FILE");
  add->add_option("--event", arguments.events, "What it is told of; give it several times for several");
  add->add_option("--workflow", arguments.workflows, "Only cases of this workflow");
  add->add_option("--department", arguments.departments, "Only what concerns people of this department");
  add->add_option("--role", arguments.roles, "Only what concerns people with this role");
  add->add_option("--document-type", arguments.document_types, "Of documents only this type, such as policy");
  add->add_option("--grade", arguments.grades, "Of cases only this grade, such as major");
  add_data_options(add, arguments);
  add->callback([&] { exit_code = notify_add(arguments); });
  auto* test = notify->add_subcommand("test", "Send a test message to a channel and print the answer");
  test->add_option("CHANNEL", arguments.channel, "Name of the channel")->required();
  add_data_options(test, arguments);
  test->callback([&] { exit_code = notify_test(arguments); });
  auto* retry = notify->add_subcommand("retry", "Let a message be sent again");
  retry->add_option("MESSAGE", arguments.message, "Its number, from list")->required();
  add_data_options(retry, arguments);
  retry->callback([&] { exit_code = notify_retry(arguments); });
  auto* replay = notify->add_subcommand("replay", "Send a webhook once more what it was sent since a time");
  replay->add_option("CHANNEL", arguments.channel, "Name of the channel")->required();
  replay->add_option("--since", arguments.since, "As 2026-11-20 or 2026-11-20T08:00, in the organisation's time zone")
      ->required();
  add_data_options(replay, arguments);
  replay->callback([&] { exit_code = notify_replay(arguments); });
  auto* own = notify->add_subcommand("preferences", "Print how a person is told, or change it; what is left out stays");
  own->add_option("EMAIL", preferences.email, "The person's e-mail address")->required();
  own->add_option("--way", preferences.way, "mail, none, or the name of a channel");
  own->add_option("--pace", preferences.pace, "sorted, at_once or digest")
      ->check(CLI::IsMember({"sorted", "at_once", "digest"}));
  own->add_option("--digest-at", preferences.digest_at, "Time of day of the digest, 07:30");
  own->add_option("--quiet-from", preferences.quiet_from, "From then on nothing comes, 19:00");
  own->add_option("--quiet-until", preferences.quiet_until, "Until then, 07:00; both the same: no quiet hours");
  own->add_option("--time-zone", preferences.time_zone, "Such as Europe/London; empty: that of the organisation");
  own->add_option("--language", preferences.language, "Such as de; empty: that of the organisation");
  auto* free = own->add_option("--free-weekday", preferences.free_weekdays,
                               "A day of the week without work, Monday is 1; give it several times for several");
  own->add_flag("--no-free-weekdays", preferences.no_free_weekdays, "Only the organisation's are free")->excludes(free);
  add_data_options(own, preferences);
  own->callback([&] { exit_code = notify_preferences(preferences); });
  auto* preview = notify->add_subcommand("preview", "Print a made-up message as it would be sent");
  preview->add_option("EVENT", arguments.event, "What happened, such as task_assigned, overdue, digest")->required();
  preview->add_option("--channel", arguments.format, "Kind of the channel")
      ->required()
      ->check(CLI::IsMember({"slack", "teams", "mattermost", "google_chat", "discord", "zulip", "webhook", "mail"}));
  add_data_options(preview, arguments);
  preview->callback([&] { exit_code = notify_preview(arguments); });
}

void add_task_commands(CLI::App& app, TaskArguments& arguments, int& exit_code) {
  auto* task = app.add_subcommand("task", "What waits for a person, and what they put off");
  task->require_subcommand(1);
  const auto add_options = [&arguments](CLI::App* command, bool with_subject) {
    command->add_option("EMAIL", arguments.email, "The person's e-mail address")->required();
    if (with_subject) {
      command->add_option("SUBJECT", arguments.subject, "Key of a case or number of a document")->required();
    }
    add_data_options(command, arguments);
    add_clock_option(command, arguments);
  };
  auto* list = task->add_subcommand("list", "List what waits for a person");
  add_options(list, false);
  list->add_flag("--put-off", arguments.put_off, "What they put off instead");
  list->callback([&] { exit_code = task_list(arguments); });
  auto* snooze = task->add_subcommand("snooze", "Put a person's task off; its dates stay");
  add_options(snooze, true);
  snooze->add_option("--until", arguments.until, "tomorrow, next-week, or a day as 2026-11-30")->required();
  snooze->callback([&] { exit_code = task_snooze(arguments); });
  auto* wake = task->add_subcommand("wake", "Show a task that was put off among the person's tasks again");
  add_options(wake, true);
  wake->callback([&] { exit_code = task_wake(arguments); });
}

void add_pack_commands(CLI::App& app, PackArguments& arguments, int& exit_code) {
  auto* pack = app.add_subcommand("pack", "Check evidence packs");
  pack->require_subcommand(1);
  auto* verify =
      pack->add_subcommand("verify", "Check a pack by itself, without a server: files, signatures, audit trail");
  verify->add_option("FILE", arguments.file, "The ZIP file")->required();
  verify->add_option("--signers", arguments.signers, "The organisation's list of signers, which came by another way")
      ->type_name("FILE");
  verify->callback([&] { exit_code = pack_verify(arguments); });
}

void add_standard_commands(CLI::App& app, StandardArguments& arguments, int& exit_code) {
  auto* standard = app.add_subcommand("standard", "List, import, export and compare standards and their mappings");
  standard->require_subcommand(1);
  auto* list = standard->add_subcommand("list", "List the library");
  add_data_options(list, arguments);
  list->callback([&] { exit_code = standard_list(arguments); });
  auto* importing = standard->add_subcommand(
      "import", "Import an outline or a mapping: own YAML, CISO Assistant YAML, OSCAL JSON, CSV or a workbook (XLSX)");
  importing->add_option("FILE", arguments.file, "The file")->required();
  add_data_options(importing, arguments);
  importing->callback([&] { exit_code = standard_import(arguments); });
  auto* exporting = standard->add_subcommand("export", "Write a standard or a mapping as a file");
  exporting->add_option("NAME", arguments.name, "A standard or a mapping of the library")->required();
  exporting->add_option("--format", arguments.format, "The format of a standard")
      ->check(CLI::IsMember({"provost", "ciso_assistant", "csv", "oscal"}))
      ->capture_default_str();
  exporting->add_option("--output", arguments.output, "Where to; standard output by default")->type_name("FILE");
  add_data_options(exporting, arguments);
  exporting->callback([&] { exit_code = standard_export(arguments); });
  auto* diff = standard->add_subcommand("diff", "Tell what a file would change of a standard");
  diff->add_option("NAME", arguments.name, "A standard of the library")->required();
  diff->add_option("FILE", arguments.file, "The file")->required();
  add_data_options(diff, arguments);
  diff->callback([&] { exit_code = standard_diff(arguments); });
}

/// The parser would answer a missing or mistyped command with "A subcommand is required" alone.
std::optional<std::string> wrong_command(const CLI::App& app, const std::vector<std::string>& words) {
  const auto* here = &app;
  std::string path;
  for (auto word = words.begin();; ++word) {
    const auto known = here->get_subcommands({});
    if (known.empty() || (word != words.end() && word->starts_with('-'))) return std::nullopt;
    const auto next =
        word == words.end() ? known.end() : std::find_if(known.begin(), known.end(), [&word](const CLI::App* command) {
          return command->get_name() == *word;
        });
    if (next == known.end()) {
      std::string names;
      for (const auto* command : known) names += (names.empty() ? "" : ", ") + command->get_name();
      return (word == words.end() ? "Say what `provost" + path + "` shall do"
                                  : "There is no command `provost" + path + " " + *word + "`") +
             ". Choose from: " + names + ". `provost help" + path + "` tells what they do.";
    }
    here = *next;
    path += " " + *word;
  }
}

}  // namespace

int run(int count, const char* const* given) {
  std::vector<std::string> words(given + std::min(count, 1), given + count);
  // `provost help user add` is what many type first.
  if (!words.empty() && words.front() == "help") {
    words.erase(words.begin());
    words.emplace_back("--help");
  }
  CLI::App app{"Provost keeps the management system of a school, university or training provider.", "provost"};
  app.require_subcommand(1);
  app.set_help_all_flag("--help-all", "Help for all commands");
  app.footer("`provost help COMMAND` tells the options of a command.");
  int exit_code = 0;

  InitArguments founding;
  auto* init_command = app.add_subcommand("init", "Make a data directory with an organisation and its administrator");
  add_data_options(init_command, founding);
  init_command->add_option("--organisation", founding.organisation, "The organisation's name")->required();
  init_command->add_option("--admin", founding.admin, "E-mail address of the first administrator")->required();
  init_command->add_option("--admin-name", founding.admin_name, "Printed name of the first administrator");
  init_command->add_option("--password-file", founding.password_file, "File whose first line is the password")
      ->required()
      ->type_name("FILE");
  init_command->add_option("--time-zone", founding.time_zone, "Time zone in which days are counted")
      ->capture_default_str();
  add_clock_option(init_command, founding);
  init_command->callback([&] { exit_code = init(founding); });

  ServeArguments serving;
  auto* serve_command = app.add_subcommand("serve", "Serve a data directory to browsers and programs");
  add_data_options(serve_command, serving);
  serve_command->add_option("--listen", serving.listen, "Where to listen, e.g. 127.0.0.1:8080")->type_name("ADDR:PORT");
  add_clock_option(serve_command, serving);
  serve_command->callback([&] { exit_code = serve(serving); });

  WorkflowArguments workflow;
  add_workflow_commands(app, workflow, exit_code);

  StandardArguments standard;
  add_standard_commands(app, standard, exit_code);
  PackArguments pack;
  add_pack_commands(app, pack, exit_code);

  NotifyArguments notifying;
  PreferenceArguments preferences;
  add_notify_commands(app, notifying, preferences, exit_code);
  TaskArguments task;
  add_task_commands(app, task, exit_code);

  UserArguments user;
  auto* user_command = app.add_subcommand("user", "Add people, end and renew their access");
  user_command->require_subcommand(1);
  const auto email_option = [&user](CLI::App* command) {
    command->add_option("EMAIL", user.email, "The person's e-mail address")->required();
  };
  const auto password_option = [&user](CLI::App* command) {
    command->add_option("--password-file", user.password_file, "File whose first line is the password")
        ->required()
        ->type_name("FILE");
  };
  auto* add_command = user_command->add_subcommand("add", "Add a person");
  email_option(add_command);
  add_data_options(add_command, user);
  add_command->add_option("--name", user.name, "Printed name")->required();
  add_command->add_option("--role", user.roles, "Role; give it several times for several: " + role_names())
      ->required()
      ->delimiter(',');
  add_command->add_option("--department", user.department, "Department; made when it is new");
  add_command->add_option("--clause", user.clauses,
                          "For an external auditor: show the documents and the evidence of this clause only; give it "
                          "several times for several");
  add_command->add_option("--until", user.until, "Last day of access, e.g. 2026-12-31; without it there is no end");
  password_option(add_command);
  add_clock_option(add_command, user);
  add_command->callback([&] { exit_code = user_add(user); });
  auto* list_command = user_command->add_subcommand("list", "List everybody");
  add_data_options(list_command, user);
  list_command->callback([&] { exit_code = user_list(user); });
  auto* disable_command = user_command->add_subcommand("disable", "End a person's access; past acts stay");
  email_option(disable_command);
  add_data_options(disable_command, user);
  disable_command->callback([&] { exit_code = user_disable(user); });
  auto* enable_command = user_command->add_subcommand("enable", "Give a disabled person access again");
  email_option(enable_command);
  add_data_options(enable_command, user);
  enable_command->callback([&] { exit_code = user_enable(user); });
  auto* reset_command = user_command->add_subcommand("reset-password", "Give a person a new password");
  email_option(reset_command);
  add_data_options(reset_command, user);
  password_option(reset_command);
  reset_command->callback([&] { exit_code = user_reset_password(user); });

  TokenArguments token;
  auto* token_command = app.add_subcommand("token", "Tokens for programs");
  token_command->require_subcommand(1);
  auto* create_command = token_command->add_subcommand("create", "Make a token and print it, this once");
  email_option(create_command);
  add_data_options(create_command, user);
  create_command->add_option("--label", token.label, "What the token is for")->capture_default_str();
  create_command
      ->add_option("--scope", token.scopes,
                   "What it may be used for, e.g. documents:read; give it several times for several; without it "
                   "everything that the person may do")
      ->delimiter(',');
  create_command->add_option("--expires", token.expires,
                             "Last day on which it works, e.g. 2026-12-31; without it until it is revoked");
  add_clock_option(create_command, user);
  create_command->callback([&] { exit_code = token_create(user, token); });

  auto* signers_command =
      app.add_subcommand("signers", "Print the allowed-signers file by which git verify-commit checks approvals");
  add_data_options(signers_command, user);
  signers_command->callback([&] { exit_code = signers(user); });

  ImportArguments importing;
  auto* import_command = app.add_subcommand("import", "Bring in a folder, a git working tree or a file");
  import_command->add_option("PATH", importing.path, "Folder or file");
  import_command->add_option("--list", importing.list,
                             "Master list (CSV or a workbook) with the code, title and state of each document");
  add_data_options(import_command, importing);
  import_command->add_option("--type", importing.type, "Type of documents that do not name their own: " + type_names())
      ->required();
  import_command->add_option("--owner", importing.owner, "E-mail address of the owner")->required();
  import_command->add_flag("--effective", importing.effective,
                           "As version 1.0 in force, marked \"legacy, approval not verified\"");
  import_command->add_flag("--history", importing.history, "A git repository's commits become the earlier versions");
  import_command->add_flag("--dry-run", importing.dry_run, "Only print what would happen");
  add_clock_option(import_command, importing);
  import_command->callback([&] { exit_code = import_documents(importing); });

  SourceArguments source;
  add_source_commands(app, source, exit_code);

  DataArguments data;
  auto* verify_command = app.add_subcommand("verify", "Check audit trail, database and repository against each other");
  add_data_options(verify_command, data);
  verify_command->callback([&] { exit_code = verify(data); });
  auto* rebuild_command =
      app.add_subcommand("rebuild", "Make lists, registers and the search afresh from audit trail and repository");
  add_data_options(rebuild_command, data);
  rebuild_command->callback([&] { exit_code = rebuild(data); });

  auto* config_command = app.add_subcommand("config", "The configuration");
  config_command->require_subcommand(1);
  auto* check_command =
      config_command->add_subcommand("check", "Check a configuration and report everything wrong with it");
  check_command->add_option("--data", data.data, "The data directory whose provost.yaml is checked")->type_name("DIR");
  check_command->add_option("--config", data.config, "The file to check")->type_name("FILE");
  check_command->callback([&] { exit_code = config_check(data); });

  auto* version_command = app.add_subcommand("version", "Print the program's version");
  version_command->callback([&] { exit_code = version(); });

  if (const auto problem = wrong_command(app, words)) {
    std::cerr << "provost: " << *problem << "\n";
    return wrong_usage;
  }
  try {
    std::reverse(words.begin(), words.end());  // as the parser takes them
    app.parse(words);
    return exit_code;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : wrong_usage;
  } catch (const workflows::Invalid& error) {
    return report(error.fields());
  } catch (const config::ConfigError& error) {
    for (const auto& problem : error.problems()) std::cerr << "provost: " << problem << "\n";
    return failed;
  } catch (const std::filesystem::filesystem_error& error) {
    if (error.code() != std::errc::permission_denied) {
      std::cerr << "provost: " << error.what() << "\n";
      return failed;
    }
    std::cerr << "provost: This user may not use " << error.path1().string()
              << ". Run the command as the user of the server, e.g. `sudo -u provost provost …`.\n";
    return failed;
  } catch (const std::exception& error) {
    std::cerr << "provost: " << error.what() << "\n";
    return failed;
  }
}

}  // namespace provost::cli
