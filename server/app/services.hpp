#pragma once

#include <memory>
#include <string>

#include "docs_repo/store/document_repository.hpp"
#include "server/app/data_directory.hpp"
#include "workflows/audit_trail/audit_trail.hpp"
#include "workflows/cases/attachment_files.hpp"
#include "workflows/cases/case_service.hpp"
#include "workflows/cases/case_timers.hpp"
#include "workflows/cases/delegations.hpp"
#include "workflows/cases/saved_filters.hpp"
#include "workflows/cases/task_snoozes.hpp"
#include "workflows/cases/workflow_catalogue.hpp"
#include "workflows/cases/workflow_documents.hpp"
#include "workflows/chat/chat_apps.hpp"
#include "workflows/chat/chat_identities.hpp"
#include "workflows/chat/chat_requests.hpp"
#include "workflows/chat/chat_service.hpp"
#include "workflows/documents/document_import.hpp"
#include "workflows/documents/document_service.hpp"
#include "workflows/documents/reference_keeper.hpp"
#include "workflows/engine/diagram.hpp"
#include "workflows/evidence/evidence_service.hpp"
#include "workflows/evidence_sources/deliveries.hpp"
#include "workflows/evidence_sources/placing.hpp"
#include "workflows/evidence_sources/sources.hpp"
#include "workflows/gap_analysis/gap_analysis_service.hpp"
#include "workflows/idempotency/repeatable_requests.hpp"
#include "workflows/journey/case_facts.hpp"
#include "workflows/messages/channels.hpp"
#include "workflows/messages/outbox.hpp"
#include "workflows/messages/preferences.hpp"
#include "workflows/organisation/organisation_service.hpp"
#include "workflows/organisation/working_calendar.hpp"
#include "workflows/people/people_service.hpp"
#include "workflows/people/sign_in_service.hpp"
#include "workflows/standards/standard_library.hpp"

namespace provost::app {

/// The domain put together on one data directory: read from top to bottom, each part gets what it needs. Lives as long
/// as the program. Thread-safe, as its parts are.
class Services {
 public:
  /// Opens database and repository; throws Unusable for what is missing, foreign, newer or damaged.
  /// `sessions`: database connections, at least one more than threads that use them at once.
  Services(const DataDirectory& directory, const config::Config& config, const workflows::Clock& clock,
           std::size_t sessions, workflows::people::PasswordCost cost = {});

  const workflows::Clock& clock;
  workflows::store::Database database;
  workflows::organisation::Organisation organisation_at_start;
  docs_repo::DocumentRepository repository;
  workflows::people::PasswordHasher hasher;
  workflows::people::SignInService sign_in;
  workflows::people::PeopleService people;
  workflows::organisation::OrganisationService organisation;
  workflows::cases::WorkflowCatalogue catalogue;
  workflows::engine::DiagramDrawer diagrams;
  workflows::cases::WorkflowDocuments workflow_documents;
  workflows::documents::ReferenceKeeper references;
  workflows::documents::DocumentService documents;
  workflows::documents::DocumentImporter importer;
  workflows::audit_trail::AuditRecorder audit;
  workflows::standards::StandardLibrary standards;
  workflows::standards::StandardService standard_imports;
  workflows::journey::CaseFacts facts;
  workflows::cases::AttachmentFiles attachments;
  workflows::cases::CaseService cases;
  workflows::evidence::EvidenceService evidence;
  workflows::gap_analysis::GapAnalysisService gap_analyses;
  workflows::cases::CaseTimers case_timers;
  workflows::cases::DelegationService delegations;
  workflows::cases::SnoozeService snoozes;
  workflows::cases::SavedFilterService saved_filters;
  workflows::organisation::CalendarService calendar;
  workflows::messages::ChannelService channels;
  workflows::messages::PreferenceService message_preferences;
  workflows::messages::Outbox outbox;
  workflows::evidence_sources::SourceService sources;
  workflows::evidence_sources::DeliveryBodies delivery_bodies;
  workflows::evidence_sources::ReceivedDeliveries deliveries;
  workflows::evidence_sources::DeliveryPlacing placing;
  workflows::chat::ChatAppService chat_apps;
  workflows::chat::ChatIdentityService chat_identities;
  workflows::chat::ChatInbox chat_inbox;
  workflows::idempotency::RepeatableRequests repeatable_requests;
  workflows::chat::ChatService chat;
};

/// What `provost init` is told.
struct Founding {
  std::string organisation;
  std::string time_zone;
  std::string admin_email;
  std::string admin_name;
  std::string admin_password;
};

/// Makes a data directory with an organisation and its first administrator. Throws Conflict when there is one already;
/// after a failure nothing usable is left and it can be run again.
void found_organisation(const DataDirectory& directory, const config::Config& config, const workflows::Clock& clock,
                        const Founding& founding);

}  // namespace provost::app
