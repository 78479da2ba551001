#pragma once

#include <stdexcept>

namespace provost::integrations {

/// A request from a chat that is not what the service sends. what() is a sentence for a log.
class Unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace provost::integrations
