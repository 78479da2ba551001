#pragma once

#include "server/cli/commands.hpp"

namespace CLI {
class App;
}

namespace provost::cli {

/// Adds `provost source …`; the arguments must outlive the parsing.
void add_source_commands(CLI::App& app, SourceArguments& arguments, int& exit_code);

}  // namespace provost::cli
