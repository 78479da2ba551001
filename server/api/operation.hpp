#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "server/app/route.hpp"

namespace provost::api {

// The words in which every file of operations speaks.
using app::Access;
using app::Call;
using workflows::people::Area;
using workflows::people::Authority;
using workflows::people::Permission;
using workflows::people::Scope;
namespace json = boost::json;

using Handler = std::function<http::Response(const Call&)>;

/// A route of the API whose answer can be told in fields: the caller may name the ones they want (`fields`), and a
/// parameter that the description does not name is refused with 422. `path` begins after "/api/v1".
app::Route get(const std::string& path, Access access, Scope scope, Handler handler, app::Description description);
/// Routes that change something. By default the body is JSON of 64 KB at most.
app::Route post(const std::string& path, Access access, Scope scope, Handler handler, app::Description description,
                std::uint64_t body_limit = std::uint64_t{64} * 1024);
app::Route put(const std::string& path, Access access, Scope scope, Handler handler, app::Description description,
               std::uint64_t body_limit = std::uint64_t{64} * 1024);
app::Route patch(const std::string& path, Access access, Scope scope, Handler handler, app::Description description,
                 std::uint64_t body_limit = std::uint64_t{64} * 1024);
app::Route del(const std::string& path, Access access, Scope scope, Handler handler, app::Description description);
/// A route that takes a file as its whole body.
app::Route with_file(app::Route route, std::uint64_t largest_upload,
                     std::string media_type = "application/octet-stream");

}  // namespace provost::api
