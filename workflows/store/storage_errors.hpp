#pragma once

#include <exception>

namespace provost::workflows::store {

/// Turns a failure of the database library into StorageFull, TooBusy or Unusable where the cause is known, and throws
/// the error itself otherwise: its text goes to the log, never to a person.
[[noreturn]] void rethrow_as_domain_error(const std::exception& error);

}  // namespace provost::workflows::store
