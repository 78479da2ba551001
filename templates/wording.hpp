#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace provost::templates {

/// The words of a message, before any format escapes and cuts them.
struct Wording {
  std::string title;
  std::string text;  ///< paragraphs by line breaks
  std::vector<std::pair<std::string, std::string>> facts;
  std::string button;
  std::string footer;
};

/// The words of messages, from templates/chat/….mustache. Each line of a template begins with “title:”, “text:”,
/// “fact:” (name | value), “button:” or “footer:”; lines without anything after it are left out, so that what is not
/// known is not said. Thread-safe.
class WordingTemplates {
 public:
  /// Files chat/….mustache of the folder take the place of built-in ones; one that cannot be read is left out, and
  /// problems() tells which. An empty path: none.
  explicit WordingTemplates(const std::filesystem::path& override_folder);
  ~WordingTemplates();

  /// Values are put in as plain text on one line. Throws std::logic_error for a template that does not exist.
  Wording render(std::string_view name, const boost::json::object& values) const;
  /// By name.
  std::vector<std::string> names() const;
  /// What was wrong with files of the folder, each in a sentence.
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  struct Texts;
  std::unique_ptr<Texts> texts_;
  std::vector<std::string> problems_;
};

}  // namespace provost::templates
