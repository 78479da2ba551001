#pragma once

namespace provost::docs_repo {

/// Makes libsodium ready; cheap when it is, and thread-safe. Throws std::runtime_error when the machine gives no random
/// numbers.
void start_sodium();

}  // namespace provost::docs_repo
