#include "server/cli/commands.hpp"

int main(int count, char** words) {
  return provost::cli::run(count, words);
}
