#include <iostream>

#include "server/app/services.hpp"
#include "server/cli/commands.hpp"
#include "server/cli/files.hpp"
#include "server/cli/terminal.hpp"
#include "workflows/errors.hpp"
#include "workflows/standards/library_formats.hpp"

namespace provost::cli {

namespace {

namespace standards = workflows::standards;

/// The data directory with the outlines of the program in its library, also when no server was started yet.
class LibraryOfData {
 public:
  explicit LibraryOfData(const StandardArguments& arguments)
      : directory_(arguments.data), config_(directory_.read_config(arguments.config)) {
    directory_.require_initialised(config_);
    services_.emplace(directory_, config_, clock_, 3);
    standards::publish_shipped(services_->database, clock_, services_->standards);
  }
  app::Services& services() { return *services_; }

  standards::PublishedStandard standard(const std::string& name) {
    const workflows::store::ReadSnapshot snapshot(services_->database);
    auto found = services_->standards.find_standard(snapshot.session(), name);
    if (!found) {
      throw workflows::NotFound("There is no standard “" + name + "”. `provost standard list` names them.");
    }
    return *found;
  }

 private:
  app::DataDirectory directory_;
  config::Config config_;
  workflows::SystemClock clock_;
  std::optional<app::Services> services_;
};

standards::Library sound_library(const std::filesystem::path& file) {
  auto library = file == "-" ? standards::read_library(read_file(file, standards::largest_library), "-")
                 : std::filesystem::is_regular_file(file)
                     ? standards::read_library_file(file, file.filename().string())
                     : throw workflows::NotFound("There is no file " + file.string() + ".");
  if (library.problems.empty()) return library;
  for (const auto& problem : library.problems) {
    std::cerr << workflows::engine::to_text(problem, file.string()) << "\n";
  }
  throw CliFailure("Nothing was imported.");
}

}  // namespace

int standard_list(const StandardArguments& arguments) {
  LibraryOfData library(arguments);
  const workflows::store::ReadSnapshot snapshot(library.services().database);
  for (const auto& one : library.services().standards.standards(snapshot.session())) {
    std::cout << "standard\t" << one.content->name << "\tversion " << one.content->version << "\t"
              << one.content->clauses.size() << " clauses\t" << one.content->title << "\t" << one.origin << "\n";
  }
  for (const auto& one : library.services().standards.mappings(snapshot.session())) {
    std::cout << "mapping\t" << one.content->name << "\tversion " << one.content->version << "\t"
              << one.content->rows.size() << " rows\t" << one.content->title << "\t" << one.origin << "\n";
  }
  return 0;
}

int standard_import(const StandardArguments& arguments) {
  auto read = sound_library(arguments.file);
  LibraryOfData library(arguments);
  const auto parts = library.services().standard_imports.import(workflows::people::Authority::operator_of_data(),
                                                                std::move(read), arguments.file.filename().string());
  for (const auto& part : parts) {
    std::cout << part.kind << " " << part.name << " version " << part.version
              << (part.changed ? " imported: " : " is there already: ") << part.title << "\n";
  }
  return 0;
}

int standard_export(const StandardArguments& arguments) {
  LibraryOfData library(arguments);
  std::string text;
  {
    const workflows::store::ReadSnapshot snapshot(library.services().database);
    if (const auto mapping = library.services().standards.find_mapping(snapshot.session(), arguments.name)) {
      text = as_own_yaml(*mapping->content);
    }
  }
  if (text.empty()) {
    const auto standard = library.standard(arguments.name);
    text = arguments.format == "csv"              ? as_csv(*standard.content)
           : arguments.format == "ciso_assistant" ? as_ciso_assistant(*standard.content)
           : arguments.format == "oscal"          ? as_oscal(*standard.content, standard.published_at)
                                                  : as_own_yaml(*standard.content);
  }
  write_result(arguments.output, text);
  return 0;
}

int standard_diff(const StandardArguments& arguments) {
  LibraryOfData library(arguments);
  const auto standard = library.standard(arguments.name);
  const auto read = sound_library(arguments.file);
  if (read.standards.size() != 1) throw CliFailure("The file does not hold exactly one standard.");
  const auto differences = standards::differences(*standard.content, read.standards.front());
  for (const auto& text : differences) std::cout << text << "\n";
  if (differences.empty()) std::cout << "Nothing differs.\n";
  return 0;
}

}  // namespace provost::cli
