#include "server/cli/source_options.hpp"

#include <CLI/CLI.hpp>

#include "integrations/webhook_signatures/signature_scheme.hpp"
#include "workflows/evidence_sources/ready_made.hpp"

namespace provost::cli {

namespace {

std::vector<std::string> scheme_names() {
  std::vector<std::string> names;
  for (const auto scheme : integrations::signature_schemes()) names.emplace_back(integrations::name_of(scheme));
  return names;
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const auto& kind : workflows::evidence_sources::ready_made_kinds()) names.push_back(kind.name);
  return names;
}

void add_data_options(CLI::App* command, SourceArguments& arguments) {
  command->add_option("--data", arguments.data, "The data directory")->required()->type_name("DIR");
  command->add_option("--config", arguments.config, "A configuration file in place of DIR/provost.yaml")
      ->type_name("FILE");
}

void add_name(CLI::App* command, SourceArguments& arguments) {
  command->add_option("NAME", arguments.name, "The source's name in its address")->required();
}

void add_secret_option(CLI::App* command, SourceArguments& arguments) {
  command
      ->add_option("--secret-file", arguments.secret_file,
                   "File whose first line is a secret that the other side gave; without it one is made and printed, "
                   "this once")
      ->type_name("FILE");
}

void add_limit_options(CLI::App* command, SourceArguments& arguments) {
  command->add_option("--waiting-limit", arguments.waiting_limit,
                      "Deliveries that may wait for a person; 2000 for a new source");
  command->add_option("--kept-limit", arguments.kept_limit_mb,
                      "Megabytes that may be kept of its deliveries; 5120 for a new source");
}

void add_add_command(CLI::App* source, SourceArguments& arguments, int& exit_code) {
  auto* add = source->add_subcommand("add", "Add software that may send evidence, and print its address and secret");
  add_name(add, arguments);
  add->add_option("--kind", arguments.kind, "What is on the other side")
      ->check(CLI::IsMember(kind_names()))
      ->capture_default_str();
  add->add_option("--scheme", arguments.scheme, "How it proves that a delivery is its own; without it as usual there")
      ->check(CLI::IsMember(scheme_names()));
  add->add_option("--owner", arguments.owner, "E-mail address of whoever answers for what comes in")->required();
  add->add_option("--title", arguments.title, "What people call it; without it the name");
  add->add_option("--header", arguments.header, "Of stripe, bearer and hmac: the header field that carries the proof");
  add->add_option("--prefix", arguments.prefix, "Of hmac: what comes before the signature, e.g. sha256=");
  add->add_option("--encoding", arguments.encoding, "Of hmac: how the signature is written")
      ->check(CLI::IsMember({"hex", "base64"}))
      ->capture_default_str();
  add->add_option("--digest", arguments.digest, "Of hmac: the digest")
      ->check(CLI::IsMember({"sha256", "sha1"}))
      ->capture_default_str();
  add->add_option("--allow", arguments.allowed,
                  "An address or network it sends from; give it several times for several");
  add->add_option("--size-limit", arguments.size_limit_mb, "Megabytes of one delivery, at most 2048")
      ->capture_default_str();
  add->add_option("--rate-limit", arguments.rate_limit, "Deliveries a minute")->capture_default_str();
  add_limit_options(add, arguments);
  add->add_option("--mapping", arguments.mapping_file, "File with the mapping as JSON, in place of the kind's own")
      ->type_name("FILE");
  add_secret_option(add, arguments);
  add_data_options(add, arguments);
  add->callback([&] { exit_code = source_add(arguments); });
}

}  // namespace

void add_source_commands(CLI::App& app, SourceArguments& arguments, int& exit_code) {
  auto* source = app.add_subcommand("source", "Software outside that sends evidence");
  source->require_subcommand(1);
  add_add_command(source, arguments, exit_code);

  auto* limit = source->add_subcommand(
      "limit",
      "Set what may be kept of a source; beyond it deliveries are refused, and a limit that is left out stays");
  add_name(limit, arguments);
  add_limit_options(limit, arguments);
  add_data_options(limit, arguments);
  limit->callback([&] { exit_code = source_limit(arguments); });

  auto* list = source->add_subcommand("list", "List the sources");
  add_data_options(list, arguments);
  list->callback([&] { exit_code = source_list(arguments); });

  auto* rotate = source->add_subcommand("rotate", "Give a source a new secret and print it, this once");
  add_name(rotate, arguments);
  rotate->add_option("--overlap", arguments.overlap_hours, "Hours for which the former secret stays valid, at most 720")
      ->capture_default_str();
  add_secret_option(rotate, arguments);
  add_data_options(rotate, arguments);
  rotate->callback([&] { exit_code = source_rotate(arguments); });

  auto* test =
      source->add_subcommand("test", "Send a signed sample through the reception and tell what it would become");
  add_name(test, arguments);
  add_data_options(test, arguments);
  test->callback([&] { exit_code = source_test(arguments); });

  auto* log = source->add_subcommand("log", "List what came in, and what was refused and why");
  log->add_option("NAME", arguments.name, "Only of this source");
  log->add_option("--state", arguments.state, "Only deliveries that are in this state")
      ->check(CLI::IsMember({"accepted", "placed", "waiting", "passed_over", "sample"}));
  add_data_options(log, arguments);
  log->callback([&] { exit_code = source_log(arguments); });

  auto* replay = source->add_subcommand("replay", "Look at a delivery again, e.g. after its mapping was mended");
  replay->add_option("DELIVERY", arguments.delivery, "Its number, from log")->required();
  add_data_options(replay, arguments);
  replay->callback([&] { exit_code = source_replay(arguments); });
}

}  // namespace provost::cli
