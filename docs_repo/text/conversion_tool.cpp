#include "docs_repo/text/conversion_tool.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>

namespace provost::docs_repo {

namespace {

constexpr auto longest_run = std::chrono::seconds(30);
constexpr std::size_t largest_output = std::size_t{20} * 1024 * 1024;
constexpr rlim_t most_memory = rlim_t{1024} * 1024 * 1024;
constexpr int program_missing = 127;

/// The end of a pipe, closed with this object.
class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return descriptor_; }
  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }

 private:
  int descriptor_;
};

/// Runs in the child between fork and exec: only calls that are safe there, so the words were laid out before.
[[noreturn]] void become(char* const* arguments, int output) {
  // Data, not address space: pandoc's runtime reserves far more addresses than it ever uses.
  const rlimit memory{most_memory, most_memory};
  ::setrlimit(RLIMIT_DATA, &memory);
  const rlimit processor{60, 60};
  ::setrlimit(RLIMIT_CPU, &processor);
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(nothing, STDERR_FILENO);
  ::execvp(arguments[0], arguments);
  ::_exit(program_missing);
}

}  // namespace

ToolAnswer run_tool(const std::vector<std::string>& words) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {std::nullopt, "no pipe could be made"};
  Descriptor input(ends[0]);
  Descriptor output(ends[1]);
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const auto child = ::fork();
  if (child < 0) return {std::nullopt, "no process could be started"};
  if (child == 0) become(arguments.data(), output.get());
  output.close();

  std::string text;
  std::string reason;
  const auto deadline = std::chrono::steady_clock::now() + longest_run;
  std::array<char, 65536> piece{};
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd waiting{input.get(), POLLIN, 0};
    if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) == 0) {
      reason = "it took longer than 30 seconds";
      break;
    }
    const auto count = ::read(input.get(), piece.data(), piece.size());
    if (count <= 0) break;
    text.append(piece.data(), static_cast<std::size_t>(count));
    if (text.size() > largest_output) {
      reason = "what it wrote is longer than 20 MB";
      break;
    }
  }
  if (!reason.empty()) ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!reason.empty()) return {std::nullopt, reason};
  if (WIFEXITED(status) && WEXITSTATUS(status) == program_missing) {
    return {std::nullopt, words.front() + " is not installed"};
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return {std::nullopt, words.front() + " could not read it"};
  return {std::move(text), ""};
}

}  // namespace provost::docs_repo
