#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/fields.hpp"
#include "server/http/method.hpp"
#include "server/http/query_parameters.hpp"
#include "server/http/spooled_body.hpp"

namespace provost::http {

/// One request as the application sees it: checked, decoded, whole. A plain value, so tests may make one by hand.
struct Request {
  Method method = Method::get;
  std::string target = "/";           ///< path and query as sent
  std::vector<std::string> segments;  ///< decoded: "/a/b%20c" is {"a", "b c"}, "/" is {}, "/a/" is {"a", ""}
  std::string path = "/";             ///< decoded, always "/" + segments joined by "/"
  QueryParameters query;
  Fields fields;
  std::string body;                  ///< empty when the body was spooled
  std::optional<SpooledBody> spool;  ///< a body larger than BodyPolicy keeps in memory
  std::string remote_address;        ///< the client's, e.g. "203.0.113.7"; from X-Forwarded-For behind a trusted proxy
  bool secure = false;               ///< over TLS, or X-Forwarded-Proto: https from a trusted proxy
  std::string id;                    ///< random, unique to this request, for the log and for error pages
  std::map<std::string, std::string> parameters;  ///< the route's, by name; the application fills it in after routing
  std::filesystem::path spool_folder;             ///< where read_multipart puts files; empty: the temporary folder

  /// The cookie of that name, without surrounding quotes; the first one when it was sent twice.
  std::optional<std::string> cookie(std::string_view name) const;

  /// The route parameter of that name; throws std::out_of_range when the pattern has none.
  const std::string& parameter(const std::string& name) const { return parameters.at(name); }
};

}  // namespace provost::http
