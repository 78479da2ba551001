#pragma once

#include <filesystem>

#include "server/app/route.hpp"

namespace provost::hooks {
class Reception;
}

namespace provost::api {

/// The software outside that sends evidence, and what came in from it.
/// `reception` must outlive the routes; `spool`: where files lie while a sample is read.
app::Routes source_routes(hooks::Reception& reception, const std::filesystem::path& spool);

}  // namespace provost::api
