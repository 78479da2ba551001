#pragma once

#include <filesystem>
#include <string>

namespace provost::web {

/// HTML that cmark made of somebody's Markdown, with only those pictures that are within it: a picture from elsewhere
/// would make whoever turns the page into a PDF ask an address, or open a file, that the author chose.
std::string without_foreign_pictures(const std::string& html);

/// A page of HTML that needs nothing beside it as PDF, made by WeasyPrint. `spool`: where it is put together. Throws
/// Conflict when the program is missing or cannot do it, with what to do instead.
std::string as_pdf(const std::string& html, const std::filesystem::path& spool);

}  // namespace provost::web
