#include "workflows/store/text_list.hpp"

#include <boost/json.hpp>

namespace provost::workflows::store {

std::string texts_to_text(const std::vector<std::string>& texts) {
  boost::json::array list;
  for (const auto& text : texts) list.emplace_back(text);
  return boost::json::serialize(list);
}

std::vector<std::string> texts_from_text(std::string_view text) {
  std::vector<std::string> texts;
  const auto parsed = boost::json::parse(text);
  for (const auto& entry : parsed.as_array()) texts.emplace_back(entry.as_string());
  return texts;
}

}  // namespace provost::workflows::store
