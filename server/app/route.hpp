#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "server/app/services.hpp"
#include "server/http/application.hpp"
#include "server/http/request.hpp"
#include "server/http/response.hpp"
#include "workflows/people/sign_in_service.hpp"

namespace provost::app {

/// What a handler gets: the request, who sent it, and the domain.
struct Call {
  const http::Request& request;
  Services& services;
  std::optional<workflows::people::Actor> actor;       ///< nullopt only on routes open to anybody
  std::optional<workflows::people::SignedIn> session;  ///< set for pages

  /// The person; only on routes that need one.
  const workflows::people::Actor& person() const { return *actor; }
  /// A parameter of the route's pattern, e.g. "number".
  const std::string& parameter(const std::string& name) const { return request.parameters.at(name); }
};

/// For whom a route is: declared here, checked before the handler, and again by the domain.
class Access {
 public:
  /// Without sign-in: the sign-in page itself, styles and scripts.
  static Access anybody() { return {true, std::nullopt}; }
  /// Everybody who is signed in.
  static Access signed_in() { return {false, std::nullopt}; }
  /// Those whose roles give the permission.
  static Access with(workflows::people::Permission permission) { return {false, permission}; }

  bool is_open() const { return open_; }
  const std::optional<workflows::people::Permission>& permission() const { return permission_; }

 private:
  Access(bool open, std::optional<workflows::people::Permission> permission) : open_(open), permission_(permission) {}
  bool open_;
  std::optional<workflows::people::Permission> permission_;
};

/// Which way a route speaks: pages answer with HTML and sessions, the API with JSON and bearer tokens; what software
/// outside pushes to a hook is proven by a signature, which the hook checks itself.
enum class Surface { page, api, asset, hook };

/// A parameter of an address after the "?".
struct QueryParameter {
  std::string name;
  std::string description;
  boost::json::object schema = {};  ///< JSON Schema; empty: a text
};

/// An operation that will go away: told in the description and in each answer (RFC 9745, RFC 8594).
struct Deprecation {
  workflows::Instant since;
  workflows::Instant sunset;  ///< from then on it may be gone
  std::string instead;        ///< the operation to use
};

/// What the API description says of a route.
struct Description {
  std::string summary = {};
  std::vector<QueryParameter> query = {};
  boost::json::object request_schema = {};  ///< empty: no JSON body
  boost::json::object response_schema = {};
  int success_status = 200;
  std::string operation = {};            ///< unique name, "listDocuments"
  std::string request_media_type = {};   ///< of a body that is no JSON
  std::string response_media_type = {};  ///< of an answer that is no JSON
  bool tells_secret = false;             ///< the answer holds what is told this once, so it is not kept to be repeated
  std::optional<Deprecation> deprecation = {};
};

/// One declaration makes a route: how it is reached, who may, how large a body may be, and what answers it.
struct Route {
  http::Method method;
  std::string pattern;
  Surface surface;
  Access access;
  std::function<http::Response(const Call&)> handler;
  std::uint64_t body_limit = 64 * 1024;  ///< bytes
  bool takes_files = false;              ///< the body may be streamed to a file
  Description description = {};
  /// Decides by the header whether a body may come and how large it may be, instead of body_limit; empty: that.
  std::function<std::variant<http::BodyPolicy, http::Response>(const http::Request& head)> admission = {};
  /// Told of a body that the server itself refused, e.g. because it grew too large. Quick: it runs outside the workers.
  std::function<void(const http::Request& head, int status, std::string_view reason)> refused_by_server = {};
  /// Of the API: what a token must be made for. Without one only a token for everything will do.
  std::optional<workflows::people::Scope> scope = {};
};

using Routes = std::vector<Route>;

}  // namespace provost::app
