#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docs_repo/text/table.hpp"
#include "workflows/documents/document.hpp"

namespace provost::workflows::documents {

/// What an organisation's own list says of one document.
struct ListedDocument {
  int row = 0;       ///< in the list, from 1
  std::string code;  ///< becomes the document's number
  std::string title;
  std::string type;  ///< of document_types(); empty: the list names none that is known
  std::vector<std::string> processes;
  VersionLabel label{1, 0};           ///< of a version that is or was in force
  std::optional<VersionState> state;  ///< draft, effective or obsolete; nullopt: the list does not say
  std::optional<Day> next_review;
  std::string owner;                 ///< as written: a name or an e-mail address
  std::string file;                  ///< as written; empty: found by the code
  std::vector<std::string> remarks;  ///< what was understood otherwise than written
};

/// A row that cannot be taken.
struct ListedProblem {
  int row = 0;
  std::string code;
  std::string what;
};

struct MasterList {
  std::vector<ListedDocument> documents;  ///< in order of rows
  std::vector<ListedProblem> problems;
};

/// Reads a list by its column headings: code and title are needed; type, process, version, state, next review, process
/// owner and file are taken when there. Rows above the heading and empty rows are passed over. Throws
/// Invalid("list") when there is no such heading, or nothing below it.
MasterList read_master_list(const docs_repo::Table& table);

/// A code as the number of a document: capitals, and a hyphen in place of blanks and slashes ("qp 4/01" → "QP-4-01").
/// nullopt for what cannot be one: other letters than A to Z, no digit, more than 40 characters.
std::optional<std::string> number_from_code(std::string_view code);

/// The position of the document that each file belongs to: the one that names it, else the one whose code its name
/// begins with, the longest such code. nullopt for files of no document.
std::vector<std::optional<std::size_t>> listed_for_files(const std::vector<ListedDocument>& documents,
                                                         const std::vector<std::string>& paths);

}  // namespace provost::workflows::documents
