#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "server/http/request.hpp"
#include "workflows/evidence_sources/mapping.hpp"
#include "workflows/evidence_sources/sources.hpp"

namespace provost::hooks {

/// A delivery that was read; its files go with it.
struct ReadDelivery {
  workflows::evidence_sources::DeliveryContent content;
  std::vector<http::SpooledBody> keepers;
  std::vector<std::string> problems;  ///< why it cannot be placed by itself, found while it was read
};

/// The fields of a delivery's header that may be kept and shown: none that proves who sent it.
std::vector<std::pair<std::string, std::string>> kept_headers(const http::Fields& fields,
                                                              const workflows::evidence_sources::Proof& proof);

/// Reads JSON, forms with and without files, a file alone, and CloudEvents 1.0 in both modes. Large things go to the
/// request's spool folder, so memory stays bounded. `always_json`: whatever the content type says, as from Moodle.
/// Throws http::BodyRefused (400, 413, 415) and std::system_error when the disk is full.
ReadDelivery read_delivery(const http::Request& request, const workflows::evidence_sources::Proof& proof,
                           bool always_json);

/// Takes out the files that the mapping finds inside JSON (base64). What is wrong with one is noted among the problems.
/// Throws std::system_error when the disk is full.
void take_out_files(const workflows::evidence_sources::Mapping& mapping, const std::filesystem::path& spool_folder,
                    ReadDelivery& delivery);

/// A delivery without a file is evidence itself: its document becomes the file "delivery.json", without what the
/// mapping does not let be kept (without_person()). Throws std::system_error when the disk is full.
void keep_document_as_file(const workflows::evidence_sources::Mapping& mapping,
                           const std::filesystem::path& spool_folder, ReadDelivery& delivery);

/// Identifier and origin of a CloudEvent, in the header or the document; empty when it is none.
std::string event_identity(const boost::json::value& document);

}  // namespace provost::hooks
