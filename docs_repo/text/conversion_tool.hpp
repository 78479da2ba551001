#pragma once

#include <optional>
#include <string>
#include <vector>

namespace provost::docs_repo {

/// What another program wrote, or why there is nothing.
struct ToolAnswer {
  std::optional<std::string> output;
  std::string reason;  ///< "pandoc is not installed", for people
};

/// Runs a program that converts files, found on the path, and gives what it writes to its standard output. It reads
/// nothing and gets 30 seconds, 1 GB of memory and 20 MB of output. Thread-safe.
ToolAnswer run_tool(const std::vector<std::string>& words);

}  // namespace provost::docs_repo
