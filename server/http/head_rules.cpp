#include "server/http/head_rules.hpp"

#include "server/http/method.hpp"
#include "server/http/request_target.hpp"

namespace provost::http {

std::optional<Refusal> check_head(const RequestHead& head) {
  const auto lengths = head.fields.count("Content-Length");
  // Beast also takes a list of equal lengths, "5, 5".
  const auto length = head.fields.get("Content-Length").value_or("0");
  if (lengths > 1 || length.find(',') != std::string_view::npos) {
    return Refusal{400, "The request gives its length more than once."};
  }
  const auto encodings = head.fields.all("Transfer-Encoding");
  if (!encodings.empty()) {
    if (encodings.size() > 1 || !same_name(encodings.front(), "chunked") || head.version != 11 || lengths > 0) {
      return Refusal{400, "The request uses a transfer encoding that is not accepted."};
    }
  }
  const auto hosts = head.fields.all("Host");
  if (hosts.size() > 1 || (hosts.empty() && head.version == 11)) {
    return Refusal{400, "The request must name its host exactly once."};
  }
  if (!hosts.empty() && !is_host(hosts.front())) return Refusal{400, "The request names no valid host."};
  if (!method_from(head.method)) return Refusal{501, "The server does not know this request method."};
  if (head.version == 11) {
    for (const auto expectation : head.fields.all("Expect")) {
      if (!same_name(expectation, "100-continue")) return Refusal{417, "The server cannot meet this expectation."};
    }
  }
  return std::nullopt;
}

bool expects_continue(const RequestHead& head) {
  return head.version == 11 && head.fields.count("Expect") > 0;
}

}  // namespace provost::http
