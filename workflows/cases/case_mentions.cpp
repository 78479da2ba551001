#include "workflows/cases/case_mentions.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include "workflows/people/people_service.hpp"

namespace provost::workflows::cases {

namespace {

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return small;
}

bool goes_on(std::string_view text, std::size_t at) {
  return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '@');
}

}  // namespace

std::vector<people::Person> people_mentioned(store::Session& session, std::string_view text, Day today) {
  std::vector<people::Person> mentioned;
  if (text.find('@') == std::string_view::npos) return mentioned;
  const auto small = in_small_letters(text);
  for (const auto& person : people::list_people(session)) {
    if (!person.has_access(today)) continue;
    const auto is_named = [&small](const std::string& name) {
      for (auto at = small.find(name); at != std::string::npos; at = small.find(name, at + 1)) {
        if (!goes_on(small, at + name.size())) return true;
      }
      return false;
    };
    if (is_named("@" + person.email) || is_named("@" + in_small_letters(person.name))) mentioned.push_back(person);
  }
  return mentioned;
}

}  // namespace provost::workflows::cases
