#include <map>

#include "tests/server/app/every_route_fixture.hpp"

namespace provost::tests {

namespace {

using Entries = std::map<std::string, std::string>;

/// What each page shows and each form does, and the operation of the API that does the same.
const Entries same_in_the_api{
    {"GET /account", "getAccount"},
    {"POST /account/password", "changePassword"},
    {"POST /account/tokens", "createToken"},
    {"POST /account/tokens/{id}/revoke", "revokeToken"},
    {"GET /account/api", "getDescription"},
    {"GET /", "listWork"},
    {"POST /tasks/put-off", "putOffTask"},
    {"POST /tasks/take-back", "takeTaskBack"},
    {"POST /notices/read", "markNoticesRead"},
    {"GET /documents", "listDocuments"},
    {"GET /documents/export", "exportDocuments"},
    {"POST /documents", "createDocument"},
    {"GET /documents/{number}/edit", "getVersionContent"},
    {"POST /documents/{number}/edit", "saveDraft"},
    {"GET /documents/{number}/details", "getDocument"},
    {"POST /documents/{number}/details", "changeDocumentDetails"},
    {"POST /documents/{number}/reassign", "reassignDocumentTask"},
    {"POST /preview", "checkText"},
    {"GET /documents/{number}/transitions/{event}", "getDocument"},
    {"POST /documents/{number}/transitions", "fireDocumentEvent"},
    {"GET /documents/{number}", "getDocument"},
    {"GET /documents/{number}/versions/{version}", "listDocumentVersions"},
    {"GET /documents/{number}/versions/{version}/print", "getVersionOnPaper"},
    {"GET /documents/{number}/versions/{version}/paper", "getVersionOnPaper"},
    {"GET /documents/{number}/versions/{version}/file", "getVersionContent"},
    {"GET /documents/{number}/compare", "compareVersions"},
    {"GET /documents/{number}/history", "getDocumentHistory"},
    {"GET /stand-in", "listDelegations"},
    {"POST /stand-in", "delegateTasks"},
    {"POST /stand-in/end", "endDelegation"},
    {"GET /cases", "listCases"},
    {"POST /cases/filters", "saveFilter"},
    {"POST /cases/filters/remove", "removeSavedFilter"},
    {"GET /cases/board", "listCases"},
    {"GET /cases/calendar", "getCaseCalendar"},
    {"GET /cases/new", "listWorkflows"},
    {"GET /cases/new/{workflow}", "getWorkflow"},
    {"POST /cases/new/{workflow}", "openCase"},
    {"GET /cases/{key}", "getCase"},
    {"GET /cases/{key}/steps/{event}", "getCase"},
    {"POST /cases/{key}/steps/{event}", "fireCaseEvent"},
    {"GET /cases/{key}/files/{sha256}", "getAttachedFile"},
    {"POST /cases/{key}/comments", "commentOnCase"},
    {"POST /cases/{key}/files", "attachFile"},
    {"POST /cases/{key}/files/remove", "detachFile"},
    {"POST /cases/{key}/links", "linkCase"},
    {"POST /cases/{key}/links/remove", "unlinkCase"},
    {"POST /cases/{key}/owner", "changeCaseOwner"},
    {"POST /cases/{key}/title", "renameCase"},
    {"POST /cases/{key}/tasks", "assignTask"},
    {"GET /cases/{key}/assessment", "getAssessment"},
    {"POST /cases/{key}/assessment", "assessClause"},
    {"GET /cases/{key}/assessment/report", "exportAssessment"},
    {"GET /cases/{key}/assessment/export", "exportAssessment"},
    {"POST /cases/{key}/assessment/follow", "followAssessment"},
    {"GET /evidence", "listEvidence"},
    {"GET /evidence/export", "exportEvidence"},
    {"POST /evidence", "addEvidence"},
    {"GET /evidence/requests", "listEvidence"},
    {"GET /evidence/requests/export", "exportEvidenceRequests"},
    {"POST /evidence/pack", "makeEvidencePack"},
    {"GET /channels", "listChannels"},
    {"POST /channels", "addChannel"},
    {"GET /channels/{channel}", "getChannel"},
    {"POST /channels/{channel}", "changeChannel"},
    {"POST /channels/{channel}/test", "testChannel"},
    {"POST /channels/{channel}/secret", "changeChannelSecret"},
    {"POST /channels/{channel}/replay", "replayChannel"},
    {"POST /channels/{channel}/pause", "pauseChannel"},
    {"POST /channels/{channel}/resume", "resumeChannel"},
    {"POST /channels/{channel}/remove", "removeChannel"},
    {"GET /messages", "listMessages"},
    {"GET /messages/{id}", "getMessage"},
    {"POST /messages/{id}/again", "sendMessageAgain"},
    {"GET /account/messages", "getPreferences"},
    {"POST /account/messages", "changePreferences"},
    {"GET /account/chat", "listChatAccounts"},
    {"POST /account/chat/{id}/end", "endChatAccount"},
    {"GET /chat-apps", "listChatApps"},
    {"POST /chat-apps", "addChatTeam"},
    {"POST /chat-apps/{address}/secret", "setChatSecret"},
    {"POST /chat-apps/{address}/remove", "removeChatApp"},
    {"POST /chat-apps/{address}/sharing", "shareChatLinks"},
    {"GET /sources", "listSources"},
    {"POST /sources", "addSource"},
    {"GET /sources/{source}", "getSource"},
    {"POST /sources/{source}", "changeSource"},
    {"POST /sources/{source}/secret", "rotateSourceSecret"},
    {"POST /sources/{source}/sample", "sendSourceSample"},
    {"POST /sources/{source}/replay", "replaySource"},
    {"POST /sources/{source}/remove", "removeSource"},
    {"GET /sources/{source}/mapping", "getSource"},
    {"POST /sources/{source}/mapping", "changeSourceMapping"},
    {"POST /sources/{source}/mapping/preview", "checkSourceMapping"},
    {"GET /deliveries", "listDeliveries"},
    {"GET /deliveries/{id}", "getDelivery"},
    {"POST /deliveries/{id}/place", "placeDelivery"},
    {"POST /deliveries/{id}/replay", "replayDelivery"},
    {"POST /deliveries/{id}/pass-over", "passDeliveryOver"},
    {"GET /workflows", "listWorkflows"},
    {"POST /workflows/new", "createWorkflow"},
    {"GET /workflows/{workflow}", "getWorkflow"},
    {"GET /workflows/{workflow}/change", "getWorkflow"},
    {"POST /workflows/{workflow}/change", "changeWorkflow"},
    {"GET /journey", "getJourney"},
    {"GET /journey/report", "getJourney"},
    {"GET /people", "listPeople"},
    {"POST /people", "addPerson"},
    {"GET /people/{email}", "getPerson"},
    {"POST /people/{email}", "changePerson"},
    {"POST /people/{email}/disable", "disablePerson"},
    {"POST /people/{email}/enable", "enablePerson"},
    {"POST /people/{email}/password", "resetPassword"},
    {"POST /people/{email}/chat/{id}/end", "endChatAccountOfPerson"},
    {"GET /organisation", "getOrganisation"},
    {"POST /organisation", "changeOrganisation"},
    {"POST /organisation/departments", "addDepartment"},
    {"GET /audit-trail", "listAuditTrail"},
    {"GET /audit-trail/export", "exportAuditTrail"},
    {"GET /standards", "listStandards"},
    {"POST /standards", "importLibrary"},
    {"GET /standards/{standard}", "getStandard"},
    {"GET /standards/{standard}/export", "exportStandard"},
    {"GET /standards/{standard}/clauses/{number...}", "getClause"},
    {"POST /standards/{standard}/clauses/{number...}", "changeClause"},
    {"GET /mappings/{mapping}", "getMapping"},
    {"GET /mappings/{mapping}/export", "exportMapping"},
    {"GET /mappings/{mapping}/row", "getMapping"},
    {"POST /mappings/{mapping}/row", "changeMappingRow"},
    {"POST /import", "importDocuments"},
    {"GET /events", "listenToEvents"},
};

/// Pages and forms without an operation, and why a program needs none.
const Entries without_operation{
    {"GET /sign-in", "a program shows a token instead"},
    {"POST /sign-in", "a program shows a token instead"},
    {"POST /sign-out", "a token is revoked instead"},
    {"GET /documents/new", "an empty form"},
    {"GET /evidence/new", "an empty form"},
    {"GET /evidence/pack", "an empty form"},
    {"GET /channels/new", "an empty form"},
    {"GET /sources/new", "an empty form"},
    {"GET /workflows/new", "an empty form"},
    {"GET /people/new", "an empty form"},
    {"GET /import", "an empty form"},
    {"GET /unsubscribe/{code}", "for the link in a mail, without sign-in; a program uses changePreferences"},
    {"POST /unsubscribe/{code}", "for the link in a mail, without sign-in; a program uses changePreferences"},
    {"GET /problems", "the page of help that an answer of the API leads to"},
    {"GET /problems/{problem}", "the page of help that an answer of the API leads to"},
    {"POST /account/chat", "a person confirms while signed in that a chat account is theirs: a token must not do that"},
};

}  // namespace

class CompletenessTest : public EveryRouteTest {
 protected:
  std::map<std::string, const app::Route*> pages_by_address() const {
    std::map<std::string, const app::Route*> all;
    for (const auto& route : application_->routes()) {
      if (route.surface == Surface::page) all[std::string(http::to_text(route.method)) + " " + route.pattern] = &route;
    }
    return all;
  }
  std::map<std::string, const app::Route*> operations() const {
    std::map<std::string, const app::Route*> all;
    for (const auto& route : application_->routes()) {
      if (route.surface == Surface::api) all[route.description.operation] = &route;
    }
    return all;
  }
};

TEST_F(CompletenessTest, WhatAPageCanDoTheApiCanOrItSaysWhyNot) {
  const auto known = operations();
  for (const auto& [address, page] : pages_by_address()) {
    const auto same = same_in_the_api.find(address);
    const auto reason = without_operation.find(address);
    EXPECT_NE(same == same_in_the_api.end(), reason == without_operation.end())
        << address << " needs an operation of the API, or a reason why there is none";
    if (same != same_in_the_api.end()) {
      EXPECT_TRUE(known.contains(same->second)) << address << " names " << same->second << ", which is not there";
    }
  }
}

TEST_F(CompletenessTest, TheListNamesNoPageThatIsGone) {
  const auto pages = pages_by_address();
  for (const auto* list : {&same_in_the_api, &without_operation}) {
    for (const auto& [address, what] : *list) EXPECT_TRUE(pages.contains(address)) << address << ": " << what;
  }
}

/// Whoever may see a page or send a form may call its operation.
TEST_F(CompletenessTest, WhoeverMaySeeAPageMayCallItsOperation) {
  const auto known = operations();
  for (const auto& [address, page] : pages_by_address()) {
    const auto same = same_in_the_api.find(address);
    if (same == same_in_the_api.end()) continue;
    const auto found = known.find(same->second);
    if (found == known.end()) continue;
    for (const auto role : workflows::people::all_roles()) {
      const auto may = [role](const app::Access& access) {
        return !access.permission() || workflows::people::allows({role}, *access.permission());
      };
      if (may(page->access)) {
        EXPECT_TRUE(may(found->second->access)) << address << " and " << same->second << " for " << to_text(role);
      }
    }
  }
}

}  // namespace provost::tests
