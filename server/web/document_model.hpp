#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "server/app/route.hpp"
#include "workflows/documents/document_reading.hpp"
#include "workflows/documents/document_service.hpp"

namespace provost::web {

/// What stands above every page about a document: number, title, state, tabs. `tab` is the address of the present one.
boost::json::object document_heading(const workflows::documents::DocumentView& view,
                                     const workflows::documents::Version& shown, const std::string& tab);

/// Rows of the sign-off table.
void add_sign_offs(boost::json::object& model, const std::vector<workflows::documents::SignOff>& sign_offs,
                   const std::string& time_zone);

/// The text of a version as HTML; empty when there is none to show.
std::string html_of(const app::Call& call, workflows::store::Session& session,
                    const workflows::documents::Version& version);

/// The fields of owner, reviewers, approvers and so on with the present choice.
void add_details_fields(boost::json::object& model, workflows::store::Session& session,
                        const workflows::documents::DocumentDetails& details);

/// Options of document types with the chosen one.
boost::json::array type_choices(const std::string& chosen);

}  // namespace provost::web
