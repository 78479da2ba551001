#pragma once

#include "server/app/route.hpp"
#include "workflows/evidence/evidence_register.hpp"
#include "workflows/store/session.hpp"

namespace provost::web {
class EvidencePacks;
}

namespace provost::api {

/// The register of evidence: reading it and handing something in. A file may have `largest_upload` bytes.
app::Routes evidence_routes(std::uint64_t largest_upload);

/// Packs for auditors from outside. `packs` must outlive the routes.
app::Routes evidence_pack_routes(web::EvidencePacks& packs);

/// Which pieces the parameters q, standing, standard and clause, document, case, owner and sort ("-title" turns the
/// order) of an address ask for.
workflows::evidence::EvidenceQuery evidence_query_of(const app::Call& call, workflows::store::Session& session);

}  // namespace provost::api
