#include <cstdlib>

#include "server/hooks/delivery_reading.hpp"
#include "server/http/forms.hpp"

// A form, a file or an event from a stranger is read or refused; no file name leads out of its folder.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace provost;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(text.find('\n'), text.size());
  http::Request request;
  request.spool_folder = std::filesystem::temp_directory_path();
  request.fields.append("Content-Type", size % 2 == 0 ? std::string("multipart/form-data; boundary=b")
                                                      : std::string(text.substr(0, end)));
  request.body = std::string(text.substr(std::min(end + 1, text.size())));
  try {
    const auto read = hooks::read_delivery(request, {}, false);
    for (const auto& file : read.content.files) {
      if (file.name.find('/') != std::string::npos || file.name.find('\\') != std::string::npos) std::abort();
    }
  } catch (const http::BodyRefused& refused) {
    if (refused.status() != 400 && refused.status() != 413 && refused.status() != 415) std::abort();
  }
  return 0;
}
