#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "server/app/route.hpp"

namespace provost::api {

/// The part of a list that is asked for by `cursor` and `limit`. A cursor is what an earlier answer to the same
/// question gave as `next`; it names where the list goes on and holds a check of the question.
struct ListPart {
  std::int64_t from = 0;  ///< how many items came before, or whatever else next_cursor() was given; 0: the beginning
  std::int64_t limit = 0;
};

/// Throws Invalid for a limit out of range, and for a cursor that this server did not give for this question.
ListPart list_part(const app::Call& call, std::int64_t most = 200, std::int64_t otherwise = 50);

/// {items, total, next}, and the address of the next part in the field Link (RFC 8288). `next`: where it goes on;
/// nullopt at the end of the list.
http::Response list_response(const app::Call& call, boost::json::array items, std::int64_t total,
                             std::optional<std::int64_t> next);
/// The same for a list of which `part` was read from its place on.
http::Response list_response(const app::Call& call, boost::json::array items, std::int64_t total, const ListPart& part);
/// The same for a list that is told whole.
http::Response list_response(const app::Call& call, boost::json::array items, int status = 200);

/// {items, next} of a list that nobody counts.
http::Response list_response_without_total(const app::Call& call, boost::json::array items,
                                           std::optional<std::int64_t> next);

/// What the parameters `cursor` and `limit` are, after those of the list itself.
std::vector<app::QueryParameter> with_paging(std::vector<app::QueryParameter> parameters, std::int64_t most = 200);

}  // namespace provost::api
