#pragma once

#include <optional>
#include <string_view>

namespace provost::http {

/// The request methods Provost answers; every other one is refused with 501 before the application sees it.
enum class Method { get, head, post, put, patch, del, options };

/// As it stands in a request line, e.g. "DELETE" for `del`.
std::string_view to_text(Method method);

/// The reverse of to_text; method names are case-sensitive (RFC 9110 section 9.1).
std::optional<Method> method_from(std::string_view text);

}  // namespace provost::http
