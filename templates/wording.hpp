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

/// Where a message is read: mail has room for more words.
enum class Medium { chat, mail };

/// A language in which messages can be written.
struct Language {
  std::string tag;   ///< "de", "pt-BR"
  std::string name;  ///< as its speakers call it
};

/// The words of messages, from templates/chat/….mustache. Each line of a template begins with “title:”, “text:”,
/// “fact:” (name | value), “button:” or “footer:”; lines without anything after it are left out, so that what is not
/// known is not said. A template in templates/mail takes its place in mails, and one in the folder of a language
/// (chat/de, mail/de) for those who chose it; what a language lacks is said in English. Thread-safe.
///
/// phrases.mustache has the words around: “language:” its name, “day:” how a day is written from {{day}}, {{month}} and
/// {{year}}, “months:” their names, and the words that formats put beside those of a message.
class WordingTemplates {
 public:
  /// Files of the folders chat and mail in it take the place of built-in ones or add a language; one that cannot be
  /// read is left out, and problems() tells which. An empty path: none.
  explicit WordingTemplates(const std::filesystem::path& override_folder);
  ~WordingTemplates();

  /// Values are put in as plain text on one line; a day as 2026-11-30 in “due”, “day”, “when”,
  /// “target”, “forecast” or “planned_end” is written as the language does.
  /// An unknown language is English. Throws std::logic_error for a template that does not exist.
  Wording render(std::string_view name, const boost::json::object& values, Medium medium = Medium::chat,
                 std::string_view language = "en") const;
  /// A word of phrases.mustache in a language, e.g. "more"; "" when no language has it.
  std::string phrase(std::string_view name, std::string_view language) const;
  /// A line of a phrase with values put in, as render() does.
  std::string phrase(std::string_view name, std::string_view language, const boost::json::object& values) const;

  /// By name.
  std::vector<std::string> names() const;
  /// English first, then by name.
  std::vector<Language> languages() const;
  /// What was wrong with files of the folder, each in a sentence.
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  struct Texts;
  std::unique_ptr<Texts> texts_;
  std::vector<std::string> problems_;
};

}  // namespace provost::templates
