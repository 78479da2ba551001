#pragma once

#include <memory>
#include <string>

#include "tests/workflows/journey/journey_world.hpp"
#include "workflows/cases/task_snoozes.hpp"
#include "workflows/chat/chat_apps.hpp"
#include "workflows/chat/chat_service.hpp"
#include "workflows/errors.hpp"

namespace provost::tests {

/// A small organisation with the shipped workflows, and people who ask from a chat.
class ChatTest : public JourneyOnBothDatabases {
 protected:
  void SetUp() override {
    JourneyOnBothDatabases::SetUp();
    if (!world) return;
    identities = std::make_unique<workflows::chat::ChatIdentityService>(world->database, world->clock, world->sign_in);
    inbox = std::make_unique<workflows::chat::ChatInbox>(world->database, world->clock);
    snoozes = std::make_unique<workflows::cases::SnoozeService>(world->database, world->clock, world->catalogue);
    audit = std::make_unique<workflows::audit_trail::AuditRecorder>(world->database, world->clock);
    requests = std::make_unique<workflows::idempotency::RepeatableRequests>(world->database, world->clock);
    chat = std::make_unique<workflows::chat::ChatService>(world->database, world->clock, world->catalogue, world->facts,
                                                          world->cases, *snoozes, world->documents, *identities, *audit,
                                                          *requests);
  }

  /// Each person has an account named after them.
  static workflows::chat::ChatAccount account(const std::string& who) {
    return {"slack", "T1", "U" + who, who, "team"};
  }
  /// Asks in the chat, confirms on the page, and says the digits in the chat.
  workflows::chat::LinkOutcome link(const workflows::chat::ChatAccount& with, const std::string& who) {
    const auto offer = identities->confirm(world->actor(who), identities->begin(with), world->password);
    return identities->complete(with, offer.digits);
  }
  void link(const std::string& who) { link(account(who), who); }
  workflows::chat::ChatRequest request(const std::string& who, const std::string& words, bool is_public = false,
                                       const std::string& reason = "") {
    workflows::chat::ChatRequest request;
    request.key = "delivery " + std::to_string(++deliveries);
    request.received_at = world->clock.now();
    request.account = account(who);
    request.words = words;
    request.reason = reason;
    request.is_public = is_public;
    return request;
  }
  workflows::chat::ReplyContent say(const std::string& who, const std::string& words, bool is_public = false,
                                    const std::string& reason = "") {
    return chat->answer(request(who, words, is_public, reason), vocabulary);
  }
  std::string training(const std::string& participant = "teacher") {
    return world->open(
        "training_assignment", "quality",
        {{"course", "Fire safety"}, {"participant", participant + "@example.org"}, {"due_on", "2026-12-18"}},
        "Fire safety");
  }

  std::unique_ptr<workflows::chat::ChatIdentityService> identities;
  std::unique_ptr<workflows::chat::ChatInbox> inbox;
  std::unique_ptr<workflows::cases::SnoozeService> snoozes;
  std::unique_ptr<workflows::audit_trail::AuditRecorder> audit;
  std::unique_ptr<workflows::idempotency::RepeatableRequests> requests;
  std::unique_ptr<workflows::chat::ChatService> chat;
  workflows::chat::Vocabulary vocabulary;
  int deliveries = 0;
};

}  // namespace provost::tests
