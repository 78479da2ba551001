#pragma once

#include <filesystem>

#include "server/app/route.hpp"

namespace provost::api {

/// Deciding by hand what a delivery from outside becomes. `spool`: where its files lie meanwhile.
app::Routes placing_routes(const std::filesystem::path& spool);

}  // namespace provost::api
