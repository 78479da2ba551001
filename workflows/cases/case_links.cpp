#include "workflows/cases/case_links.hpp"

#include "workflows/cases/case_situation.hpp"
#include "workflows/cases/case_store.hpp"
#include "workflows/documents/document_store.hpp"
#include "workflows/errors.hpp"
#include "workflows/text_rules.hpp"

namespace provost::workflows::cases {

void require_link_target(store::Session& session, const WorkflowCatalogue& catalogue, const people::Actor& actor,
                         const std::string& kind, const std::string& target, Instant now) {
  check_line(target, "target", 60);
  if (kind == "document") {
    if (!documents::find_document(session, target)) throw Invalid("target", "There is no document " + target + ".");
  } else if (kind == "case") {
    const auto one = find_case(session, target);
    if (!one ||
        !is_visible(session, *one, *catalogue.version(session, one->workflow_version_id).definition, actor, now)) {
      throw Invalid("target", "There is no case " + shortened(target, 40) + ".");
    }
  } else if (kind != "clause") {
    throw Invalid("kind", "A link leads to a document, a clause or a case.");
  }
}

}  // namespace provost::workflows::cases
