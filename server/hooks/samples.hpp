#pragma once

#include <string>

#include "server/hooks/reception.hpp"

namespace provost::hooks {

/// Sends a made-up delivery of the source's kind through the reception, signed with its present secret, as a sender of
/// that kind would. Returns the answer of the reception. Throws workflows::NotFound, Forbidden, and Conflict when only
/// the other side can sign.
http::Response send_sample(app::Services& services, Reception& reception, const workflows::people::Authority& authority,
                           const std::string& source_name, const std::filesystem::path& spool_folder);

/// A command for the shell that sends the kind's sample to `address` with the secret in the variable SECRET.
std::string curl_example(const workflows::evidence_sources::Source& source, const std::string& address);

/// The places of a document that hold something, with it: "/body/title", "Register of fire drills". At most `most`.
std::vector<std::pair<std::string, std::string>> places_of(const boost::json::value& document, std::size_t most);

}  // namespace provost::hooks
