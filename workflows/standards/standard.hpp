#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace provost::workflows::standards {

/// One clause of a standard: its number and title, never its text.
struct Clause {
  std::string number;
  std::string title;
  bool maintain = false;  ///< asks for documented information to be maintained: a document in force
  bool retain = false;    ///< asks for records to be retained
};

/// An edition of a standard, clauses in their order.
struct Standard {
  std::string name;   ///< "iso_21001_2018"
  std::string title;  ///< "ISO 21001:2018"
  std::vector<Clause> clauses;
};

/// The standards that the program brings with it. Read once; then only read, from any thread.
class StandardLibrary {
 public:
  StandardLibrary();

  const std::vector<Standard>& all() const { return standards_; }
  /// nullptr when it is not known.
  const Standard* find(std::string_view name) const;
  /// The clauses that a choice of standards covers, each number once; "both" covers all standards, and an unknown name
  /// none.
  std::vector<Clause> clauses_of(std::string_view choice) const;

 private:
  std::vector<Standard> standards_;
};

}  // namespace provost::workflows::standards
