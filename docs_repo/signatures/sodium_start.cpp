#include "docs_repo/signatures/sodium_start.hpp"

#include <sodium.h>

#include <stdexcept>

namespace provost::docs_repo {

void start_sodium() {
  if (sodium_init() < 0) throw std::runtime_error("The machine's random numbers are not available (libsodium).");
}

}  // namespace provost::docs_repo
