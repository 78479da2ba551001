#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "server/app/route.hpp"
#include "server/web/pages.hpp"
#include "workflows/evidence_sources/deliveries.hpp"
#include "workflows/evidence_sources/mapping.hpp"
#include "workflows/evidence_sources/sources.hpp"

namespace provost::web {

std::string address_of_source(const std::string& name);
std::string address_of_delivery(std::int64_t id);

/// Where the other side sends to: by the server's own address, or as this request reached it.
std::string hook_address(const app::Call& call, const std::string& public_url, const std::string& source_name);

/// "value", "chosen" and "is_…" of a scheme, for the partial scheme_words.
boost::json::object scheme_model(const std::string& scheme, bool chosen);

/// The fields of the form for a source.
void add_source_fields(const app::Call& call, workflows::store::Session& session,
                       const workflows::evidence_sources::SourceSettings& settings, boost::json::object& model);

/// One delivery in a list: address, what it is, when, state, reason.
boost::json::object delivery_row(const workflows::evidence_sources::Delivery& delivery, const std::string& zone);
boost::json::object refusals_row(const workflows::evidence_sources::Refusals& refusals, const std::string& zone);
/// The "is_…" of a state; none for "".
void add_delivery_state(const std::string& state, boost::json::object& model);

/// JSON on lines of its own, for people to read.
std::string readable_json(const boost::json::value& value);

}  // namespace provost::web
