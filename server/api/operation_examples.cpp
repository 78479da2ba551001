#include "server/api/operation_examples.hpp"

#include <boost/json.hpp>

#include "server/embedded_files.hpp"

namespace provost::api {

OperationExamples::OperationExamples() {
  for (const auto& name : server::embedded_file_names()) {
    const auto file = boost::json::parse(*server::find_embedded_file(name));
    for (const auto& [operation, example] : file.as_object()) all_[operation] = example;
  }
}

const boost::json::object* OperationExamples::find(const std::string& operation) const {
  const auto* found = all_.if_contains(operation);
  return found == nullptr ? nullptr : &found->as_object();
}

}  // namespace provost::api
