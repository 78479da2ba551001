#pragma once

#include "workflows/cases/case_situation.hpp"
#include "workflows/standards/standard_library.hpp"

namespace provost::workflows::journey {

/// Answers the facts that the shipped workflows ask for, each from the cases and documents as they are, with what is
/// missing in plain words. Thread-safe.
class CaseFacts final : public cases::FactSource {
 public:
  /// The library must outlive this.
  explicit CaseFacts(const standards::StandardLibrary& standards) : standards_(standards) {}

  engine::Verdict answer(store::Session& session, const cases::AskingCase& asking, const std::string& fact,
                         Instant now) const override;
  boost::json::array rows(store::Session& session, const cases::AskingCase& asking, const std::string& name,
                          Instant now) const override;

 private:
  const standards::StandardLibrary& standards_;
};

}  // namespace provost::workflows::journey
