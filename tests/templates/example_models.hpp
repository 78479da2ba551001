#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

namespace provost::templates {

/// A page with values as a handler would give them, from models/<page>.json or models/<page>.<variant>.json.
struct ExampleModel {
  std::string name;  ///< "document_edit.conflict"
  std::string page;  ///< "document_edit"
  boost::json::object model;
};
/// All of them, each with the frame of models/frame.json and "@markdown" replaced by models/document.md as HTML.
std::vector<ExampleModel> example_models();

}  // namespace provost::templates
