#include "workflows/store/schema.hpp"

#include "workflows/store/schema_versions.hpp"

namespace provost::workflows::store {

const std::vector<SchemaMigration>& schema_migrations() {
  static const std::vector<SchemaMigration> migrations = [] {
    std::vector<SchemaMigration> all = schema_versions_to_9();
    for (const SchemaMigration& version : schema_versions_from_10()) all.push_back(version);
    return all;
  }();
  return migrations;
}

const std::vector<JournaledTable>& journaled_tables() {
  static const std::vector<JournaledTable> tables{
      {"organisation", {}},
      {"departments", {}},
      {"people", {"password_hash"}},
      {"signing_keys", {"sealed_key"}},
      {"api_tokens", {"token_hash"}},
      {"number_series", {}},
      {"documents", {}},
      {"document_versions", {}},
      {"sign_offs", {}},
      {"periodic_reviews", {}},
      {"imported_files", {}},
      {"git_references", {}},
      {"settings", {}},
      {"holidays", {}},
      {"workflow_versions", {}},
      {"workflow_documents", {}},
      {"cases", {}},
      {"case_history", {}},
      {"case_tasks", {}},
      {"case_timers", {}},
      {"case_comments", {}},
      {"case_links", {}},
      {"case_attachments", {}},
      {"delegations", {}},
      {"notices", {}},
      {"saved_filters", {}},
      {"case_people", {}},
      {"channels", {"address", "signing_secret", "former_secret"}},
      {"message_preferences", {}},
      {"task_snoozes", {}},
      {"evidence_sources", {"secret", "former_secret"}},
      {"chat_apps", {"secret"}},
      {"chat_identities", {}},
      {"library_versions", {}},
      {"clause_assessments", {}},
      {"clause_results", {}},
  };
  return tables;
}

}  // namespace provost::workflows::store
