#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace provost::docs_repo {

/// A moment in UTC with milliseconds.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// Author and committer of a commit. Git keeps whole seconds, so the milliseconds are cut; a moment before 1970 is
/// kept as 1970. Angle brackets and control characters, which git cannot hold, are written as spaces, and a part
/// without any other character as "unknown".
struct Identity {
  std::string name;
  std::string email;
  Instant when;
};

/// The name of a git object: 40 lower-case hexadecimal digits.
struct ObjectId {
  std::string hex;
  auto operator<=>(const ObjectId&) const = default;
};

/// One change of a tree. The path is relative, with '/' between its parts; each part is made of the ASCII letters,
/// digits, '-', '_' and '.', begins with a letter, a digit or '_', does not end with '.', has at most 100 characters
/// and is no device name of Windows: such a path checks out the same on every file system, is never an option on a
/// command line, and cannot reach into a `.git` folder.
struct TreeChange {
  std::string path;
  /// The blob to put there; nullopt removes the file or folder. Removing what is not there changes nothing.
  std::optional<ObjectId> blob;
};

/// Signs commits. Implementations are used by one thread at a time.
class CommitSigner {
 public:
  virtual ~CommitSigner() = default;
  /// Returns the armoured SSH signature of the payload in the namespace "git".
  virtual std::string sign(std::string_view payload) const = 0;
};

/// What a new commit is made of. The author is the committer too.
struct CommitRequest {
  /// The commit whose tree is the starting point; none starts from the empty tree.
  std::optional<ObjectId> base;
  /// Removals are applied before additions; of two changes of one path the later one counts. A folder left empty
  /// disappears, as in git.
  std::vector<TreeChange> changes;
  std::vector<ObjectId> parents;
  Identity author;
  /// UTF-8. NUL characters, which git cannot hold, are written as spaces.
  std::string message;
  /// Not owned; none leaves the commit unsigned.
  const CommitSigner* signer = nullptr;
};

/// A commit as it was read.
struct CommitDetails {
  ObjectId id;
  ObjectId tree;
  std::vector<ObjectId> parents;
  Identity author;
  std::string message;
  /// The armoured signature and the bytes it covers; both empty for an unsigned commit.
  std::string signature;
  std::string signed_payload;
};

/// A file in a commit; the path is relative to the root of the tree.
struct TreeEntry {
  std::string path;
  ObjectId blob;
};

}  // namespace provost::docs_repo
