#pragma once

#include <cstdint>

#include "workflows/cases/case.hpp"
#include "workflows/people/person.hpp"
#include "workflows/standards/standard_library.hpp"
#include "workflows/store/write_transaction.hpp"

namespace provost::workflows::gap_analysis {

/// Gives a new analysis the answers of an earlier one, each to be confirmed: to the same clause of the same standard;
/// of a standard that is new, what a mapping carries over, else what was said to the clause with the same number.
/// Actions stay behind, they are under way. Returns how many. The caller records the audit entry.
std::int64_t carry_over(store::WriteTransaction& transaction, const standards::StandardLibrary& library,
                        const cases::Case& before, const cases::Case& after, const people::Actor& actor);

}  // namespace provost::workflows::gap_analysis
