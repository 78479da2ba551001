#pragma once

#include <optional>
#include <string_view>

#include "workflows/time.hpp"

namespace provost::workflows {

/// What somebody in a time zone wrote as "2026-11-20" (its beginning), "2026-11-20T08:00" or "2026-11-20 08:00";
/// nullopt for anything else.
std::optional<Instant> parse_local_moment(std::string_view text, std::string_view time_zone);

}  // namespace provost::workflows
