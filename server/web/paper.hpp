#pragma once

#include <filesystem>
#include <string>

namespace provost::web {

/// A page of HTML that needs nothing beside it as PDF, made by WeasyPrint. `spool`: where it is put together. Throws
/// Conflict when the program is missing or cannot do it, with what to do instead.
std::string as_pdf(const std::string& html, const std::filesystem::path& spool);

}  // namespace provost::web
