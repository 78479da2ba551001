#pragma once

#include <string>
#include <string_view>

namespace provost::workflows {

/// Bytes as lower-case hexadecimal digits, and back. from_hex throws std::invalid_argument for anything else.
std::string to_hex(std::string_view bytes);
std::string from_hex(std::string_view digits);

}  // namespace provost::workflows
