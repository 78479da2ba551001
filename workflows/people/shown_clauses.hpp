#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace provost::workflows::people {

/// Whether a clause belongs to what is shown to a guest: to one of the clauses there or below one of them. Both may
/// stand alone ("8.5.5") or after the title of their standard ("ISO 21001:2018 8.5.5"); without a title they are meant
/// in every standard. A title alone shows the whole standard.
bool is_shown(const std::vector<std::string>& shown, std::string_view clause);

/// Whether a line can be understood: it ends in the number of a clause, or in an edition such as “ISO 21001:2018”.
bool names_clause_or_standard(std::string_view line);

/// Whether one of the clauses does.
bool is_any_shown(const std::vector<std::string>& shown, const std::vector<std::string>& clauses);

}  // namespace provost::workflows::people
