#include <boost/json.hpp>
#include <cstdlib>
#include <sstream>

#include "server/hooks/json_document.hpp"
#include "server/http/forms.hpp"

// Whatever is sent as JSON is either refused or within the limits, and what is taken is what Boost.JSON itself reads.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace provost;
  const std::string text(reinterpret_cast<const char*>(data), size);
  hooks::JsonLimits limits;
  limits.long_text = 1'000'000;
  std::istringstream input(text);
  try {
    const auto read = hooks::read_json_document(input, std::filesystem::temp_directory_path(), limits);
    boost::json::parse_options options;
    options.max_depth = limits.depth;
    boost::system::error_code error;
    const auto expected = boost::json::parse(text, error, {}, options);
    if (error || boost::json::serialize(expected) != boost::json::serialize(read.value)) std::abort();
  } catch (const http::BodyRefused& refused) {
    if (refused.status() != 400 && refused.status() != 413) std::abort();
  }
  return 0;
}
