#pragma once

#include <string>

#include "server/app/route.hpp"

namespace provost::web {

/// The exact bytes of a version the person may see, as an attachment with the type the content was found to be.
http::Response version_content(const app::Call& call, const std::string& number, const std::string& version);

}  // namespace provost::web
