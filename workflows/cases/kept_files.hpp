#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "workflows/cases/case.hpp"
#include "workflows/engine/definition.hpp"

namespace provost::workflows::cases {

/// Why a file cannot be taken away from a case, in a sentence: the case is finished, the file is an answer in its form,
/// or the workflow keeps files once they are handed in. nullopt: it can.
std::optional<std::string> why_file_stays(const Case& one, const engine::Definition& definition,
                                          std::string_view sha256);

}  // namespace provost::workflows::cases
