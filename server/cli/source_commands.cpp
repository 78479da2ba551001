#include <algorithm>
#include <iostream>

#include "server/app/services.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/files.hpp"
#include "server/cli/terminal.hpp"
#include "server/jobs/delivery_placer.hpp"
#include "workflows/errors.hpp"
#include "workflows/evidence_sources/ready_made.hpp"

namespace provost::cli {

namespace {

namespace sources = workflows::evidence_sources;
using workflows::people::Authority;

/// What others wrote, without what a terminal would act on.
std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char letter) { return letter < ' ' || letter == 0x7F; }, ' ');
  return text;
}

constexpr std::int64_t megabyte = 1024 * 1024;

/// What was not named stays.
void set_limits(sources::SourceSettings& settings, const SourceArguments& arguments) {
  if (arguments.waiting_limit) settings.waiting_limit = *arguments.waiting_limit;
  if (arguments.kept_limit_mb) settings.kept_limit = *arguments.kept_limit_mb * megabyte;
}

/// The data directory with what takes deliveries in.
class SourcesOfData {
 public:
  explicit SourcesOfData(const SourceArguments& arguments)
      : directory_(arguments.data), config_(directory_.read_config(arguments.config)) {
    directory_.require_initialised(config_);
    services_.emplace(directory_, config_, clock_, 3);
  }
  app::Services& services() { return *services_; }
  /// Where the other side sends to, as far as the server knows its own address.
  std::string address_of(const std::string& name) const {
    return (config_.public_url.empty() ? "https://ADDRESS-OF-THIS-SERVER" : config_.public_url) + "/hooks/evidence/" +
           name;
  }
  sources::Source source(const std::string& name) {
    const workflows::store::ReadSnapshot snapshot(services_->database);
    auto found = sources::find_source(snapshot.session(), name);
    if (!found) throw workflows::NotFound("There is no source “" + name + "”.");
    return *found;
  }

 private:
  app::DataDirectory directory_;
  config::Config config_;
  workflows::SystemClock clock_;
  std::optional<app::Services> services_;
};

std::string secret_in(const SourceArguments& arguments) {
  return arguments.secret_file.empty() ? std::string() : read_secret_file(arguments.secret_file);
}

/// The same place for both; a file there goes with the process.
std::filesystem::path scratch_folder() {
  return std::filesystem::temp_directory_path();
}

}  // namespace

int source_add(const SourceArguments& arguments) {
  SourcesOfData data(arguments);
  const auto* kind = sources::find_source_kind(arguments.kind);
  sources::SourceSettings settings;
  settings.name = arguments.name;
  settings.title = arguments.title.empty() ? arguments.name : arguments.title;
  settings.kind = kind->name;
  settings.proof = kind->proof;
  if (!arguments.scheme.empty() && arguments.scheme != kind->proof.scheme)
    settings.proof = {arguments.scheme, "", "", "hex", "sha256"};
  if (!arguments.header.empty()) settings.proof.header = arguments.header;
  if (!arguments.prefix.empty()) settings.proof.prefix = arguments.prefix;
  settings.proof.encoding = arguments.encoding;
  settings.proof.digest = arguments.digest;
  settings.owner = arguments.owner;
  settings.allowed_addresses = arguments.allowed;
  settings.size_limit = arguments.size_limit_mb * 1024 * 1024;
  settings.rate_limit = arguments.rate_limit;
  set_limits(settings, arguments);
  constexpr std::size_t largest_mapping = 64 * 1024;
  settings.mapping = arguments.mapping_file.empty()
                         ? kind->mapping
                         : sources::mapping_from_text(read_file(arguments.mapping_file, largest_mapping));
  const auto given = secret_in(arguments);
  const auto secret = data.services().sources.add(Authority::operator_of_data(), settings, given);
  std::cout << "Address: " << data.address_of(settings.name) << "\n";
  if (given.empty()) std::cout << "Secret, which is not shown again: " << secret << "\n";
  return 0;
}

int source_limit(const SourceArguments& arguments) {
  if (!arguments.waiting_limit && !arguments.kept_limit_mb) {
    throw CliFailure("Name --waiting-limit, --kept-limit or both.");
  }
  SourcesOfData data(arguments);
  auto source = data.source(arguments.name);
  set_limits(source, arguments);
  data.services().sources.change(Authority::operator_of_data(), source.name, source, source.row_version);
  std::cout << "At most " << source.waiting_limit << " deliveries may wait for a person, and "
            << source.kept_limit / megabyte << " MB are kept.\n";
  return 0;
}

int source_list(const SourceArguments& arguments) {
  SourcesOfData data(arguments);
  const workflows::store::ReadSnapshot snapshot(data.services().database);
  for (const auto& source : sources::list_sources(snapshot.session())) {
    std::cout << source.name << "\t" << source.title << "\t" << source.kind << "\t" << source.proof.scheme << "\t"
              << source.owner << "\t" << (source.enabled ? "on" : "off") << "\n";
  }
  return 0;
}

int source_rotate(const SourceArguments& arguments) {
  SourcesOfData data(arguments);
  const auto given = secret_in(arguments);
  const auto secret = data.services().sources.rotate(Authority::operator_of_data(), arguments.name,
                                                     std::chrono::hours(arguments.overlap_hours), given);
  if (given.empty()) std::cout << "New secret, which is not shown again: " << secret << "\n";
  std::cout << "The former one is valid for another " << arguments.overlap_hours << " hours.\n";
  return 0;
}

int source_test(const SourceArguments& arguments) {
  SourcesOfData data(arguments);
  auto& services = data.services();
  hooks::Reception reception(services);
  const auto tried =
      jobs::try_sample(services, reception, Authority::operator_of_data(), arguments.name, scratch_folder());
  if (!tried.taken) throw CliFailure("The reception refused the sample. " + tried.reason);
  std::cout << "The sample was signed, received and read. " << tried.reason << "\n";
  return 0;
}

int source_log(const SourceArguments& arguments) {
  SourcesOfData data(arguments);
  sources::DeliveryQuery query;
  if (!arguments.name.empty()) query.source_id = data.source(arguments.name).id;
  query.state = sources::parse_delivery_state(arguments.state);
  const workflows::store::ReadSnapshot snapshot(data.services().database);
  for (const auto& delivery : sources::read_deliveries(snapshot.session(), query)) {
    std::cout << "delivery\t" << delivery.id << "\t" << workflows::to_text(delivery.received_at) << "\t"
              << delivery.source_name << "\t" << sources::to_text(delivery.state) << "\t" << delivery.case_key << "\t"
              << on_one_line(delivery.reason) << "\n";
  }
  constexpr int most_refusals = 50;
  if (query.state) return 0;
  for (const auto& refusals : sources::read_refusals(snapshot.session(), query.source_id, most_refusals)) {
    std::cout << "refused\t" << refusals.times << "\t" << workflows::to_text(refusals.last_at) << "\t"
              << refusals.source_name << "\t" << refusals.kind << "\t" << refusals.last_address << "\t"
              << on_one_line(refusals.last_reason) << "\n";
  }
  return 0;
}

int source_replay(const SourceArguments& arguments) {
  SourcesOfData data(arguments);
  data.services().deliveries.replay(Authority::operator_of_data(), arguments.delivery);
  std::cout << "Delivery " << arguments.delivery << " is looked at again when the server runs.\n";
  return 0;
}

}  // namespace provost::cli
