#pragma once

#include <string_view>
#include <vector>

#include "workflows/people/person.hpp"
#include "workflows/store/session.hpp"

namespace provost::workflows::cases {

/// The people that a comment names: "@ada@example.org", or "@Ada Lovelace" by their whole name in any case. Each once;
/// people without access `today` and unknown names are left out.
std::vector<people::Person> people_mentioned(store::Session& session, std::string_view text, Day today);

}  // namespace provost::workflows::cases
