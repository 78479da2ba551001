#pragma once

#include <cstdint>
#include <string>

#include "workflows/store/session.hpp"

namespace provost::workflows::documents {

/// A document's Markdown for reading, with links to files of the same source that were imported after it: at its own
/// import there was nothing yet to lead to. The stored text stays as it was signed. Other texts come back unchanged.
std::string with_links_to_later_imports(store::Session& session, std::int64_t document_id, std::string markdown);

}  // namespace provost::workflows::documents
