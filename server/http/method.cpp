#include "server/http/method.hpp"

#include <array>
#include <utility>

namespace provost::http {

namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> names{{{Method::get, "GET"},
                                                                    {Method::head, "HEAD"},
                                                                    {Method::post, "POST"},
                                                                    {Method::put, "PUT"},
                                                                    {Method::patch, "PATCH"},
                                                                    {Method::del, "DELETE"},
                                                                    {Method::options, "OPTIONS"}}};

}  // namespace

std::string_view to_text(Method method) {
  for (const auto& [known, name] : names) {
    if (known == method) return name;
  }
  return {};
}

std::optional<Method> method_from(std::string_view text) {
  for (const auto& [known, name] : names) {
    if (name == text) return known;
  }
  return std::nullopt;
}

}  // namespace provost::http
