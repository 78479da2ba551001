#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "server/app/route.hpp"
#include "workflows/store/list_order.hpp"

namespace provost::api {

/// The part of a list that is asked for by `cursor` and `limit`. A cursor is what an earlier answer to the same
/// question gave as `next`: the place of its last item in the order of the list, with a check of the question (address,
/// filters, order, person). It is no secret and gives no right; what it is for is told apart from what somebody made
/// up.
struct ListPart {
  std::optional<workflows::store::ListPlace> after;  ///< nothing: from the beginning
  std::int64_t limit = 0;

  /// The place of a list that is sorted by one number, the highest first; 0: from the beginning. Throws Invalid for a
  /// place of another list.
  std::int64_t before() const;
};

/// Throws Invalid for a limit out of range, and for a cursor that this server did not give for this question.
ListPart list_part(const app::Call& call, std::int64_t most = 200, std::int64_t otherwise = 50);

/// Where a part of a list ends, for its cursor; nullopt at the end of the list.
using NextPlace = std::optional<workflows::store::ListPlace>;
/// The same of a list that is sorted by one number.
NextPlace next_place(const std::optional<std::int64_t>& number);

/// {items, total, next}, and the address of the next part in the field Link (RFC 8288).
http::Response list_response(const app::Call& call, boost::json::array items, std::int64_t total,
                             const NextPlace& next);
/// The same for a list that is told whole.
http::Response list_response(const app::Call& call, boost::json::array items, int status = 200);

/// {items, next} of a list that nobody counts.
http::Response list_response_without_total(const app::Call& call, boost::json::array items, const NextPlace& next);

/// What the parameters `cursor` and `limit` are, after those of the list itself.
std::vector<app::QueryParameter> with_paging(std::vector<app::QueryParameter> parameters, std::int64_t most = 200);

}  // namespace provost::api
