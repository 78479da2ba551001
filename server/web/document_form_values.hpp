#pragma once

#include "server/web/form.hpp"
#include "workflows/documents/document_service.hpp"

namespace provost::web {

/// The fields of templates/partials/details_fields.
workflows::documents::DocumentDetails details_from(const Form& form);
/// The text or the uploaded file of a form about a document.
workflows::documents::Content content_from(const Form& form);

}  // namespace provost::web
