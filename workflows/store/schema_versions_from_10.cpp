#include "workflows/store/schema_versions.hpp"

namespace provost::workflows::store {

namespace {

SchemaMigration tenth_version() {
  return {.portable =
              {
                  "CREATE TABLE task_snoozes (id BIGINT PRIMARY KEY, person_id BIGINT NOT NULL REFERENCES people(id),"
                  " case_id BIGINT REFERENCES cases(id), document_id BIGINT REFERENCES documents(id), snoozed_at TEXT"
                  " NOT NULL, snoozed_until TEXT NOT NULL)",
                  "CREATE INDEX task_snoozes_of_person ON task_snoozes (person_id, snoozed_until)",
                  "CREATE INDEX task_snoozes_of_case ON task_snoozes (person_id, case_id)",
                  "ALTER TABLE channels ADD COLUMN roles TEXT",
                  "ALTER TABLE channels ADD COLUMN document_types TEXT",
                  "ALTER TABLE channels ADD COLUMN grades TEXT",
                  "ALTER TABLE message_preferences ADD COLUMN language TEXT",
                  "ALTER TABLE message_preferences ADD COLUMN free_weekdays TEXT",
                  // What a person's mails carry, so that one click ends them; not journaled: it is made anew when gone.
                  "CREATE TABLE unsubscribe_codes (person_id BIGINT PRIMARY KEY, code TEXT NOT NULL UNIQUE)",
              },
          .sqlite = {},
          .postgresql = {}};
}

SchemaMigration eleventh_version() {
  return {
      .portable =
          {
              "CREATE TABLE evidence_sources (id BIGINT PRIMARY KEY, name TEXT NOT NULL, title TEXT NOT NULL, kind"
              " TEXT NOT NULL, scheme TEXT NOT NULL, header TEXT NOT NULL, prefix TEXT NOT NULL, encoding TEXT NOT"
              " NULL, digest TEXT NOT NULL, secret TEXT NOT NULL, former_secret TEXT NOT NULL, former_secret_until"
              " TEXT, allowed_addresses TEXT NOT NULL, size_limit BIGINT NOT NULL, rate_limit BIGINT NOT NULL,"
              " enabled BIGINT NOT NULL, owner_id BIGINT NOT NULL REFERENCES people(id), mapping TEXT NOT NULL,"
              " created_at TEXT NOT NULL, removed_at TEXT, row_version BIGINT NOT NULL)",
              // What came in and what became of it; not journaled: the trail tells of the evidence it became.
              "CREATE TABLE received_deliveries (id BIGINT PRIMARY KEY, source_id BIGINT NOT NULL, delivery_key TEXT"
              " NOT NULL, body_sha256 TEXT NOT NULL, received_at TEXT NOT NULL, remote_address TEXT NOT NULL,"
              " headers TEXT NOT NULL, body TEXT, body_file TEXT, size BIGINT NOT NULL, sample BIGINT NOT NULL,"
              " state TEXT NOT NULL, reason TEXT NOT NULL, case_key TEXT NOT NULL, attempts BIGINT NOT NULL,"
              " not_before TEXT NOT NULL, claimed_until TEXT NOT NULL, settled_at TEXT, settled_by TEXT NOT NULL,"
              " answer_status BIGINT NOT NULL, answer TEXT NOT NULL, UNIQUE (source_id, delivery_key))",
              "CREATE INDEX received_deliveries_by_state ON received_deliveries (state, not_before, id)",
              "CREATE INDEX received_deliveries_of_source ON received_deliveries (source_id, id)",
              "CREATE INDEX received_deliveries_by_body ON received_deliveries (source_id, body_sha256)",
              "CREATE INDEX received_deliveries_by_settling ON received_deliveries (settled_at)",
              // Counted by the hour and by reason, so that a flood of refused deliveries fills no disk.
              "CREATE TABLE received_refusals (source_id BIGINT NOT NULL, hour TEXT NOT NULL, kind TEXT NOT NULL,"
              " times BIGINT NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL, last_address TEXT NOT NULL,"
              " last_reason TEXT NOT NULL, PRIMARY KEY (source_id, hour, kind))",
          },
      .sqlite = {},
      .postgresql = {}};
}

SchemaMigration twelfth_version() {
  return {
      .portable =
          {
              "CREATE TABLE chat_apps (id BIGINT PRIMARY KEY, service TEXT NOT NULL, address TEXT NOT NULL UNIQUE,"
              " name TEXT NOT NULL, secret TEXT NOT NULL, created_at TEXT NOT NULL, removed_at TEXT, row_version"
              " BIGINT NOT NULL)",
              "CREATE TABLE chat_identities (id BIGINT PRIMARY KEY, person_id BIGINT NOT NULL REFERENCES people(id),"
              " service TEXT NOT NULL, workspace TEXT NOT NULL, member TEXT NOT NULL, member_name TEXT NOT NULL,"
              " workspace_name TEXT NOT NULL, linked_at TEXT NOT NULL, ended_at TEXT)",
              "CREATE INDEX chat_identities_of_member ON chat_identities (service, workspace, member)",
              "CREATE INDEX chat_identities_of_person ON chat_identities (person_id)",
              // Lives for minutes, and is gone when it is used; not journaled.
              "CREATE TABLE chat_link_codes (code_hash TEXT PRIMARY KEY, service TEXT NOT NULL, workspace TEXT NOT"
              " NULL, member TEXT NOT NULL, member_name TEXT NOT NULL, workspace_name TEXT NOT NULL, expires_at"
              " TEXT NOT NULL)",
              // What came from chat until it is answered, and after that only what makes a second receipt known;
              // not journaled: what it changes is in the trail.
              "CREATE TABLE chat_requests (id BIGINT PRIMARY KEY, request_key TEXT NOT NULL UNIQUE, request TEXT"
              " NOT NULL, state TEXT NOT NULL, reply TEXT NOT NULL, received_at TEXT NOT NULL, claimed_until TEXT"
              " NOT NULL, attempts BIGINT NOT NULL)",
              "CREATE INDEX chat_requests_by_state ON chat_requests (state, claimed_until)",
              "CREATE INDEX chat_requests_by_time ON chat_requests (received_at)",
          },
      .sqlite = {},
      .postgresql = {}};
}

SchemaMigration thirteenth_version() {
  return {.portable =
              {
                  "ALTER TABLE api_tokens ADD COLUMN scopes TEXT",
                  "ALTER TABLE api_tokens ADD COLUMN expires_on TEXT",
                  // Requests that may come again, and what they were answered; not journaled: the audit trail tells
                  // what they did, and they are kept for some days only.
                  "CREATE TABLE repeatable_requests (claim TEXT PRIMARY KEY, person_id BIGINT NOT NULL, route TEXT NOT"
                  " NULL, key_sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL, server TEXT NOT NULL, begun_at TEXT NOT"
                  " NULL, state TEXT NOT NULL, subject TEXT NOT NULL, status BIGINT NOT NULL, fields TEXT NOT NULL,"
                  " body TEXT NOT NULL, UNIQUE (person_id, route, key_sha256))",
                  "CREATE INDEX repeatable_requests_by_time ON repeatable_requests (begun_at)",
              },
          .sqlite = {},
          .postgresql = {}};
}

SchemaMigration fourteenth_version() {
  return {.portable = {"ALTER TABLE channels ADD COLUMN interactive BIGINT"}, .sqlite = {}, .postgresql = {}};
}

SchemaMigration fifteenth_version() {
  return {.portable =
              {
                  "ALTER TABLE evidence_sources ADD COLUMN waiting_limit BIGINT",
                  "ALTER TABLE evidence_sources ADD COLUMN kept_limit BIGINT",
                  // So that what a source keeps is counted without reading its deliveries.
                  "CREATE INDEX received_deliveries_kept ON received_deliveries (source_id, state, size)",
                  // Whose owner was told that it is full; not journaled: the trail tells of the notice.
                  "CREATE TABLE full_sources (source_id BIGINT PRIMARY KEY, told_at TEXT NOT NULL)",
              },
          .sqlite = {},
          .postgresql = {}};
}

SchemaMigration sixteenth_version() {
  return {.portable = {"ALTER TABLE chat_link_codes ADD COLUMN person_id BIGINT",
                       "ALTER TABLE chat_link_codes ADD COLUMN digits_hash TEXT",
                       "ALTER TABLE chat_link_codes ADD COLUMN wrong_digits BIGINT",
                       // Those begun before would have to be confirmed in another way; they live for minutes.
                       "DELETE FROM chat_link_codes", "ALTER TABLE chat_apps ADD COLUMN shares_links BIGINT"},
          .sqlite = {},
          .postgresql = {}};
}

}  // namespace

std::vector<SchemaMigration> schema_versions_from_10() {
  return {tenth_version(),      eleventh_version(),  twelfth_version(),  thirteenth_version(),
          fourteenth_version(), fifteenth_version(), sixteenth_version()};
}

}  // namespace provost::workflows::store
