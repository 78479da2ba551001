#include <algorithm>

#include "workflows/documents/search_index.hpp"
#include "workflows/store/like_pattern.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::documents {

namespace {

constexpr std::size_t most_words = 12;

/// The words of what was typed: everything that is neither letter nor digit in ASCII divides; other letters are kept.
std::vector<std::string> words_of(std::string_view typed) {
  std::vector<std::string> words;
  std::string word;
  const auto finish = [&] {
    if (!word.empty() && words.size() < most_words) words.push_back(word);
    word.clear();
  };
  for (const char letter : typed) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool part =
        byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    if (part) {
      word += letter;
    } else {
      finish();
    }
  }
  finish();
  return words;
}

}  // namespace

void put_search_entry(store::Session& session, std::int64_t document_id, const std::string& number,
                      const std::string& title, const std::string& body) {
  remove_search_entry(session, document_id);
  session.execute("INSERT INTO search_entries (rowid, number, title, body) VALUES (:id, :number, :title, :body)",
                  {document_id, number, title, body});
}

void remove_search_entry(store::Session& session, std::int64_t document_id) {
  session.execute("DELETE FROM search_entries WHERE rowid = :id", {document_id});
}

void clear_search_entries(store::Session& session) {
  session.execute("DELETE FROM search_entries");
}

SearchCondition search_condition(bool postgresql, std::string_view typed) {
  const auto words = words_of(typed);
  if (words.empty()) return {};
  std::string query;
  for (const auto& word : words) {
    if (postgresql) {
      query += (query.empty() ? "'" : " & '") + word + "':*";
    } else {
      query += (query.empty() ? "\"" : " \"") + word + "\"*";
    }
  }
  const auto pattern = store::pattern_of_part(typed);
  const std::string full_text = postgresql
                                    ? "SELECT rowid FROM search_entries WHERE words @@ to_tsquery('simple', :words)"
                                    : "SELECT rowid FROM search_entries WHERE search_entries MATCH :words";
  return {"(d.id IN (" + full_text +
              ") OR LOWER(d.number) LIKE :number ESCAPE '\\' OR LOWER(d.title) LIKE :title ESCAPE"
              " '\\')",
          {query, pattern, pattern}};
}

}  // namespace provost::workflows::documents
