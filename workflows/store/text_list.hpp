#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace provost::workflows::store {

/// Lists of texts as columns keep them: a JSON array. texts_from_text() throws std::exception for anything else.
std::string texts_to_text(const std::vector<std::string>& texts);
std::vector<std::string> texts_from_text(std::string_view text);

}  // namespace provost::workflows::store
