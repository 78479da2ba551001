#include <cstdlib>
#include <string_view>

// What the replay must find: a fault that no seed shows, only a change of one.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.find("}}}}") != std::string_view::npos) std::abort();
  return 0;
}
