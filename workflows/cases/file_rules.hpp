#pragma once

#include <cstdint>
#include <string_view>

namespace provost::workflows::cases {

/// Throws Invalid for the field `file` when a name is no plain file name: empty, longer than 200 characters, with parts
/// of a path, control characters, or characters that turn the direction of reading, by which "annexe" can be made to
/// look like another ending (Unicode Technical Report 36, section 3.5).
void check_file_name(std::string_view file_name);

/// Throws Invalid for the field `file` when a file is empty, is a program, or holds something else than its name says.
/// `media_type`: by its content. Endings that are not known may hold anything but programs.
void check_file_content(std::string_view file_name, std::string_view media_type, std::int64_t size);

}  // namespace provost::workflows::cases
