#include "workflows/documents/master_list.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <iomanip>
#include <map>
#include <set>
#include <sstream>

#include "workflows/errors.hpp"
#include "workflows/text_forms.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::documents {

namespace {

constexpr std::size_t longest_code = 40;
constexpr std::size_t rows_before_heading = 20;
constexpr std::size_t most_documents = 20'000;

using Words = std::vector<std::string_view>;

/// What lists in use call their columns.
const std::map<std::string_view, Words>& headings() {
  static const std::map<std::string_view, Words> names{
      {"code",
       {"code", "document code", "document number", "document no", "document id", "number", "id", "no", "reference"}},
      {"title", {"title", "name", "document", "document title", "document name"}},
      {"type", {"type", "document type", "kind", "category", "level"}},
      {"process", {"process", "processes", "process name"}},
      {"version", {"version", "revision", "rev", "issue", "document version", "version number", "current version"}},
      {"state", {"state", "status"}},
      {"next review",
       {"next review", "next review date", "review date", "review due", "review due date", "date of next review",
        "next check"}},
      {"process owner", {"process owner", "owner", "document owner", "responsible", "responsible person"}},
      {"file", {"file", "file name", "filename", "document file"}}};
  return names;
}

const std::map<std::string_view, VersionState>& states() {
  static const std::map<std::string_view, VersionState> words{
      {"effective", VersionState::effective}, {"in force", VersionState::effective},
      {"current", VersionState::effective},   {"approved", VersionState::effective},
      {"active", VersionState::effective},    {"released", VersionState::effective},
      {"published", VersionState::effective}, {"issued", VersionState::effective},
      {"valid", VersionState::effective},     {"review due", VersionState::effective},
      {"draft", VersionState::draft},         {"in review", VersionState::draft},
      {"under review", VersionState::draft},  {"in approval", VersionState::draft},
      {"in progress", VersionState::draft},   {"planned", VersionState::draft},
      {"new", VersionState::draft},           {"approved for later", VersionState::draft},
      {"obsolete", VersionState::obsolete},   {"withdrawn", VersionState::obsolete},
      {"superseded", VersionState::obsolete}, {"archived", VersionState::obsolete},
      {"retired", VersionState::obsolete},    {"inactive", VersionState::obsolete}};
  return words;
}

bool is_letter_or_digit(char letter) {
  return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
}

/// Blanks of all kinds folded into one: cells come with line breaks and no-break spaces.
std::string tidy(std::string_view cell) {
  std::string text;
  for (std::size_t at = 0; at < cell.size(); ++at) {
    const bool no_break_space = cell.substr(at).starts_with("\xC2\xA0");
    if (no_break_space) ++at;
    const bool blank = no_break_space || static_cast<unsigned char>(cell[at]) <= ' ';
    if (!blank) {
      text += cell[at];
    } else if (!text.empty() && text.back() != ' ') {
      text += ' ';
    }
  }
  return trimmed(text);
}

/// "Doc. No.:" is "document no".
std::string heading_words(const std::string& cell) {
  auto words = in_small_letters(tidy(cell));
  std::erase_if(words, [](char letter) { return letter == '.' || letter == ':' || letter == '*'; });
  if (words.starts_with("doc ")) words.replace(0, 3, "document");
  return words;
}

/// The words of a heading stand with the most telling first; a running number before the code is called “no” too.
std::map<std::string_view, std::size_t> columns_of(const std::vector<std::string>& row) {
  std::map<std::string_view, std::size_t> columns;
  std::map<std::string_view, std::ptrdiff_t> ranks;
  for (std::size_t at = 0; at < row.size(); ++at) {
    const auto heading = heading_words(row[at]);
    for (const auto& [name, words] : headings()) {
      const auto rank = std::find(words.begin(), words.end(), heading) - words.begin();
      if (rank == static_cast<std::ptrdiff_t>(words.size())) continue;
      const auto known = ranks.find(name);
      if (known != ranks.end() && known->second <= rank) continue;
      ranks[name] = rank;
      columns[name] = at;
    }
  }
  return columns;
}

/// Days as people and spreadsheets write them; between slashes the day comes first, as in British English.
std::optional<Day> day_from(const std::string& text) {
  if (const auto day = parse_day(text.substr(0, text.find_first_of(" T")))) return day;
  static constexpr std::array<const char*, 6> forms{"%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y",
                                                    "%d %B %Y", "%d %b %Y", "%B %d, %Y"};
  for (const auto* form : forms) {
    std::istringstream input(text);
    std::tm parts{};
    input >> std::get_time(&parts, form);
    const Day day{std::chrono::year{parts.tm_year + 1900}, std::chrono::month{static_cast<unsigned>(parts.tm_mon + 1)},
                  std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
    if (!input.fail() && input.peek() == std::istringstream::traits_type::eof() && day.ok() &&
        day.year() >= std::chrono::year{1990} && day.year() <= std::chrono::year{2200}) {
      return day;
    }
  }
  return std::nullopt;
}

/// "3.2", "v3", "Rev. 3": what stands after the letters.
std::optional<VersionLabel> label_from(const std::string& text) {
  const auto digits = text.find_first_of("0123456789");
  if (digits == std::string::npos) return std::nullopt;
  static const std::set<std::string> before{"", "v", "v.", "version", "rev", "rev.", "revision", "issue", "edition"};
  if (!before.contains(trimmed(in_small_letters(text.substr(0, digits))))) return std::nullopt;
  const auto number = text.substr(digits);
  return parse_version_label(number.find('.') == std::string::npos ? number + ".0" : number);
}

const DocumentType* type_from(const std::string& text) {
  const auto wanted = in_small_letters(text);
  for (const auto& type : document_types()) {
    if (wanted == type.name || wanted == in_small_letters(std::string(type.label)) ||
        wanted == in_small_letters(std::string(type.code))) {
      return &type;
    }
  }
  return nullptr;
}

class RowReader {
 public:
  RowReader(const std::map<std::string_view, std::size_t>& columns, const std::vector<std::string>& row)
      : columns_(columns), row_(row) {}

  std::string cell(std::string_view name) const {
    const auto found = columns_.find(name);
    return found == columns_.end() || found->second >= row_.size() ? "" : tidy(row_[found->second]);
  }

  ListedDocument read(int number) const {
    ListedDocument listed;
    listed.row = number;
    listed.code = cell("code");
    listed.title = cell("title");
    listed.owner = cell("process owner");
    listed.file = cell("file");
    read_type(listed);
    read_processes(listed);
    read_state(listed);
    read_version(listed);
    read_review(listed);
    return listed;
  }

 private:
  void read_type(ListedDocument& listed) const {
    const auto text = cell("type");
    if (text.empty()) return;
    if (const auto* type = type_from(text)) {
      listed.type = std::string(type->name);
    } else {
      listed.remarks.push_back("“" + shortened(text, 40) +
                               "” is not a type of document here, so the type chosen for the import was taken.");
    }
  }

  void read_processes(ListedDocument& listed) const {
    std::istringstream parts(cell("process"));
    for (std::string part; std::getline(parts, part, ';');) {
      const auto process = trimmed(part);
      if (process.empty()) continue;
      if (length_in_code_points(process) > 120) {
        listed.remarks.push_back("A process with a name of more than 120 characters was left out.");
      } else {
        listed.processes.push_back(process);
      }
    }
  }

  void read_state(ListedDocument& listed) const {
    const auto text = cell("state");
    if (text.empty()) return;
    const auto found = states().find(in_small_letters(text));
    if (found != states().end()) {
      listed.state = found->second;
    } else {
      listed.state = VersionState::draft;
      listed.remarks.push_back("The state “" + shortened(text, 40) + "” is not known here, so it is a draft.");
    }
  }

  void read_version(ListedDocument& listed) const {
    const auto text = cell("version");
    const auto label = label_from(text);
    const bool draft = listed.state == VersionState::draft;
    if (label && label->major >= 1 && label->major <= 9999 && label->minor <= 9999) {
      listed.label = *label;
    } else if (!text.empty() && !draft) {
      listed.remarks.push_back("The version “" + shortened(text, 40) + "” became 1.0.");
    }
  }

  void read_review(ListedDocument& listed) const {
    const auto text = cell("next review");
    if (text.empty()) return;
    listed.next_review = day_from(text);
    if (!listed.next_review) {
      listed.remarks.push_back("“" + shortened(text, 40) +
                               "” is not a date, so the next review follows from the type of document.");
    }
  }

  const std::map<std::string_view, std::size_t>& columns_;
  const std::vector<std::string>& row_;
};

std::string problem_of(ListedDocument& listed, std::set<std::string>& codes) {
  if (listed.code.empty()) return "This row has no code.";
  const auto number = number_from_code(listed.code);
  if (!number) {
    return "“" + shortened(listed.code, 60) +
           "” cannot be the number of a document: it needs a digit, and letters A to Z, digits, hyphens, dots and "
           "underscores, 40 at most.";
  }
  if (*number != listed.code) listed.remarks.push_back("“" + listed.code + "” became " + *number + ".");
  listed.code = *number;
  if (!codes.insert(listed.code).second) return "The code " + listed.code + " stands in the list twice.";
  if (listed.title.empty()) return "This row has no title.";
  if (length_in_code_points(listed.title) > 200) return "The title is longer than 200 characters.";
  if (!listed.type.empty() && find_document_type(listed.type)->text_media_type != "text/markdown") {
    return "Documents of this type say how the program works, so they are not imported: each is started and approved.";
  }
  return "";
}

std::string last_part(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

std::optional<std::string> number_from_code(std::string_view code) {
  std::string number;
  for (const char letter : in_capitals(tidy(code))) {
    if (is_letter_or_digit(letter) || letter == '.' || letter == '_') {
      number += letter;
    } else if (letter == ' ' || letter == '/' || letter == '-' || letter == '\\') {
      if (!number.empty() && number.back() != '-') number += '-';
    } else {
      return std::nullopt;
    }
  }
  while (!number.empty() && (number.back() == '-' || number.back() == '.')) number.pop_back();
  const bool good = !number.empty() && number.size() <= longest_code && is_letter_or_digit(number.front()) &&
                    number.find("..") == std::string::npos && !number.ends_with(".LOCK") &&
                    number.find_first_of("0123456789") != std::string::npos;
  return good ? std::optional<std::string>(number) : std::nullopt;
}

MasterList read_master_list(const docs_repo::Table& table) {
  if (!table.problem.empty()) throw Invalid("list", "The list was not read: " + table.problem);
  MasterList list;
  std::size_t at = 0;
  std::map<std::string_view, std::size_t> columns;
  while (true) {
    if (at >= std::min(table.rows.size(), rows_before_heading)) {
      throw Invalid("list", "No row of the list names the columns. It needs one called “code” and one called “title”.");
    }
    columns = columns_of(table.rows[at++]);
    if (columns.contains("code") && columns.contains("title")) break;
  }
  std::set<std::string> codes;
  for (; at < table.rows.size(); ++at) {
    const auto& row = table.rows[at];
    if (std::all_of(row.begin(), row.end(), [](const std::string& cell) { return tidy(cell).empty(); })) continue;
    auto listed = RowReader(columns, row).read(static_cast<int>(at + 1));
    if (const auto problem = problem_of(listed, codes); !problem.empty()) {
      list.problems.push_back({listed.row, listed.code, problem});
    } else {
      list.documents.push_back(std::move(listed));
    }
    if (list.documents.size() + list.problems.size() > most_documents) {
      throw Invalid("list", "The list has more than " + std::to_string(most_documents) + " rows. Split it.");
    }
  }
  if (list.documents.empty() && list.problems.empty()) throw Invalid("list", "The list has no documents.");
  return list;
}

std::vector<std::optional<std::size_t>> listed_for_files(const std::vector<ListedDocument>& documents,
                                                         const std::vector<std::string>& paths) {
  std::map<std::string, std::size_t> by_file;
  std::map<std::string, std::size_t> by_code;
  for (std::size_t at = 0; at < documents.size(); ++at) {
    const auto& listed = documents[at];
    if (listed.file.empty()) {
      by_code.emplace(listed.code, at);
    } else {
      by_file.emplace(in_small_letters(listed.file), at);
    }
  }
  std::vector<std::optional<std::size_t>> found;
  for (const auto& path : paths) {
    auto named = by_file.find(in_small_letters(path));
    if (named == by_file.end()) named = by_file.find(in_small_letters(last_part(path)));
    if (named != by_file.end()) {
      found.emplace_back(named->second);
      continue;
    }
    found.emplace_back();
    // "QP-4-01 Complaints.docx": the longest beginning that is a code, up to where a word ends.
    const auto name = last_part(path);
    const auto stem = name.substr(0, name.rfind('.'));
    for (auto length = stem.size(); length > 0 && !found.back(); --length) {
      if (length < stem.size() && is_letter_or_digit(in_capitals(stem.substr(length, 1)).front())) continue;
      const auto number = number_from_code(stem.substr(0, length));
      const auto by = number ? by_code.find(*number) : by_code.end();
      if (by != by_code.end()) found.back() = by->second;
    }
  }
  return found;
}

}  // namespace provost::workflows::documents
