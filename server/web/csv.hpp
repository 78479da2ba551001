#pragma once

#include <string>
#include <string_view>

namespace provost::web {

/// One cell of CSV (RFC 4180). A leading = + - @ would make a spreadsheet calculate, so it gets a quote before it.
std::string csv_cell(std::string_view text);

}  // namespace provost::web
