#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace provost::api {

/// An example of each operation: {path, query, request, response}, each of them where there is one. They are built into
/// the program from examples/*.json; tests send them to a server and check what comes back.
class OperationExamples {
 public:
  OperationExamples();

  /// nullptr: there is none.
  const boost::json::object* find(const std::string& operation) const;

 private:
  boost::json::object all_;
};

}  // namespace provost::api
