#pragma once

#include <string>
#include <string_view>

#include "workflows/documents/document.hpp"

namespace provost::web {

/// "23 November 2026".
std::string day_text(workflows::Day day);
/// "23 November 2026, 14:05" in a time zone.
std::string moment_text(workflows::Instant instant, const std::string& time_zone);
/// The class of the badge that a state wears.
std::string state_badge(std::string_view state);
/// "In review" for "in_review".
std::string state_text(std::string_view state);
/// "Policy" for "policy".
std::string type_text(std::string_view type);
/// "1.4 MB".
std::string size_text(std::int64_t bytes);
/// What an audit action says in a sentence: "approved it" for "document.approved".
std::string action_text(std::string_view action);
/// "3 documents", "1 document".
std::string count_text(std::int64_t count, const std::string& one, const std::string& many);

}  // namespace provost::web
