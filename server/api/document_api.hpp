#pragma once

#include <filesystem>

#include "server/app/route.hpp"

namespace provost::api {

/// The routes under /api/v1/documents. A file may have `largest_upload` bytes.
app::Routes document_routes(std::uint64_t largest_upload);
/// Bringing in documents. `spool`: where files wait on their way in.
app::Routes import_routes(std::uint64_t largest_upload, const std::filesystem::path& spool);

}  // namespace provost::api
