#include "workflows/standards/standard.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "workflows/embedded_files.hpp"

namespace provost::workflows::standards {

StandardLibrary::StandardLibrary() {
  for (const auto& path : embedded_file_names()) {
    if (!path.starts_with("standards/")) continue;
    const auto root = YAML::Load(std::string(*find_embedded_file(path)));
    Standard standard{root["standard"].as<std::string>(), root["title"].as<std::string>(), {}};
    for (const auto& entry : root["clauses"]) {
      standard.clauses.push_back({entry["number"].as<std::string>(), entry["title"].as<std::string>(),
                                  entry["maintain"].as<bool>(false), entry["retain"].as<bool>(false)});
    }
    standards_.push_back(std::move(standard));
  }
}

const Standard* StandardLibrary::find(std::string_view name) const {
  const auto found = std::find_if(standards_.begin(), standards_.end(),
                                  [name](const Standard& standard) { return standard.name == name; });
  return found == standards_.end() ? nullptr : &*found;
}

std::vector<Clause> StandardLibrary::clauses_of(std::string_view choice) const {
  std::vector<Clause> clauses;
  for (const auto& standard : standards_) {
    if (choice != "both" && choice != standard.name) continue;
    for (const auto& clause : standard.clauses) {
      const auto known = std::find_if(clauses.begin(), clauses.end(),
                                      [&clause](const Clause& other) { return other.number == clause.number; });
      if (known == clauses.end()) {
        clauses.push_back(clause);
      } else {
        known->maintain = known->maintain || clause.maintain;
        known->retain = known->retain || clause.retain;
      }
    }
  }
  return clauses;
}

}  // namespace provost::workflows::standards
