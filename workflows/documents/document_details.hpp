#pragma once

#include <string>
#include <vector>

#include "workflows/documents/document_service.hpp"

namespace provost::workflows::documents {

/// Checks details and puts them into a document. Throws Invalid with every field that is wrong: people who
/// are unknown or have no access `today`, people whose roles do not allow the duty, an interval out of range.
void apply_details(store::Session& session, Document& document, const DocumentDetails& details,
                   const DocumentType& type, Day today);

/// The present details, to be shown or changed.
DocumentDetails details_of(store::Session& session, const Document& document);

}  // namespace provost::workflows::documents
