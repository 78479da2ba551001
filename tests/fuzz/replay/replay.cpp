// Feeds a libFuzzer target without libFuzzer: every seed, then the same changes of them each time it is run, until a
// number of inputs or of seconds is reached. Searches far less than clang's fuzzer (deploy/slow_proofs.sh fuzz), but
// needs no other compiler, so it is part of the tests.
//   replay SEEDS [INPUTS [SECONDS]]
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

namespace {

constexpr std::size_t longest_input = 64 * 1024;
constexpr unsigned longest_try = 20;  // seconds
constexpr auto artifact = "fuzz-replay-failure";

/// What is being tried, for the signal handler, which can be given nothing.
const std::string* present = nullptr;

/// Keeps what broke the target. Only calls that a signal handler may make.
void keep_failure(int) {
  const int file = open(artifact, O_CREAT | O_WRONLY | O_TRUNC, 0644);
  if (file >= 0 && present != nullptr) {
    [[maybe_unused]] const auto written = write(file, present->data(), present->size());
    close(file);
  }
  static constexpr std::string_view words = "the target broke or hung; its input is in fuzz-replay-failure\n";
  [[maybe_unused]] const auto told = write(STDERR_FILENO, words.data(), words.size());
  _exit(1);
}

std::vector<std::string> read_seeds(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> seeds;
  for (const auto& file : files) {
    std::ifstream input(file, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>());
  }
  return seeds;
}

/// One change after the other, as fuzzers make them.
class Changes {
 public:
  explicit Changes(const std::vector<std::string>& seeds) : seeds_(seeds) {}

  std::string next() {
    std::string text = pick(pool_.empty() || below(2) == 0 ? seeds_ : pool_);
    for (auto times = below(6) + 1; times > 0; --times) change(text);
    if (text.size() > longest_input) text.resize(longest_input);
    // Some are changed further, so that more than a few steps from a seed is reached.
    constexpr std::size_t kept = 64;
    if (below(8) == 0) {
      if (pool_.size() < kept) {
        pool_.push_back(text);
      } else {
        pool_[below(kept)] = text;
      }
    }
    return text;
  }

 private:
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }
  const std::string& pick(const std::vector<std::string>& list) { return list[below(list.size())]; }

  void change(std::string& text) {
    static const std::vector<std::string> words = {"\r\n",
                                                   "\r\n\r\n",
                                                   "--b",
                                                   "--b--",
                                                   "{/",
                                                   "}",
                                                   "|",
                                                   "~",
                                                   "/",
                                                   "../",
                                                   "\"",
                                                   "\\u0000",
                                                   "\\",
                                                   "[",
                                                   "]",
                                                   "{",
                                                   ":",
                                                   ",",
                                                   "null",
                                                   "1e999",
                                                   "-0",
                                                   "v1,",
                                                   "t=",
                                                   "v0=",
                                                   "%00",
                                                   "%2F",
                                                   "filename=",
                                                   "name=\"",
                                                   "base64,",
                                                   "sha256=",
                                                   "\xEF\xBF\xBF",
                                                   "\xC0\x80",
                                                   "\xF0\x9F\x98\x80",
                                                   std::string(1, '\0'),
                                                   "9999999999999999999",
                                                   "2026-11-25T08:00:00Z"};
    const auto at = below(text.size() + 1);
    switch (below(7)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << below(8)));
        break;
      case 1:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      case 2:
        text.insert(at, pick(words));
        break;
      case 3:
        text.erase(at, below(16) + 1);
        break;
      case 4:
        text.insert(at, text.substr(below(text.size() + 1), below(64)));
        break;
      case 5: {
        const auto& other = pick(seeds_);
        text.insert(at, other.substr(below(other.size() + 1)));
        break;
      }
      default: {
        // Depth and length are what readers forget most.
        const auto& word = pick(words);
        std::string many;
        for (auto times = below(300); times > 0; --times) many += word;
        text.insert(at, many);
      }
    }
  }

  const std::vector<std::string>& seeds_;
  std::vector<std::string> pool_;
  std::mt19937_64 random_{20261125};  // NOLINT: the same changes each time
};

void try_one(const std::string& input) {
  present = &input;
  alarm(longest_try);
  LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char*>(input.data()), input.size());
  alarm(0);
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    std::cerr << "usage: replay SEEDS [INPUTS [SECONDS]]\n";
    return 2;
  }
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL, SIGALRM}) std::signal(signal, keep_failure);
  const auto seeds = read_seeds(words[1]);
  if (seeds.empty()) {
    std::cerr << words[1] << " has no seeds\n";
    return 2;
  }
  const long inputs = count > 2 ? std::stol(words[2]) : 300'000;
  const std::chrono::seconds patience(count > 3 ? std::stol(words[3]) : 4);
  const auto end = std::chrono::steady_clock::now() + patience;
  for (const auto& seed : seeds) try_one(seed);
  Changes changes(seeds);
  long tried = 0;
  for (; tried < inputs && std::chrono::steady_clock::now() < end; ++tried) try_one(changes.next());
  std::cout << seeds.size() << " seeds and " << tried << " changes of them passed\n";
  return 0;
}
