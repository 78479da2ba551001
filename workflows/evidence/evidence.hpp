#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "workflows/time.hpp"

namespace provost::workflows::evidence {

/// The workflow whose cases are pieces of evidence. A piece is asked for or handed in at once, checked by somebody
/// else, and valid until it expires, is replaced by newer evidence or is no longer needed.
inline constexpr auto workflow_name = "evidence_request";

/// How a piece stands today, in the words of the register.
enum class Standing { waiting, rejected, received, valid, expiring, expired, replaced, retired, disposed };
std::string_view to_text(Standing standing);
std::optional<Standing> parse_standing(std::string_view text);

/// A valid piece counts as expiring from this many days before its last day.
inline constexpr int days_of_notice = 30;

/// Whether somebody found the piece valid: what it leads to was looked at then.
bool was_checked(std::string_view state);

/// `state`: of the workflow. A state that an organisation added counts as waiting.
Standing standing_of(std::string_view state, std::optional<Day> valid_until, Day today);

}  // namespace provost::workflows::evidence
