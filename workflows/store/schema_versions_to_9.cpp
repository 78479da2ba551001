#include "workflows/store/schema_versions.hpp"

namespace provost::workflows::store {

namespace {

SchemaMigration first_version() {
  return {
      .portable =
          {
              "CREATE TABLE schema_version (version BIGINT NOT NULL)",

              "CREATE TABLE organisation (id BIGINT PRIMARY KEY, identifier TEXT NOT NULL, name TEXT NOT NULL,"
              " time_zone TEXT NOT NULL, created_at TEXT NOT NULL)",

              "CREATE TABLE departments (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, retired BIGINT NOT NULL)",

              "CREATE TABLE people (id BIGINT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
              " roles TEXT NOT NULL, department_id BIGINT REFERENCES departments(id), password_hash TEXT NOT NULL,"
              " must_change_password BIGINT NOT NULL, disabled BIGINT NOT NULL, created_at TEXT NOT NULL,"
              " row_version BIGINT NOT NULL)",

              "CREATE TABLE signing_keys (id BIGINT PRIMARY KEY, person_id BIGINT NOT NULL REFERENCES people(id),"
              " public_key TEXT NOT NULL, sealed_key TEXT NOT NULL, created_at TEXT NOT NULL, retired_at TEXT)",
              "CREATE INDEX signing_keys_of_person ON signing_keys (person_id)",

              "CREATE TABLE api_tokens (id BIGINT PRIMARY KEY, person_id BIGINT NOT NULL REFERENCES people(id),"
              " label TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL, revoked_at TEXT)",
              "CREATE INDEX api_tokens_of_person ON api_tokens (person_id)",

              "CREATE TABLE number_series (id BIGINT PRIMARY KEY, prefix TEXT NOT NULL UNIQUE, highest BIGINT NOT "
              "NULL)",

              "CREATE TABLE documents (id BIGINT PRIMARY KEY, number TEXT NOT NULL UNIQUE, type TEXT NOT NULL,"
              " title TEXT NOT NULL, language TEXT NOT NULL, classification TEXT NOT NULL,"
              " owner_id BIGINT NOT NULL REFERENCES people(id), reviewers TEXT NOT NULL, approvers TEXT NOT NULL,"
              " clauses TEXT NOT NULL, processes TEXT NOT NULL, review_interval_months BIGINT NOT NULL,"
              " next_review TEXT, state TEXT NOT NULL, effective_version_id BIGINT, working_version_id BIGINT,"
              " created_at TEXT NOT NULL, changed_at TEXT NOT NULL, row_version BIGINT NOT NULL)",
              "CREATE INDEX documents_by_title ON documents (title)",
              "CREATE INDEX documents_by_owner ON documents (owner_id)",
              "CREATE INDEX documents_by_review ON documents (next_review)",
              "CREATE INDEX documents_by_change ON documents (changed_at)",
              "CREATE INDEX documents_by_state ON documents (state, number)",
              "CREATE INDEX documents_by_type ON documents (type, number)",

              "CREATE TABLE document_versions (id BIGINT PRIMARY KEY,"
              " document_id BIGINT NOT NULL REFERENCES documents(id), major BIGINT NOT NULL, minor BIGINT NOT NULL,"
              " revision TEXT NOT NULL, state TEXT NOT NULL, title TEXT NOT NULL, change_description TEXT NOT NULL,"
              " authors TEXT NOT NULL, author_names TEXT NOT NULL, media_type TEXT NOT NULL, file_name TEXT NOT NULL,"
              " content_size BIGINT NOT NULL, content_sha256 TEXT NOT NULL, blob_id TEXT NOT NULL,"
              " commit_id TEXT NOT NULL, round BIGINT NOT NULL, legacy BIGINT NOT NULL, created_at TEXT NOT NULL,"
              " saved_at TEXT NOT NULL, submitted_at TEXT, planned_effective_date TEXT, approved_at TEXT,"
              " effective_at TEXT, obsolete_at TEXT, obsolete_reason TEXT, UNIQUE (document_id, major, minor))",
              "CREATE INDEX document_versions_by_state ON document_versions (state)",

              "CREATE TABLE sign_offs (id BIGINT PRIMARY KEY,"
              " version_id BIGINT NOT NULL REFERENCES document_versions(id), round BIGINT NOT NULL,"
              " position BIGINT NOT NULL, duty TEXT NOT NULL, person_id BIGINT NOT NULL REFERENCES people(id),"
              " printed_name TEXT NOT NULL, role TEXT NOT NULL, decision TEXT NOT NULL, comment TEXT NOT NULL,"
              " meaning TEXT NOT NULL, content_sha256 TEXT NOT NULL, statement TEXT NOT NULL,"
              " signing_key_id BIGINT, commit_id TEXT NOT NULL, asked_at TEXT NOT NULL, decided_at TEXT,"
              " voided_at TEXT, void_reason TEXT)",
              "CREATE INDEX sign_offs_of_version ON sign_offs (version_id, round)",
              "CREATE INDEX sign_offs_of_person ON sign_offs (person_id, decision)",

              "CREATE TABLE periodic_reviews (id BIGINT PRIMARY KEY,"
              " document_id BIGINT NOT NULL REFERENCES documents(id),"
              " version_id BIGINT NOT NULL REFERENCES document_versions(id),"
              " person_id BIGINT NOT NULL REFERENCES people(id), printed_name TEXT NOT NULL, reason TEXT NOT NULL,"
              " reviewed_at TEXT NOT NULL, next_review TEXT NOT NULL)",
              "CREATE INDEX periodic_reviews_of_document ON periodic_reviews (document_id)",

              "CREATE TABLE imported_files (id BIGINT PRIMARY KEY, source TEXT NOT NULL, path TEXT NOT NULL,"
              " document_id BIGINT NOT NULL REFERENCES documents(id), source_sha256 TEXT NOT NULL,"
              " UNIQUE (source, path))",

              "CREATE TABLE git_references (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, commit_id TEXT NOT NULL)",

              "CREATE TABLE audit_events (sequence BIGINT PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL,"
              " actor_name TEXT NOT NULL, channel TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,"
              " details TEXT NOT NULL, changes TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL)",
              "CREATE INDEX audit_events_by_subject ON audit_events (subject, sequence)",
              "CREATE INDEX audit_events_by_actor ON audit_events (actor, sequence)",
              "CREATE INDEX audit_events_by_action ON audit_events (action, sequence)",

              "CREATE TABLE pending_references (name TEXT PRIMARY KEY, commit_id TEXT NOT NULL)",

              "CREATE TABLE document_people (document_id BIGINT NOT NULL, person_id BIGINT NOT NULL,"
              " PRIMARY KEY (document_id, person_id))",
              "CREATE INDEX document_people_of_person ON document_people (person_id, document_id)",

              "CREATE TABLE readable_texts (blob_id TEXT PRIMARY KEY, markdown TEXT NOT NULL)",

              "CREATE TABLE sessions (token_hash TEXT PRIMARY KEY, person_id BIGINT NOT NULL REFERENCES people(id),"
              " csrf_token TEXT NOT NULL, created_at TEXT NOT NULL, last_seen_at TEXT NOT NULL,"
              " expires_at TEXT NOT NULL)",
              "CREATE INDEX sessions_of_person ON sessions (person_id)",

              "CREATE TABLE sign_in_attempts (subject TEXT PRIMARY KEY, failures BIGINT NOT NULL,"
              " last_failure_at TEXT NOT NULL)",
              "CREATE TABLE token_uses (token_id BIGINT PRIMARY KEY, last_used_at TEXT NOT NULL)",
          },
      .sqlite =
          {
              "CREATE VIRTUAL TABLE search_entries USING fts5 (number, title, body, tokenize = 'unicode61 "
              "remove_diacritics 2')",
          },
      .postgresql =
          {
              "CREATE TABLE search_entries (rowid BIGINT PRIMARY KEY, number TEXT NOT NULL, title TEXT NOT NULL,"
              " body TEXT NOT NULL, words TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple', number || ' ' || title ||"
              " ' ' || left(body, 400000))) STORED)",
              "CREATE INDEX search_entries_words ON search_entries USING GIN (words)",
          },
  };
}

SchemaMigration second_version() {
  return {
      .portable =
          {
              "CREATE TABLE settings (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, value TEXT NOT NULL)",
              "CREATE TABLE holidays (id BIGINT PRIMARY KEY, day TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
              " removed BIGINT NOT NULL)",

              "CREATE TABLE workflow_versions (id BIGINT PRIMARY KEY, workflow TEXT NOT NULL, version BIGINT NOT NULL,"
              " title TEXT NOT NULL, source TEXT NOT NULL, content_sha256 TEXT NOT NULL, origin TEXT NOT NULL,"
              " published_at TEXT NOT NULL, UNIQUE (workflow, version))",

              "CREATE TABLE cases (id BIGINT PRIMARY KEY, case_key TEXT NOT NULL UNIQUE, workflow TEXT NOT NULL,"
              " workflow_version_id BIGINT NOT NULL REFERENCES workflow_versions(id), title TEXT NOT NULL,"
              " state TEXT NOT NULL, final BIGINT NOT NULL, success BIGINT NOT NULL, fields TEXT NOT NULL,"
              " answers TEXT NOT NULL, owner_id BIGINT NOT NULL REFERENCES people(id),"
              " opener_id BIGINT REFERENCES people(id), parent_id BIGINT REFERENCES cases(id),"
              " effect_key TEXT UNIQUE, opened_at TEXT NOT NULL, entered_at TEXT NOT NULL, closed_at TEXT,"
              " changed_at TEXT NOT NULL, due_at TEXT, row_version BIGINT NOT NULL)",
              "CREATE INDEX cases_by_workflow ON cases (workflow, state, changed_at)",
              "CREATE INDEX cases_by_change ON cases (final, changed_at)",
              "CREATE INDEX cases_by_due ON cases (final, due_at)",
              "CREATE INDEX cases_by_owner ON cases (owner_id, final)",
              "CREATE INDEX cases_by_parent ON cases (parent_id)",
              "CREATE INDEX cases_by_workflow_version ON cases (workflow_version_id, final)",

              "CREATE TABLE case_history (id BIGINT PRIMARY KEY, case_id BIGINT NOT NULL REFERENCES cases(id),"
              " position BIGINT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, actor_name TEXT NOT NULL,"
              " actor_roles TEXT NOT NULL, event TEXT NOT NULL, title TEXT NOT NULL, from_state TEXT NOT NULL,"
              " to_state TEXT NOT NULL, comment TEXT NOT NULL, changes TEXT NOT NULL, automatic BIGINT NOT NULL,"
              " waits_for_others BIGINT NOT NULL, meaning TEXT NOT NULL, statement TEXT NOT NULL,"
              " signing_key_id BIGINT, signature TEXT NOT NULL, UNIQUE (case_id, position))",

              "CREATE TABLE case_tasks (id BIGINT PRIMARY KEY, case_id BIGINT NOT NULL REFERENCES cases(id),"
              " state TEXT NOT NULL, title TEXT NOT NULL, why TEXT NOT NULL, person_id BIGINT REFERENCES people(id),"
              " role TEXT, due_at TEXT, created_at TEXT NOT NULL, is_open BIGINT NOT NULL, closed_at TEXT,"
              " escalation BIGINT NOT NULL, escalates_at TEXT)",
              "CREATE INDEX case_tasks_of_person ON case_tasks (person_id, is_open, due_at)",
              "CREATE INDEX case_tasks_of_role ON case_tasks (role, is_open, due_at)",
              "CREATE INDEX case_tasks_of_case ON case_tasks (case_id, is_open)",
              "CREATE INDEX case_tasks_by_due ON case_tasks (is_open, due_at)",
              "CREATE INDEX case_tasks_by_escalation ON case_tasks (is_open, escalates_at)",

              "CREATE TABLE case_timers (id BIGINT PRIMARY KEY, case_id BIGINT NOT NULL REFERENCES cases(id),"
              " timer TEXT NOT NULL, state TEXT NOT NULL, due_at TEXT NOT NULL, armed_at TEXT NOT NULL,"
              " pending BIGINT NOT NULL, outcome TEXT NOT NULL, fired_at TEXT)",
              "CREATE INDEX case_timers_by_due ON case_timers (pending, due_at)",
              "CREATE INDEX case_timers_of_case ON case_timers (case_id, pending)",

              "CREATE TABLE case_comments (id BIGINT PRIMARY KEY, case_id BIGINT NOT NULL REFERENCES cases(id),"
              " person_id BIGINT NOT NULL REFERENCES people(id), printed_name TEXT NOT NULL, comment TEXT NOT NULL,"
              " mentions TEXT NOT NULL, written_at TEXT NOT NULL)",
              "CREATE INDEX case_comments_of_case ON case_comments (case_id)",

              "CREATE TABLE case_links (id BIGINT PRIMARY KEY, case_id BIGINT NOT NULL REFERENCES cases(id),"
              " kind TEXT NOT NULL, target TEXT NOT NULL, person_id BIGINT NOT NULL REFERENCES people(id),"
              " added_at TEXT NOT NULL, removed_at TEXT)",
              "CREATE INDEX case_links_of_case ON case_links (case_id)",
              "CREATE INDEX case_links_by_target ON case_links (kind, target)",

              "CREATE TABLE case_attachments (id BIGINT PRIMARY KEY, case_id BIGINT NOT NULL REFERENCES cases(id),"
              " file_name TEXT NOT NULL, media_type TEXT NOT NULL, content_size BIGINT NOT NULL,"
              " content_sha256 TEXT NOT NULL, person_id BIGINT NOT NULL REFERENCES people(id),"
              " printed_name TEXT NOT NULL, added_at TEXT NOT NULL, removed_at TEXT, remove_reason TEXT)",
              "CREATE INDEX case_attachments_of_case ON case_attachments (case_id)",
              "CREATE INDEX case_attachments_by_content ON case_attachments (content_sha256)",

              "CREATE TABLE delegations (id BIGINT PRIMARY KEY, from_person_id BIGINT NOT NULL REFERENCES people(id),"
              " to_person_id BIGINT NOT NULL REFERENCES people(id), first_day TEXT NOT NULL, last_day TEXT NOT NULL,"
              " reason TEXT NOT NULL, created_at TEXT NOT NULL, ended_at TEXT)",
              "CREATE INDEX delegations_from ON delegations (from_person_id, last_day)",
              "CREATE INDEX delegations_to ON delegations (to_person_id, last_day)",

              "CREATE TABLE notices (id BIGINT PRIMARY KEY, person_id BIGINT NOT NULL REFERENCES people(id),"
              " case_id BIGINT REFERENCES cases(id), kind TEXT NOT NULL, notice TEXT NOT NULL, created_at TEXT NOT "
              "NULL,"
              " read_at TEXT)",
              "CREATE INDEX notices_of_person ON notices (person_id, read_at, id)",

              "CREATE TABLE saved_filters (id BIGINT PRIMARY KEY, person_id BIGINT NOT NULL REFERENCES people(id),"
              " name TEXT NOT NULL, address TEXT NOT NULL, shared BIGINT NOT NULL, created_at TEXT NOT NULL,"
              " removed_at TEXT)",
              "CREATE INDEX saved_filters_of_person ON saved_filters (person_id)",

              "CREATE TABLE case_people (id BIGINT PRIMARY KEY, case_id BIGINT NOT NULL REFERENCES cases(id),"
              " person_id BIGINT NOT NULL REFERENCES people(id), UNIQUE (case_id, person_id))",
              "CREATE INDEX case_people_of_person ON case_people (person_id, case_id)",
          },
      .sqlite = {},
      .postgresql = {},
  };
}

SchemaMigration third_version() {
  return {.portable =
              {
                  "CREATE TABLE workflow_documents (id BIGINT PRIMARY KEY, workflow TEXT NOT NULL UNIQUE,"
                  " document_id BIGINT NOT NULL UNIQUE REFERENCES documents(id))",

                  "CREATE TABLE case_counts (workflow TEXT NOT NULL, state TEXT NOT NULL, final BIGINT NOT NULL,"
                  " n BIGINT NOT NULL, PRIMARY KEY (workflow, state, final))",
                  "INSERT INTO case_counts (workflow, state, final, n) SELECT workflow, state, final, COUNT(*) FROM"
                  " cases GROUP BY workflow, state, final",
                  "CREATE TABLE open_majors (case_id BIGINT PRIMARY KEY, case_key TEXT NOT NULL)",
                  "INSERT INTO open_majors (case_id, case_key) SELECT id, case_key FROM cases WHERE final = 0 AND"
                  " workflow IN ('finding', 'corrective_action') AND fields LIKE '%\"grade\":\"major\"%' AND fields"
                  " NOT LIKE '%\"source\":\"certification_audit\"%'",
                  "CREATE INDEX cases_by_workflow_and_due ON cases (workflow, final, due_at, id)",
                  "CREATE INDEX cases_by_end ON cases (final, workflow)",
              },
          .sqlite = {},
          .postgresql = {}};
}

SchemaMigration fourth_version() {
  return {.portable =
              {
                  "CREATE TABLE case_exclusions (case_id BIGINT NOT NULL, person_id BIGINT NOT NULL,"
                  " PRIMARY KEY (case_id, person_id))",
                  "CREATE INDEX case_exclusions_of_person ON case_exclusions (person_id, case_id)",
                  "CREATE INDEX imported_files_of_document ON imported_files (document_id)",

                  "CREATE TABLE course_completions (course_id BIGINT PRIMARY KEY, assigned BIGINT NOT NULL,"
                  " completed BIGINT NOT NULL)",
                  "INSERT INTO course_completions (course_id, assigned, completed) SELECT parent_id, COUNT(*),"
                  " SUM(CASE WHEN state IN ('completed', 'competent', 'competent_until') THEN 1 ELSE 0 END) FROM cases"
                  " WHERE workflow = 'training_assignment' AND state <> 'released' AND parent_id IS NOT NULL"
                  " GROUP BY parent_id",
              },
          .sqlite = {},
          .postgresql = {}};
}

SchemaMigration fifth_version() {
  return {.portable =
              {
                  "CREATE TABLE library_versions (id BIGINT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL,"
                  " version BIGINT NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL, content_sha256 TEXT NOT NULL,"
                  " origin TEXT NOT NULL, published_at TEXT NOT NULL, UNIQUE (kind, name, version))",
              },
          .sqlite = {},
          .postgresql = {}};
}

SchemaMigration sixth_version() {
  return {
      .portable =
          {
              "CREATE TABLE clause_assessments (id BIGINT PRIMARY KEY, case_id BIGINT NOT NULL REFERENCES cases(id),"
              " standard TEXT NOT NULL, clause TEXT NOT NULL, result TEXT NOT NULL, current_state TEXT NOT NULL,"
              " evidence TEXT NOT NULL, gap TEXT NOT NULL, justification TEXT NOT NULL, severity TEXT NOT NULL,"
              " action TEXT NOT NULL, responsible_id BIGINT REFERENCES people(id), effort TEXT NOT NULL, until TEXT,"
              " accepted_because TEXT NOT NULL, department_id BIGINT REFERENCES departments(id),"
              " carried_from TEXT NOT NULL, assessed_by_id BIGINT REFERENCES people(id), assessed_at TEXT,"
              " changed_at TEXT NOT NULL, changed_by_id BIGINT NOT NULL REFERENCES people(id),"
              " row_version BIGINT NOT NULL, UNIQUE (case_id, standard, clause))",
              "CREATE TABLE clause_results (id BIGINT PRIMARY KEY, case_id BIGINT NOT NULL REFERENCES cases(id),"
              " standard TEXT NOT NULL, clause TEXT NOT NULL, result TEXT NOT NULL, given_at TEXT NOT NULL,"
              " given_by TEXT NOT NULL)",
              "CREATE INDEX clause_results_of_case ON clause_results (case_id, standard, clause)",
          },
      .sqlite = {},
      .postgresql = {}};
}

SchemaMigration seventh_version() {
  return {.portable =
              {
                  "CREATE TABLE evidence_pieces (case_id BIGINT PRIMARY KEY, state TEXT NOT NULL, clause TEXT NOT NULL,"
                  " effective_on TEXT NOT NULL, valid_until TEXT NOT NULL, keep_until TEXT NOT NULL)",
                  "CREATE INDEX evidence_pieces_by_state ON evidence_pieces (state, valid_until)",
                  "CREATE TABLE evidence_clauses (case_id BIGINT NOT NULL, clause TEXT NOT NULL, state TEXT NOT NULL,"
                  " PRIMARY KEY (clause, case_id))",
                  "CREATE INDEX evidence_clauses_of_case ON evidence_clauses (case_id)",
                  "CREATE INDEX evidence_clauses_by_state ON evidence_clauses (state, clause)",
                  "ALTER TABLE people ADD COLUMN access_until TEXT",
                  "ALTER TABLE documents ADD COLUMN issuer TEXT",
                  "ALTER TABLE documents ADD COLUMN edition TEXT",
                  "ALTER TABLE documents ADD COLUMN source_address TEXT",
                  "CREATE TABLE disposed_files (content_sha256 TEXT PRIMARY KEY)",
              },
          .sqlite = {},
          .postgresql = {}};
}

SchemaMigration eighth_version() {
  return {.portable = {"ALTER TABLE people ADD COLUMN shown_clauses TEXT"}, .sqlite = {}, .postgresql = {}};
}

SchemaMigration ninth_version() {
  return {.portable =
              {
                  "CREATE TABLE channels (id BIGINT PRIMARY KEY, name TEXT NOT NULL, format TEXT NOT NULL, address TEXT"
                  " NOT NULL, signing_secret TEXT NOT NULL, former_secret TEXT NOT NULL, former_secret_until TEXT,"
                  " events TEXT NOT NULL, workflows TEXT NOT NULL, departments TEXT NOT NULL, mentions BIGINT NOT NULL,"
                  " created_at TEXT NOT NULL, removed_at TEXT, row_version BIGINT NOT NULL)",
                  "CREATE TABLE message_preferences (id BIGINT PRIMARY KEY, person_id BIGINT NOT NULL UNIQUE REFERENCES"
                  " people(id), way TEXT NOT NULL, channel_id BIGINT REFERENCES channels(id), pace TEXT NOT NULL,"
                  " digest_at TEXT NOT NULL, quiet_from TEXT NOT NULL, quiet_until TEXT NOT NULL, time_zone TEXT NOT"
                  " NULL, slack_member TEXT NOT NULL, teams_address TEXT NOT NULL)",
                  // What waits to be sent and what became of it; not journaled: the audit trail tells what caused it.
                  "CREATE TABLE outgoing_messages (id BIGINT PRIMARY KEY, message_key TEXT NOT NULL UNIQUE, channel_id"
                  " BIGINT NOT NULL, person_id BIGINT, event TEXT NOT NULL, case_id BIGINT, task_id BIGINT, document_id"
                  " BIGINT, notice TEXT NOT NULL, created_at TEXT NOT NULL, not_before TEXT NOT NULL, state TEXT NOT"
                  " NULL, attempts BIGINT NOT NULL, claimed_until TEXT NOT NULL, settled_at TEXT, outcome TEXT NOT"
                  " NULL)",
                  "CREATE INDEX outgoing_messages_by_channel ON outgoing_messages (state, channel_id, id)",
                  "CREATE INDEX outgoing_messages_by_time ON outgoing_messages (state, channel_id, not_before)",
                  "CREATE INDEX outgoing_messages_by_settling ON outgoing_messages (settled_at)",
                  "CREATE INDEX outgoing_messages_collected ON outgoing_messages (state, not_before)",
                  "CREATE INDEX outgoing_messages_of_case ON outgoing_messages (case_id, channel_id)",
                  "CREATE INDEX outgoing_messages_of_person ON outgoing_messages (person_id, state)",
                  "CREATE TABLE delivery_attempts (id BIGINT PRIMARY KEY, message_id BIGINT NOT NULL, tried_at TEXT NOT"
                  " NULL, took BIGINT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, status BIGINT NOT NULL,"
                  " request TEXT NOT NULL, answer TEXT NOT NULL)",
                  "CREATE INDEX delivery_attempts_of_message ON delivery_attempts (message_id)",
                  "CREATE TABLE channel_states (channel_id BIGINT PRIMARY KEY, not_before TEXT NOT NULL, failing_since"
                  " TEXT, paused_at TEXT, pause_reason TEXT NOT NULL)",
              },
          .sqlite = {},
          .postgresql = {}};
}

}  // namespace

std::vector<SchemaMigration> schema_versions_to_9() {
  return {first_version(), second_version(),  third_version(),  fourth_version(), fifth_version(),
          sixth_version(), seventh_version(), eighth_version(), ninth_version()};
}

}  // namespace provost::workflows::store
