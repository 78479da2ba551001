#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace provost::templates {

/// A style sheet, script or picture that pages refer to.
struct Asset {
  std::string_view content;
  std::string media_type;
};

/// The asset of that name, e.g. "app.css".
std::optional<Asset> find_asset(std::string_view name);

/// What changes whenever any asset changes; part of every asset's address, so that browsers may keep them for ever.
const std::string& assets_version();

/// "/assets/<version>/app.css".
std::string asset_address(std::string_view name);

}  // namespace provost::templates
